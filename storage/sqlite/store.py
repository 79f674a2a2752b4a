# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store on SQLite: one connection that writes, one that reads beside it.

Each method is one hop to a thread. What a method may answer is written at `bot.service.ports`.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from filelock import BaseFileLock

from bot.service.ports import (
    Append,
    BoardRow,
    EntryRow,
    Loaded,
    ReceiptRow,
    SayRow,
    StoreUnavailableError,
    TextRow,
)
from storage.batches import require_rehearsal, require_well_formed
from storage.sqlite import read, write
from storage.sqlite.faults import sentence
from storage.sqlite.thread import ConnectionThread, transaction

P = ParamSpec("P")
T = TypeVar("T")

PAGE = 1000
"""How many entries are read at once."""

_OUR_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)


class SqliteStore:
    """A `bot.service.ports.Store`; open it with `storage.open_store`."""

    def __init__(
        self,
        path: Path,
        reader: ConnectionThread,
        writer: ConnectionThread | None,
        lock: BaseFileLock | None,
    ) -> None:
        self._path = path
        self._reader = reader
        self._writer = writer
        self._lock = lock
        self._closed = False
        self._unscrubbed = False

    async def close(self) -> None:
        """Finish writing and let go of the file; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            # The reader first: the last connection to go empties the write-ahead log.
            await self._reader.close()
        finally:
            try:
                if self._writer is not None:
                    await self._writer.close()
            finally:
                if self._lock is not None:
                    self._lock.release()

    # --- writing ----------------------------------------------------------------------------------

    async def append(self, batch: Append) -> None:
        """Write all of it or nothing, durably.

        A task cancelled while it waits here can't know which: the transaction runs on.
        """
        require_well_formed(batch)
        writer = self._to_write()
        scrub = bool(self._unscrubbed or batch.forget or batch.erase_texts or batch.unbar)
        with self._plainly():
            clean = await writer.run(write.append, batch, scrub=scrub)
        if scrub:
            self._unscrubbed = not clean

    async def discard(self, commons: str) -> None:
        """Erase all that a rehearsal kept."""
        require_rehearsal(commons)
        writer = self._to_write()
        with self._plainly():
            self._unscrubbed = not await writer.run(write.discard, commons)

    async def save_snapshot(self, commons: str, height: int, schema: int, state: bytes) -> None:
        """Keep a snapshot, unless a newer one is there; older ones go."""
        await self._write(write.save_snapshot, commons, height, schema, state)

    async def said(self, commons: str, key: str, receipt: ReceiptRow | None) -> None:
        """A notice is delivered, or given up."""
        await self._write(write.said, commons, key, receipt)

    async def attempted(self, commons: str, key: str) -> None:
        """Count a delivery that is about to be tried."""
        await self._write(write.attempted, commons, key)

    async def shown(
        self, commons: str, number: int, place: str, done: int, receipt: ReceiptRow | None
    ) -> None:
        """A board shows the state at height `done`."""
        await self._write(write.shown, commons, (number, place), done, receipt)

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep a small state, or drop it (None)."""
        await self._write(write.set_position, name, value)

    # --- reading ----------------------------------------------------------------------------------

    async def commons(self) -> list[str]:
        """Every commons that has a record, by name."""
        return await self._read(read.commons)

    async def load(self, commons: str) -> Loaded:
        """What a start needs; lists of the newest run from the oldest of them on."""
        return await self._read(read.load, commons)

    async def entries(self, commons: str, after: int = -1) -> AsyncIterator[EntryRow]:
        """The entries above a height, in order; what is appended meanwhile comes too."""
        while page := await self._read(read.entries, commons, after, PAGE):
            for entry in page:
                yield entry
            after = page[-1].height

    async def entry(self, commons: str, height: int) -> EntryRow | None:
        """One entry."""
        return await self._read(read.entry, commons, height)

    async def texts(self, commons: str, digests: Sequence[str]) -> dict[str, str]:
        """The words behind the digests; erased ones are missing."""
        return await self._read(read.texts, commons, digests)

    async def text_rows(self, commons: str) -> list[TextRow]:
        """Every kept text, by digest."""
        return await self._read(read.text_rows, commons)

    async def answer(self, source: str) -> bytes | None:
        """What an input was answered, if it was handled."""
        return await self._read(read.answer, source)

    async def inbox_number(self, source: str) -> tuple[str, int] | None:
        """The commons and number that an input made or touched."""
        return await self._read(read.inbox_number, source)

    async def marks_of(self, commons: str, number: int) -> dict[str, bytes]:
        """All marks ever placed on a card, the first handled first, with their newest answers."""
        return await self._read(read.marks_of, commons, number)

    async def says(self, commons: str) -> list[SayRow]:
        """Notices not delivered yet, most urgent first, then oldest first."""
        return await self._read(read.says, commons)

    async def boards(self, commons: str) -> list[BoardRow]:
        """Cards whose wanted height is above what was delivered, by number and place."""
        return await self._read(read.boards, commons)

    async def receipt(self, message: str) -> tuple[str, ReceiptRow] | None:
        """The commons and the receipt of a message of ours."""
        return await self._read(read.receipt, message)

    async def card(self, commons: str, number: int, place: str) -> ReceiptRow | None:
        """The newest receipt of a card in a place."""
        return await self._read(read.card, commons, number, place)

    async def position(self, name: str) -> str | None:
        """A small state."""
        return await self._read(read.position, name)

    # --- the hops ---------------------------------------------------------------------------------

    async def _read(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> T:
        self._require_open()
        with self._plainly():
            return await self._reader.run(work, *args, **kw)

    async def _write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> T:
        writer = self._to_write()
        with self._plainly():
            return await writer.run(transaction, work, *args, **kw)

    def _to_write(self) -> ConnectionThread:
        self._require_open()
        if self._writer is None:
            raise StoreUnavailableError(
                f"{self._path} is open for reading only; nothing was written."
            )
        return self._writer

    def _require_open(self) -> None:
        if self._closed:
            raise StoreUnavailableError(f"{self._path} is closed already; nothing was done.")

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Say in a plain sentence what SQLite or the disk refuses."""
        try:
            yield
        except _OUR_MISTAKES:
            raise
        except (sqlite3.Error, OSError) as fault:
            raise StoreUnavailableError(sentence(fault, self._path)) from fault
