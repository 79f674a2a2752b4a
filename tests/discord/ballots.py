# SPDX-License-Identifier: AGPL-3.0-or-later
"""An independent count: the marks that stand on the double, and what the record says of them.

The double is asked for the reactions on each copy of a card; the record is folded from its entries.
No code of the bot's has a part in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.discord.double.people import mark_of
from tests.discord.double.server import Discord
from tests.discord.double.world import Message
from tests.faults.counting import REVIEW, YES_NO, meaning

__all__ = ["REVIEW", "YES_NO", "Copy", "Record", "standing"]

OPTIONS = {"1\u20e3": "1", "2\u20e3": "2", "3\u20e3": "3"}


@dataclass(frozen=True)
class Copy:
    """One copy of a card: its number, its message, what emoji mean there, and who may not judge."""

    number: int
    message: Message
    table: Mapping[str, str]
    author: int | None = None


def standing(discord: Discord, copies: Iterable[Copy]) -> dict[str, tuple[int, int, str]]:
    """Every mark that should be in force: its name, with number, person and choice."""
    marks: dict[str, tuple[int, int, str]] = {}
    for copy in copies:
        for emoji, there in copy.message.reactions.items():
            choice = meaning(copy.table, emoji)
            if choice is None:
                continue
            for burst in (False, True):
                for person in there.of(burst=burst):
                    user = discord.world.users[person]
                    if user.bot or person == copy.author:
                        continue
                    mark = mark_of(copy.message, user, emoji, burst=burst)
                    marks[mark] = (copy.number, person, choice)
    return marks


@dataclass
class Record:
    """The record, folded: marks in force, ballots, what was opened and how it ended."""

    marks: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Marks in force, in the order in which they were placed."""
    accounts: dict[int, str] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    closed: dict[int, dict[str, Any]] = field(default_factory=dict)
    due: dict[int, dict[str, Any]] = field(default_factory=dict)
    closes: dict[int, str] = field(default_factory=dict)
    heights: dict[int, int] = field(default_factory=dict)
    """The heights of outcomes, by number."""

    @classmethod
    def folded(cls, entries: Iterable[dict[str, Any]]) -> "Record":
        record = cls()
        for entry in entries:
            for event in entry["events"]:
                record._fold(event, entry["height"])
        return record

    def _fold(self, event: dict[str, Any], height: int) -> None:
        number = event.get("number")
        key = (number, event.get("member"))
        match event["type"]:
            case "MarkPlaced":
                self.marks.pop(event["mark"], None)
                self.marks[event["mark"]] = event
            case "MarkRemoved":
                del self.marks[event["mark"]]
            case "MarksSpent":
                self.marks = {
                    mark: placed
                    for mark, placed in self.marks.items()
                    if (placed["number"], placed["member"]) != key
                }
            case "MemberArrived":
                self.accounts[event["member"]] = event["account"]
            case "TaskBroadcast" | "PollOpened":
                assert number not in self.numbers, f"#{number} was made twice"
                self.numbers.add(number)
                self.closes[number] = event.get("closes_at", "")
            case "PollDue":
                self.due[number] = event
            case "PollClosed":
                assert number not in self.closed, f"#{number} was closed twice"
                self.closed[number] = event
                self.heights[number] = height
            case _:
                pass

    def tally(self, number: int) -> Counter[str]:
        """Ballots of a poll: each member's latest mark in force."""
        return self.tallies().get(number, Counter())

    def ballots(self) -> dict[tuple[int, int], str]:
        """The choice of each member, by number and member."""
        latest: dict[tuple[int, int], dict[str, Any]] = {}
        for placed in self.marks.values():
            key = (placed["number"], placed["member"])
            if key not in latest or _at(placed) >= _at(latest[key]):
                latest[key] = placed
        return {key: placed["choice"] for key, placed in latest.items()}

    def tallies(self) -> dict[int, Counter[str]]:
        """Ballots counted, by number."""
        counted: dict[int, Counter[str]] = defaultdict(Counter)
        for (number, _), choice in self.ballots().items():
            counted[number][choice] += 1
        return dict(counted)


def _at(placed: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(placed["at"])
