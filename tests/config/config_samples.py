# SPDX-License-Identifier: AGPL-3.0-or-later
"""Configurations to test with."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.config import ConfigError, Problem, load
from bot.domain import charter
from bot.service.settings import Settings

SMALL = """
[matrix]
homeserver = "https://example.org"
user = "@folkmoot:example.org"
password = "env:PASSWORD"

[[commons]]
name = "garden"
rooms = ["matrix:!abc:example.org"]
"""

ENVIRON = {"PASSWORD": "open sesame"}


def load_text(
    folder: Path, text: str, environ: Mapping[str, str] = ENVIRON, name: str = "config.toml"
) -> Settings:
    """What a file with this text means."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return load_file(file, environ)


def load_file(file: Path, environ: Mapping[str, str] = ENVIRON) -> Settings:
    """What a file means, with the real rules and two languages."""
    return load(
        file,
        check_rule=charter.canonical,
        rule_names=charter.RULES,
        languages={"en", "es"},
        environ=environ,
    )


def problems_of(
    folder: Path, text: str, environ: Mapping[str, str] = ENVIRON
) -> dict[str, Problem]:
    """What is wrong with a file of this text, by key."""
    with pytest.raises(ConfigError) as caught:
        load_text(folder, text, environ)
    problems = caught.value.problems
    assert str(caught.value) == "\n".join(str(problem) for problem in problems)
    for problem in problems:
        line = str(problem)
        assert line.startswith(str(folder / "config.toml"))
        assert line.endswith(".")
        assert "\n" not in line
        assert problem.key in line
    return {problem.key: problem for problem in problems}


def changed(**lines: str) -> str:
    """The small configuration with other values in [matrix] (None to leave a key out)."""
    text = SMALL
    for key, value in lines.items():
        old = next((line for line in text.splitlines() if line.startswith(f"{key} =")), None)
        new = f"{key} = {value}"
        text = text.replace(old, new) if old else text.replace("[matrix]\n", f"[matrix]\n{new}\n")
    return text


def in_commons(*lines: str) -> str:
    """The small configuration with more lines in its commons."""
    return SMALL + "\n".join(lines) + "\n"
