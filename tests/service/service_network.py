# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chat network written by hand, with faults on request."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.service.ports import Presence, Reading, SeenMark, UnreachableError
from bot.words.cards import (
    Card,
    Chart,
    Code,
    Link,
    Mention,
    Moment,
    Outgoing,
    People,
    Plain,
    Strong,
)

START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
LONG_AGO = START - timedelta(days=100)
ROOM = "net:!a"
OTHER = "net:!b"


def text(card: Card) -> str:
    """A card as plain text, one line a paragraph."""
    return "\n".join("".join(map(_span, line)) for line in card.lines)


def _span(span: object) -> str:
    match span:
        case Plain(words) | People(words) | Code(words) | Link(words):
            return words
        case Strong(spans):
            return "".join(map(_span, spans))
        case Moment(at):
            return at.isoformat()
        case Mention(_, name):
            return name
    raise AssertionError(span)


@dataclass
class Shown:
    """One message of the bot's in a room."""

    place: str
    message: Outgoing
    edits: list[Outgoing] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)
    marks: dict[str, SeenMark] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return text((self.edits[-1] if self.edits else self.message).card)


class FakeNetwork:
    """Rooms in memory. `faults` are raised by the next calls, one each; `lost` sends arrive,
    but the bot never hears of it."""

    def __init__(self, name: str = "net", rooms: Sequence[str] = (ROOM,)) -> None:
        self._name = name
        self.rooms = set(rooms)
        self.people: dict[str, dict[str, datetime | None]] = defaultdict(dict)
        self.mute: set[str] = set()
        self.messages: dict[str, Shown] = {}
        self.whispers: list[tuple[str, str]] = []
        self.private = False
        self.faults: deque[Exception] = deque()
        self.lost = 0
        self.online = True
        self.calls: list[tuple[str, str]] = []
        self.removed: dict[str, datetime | None] = {}
        self.frozen: set[str] = set()
        self.pictures: dict[str, Chart] = {}
        self.gate: asyncio.Event | None = None

    @property
    def name(self) -> str:
        return self._name

    def live(self, place: str) -> bool:
        return place in self.rooms

    async def _call(self, kind: str, what: str) -> None:
        await asyncio.sleep(0)
        if self.gate is not None:
            await self.gate.wait()
        if not self.online:
            raise UnreachableError
        if self.faults:
            raise self.faults.popleft()
        self.calls.append((kind, what))

    async def send(self, place: str, message: Outgoing) -> str:
        await self._call("send", text(message.card))
        known = next(
            (
                i
                for i, m in self.messages.items()
                if (m.place, m.message.key) == (place, message.key)
            ),
            None,
        )
        if known is None:
            known = f"m{len(self.messages) + 1}"
            self.messages[known] = Shown(place, message)
        if self.lost:
            self.lost -= 1
            raise UnreachableError
        return known

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        await self._call("edit", text(message.card))
        self.messages[message_id].edits.append(message)

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        await self._call("seed", emoji)
        assert emoji not in self.messages[message_id].seeds
        self.messages[message_id].seeds.append(emoji)

    async def illustrate(
        self, place: str, message_id: str, message: Outgoing, *, again: bool
    ) -> None:
        if again and message_id in self.pictures:
            return
        await self._call("illustrate", message_id)
        assert message.picture is not None
        assert message_id not in self.pictures
        self.pictures[message_id] = message.picture

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:
        await self._call("find", key)
        for message_id, shown in self.messages.items():
            if shown.place == place and shown.message.key == key:
                return message_id
        return None

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        if not self.private:
            return None
        await self._call("whisper", text(message.card))
        self.whispers.append((account, text(message.card)))
        return f"w{len(self.whispers)}"

    async def read(
        self,
        place: str,
        message_id: str,
        known: Sequence[str],
        *,
        seeds: Sequence[str],
        seeded: bool,
    ) -> Reading:
        await self._call("read", message_id)
        marks = self.messages[message_id].marks
        gone = [mark for mark in known if mark not in marks]
        return Reading(
            list(marks.values()),
            withdrawn=[(mark, self.removed.get(mark)) for mark in gone if mark not in self.frozen],
            frozen=[mark for mark in gone if mark in self.frozen],
        )

    def present(self, place: str) -> Sequence[Presence] | None:
        if place in self.mute:
            return None
        return [Presence(account, since) for account, since in self.people[place].items()]

    def since(self, place: str, account: str) -> datetime | None:
        return self.people[place].get(account)

    def lane(self, place: str | None) -> str:
        return self._name

    def display(self, account: str) -> str | None:
        return None

    # --- what tests ask ----------------------------------------------------------------

    def said(self, kind: str = "send") -> list[str]:
        return [what for how, what in self.calls if how == kind]

    def cards(self, number: int, place: str = ROOM) -> list[Shown]:
        return [
            shown
            for shown in self.messages.values()
            if shown.place == place
            and shown.message.marker is not None
            and shown.message.marker.number == number
        ]

    def card_id(self, number: int, place: str = ROOM) -> str:
        (shown,) = self.cards(number, place)
        return next(key for key, one in self.messages.items() if one is shown)

    def notices(self, place: str = ROOM) -> list[str]:
        return [
            shown.text
            for shown in self.messages.values()
            if shown.place == place and shown.message.marker is None
        ]

    def stands(
        self, number: int, account: str, emoji: str, mark: str, at: datetime, place: str = ROOM
    ) -> None:
        """A reaction that nobody told the bot of."""
        shown = self.messages[self.card_id(number, place)]
        shown.marks[mark] = SeenMark(mark, account, emoji, LONG_AGO, at, mark)
