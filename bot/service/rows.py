# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows a store keeps: bytes, digests and names, and nothing of what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


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
    mark: str | None = None
    """The mark that the input placed on card `number`, if it placed one. On some networks the same
    mark can be placed again (§1), so it is not the source."""


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
