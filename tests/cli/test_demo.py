# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot demo`: the tour, written conversations, and a folder to go on in."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_samples import ROOT, folkmoot

TASK = "Ana: !task new Paint the gate\n"


def test_the_tour_plays_one_cycle_and_verifies_the_record() -> None:
    began = time.monotonic()
    told = folkmoot("demo")
    assert (told.status, told.err) == (0, "")
    assert time.monotonic() - began < 30
    for said in (
        "#1 Task, open: Mend the greenhouse door",
        "in garden and workshop",
        "only Bo sees this",
        "asks for something you named (carpentry)",
        "— two days later: Friday 4 December, 09:00 Lisbon —",
        "#2 Accepted: Mend the greenhouse door. Thank you, Bo.",
        "every seal holds. Its head is",
    ):
        assert said in told.out
    assert max(len(line) for line in told.out.splitlines()) <= 80
    assert "\x1b" not in told.out


@pytest.mark.parametrize(
    "environ", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "TERM": "dumb"}]
)
def test_poor_terminals_are_no_obstacle(environ: dict[str, str]) -> None:
    told = folkmoot("demo", "--fast", **environ)
    assert (told.status, told.err) == (0, "")
    assert "#2 Accepted: Mend the greenhouse door" in told.out


def test_a_script_is_played(tmp_path: Path) -> None:
    script = tmp_path / "talk.chat"
    script.write_text(
        "rooms barn\npeople Ana Bo\n" + TASK + "| [barn] …\nBo +✋ #1\n", encoding="utf-8"
    )
    told = folkmoot("demo", "--script", script)
    assert told.status == 0
    assert "in barn" in told.out
    assert "On it: Bo" in told.out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (TASK + "nonsense\n", ":2: “nonsense” is not understood"),
        ("zone Lisbon\n", ":1: “Lisbon” is no time zone"),
        (TASK + "\nBo +✋ #7\n", ":3: There is no card #7 in garden."),
        ("Ana@attic: hello\n", ":1: There is no room “attic”"),
        ("Ana edits: hello\n", ":1: Ana has not typed anything yet."),
        ("online\n", ":1: The bot is online already."),
        (TASK + "Bo -✋ #1\n", ":2: No ✋ of Bo's stands on #1."),
        (TASK + "Bo +✋ #1\nBo +✋ #1\n", ":3: Bo has put ✋ on it already."),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, lines: str, said: str) -> None:
    script = tmp_path / "talk.chat"
    script.write_text(lines, encoding="utf-8")
    told = folkmoot("demo", "--script", script)
    assert told.status == 2
    assert told.err.startswith(f"{script}{said}")
    assert len(told.err.splitlines()) == 1


def test_what_is_no_text_is_no_script(tmp_path: Path) -> None:
    script = tmp_path / "talk.chat"
    script.write_bytes(b"\xff\xfe")
    assert folkmoot("demo", "--script", script).status == 2


def test_a_folder_keeps_everything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = tmp_path / "first.chat"
    first.write_text(TASK + "Bo +✋ #1\nwait 1d\n", encoding="utf-8")
    then = tmp_path / "then.chat"
    then.write_text("Bo -✋ #1\nAna: !task list\nwait 1d\n", encoding="utf-8")
    assert folkmoot("demo", "--data", data, "--script", first).status == 0
    told = folkmoot("demo", "--data", data, "--script", then)
    assert (told.status, told.err) == (0, "")
    assert "card #1 in garden and workshop now reads" in told.out
    assert "#1, open: Paint the gate" in told.out
    assert "Thursday 3 December" in told.out
    told = folkmoot("demo", "--data", data)
    assert "Here you were" in told.out
    assert "#1 Task, open: Paint the gate" in told.out
    assert folkmoot("record", "verify", data / "folkmoot.db").status == 0
    (data / "rooms.json").write_text("{}")
    told = folkmoot("demo", "--data", data)
    assert told.status == 1
    assert "rooms.json was not written by the demo" in told.err
    (data / "rooms.json").unlink()
    told = folkmoot("demo", "--data", data)
    assert told.status == 1
    assert "holds a database that the demo did not make" in told.err
    told = folkmoot("demo", "--data", first)
    assert told.status == 2


def test_on_a_terminal_a_newcomer_takes_part() -> None:
    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--fast"],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm-256color", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = ""
    try:
        seen += _until(mine, "Your turn")
        os.write(mine, b"Cleo: !task new Water the seedlings\r")
        seen += _until(mine, "#3 Task, open: Water the seedlings")
        os.write(mine, b"quit\r")
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(mine)
    assert "Traceback" not in seen


def _until(terminal: int, wanted: str, limit: float = 60) -> str:
    seen = ""
    deadline = time.monotonic() + limit
    while wanted not in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen):
        ready, _, _ = select.select([terminal], [], [], max(deadline - time.monotonic(), 0))
        assert ready, seen
        chunk = os.read(terminal, 65536).decode(errors="replace")
        if "\x1b[6n" in chunk:  # the prompt asks where the cursor is
            os.write(terminal, b"\x1b[1;1R")
        seen += chunk
    return seen
