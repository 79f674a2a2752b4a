# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check a record, entry by entry, and name the first thing that is wrong (semantics §24).

It needs no trust in who kept the record: only the entries and, against truncation, a head that
was known elsewhere (an outcome's card shows one). It does not need to understand the events, so
that an older Folkmoot checks a newer record; bot.record.sealing.open_entry reads them.
"""

from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.record.canonical import RecordError, is_canonical
from bot.record.entries import GENESIS
from bot.record.sealing import digest, moment, open_body


class Row(Protocol):
    """A sealed entry, as a store or `Sealed` holds it."""

    @property
    def height(self) -> int:
        """Its place in the record, from 0."""

    @property
    def prev(self) -> str:
        """The hash of the entry before."""

    @property
    def hash(self) -> str:
        """Its own hash."""

    @property
    def body(self) -> bytes:
        """Its canonical JSON without the two."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a record. A head to check against may give only the first 8 hex digits."""

    height: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Every entry is as it was sealed; `head` is the last one, None for an empty record."""

    count: int
    head: Head | None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that is wrong: `why` is one sentence naming the entry, and in files the line.

    `height` is the place in the record where it shows (None: in no entry).
    """

    height: int | None
    why: str
    line: int | None = None


class Verifier:
    """Takes entries one by one; keeps only the last, so a record of any length fits."""

    def __init__(self, head: Head | None = None) -> None:
        if head is not None and len(head.hash) < 8:
            raise ValueError("A head's hash needs at least its first 8 characters.")
        self._known = head
        self._last: Head | None = None
        self._at: datetime | None = None

    @property
    def count(self) -> int:
        """How many entries were found well so far."""
        return 0 if self._last is None else self._last.height + 1

    def feed(self, row: Row) -> Broken | None:
        """Check the next entry; what is wrong with it, or None. Stop at the first Broken."""
        try:
            self._check(row)
        except RecordError as error:
            return Broken(self.count, str(error))
        self._last = Head(row.height, row.hash)
        return None

    def finish(self) -> Verified | Broken:
        """Say that no more entries come: the verdict over all of them."""
        if self._known is None or self._known.height < self.count:
            return Verified(self.count, self._last)
        have = f"ends at {self._last.height}" if self._last else "is empty"
        why = f"The record {have}, but its head is known to be {self._known.height}: it was cut."
        return Broken(self.count, why)

    def _check(self, row: Row) -> None:
        here = self.count
        if row.height != here:
            raise RecordError(
                f"Where entry {here} belongs stands entry {row.height}: "
                f"{'one was dropped, or they were' if row.height > here else 'it was put in, or'} "
                "swapped."
            )
        try:
            hashed = digest(row.prev, row.body)
        except ValueError:
            raise RecordError(f"Entry {here} was changed: its prev is no hash.") from None
        if hashed != row.hash:
            raise RecordError(f"Entry {here} was changed: its hash doesn't fit what it says.")
        if row.prev != (self._last.hash if self._last else GENESIS):
            before = f"entry {here - 1}" if here else "nothing, as a first entry must"
            raise RecordError(
                f"Entry {here} doesn't follow {before}: one was changed, dropped or put in here."
            )
        self._check_body(row, here)
        known = self._known
        if known is not None and known.height == here and not row.hash.startswith(known.hash):
            raise RecordError(
                f"Entry {here} has the hash {row.hash[:8]}…, but is known as {known.hash[:8]}…: "
                "the record was written anew."
            )

    def _check_body(self, row: Row, here: int) -> None:
        try:
            data = open_body(row.body)
            at = moment(data["at"])
        except RecordError as error:
            raise RecordError(f"Entry {here} can't be read: {error}") from None
        if not is_canonical(row.body, data):
            raise RecordError(f"Entry {here} is not in canonical form (RFC 8785).")
        if data["height"] != here:
            raise RecordError(f"Entry {here} says of itself that it is entry {data['height']}.")
        if self._at is not None and at < self._at:
            raise RecordError(f"Entry {here} is stamped earlier than the entry before it.")
        self._at = at


def verify(rows: Iterable[Row], head: Head | None = None) -> Verified | Broken:
    """Check all entries of a record, from height 0 on, and that it reaches a known head."""
    verifier = Verifier(head)
    for row in rows:
        if broken := verifier.feed(row):
            return broken
    return verifier.finish()


async def verify_stream(rows: AsyncIterable[Row], head: Head | None = None) -> Verified | Broken:
    """`verify` for entries that come from a store."""
    verifier = Verifier(head)
    async for row in rows:
        if broken := verifier.feed(row):
            return broken
    return verifier.finish()
