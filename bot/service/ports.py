# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service needs from outside, named by need: a clock, a store, networks.

Adapters and storages implement these Protocols; the service never imports either. What adapters
call in turn is the front door (bot.service.door).
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.service.door import SILENCE, Answer, FrontDoor, RoomFacts
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
from bot.words.cards import Outgoing
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

    async def discard(self, commons: str) -> None:
        """Erase all that a rehearsal kept, at once, durably and for good (bot.service.rehearsal).

        ValueError for the name of a commons that is none.
        """

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

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:
        """The id of an own recent message that carries this key, if there is one.

        `thread`: the message in whose thread it would be.
        """

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        """Send where only that person reads it; None where there is no such place.

        The same key is sent only once; `message.again` says that it may have been.
        """

    async def read(
        self,
        place: str,
        message_id: str,
        known: Sequence[str],
        *,
        seeds: Sequence[str],
        seeded: bool,
    ) -> Reading:
        """The marks on a message; `known` are mark ids that stood when last seen.

        `seeds` are the bot's own emoji in the order in which they are put on it; `seeded`: all of
        them were, whatever became of them since.
        """

    def present(self, place: str) -> Sequence[Presence] | None:
        """Who is in the place now, the bot left out; None where the network can't tell."""

    def since(self, place: str, account: str) -> datetime | None:
        """Since when somebody is in a place without a break, as far as that is known now."""

    def display(self, account: str) -> str | None:
        """What people call an account now, or a place; None where the network can't tell."""
