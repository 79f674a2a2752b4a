# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot status` for people and for programs, and the log of `folkmoot run`."""

import io
import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from cli_samples import configured, database, entries, folkmoot
from rich.console import Console

from bot.cli.logs import in_one_line
from bot.cli.standing import show

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def told(**commons: Any) -> str:
    whole = {
        "name": "garden",
        "rehearsal": False,
        "head": {"height": 4, "hash": "9f3a61c2" + "0" * 56},
        "members": 1,
        "tasks": [],
        "polls": [],
    }
    out = io.StringIO()
    show(whole | commons, "Europe/Lisbon", NOW, Console(file=out, width=100, highlight=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def task(number: int, state: str, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": "Mend the door",
        "state": state,
        "overdue": False,
        "claims": [],
    } | fields


def poll(number: int, state: str, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "kind": "review",
        "title": "Mend the door",
        "state": state,
        "closes_at": "2026-12-04T18:00:00Z",
        "quorum": 2,
        "tally": {"sound": 1, "needs_work": 2, "block": 0},
    } | fields


def test_what_goes_on_is_listed_and_what_is_over_counted() -> None:
    text = told(
        members=5,
        tasks=[
            task(1, "claimed", claims=["matrix:@bo:example.org", None], overdue=True),
            task(2, "accepted"),
            task(3, "open", title=None),
        ],
        polls=[
            poll(4, "open"),
            poll(5, "counting", kind="poll", tally=None),
            poll(6, "no_quorum"),
            poll(7, "passed"),
            poll(8, "open", kind="poll", tally={"1": 1, "2": 3}),
        ],
    )
    assert "5 members. The record stands at 4, 9f3a61c2." in text
    assert "claimed, overdue" in text
    assert "matrix:@bo:example.org, somebody" in text
    assert "(text removed)" in text
    assert "Friday 4 December, 18:00 Lisbon" in text
    assert "1 sound, 2 needs work; quorum 2" in text
    assert "hidden until it closes" in text
    assert "1 for option 1, 3 for option 2" in text
    assert "Over: 1 accepted task." in text
    assert "Over: 1 no quorum, 1 passed polls." in text


def test_a_new_commons_says_so() -> None:
    assert "No tasks yet." in told()
    assert "1 member." in told()
    assert "Not founded yet" in told(head=None)


def test_status_reads_the_database(tmp_path: Path) -> None:
    config = configured(tmp_path)
    missing = folkmoot("status", "--config", config)
    assert missing.status == 1
    assert "holds no record yet" in missing.err
    database(tmp_path / "folkmoot.db", entries(1))
    shown = folkmoot("status", "--config", config)
    assert (shown.status, shown.err) == (0, "")
    assert "garden" in shown.out
    (garden,) = json.loads(folkmoot("status", "--config", config, "--json").out)["commons"]
    assert garden["head"]["height"] == 0


def test_an_exception_is_one_line_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli import logs  # noqa: PLC0415 - it changes what is global

    before = logging.getLogger().handlers
    try:
        logs.set_up()
        try:
            int("of no use")
        except ValueError:
            structlog.get_logger("bot.test").exception("went wrong", number=3)
            logging.getLogger("nio").warning("a library says")
        ours, theirs = capsys.readouterr().err.splitlines()
    finally:
        logging.getLogger().handlers = before
        structlog.reset_defaults()
    said = json.loads(ours)
    assert said["error"].startswith("ValueError: invalid literal")
    assert "test_standing.py" in said["where"]
    assert json.loads(theirs)["event"] == "a library says"


def test_a_line_without_an_exception_stays_as_it_is() -> None:
    assert in_one_line(None, "info", {"event": "x"}) == {"event": "x"}
