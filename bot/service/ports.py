# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service needs from outside, named by need: a clock, a store, networks.

Adapters and storages implement these Protocols; the service never imports either.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.service.incoming import Incoming
from bot.words.cards import Card, Outgoing

# --- clock --------------------------------------------------------------------------------------


class Clock(Protocol):
    """Wall-clock time in UTC, truncated to milliseconds, and a way to be woken."""

    def now(self) -> datetime:
        """The present instant; aware, UTC."""


# --- storage ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One sealed entry: `body` is its canonical JSON without prev and hash (bytes as hashed)."""

    height: int
    prev: str
    hash: str
    body: bytes


@dataclass(frozen=True, slots=True)
class TextRow:
    """A person's words beside the record. `owner` is the account ref whose forgetting erases it."""

    digest: str
    salt: bytes
    kind: str
    owner: str
    body: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """The erasable side of an account: name, salt of its ref, and how it likes to be spoken to."""

    ref: str
    salt: bytes
    name: str
    display: str | None = None
    language: str | None = None
    zone: str | None = None
    reminders: bool = False
    mentions: bool = False


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One folded skill word of a commons and its ref."""

    ref: str
    word: str


@dataclass(frozen=True, slots=True)
class BarredRow:
    """A forgotten account, by keyed digest, barred from the polls that were open (§21)."""

    digest: str
    key: bytes
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InboxRow:
    """That an input was handled, and what was answered (encoded, references only)."""

    source: str
    answer: bytes
    ref: str | None = None
    number: int | None = None
    mark: bool = False
    """Whether the input placed a mark on card `number`; `source` is then the mark's identity."""


@dataclass(frozen=True, slots=True)
class SayRow:
    """A notice to be delivered once: to a place or (ref set) privately to an account."""

    key: str
    payload: bytes
    urgency: str
    height: int
    place: str | None = None
    ref: str | None = None
    number: int | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A card that should show its newest state in a place."""

    number: int
    place: str
    wanted: int
    """Height of the entry that last touched it."""
    done: int = -1


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """That a message of ours is in a room: which card or notice it shows, and with what content."""

    message: str
    place: str
    key: str
    number: int | None
    kind: Literal["card", "notice"]
    version: int
    content: str
    """Digest of the delivered content, relative times left out (§ Out)."""
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Append:
    """Everything one batch changes, in one transaction.

    `head` is the height that must be the store's before it (-1: none). Order of effect: entries,
    accounts, skills, texts, inbox, says, boards, receipts, then erasures.
    """

    commons: str
    head: int
    entries: Sequence[EntryRow] = ()
    texts: Sequence[TextRow] = ()
    accounts: Sequence[AccountRow] = ()
    """Inserted, or replaced by ref."""
    skills: Sequence[SkillRow] = ()
    inbox: Sequence[InboxRow] = ()
    says: Sequence[SayRow] = ()
    boards: Sequence[BoardRow] = ()
    """Upserted by (number, place): `wanted` grows; `done` is left alone."""
    barred: Sequence[BarredRow] = ()
    unbar: Sequence[str] = ()
    """Keyed digests to destroy."""
    forget: Sequence[str] = ()
    """Account refs whose row, texts, and words in inbox and outbox are erased."""
    erase_texts: Sequence[str] = ()
    """Digests of single texts to erase."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a start needs at once: the newest usable snapshot, and everything small."""

    snapshot_height: int
    snapshot_schema: int
    snapshot: bytes | None
    head: EntryRow | None
    accounts: Sequence[AccountRow]
    skills: Sequence[SkillRow]
    barred: Sequence[BarredRow]
    receipts: Sequence[ReceiptRow]
    """Of the newest 10,000 cards; older ones are asked for by `receipt`."""
    recent: Sequence[InboxRow]
    """The newest 10,000 inbox rows (source, answer, ref, number)."""


class AlreadyHandledError(Exception):
    """An append held inputs that were handled before; nothing of it was written."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        super().__init__(f"{len(answers)} inputs were handled before")
        self.answers = dict(answers)


class HeightTakenError(Exception):
    """Another writer extended the record first; nothing was written."""


class StoreUnavailableError(Exception):
    """The store can't write now (full disk, read-only …); nothing was written.

    Its text is one plain sentence that says what to do.
    """


class StoreUnusableError(Exception):
    """The store can't be opened: corrupt, newer version, in use … The text is one plain sentence."""


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

    async def marks_of(self, commons: str, number: int) -> list[str]:
        """The sources of all marks ever placed on a card, for a reading (§2)."""

    async def says(self, commons: str) -> list[SayRow]:
        """Notices not delivered yet, most urgent first."""

    async def boards(self, commons: str) -> list[BoardRow]:
        """Cards whose wanted height is above what was delivered."""

    async def said(self, commons: str, key: str, receipt: ReceiptRow | None) -> None:
        """A notice is delivered (or given up: None): the row goes, the receipt stays."""

    async def attempted(self, commons: str, key: str) -> None:
        """A delivery of this notice is about to be tried: counts it before the send."""

    async def shown(self, commons: str, number: int, place: str, done: int,
                    receipt: ReceiptRow | None) -> None:
        """A board shows the state at height `done`; the receipt is inserted or replaced."""

    async def receipt(self, message: str) -> tuple[str, ReceiptRow] | None:
        """Which commons and card or notice a message of ours shows."""

    async def position(self, name: str) -> str | None:
        """An adapter's resume position or other small state."""

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep it, or (None) drop it; durable when this returns."""

    async def close(self) -> None:
        """Finish writing and let go of the file."""


# --- networks -------------------------------------------------------------------------------------


class TryLaterError(Exception):
    """The network asks to wait `after` seconds before anything more is sent with this account."""

    def __init__(self, after: float) -> None:
        super().__init__(f"try again in {after:.1f} s")
        self.after = after


class UnreachableError(Exception):
    """The network did not answer, or answered with a passing fault; try again with back-off."""


class UndeliverableError(Exception):
    """It will never get there as things stand (forbidden, gone, too large). Text: why, plainly."""


@dataclass(frozen=True, slots=True)
class SeenMark:
    """A reaction that a reading of a message found standing."""

    mark: str
    account: str
    emoji: str
    joined_at: datetime | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message shows.

    Of the known marks that are gone, `withdrawn` were taken away by their own senders (and when,
    where the network tells), `frozen` by anybody else.
    """

    seen: Sequence[SeenMark]
    withdrawn: Sequence[tuple[str, datetime | None]] = ()
    frozen: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """One person in a room, since when without a break (None: the network can't say)."""

    account: str
    joined_at: datetime | None
    name: str | None = None


class Network(Protocol):
    """One chat network with the bot's account on it."""

    @property
    def name(self) -> str:
        """"matrix", "discord", "console"."""

    def live(self, place: str) -> bool:
        """Whether the bot is in the place and may speak there now."""

    async def send(self, place: str, message: Outgoing) -> str:
        """Send and return the message's id, `network:` left out; the same key is sent only once.

        Raises TryLaterError, UnreachableError, UndeliverableError.
        """

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        """Make an own message show a new card; raises as `send`."""

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Put the bot's own reaction on its card; raises as `send`."""

    async def find(self, place: str, key: str) -> str | None:
        """The id of an own recent message that carries this key, if there is one."""

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        """Send where only that person reads it; None where there is no such place."""

    async def read(self, place: str, message_id: str, known: Sequence[str]) -> Reading:
        """The marks on a message; `known` are mark ids that stood when last seen."""

    def present(self, place: str) -> Sequence[Presence] | None:
        """Who is in the place now, the bot left out; None where the network can't tell."""

    def display(self, account: str) -> str | None:
        """The account's current display name."""


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

    async def echo(self, place: str, key: str, message: str) -> None:
        """A message of the bot's own was seen in a room: learn its receipt if it was lost."""

    def room(self, place: str) -> "RoomFacts | None":
        """What the configuration says of a place; None for a room of no commons."""

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
