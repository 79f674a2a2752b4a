# SPDX-License-Identifier: AGPL-3.0-or-later
"""An independent count: what the server shows and what the record says, with no code of the bot's.

The server is asked for the reactions that stand on each copy of a card; the record is folded from
what `record show --json` prints. Ballots are counted by the rule alone: the latest mark counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.adapters.matrix.person import Person

REVIEW = {"✅": "sound", "🌟": "excellent", "🔧": "needs_work", "⛔": "block"}
YES_NO = {"👍": "yes", "👎": "no", "🤷": "abstain"}
OPTIONS = {"1\u20e3": "1", "2\u20e3": "2", "3\u20e3": "3"}


def meaning(table: Mapping[str, str], emoji: str) -> str | None:
    """What an emoji means, whatever its variation and skin tone (§5)."""
    plain = "".join(
        sign for sign in emoji if sign != "\ufe0f" and not "\U0001f3fb" <= sign <= "\U0001f3ff"
    )
    return table.get(plain)


@dataclass(frozen=True)
class Mark:
    """A reaction that stands on the server."""

    number: int
    sender: str
    choice: str
    at: int
    room: str
    emoji: str


@dataclass(frozen=True)
class Copies:
    """A card: what its emoji mean, who may not judge it, and its message in each room."""

    number: int
    table: Mapping[str, str]
    author: str | None
    messages: Mapping[str, str]


async def standing(person: Person, cards: Iterable[Copies], bot: str) -> dict[str, Mark]:
    """Every mark that should be in force, by its identity."""
    marks: dict[str, Mark] = {}
    for card in cards:
        for room, message in card.messages.items():
            for event in await _reactions(person, room, message):
                emoji = event["content"]["m.relates_to"]["key"]
                choice = meaning(card.table, emoji)
                if choice is None or event["sender"] in (bot, card.author):
                    continue
                marks[f"matrix:{event['event_id']}"] = Mark(
                    card.number, event["sender"], choice, event["origin_server_ts"], room, emoji
                )
    return marks


async def _reactions(person: Person, room: str, message: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    start: str | None = None
    while True:
        page = await person.call(
            "GET",
            "rooms",
            room,
            "relations",
            message,
            "m.annotation",
            "m.reaction",
            version="v1",
            query={"limit": 100} | ({"from": start} if start else {}),
        )
        found += page["chunk"]
        start = page.get("next_batch")
        if not start:
            return found


@dataclass
class Record:
    """The record, folded: marks in force, members, what was opened and how it ended."""

    marks: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrived: int = 0
    numbers: set[int] = field(default_factory=set)
    titles: int = 0
    closed: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)

    @classmethod
    def folded(cls, entries: Iterable[dict[str, Any]]) -> "Record":
        record, seen = cls(), set()
        for entry in entries:
            for event in entry["events"]:
                record._fold(event, entry["height"], seen)
        return record

    def _fold(self, event: dict[str, Any], height: int, seen: set[str]) -> None:
        match event["type"]:
            case "MarkPlaced":
                if event["mark"] in seen:
                    self.twice.append(event["mark"])
                seen.add(event["mark"])
                self.marks[event["mark"]] = event
            case "MarkRemoved":
                del self.marks[event["mark"]]
            case "MarksSpent":
                spent = (event["number"], event["member"])
                self.marks = {
                    mark: placed
                    for mark, placed in self.marks.items()
                    if (placed["number"], placed["member"]) != spent
                }
            case "MemberArrived":
                self.arrived += 1
            case "TaskBroadcast" | "PollOpened":
                assert event["number"] not in self.numbers
                self.numbers.add(event["number"])
            case "PollClosed":
                assert event["number"] not in self.closed
                self.closed[event["number"]] = (height, event)

    def tallies(self) -> dict[int, Counter[str]]:
        """Ballots by number: each member's mark that is latest by the record's own order."""
        latest: dict[tuple[int, int], dict[str, Any]] = {}
        for placed in self.marks.values():
            key = (placed["number"], placed["member"])
            if key not in latest or placed["at"] >= latest[key]["at"]:
                latest[key] = placed
        return _counted((number, placed["choice"]) for (number, _), placed in latest.items())


def tallies(marks: Mapping[str, Mark]) -> dict[int, Counter[str]]:
    """Ballots by number: each person's mark that is latest by the server's time."""
    latest: dict[tuple[int, str], Mark] = {}
    for mark in sorted(marks.values(), key=lambda mark: mark.at):
        latest[mark.number, mark.sender] = mark
    return _counted((number, mark.choice) for (number, _), mark in latest.items())


def at_closing(tally: Counter[str]) -> Counter[str]:
    """A block without a reason counts as "needs work" (§11)."""
    final = Counter(tally)
    final["needs_work"] += final.pop("block", 0)
    return final


def _counted(ballots: Iterable[tuple[int, str]]) -> dict[int, Counter[str]]:
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for number, choice in ballots:
        counted[number][choice] += 1
    return dict(counted)


def differences(marks: Mapping[str, Mark], record: Record) -> dict[str, list[str]]:
    """Where record and server differ, mark by mark; all lists are empty where all is well."""
    ours = record.marks
    people: dict[int, set[str]] = defaultdict(set)
    for mark, placed in ours.items():
        if mark in marks:
            people[placed["member"]].add(marks[mark].sender)
    return {
        "missing": [f"{mark} {marks[mark]}" for mark in marks.keys() - ours.keys()],
        "ghosts": [f"{mark} {ours[mark]}" for mark in ours.keys() - marks.keys()],
        "misread": [
            f"{mark} {marks[mark]} {ours[mark]}"
            for mark in marks.keys() & ours.keys()
            if (marks[mark].number, marks[mark].choice)
            != (ours[mark]["number"], ours[mark]["choice"])
        ],
        "mixed up": [f"{member}: {names}" for member, names in people.items() if len(names) > 1],
        "placed twice": record.twice,
    }
