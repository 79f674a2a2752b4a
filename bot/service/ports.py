# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service needs from outside, named by need: a clock, a store, networks.

Adapters and storages implement these Protocols; the service never imports either.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.service.drafts import Draft, Suggestion
from bot.service.faults import (
    AlreadyHandledError,
    GoneError,
    HeightTakenError,
    NotYetError,
    SignInError,
    StoreUnavailableError,
    StoreUnusableError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.incoming import Incoming
from bot.service.rows import (
    AccountRow,
    Append,
    BarredRow,
    BoardRow,
    EntryRow,
    InboxRow,
    Loaded,
    ReceiptRow,
    SayRow,
    SkillRow,
    TextRow,
)
from bot.service.seen import Presence, Reading, SeenMark
from bot.words.cards import Card, Outgoing
from bot.words.forms import Form
from bot.words.troubles import Trouble

__all__ = [
    "SILENCE",
    "AccountRow",
    "AlreadyHandledError",
    "Answer",
    "Append",
    "BarredRow",
    "BoardRow",
    "Clock",
    "Draft",
    "EntryRow",
    "Form",
    "FrontDoor",
    "GoneError",
    "HeightTakenError",
    "InboxRow",
    "Loaded",
    "Network",
    "NotYetError",
    "Presence",
    "Reading",
    "ReceiptRow",
    "RoomFacts",
    "SayRow",
    "SeenMark",
    "SignInError",
    "SkillRow",
    "Store",
    "StoreUnavailableError",
    "StoreUnusableError",
    "Suggestion",
    "TextRow",
    "Trouble",
    "TryLaterError",
    "UndeliverableError",
    "UnreachableError",
]


class Clock(Protocol):
    """Wall-clock time in UTC, truncated to milliseconds, and a way to be woken."""

    def now(self) -> datetime:
        """The present instant; aware, UTC."""


class Store(Protocol):
    """Keeps bytes and hashes; knows nothing of what they mean. Names of commons partition it."""

    async def commons(self) -> list[str]:
        """Every commons that has a record."""

    async def load(self, commons: str) -> Loaded:
        """What a start needs; an unknown commons is empty."""

    def entries(self, commons: str, after: int = -1) -> AsyncIterator[EntryRow]:
        """The entries above height `after`, in order, read in pages."""

    async def entry(self, commons: str, height: int) -> EntryRow | None:
        """One entry."""

    async def append(self, batch: Append) -> None:
        """Write all of it or nothing, durably; raises the three errors above."""

    async def save_snapshot(self, commons: str, height: int, schema: int, state: bytes) -> None:
        """Keep a snapshot; older ones go."""

    async def texts(self, commons: str, digests: Sequence[str]) -> dict[str, str]:
        """The words behind the digests; erased ones are missing."""

    async def text_rows(self, commons: str) -> list[TextRow]:
        """Every text that is kept, for an export."""

    async def answer(self, source: str) -> bytes | None:
        """What an input was answered, if it was handled."""

    async def inbox_number(self, source: str) -> tuple[str, int] | None:
        """The (commons, number) that an input made or touched."""

    async def marks_of(self, commons: str, number: int) -> dict[str, bytes]:
        """All marks ever placed on a card, the first handled first, with their newest answers."""

    async def says(self, commons: str) -> list[SayRow]:
        """Notices not delivered yet, most urgent first."""

    async def boards(self, commons: str) -> list[BoardRow]:
        """Cards whose wanted height is above what was delivered."""

    async def said(self, commons: str, key: str, receipt: ReceiptRow | None) -> None:
        """A notice is delivered (or given up: None): the row goes, the receipt stays."""

    async def attempted(self, commons: str, key: str) -> None:
        """A delivery of this notice is about to be tried: counts it before the send."""

    async def shown(
        self, commons: str, number: int, place: str, done: int, receipt: ReceiptRow | None
    ) -> None:
        """A board shows the state at height `done`; the receipt is inserted or replaced."""

    async def receipt(self, message: str) -> tuple[str, ReceiptRow] | None:
        """Which commons and card or notice a message of ours shows."""

    async def card(self, commons: str, number: int, place: str) -> ReceiptRow | None:
        """The newest message of ours that shows a card in a place."""

    async def position(self, name: str) -> str | None:
        """An adapter's resume position or other small state."""

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep it, or (None) drop it; durable when this returns."""

    async def close(self) -> None:
        """Finish writing and let go of the file."""


class Network(Protocol):
    """One chat network with the bot's account on it."""

    @property
    def name(self) -> str:
        """The first part of its places and accounts, such as matrix or console."""

    def lane(self, place: str | None) -> str:
        """What shares one pace with a place: sends within a lane go one after the other.

        None stands for what is said to one person. A network with one limit for the whole account
        has one lane.
        """

    def live(self, place: str) -> bool:
        """Whether the bot is in the place and may speak there now."""

    async def send(self, place: str, message: Outgoing) -> str:
        """Send and return the message's id, `network:` left out; the same key is sent only once.

        Raises TryLaterError, UnreachableError, UndeliverableError.
        """

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        """Make an own message show a new card; raises as `send`, and NotYetError, GoneError."""

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Put the bot's own reaction on its card; raises as `send`."""

    async def illustrate(
        self, place: str, message_id: str, message: Outgoing, *, again: bool
    ) -> None:
        """Show the picture of a message that was sent, unless it went along with the words.

        `again`: an earlier attempt may have shown it. Raises as `send`.
        """

    async def find(self, place: str, key: str) -> str | None:
        """The id of an own recent message that carries this key, if there is one."""

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        """Send where only that person reads it; None where there is no such place."""

    async def read(self, place: str, message_id: str, known: Sequence[str]) -> Reading:
        """The marks on a message; `known` are mark ids that stood when last seen."""

    def present(self, place: str) -> Sequence[Presence] | None:
        """Who is in the place now, the bot left out; None where the network can't tell."""

    def since(self, place: str, account: str) -> datetime | None:
        """Since when somebody is in a place without a break, as far as that is known now."""

    def display(self, account: str) -> str | None:
        """What people call an account now, or a place; None where the network can't tell."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an input: shown to its sender, privately where the network can.

    `ok`: whether it was done; `card` is None for silence (or a bare ✓ where `tick`).
    """

    ok: bool
    card: Card | None = None
    tick: bool = False
    private: bool = True
    number: int | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Files to send along (an export), by file name."""


SILENCE = Answer(ok=True)
"""The answer to what means nothing here: nothing at all."""


class FrontDoor(Protocol):
    """What adapters call: the one way in."""

    async def receive(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        """Take an input in.

        Inputs are handled in the order in which `receive` was called; await each call before the
        next. The future is done when what came of it is durable, so an adapter may gather many.
        Never raises for what people did; StoreUnavailableError through the future where nothing
        could be kept (hand the input in again later, with the same source id).
        """

    async def been_away(self, places: Sequence[str], since: datetime, until: datetime) -> None:
        """The bot did not see these places between two instants (§19)."""

    async def reconcile(self, places: Sequence[str]) -> None:
        """Compare the marks of every live card in these places with what the network shows (§2)."""

    async def moved(self, old: str, new: str) -> None:
        """A room was replaced by another (tombstone)."""

    async def vanished(self, message: str) -> None:
        """A message of the bot's own was deleted: a live card is posted again, marks stay (§3)."""

    async def echo(self, place: str, key: str, message: str) -> None:
        """A message of the bot's own was seen in a room: learn its receipt if it was lost."""

    async def troubled(self, place: str, what: Trouble) -> None:
        """Something keeps the bot from its work in a place; saying it again does no harm.

        Its stewards are told once, privately, by name of what mends it; so are the log and
        `status`. Once it is gone (`mended`) and comes back, it is told anew.
        """

    async def mended(self, place: str, what: Trouble | None = None) -> None:
        """A trouble of a place is over; None: nothing is amiss there (say so at each start)."""

    def room(self, place: str) -> "RoomFacts | None":
        """What the configuration says of a place; None for a room of no commons."""

    async def suggest(self, draft: Draft) -> Sequence[Suggestion]:
        """What can be put into an option that somebody is filling in, the likeliest first.

        At most 25, within a second, and never an error: nothing where nothing is known.
        """

    async def form(self, incoming: Incoming) -> Form | None:
        """What to ask of a person who pressed a button; None: hand the press in as it is."""

    def language(self, account: str, place: str, own: str | None = None) -> str:
        """The language to speak with one person privately; `own` is that of their client."""

    def touch(self, network: str) -> None:
        """The network became usable, or a place live: deliver what waits."""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A configured room: its commons, role, language, zone and the accounts to ignore."""

    commons: str
    role: str
    language: str
    zone: str
    ignore: tuple[str, ...]
    pictures: bool = False
    """Whether outcomes come with a chart there."""
