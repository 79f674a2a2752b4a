# SPDX-License-Identifier: AGPL-3.0-or-later
"""The status of a commons for people: tables on a terminal, the same words in a pipe."""

from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.words.civil import moment_text
from bot.words.taming import tame

_GONE = "(text removed)"
_WIDEST = 200
_RUNNING = {"open", "counting"}


def show(commons: dict[str, Any], zone: str, now: datetime, console: Console | None = None) -> None:
    """Print one commons: what goes on first, how much is done after it."""
    console = console or Console(highlight=False)
    head = commons["head"]
    console.print(Text(commons["name"], "bold"))
    if commons["rehearsal"]:
        console.print("  In rehearsal: nothing of this is kept when it ends.")
    if head is None:
        console.print("  Not founded yet: start `folkmoot run` first.")
        return
    count = commons["members"]
    members = "1 member" if count == 1 else f"{count} members"
    console.print(f"  {members}. The record stands at {head['height']}, {head['hash'][:8]}.")
    _tasks(commons["tasks"], console)
    _polls(commons["polls"], zone, now, console)


def _tasks(tasks: list[dict[str, Any]], console: Console) -> None:
    running = [task for task in tasks if task["state"] not in {"accepted", "withdrawn"}]
    if running:
        table = _table("Task", "State", "On it")
        for task in running:
            state = f"{task['state']}, overdue" if task["overdue"] else task["state"]
            claims = ", ".join(claim or "somebody" for claim in task["claims"])
            _add(table, task, _title(task), state, claims or "nobody")
        console.print(table)
    _tally(tasks, running, "task", console)


def _polls(polls: list[dict[str, Any]], zone: str, now: datetime, console: Console) -> None:
    running = [poll for poll in polls if poll["state"] in _RUNNING]
    if running:
        table = _table("Review or poll", "Closes", "So far")
        for poll in running:
            closes = moment_text(datetime.fromisoformat(poll["closes_at"]), zone, "en", now)
            if poll["state"] == "counting":
                closes = "counting"
            _add(table, poll, f"{poll['kind'].capitalize()}: {_title(poll)}", closes, _marks(poll))
        console.print(table)
    _tally(polls, running, "poll", console)


def _marks(poll: dict[str, Any]) -> str:
    if poll["tally"] is None:
        return "hidden until it closes"
    said = ", ".join(
        f"{count} for option {name}" if name.isdecimal() else f"{count} {name.replace('_', ' ')}"
        for name, count in poll["tally"].items()
        if count
    )
    return f"{said or 'no ballots'}; quorum {poll['quorum']}"


def _tally(
    everything: list[dict[str, Any]], running: list[dict[str, Any]], what: str, console: Console
) -> None:
    over: dict[str, int] = {}
    for one in everything:
        if one not in running:
            state = str(one["state"]).replace("_", " ")
            over[state] = over.get(state, 0) + 1
    done = ", ".join(f"{count} {state}" for state, count in sorted(over.items()))
    plural = f"{what}s" if len(everything) - len(running) != 1 else what
    if done:
        console.print(f"  Over: {done} {plural}.")
    elif not running:
        console.print(f"  No {what}s yet.")


def _title(one: dict[str, Any]) -> str:
    return tame(one["title"] or "", _WIDEST) or _GONE


def _add(table: Table, one: dict[str, Any], *cells: str) -> None:
    """A row of texts that are shown as they are: nobody's title is markup here."""
    table.add_row(f"#{one['number']}", *(Text(tame(cell)) for cell in cells))


def _table(what: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, header_style="bold")
    table.add_column("", justify="right")
    table.add_column(what, overflow="fold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
