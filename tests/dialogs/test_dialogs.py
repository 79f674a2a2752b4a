# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every conversation in this folder, word for word.

Each *.chat file is a talk as it would be in the rooms; lines that begin with `| ` are what the bot
has to say to the line above. `pytest tests/dialogs --rewrite-dialogs` writes what it says now, for
a person to read in the diff. docs/scripts.md explains the language.
"""

import asyncio
from pathlib import Path

import pytest
from dialog import replies, rewritten

from adapters.console.script import parse_script

HERE = Path(__file__).parent
DIALOGS = sorted(HERE.glob("*.chat"))


@pytest.mark.parametrize("path", DIALOGS, ids=lambda path: path.stem)
def test_dialog(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text(encoding="utf-8")
    script = parse_script(text)
    said = asyncio.run(replies(script))
    if request.config.getoption("--rewrite-dialogs"):
        path.write_text(rewritten(text, script, said), encoding="utf-8")
        return
    heard = [_told(step.line, lines) for step, lines in zip(script.steps, said, strict=True)]
    hoped = [_told(step.line, list(step.expected)) for step in script.steps]
    assert "\n".join(heard) == "\n".join(hoped)


def _told(line: int, lines: list[str]) -> str:
    return "\n".join([f"line {line}", *(reply.rstrip() for reply in lines)])


def test_there_are_dialogs() -> None:
    assert len(DIALOGS) >= 20
