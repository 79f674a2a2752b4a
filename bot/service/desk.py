# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: one mailbox per commons, and the only one who changes it.

While one batch is being written the next one gathers (group commit), so a crowd costs little. The
tip is decided on before it is durable, but nobody hears of it before that: every answer waits.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog

from bot.domain.commands import ReadMarks, Tick
from bot.domain.decide import perform
from bot.domain.refusals import Refusal
from bot.domain.state import Commons
from bot.record.snapshot import SCHEMA, freeze
from bot.service.batch import Batch, Committed
from bot.service.directory import Directory
from bot.service.loading import Restored, restore
from bot.service.lru import Lru
from bot.service.ports import (
    AlreadyHandledError,
    Clock,
    HeightTakenError,
    Store,
    StoreUnavailableError,
)
from bot.service.requests import Done, Repeated, Request, Verdict, unhandled

T = TypeVar("T")
Reader = Callable[[Commons], Any]
Letter = tuple[Request | Reader, "asyncio.Future[Any]"]
"""What lies in the mailbox, and who waits for what comes of it."""

AT_ONCE = 1_000
RECENT_SOURCES = 20_000
SNAPSHOT_EVERY = 20_000

_NOTHING = Done((), None)
_REPEATED = Repeated()

log = structlog.get_logger(__name__)


class DeskStoppedError(StoreUnavailableError):
    """The desk takes nothing any more: nothing was kept. The text is one plain sentence."""


class _HalfDoneError(Exception):
    """A command of many steps stopped midway: the tip is not what the record says any more."""


class _SpoiltError(Exception):
    """One letter can't be dealt with: a fault of ours, which must not hold up the others."""

    def __init__(self, letter: Letter, error: Exception) -> None:
        super().__init__(str(error))
        self.letter = letter
        self.error = error


class Desk:
    """Decides for one commons, batch by batch.

    `era` is the hash of its first entry: what begins anew under the same name is another commons.
    `on_commit` is called, on the loop and at once, with everything that became durable.
    `trouble` is done when the desk had to stop for good.
    """

    def __init__(
        self,
        name: str,
        restored: Restored,
        directory: Directory,
        *,
        store: Store,
        clock: Clock,
        on_commit: Callable[[Committed], None],
    ) -> None:
        self.name = name
        self.directory = directory
        self.commons = restored.commons
        self.trouble: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self._closed: Exception | None = None
        self._store = store
        self._clock = clock
        self._on_commit = on_commit
        self._recent: Lru[str, None] = Lru(RECENT_SOURCES)
        self._adopt(restored)
        self._snapshot = restored.snapshot
        self._stale = False
        self._mailbox: list[Letter] = []
        self._mail = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    def _adopt(self, restored: Restored) -> None:
        self.commons = restored.commons
        self._head, self.era = restored.head, restored.founded
        self._recent.take((row.source for row in restored.loaded.recent), None)

    @property
    def head(self) -> str:
        """The hash of the newest entry."""
        return self._head

    # --- the mailbox -----------------------------------------------------------------------

    def ask(self, request: Request) -> "asyncio.Future[Verdict]":
        """Put a request into the mailbox; the future is done when what came of it is durable."""
        for row in request.accounts:
            self.directory.stage(row)
        return self._post(request)

    def read(self, reader: Callable[[Commons], T]) -> "asyncio.Future[T]":
        """Look at the commons after everything that was asked before is durable.

        The reader must return a picture, not a part of the commons: that goes on changing.
        """
        return self._post(reader)

    def _post(self, letter: Request | Reader) -> "asyncio.Future[Any]":
        future = asyncio.get_running_loop().create_future()
        if self._closed is not None:
            future.set_exception(self._closed)
            return future
        self._mailbox.append((letter, future))
        self._mail.set()
        self._idle.clear()
        return future

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._work(), name=f"desk {self.name}")

    @property
    def is_idle(self) -> bool:
        """Whether the mailbox is empty and everything that was in it is dealt with."""
        return self._idle.is_set()

    async def settled(self) -> None:
        """Wait until the mailbox is empty and everything in it was dealt with."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Deal with what is in the mailbox, take nothing more, keep a snapshot."""
        if self._task is None:
            return
        if self._closed is None:
            self._closed = DeskStoppedError("The bot is stopping.")
            await self._idle.wait()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        if not self._stale and self.commons.height > self._snapshot:
            await self._save_snapshot()

    async def _work(self) -> None:
        while True:
            await self._mail.wait()
            letters = self._mailbox[:AT_ONCE]
            del self._mailbox[:AT_ONCE]
            if not self._mailbox:
                self._mail.clear()
            if letters:
                await self._deal_with(letters)
                await self._maybe_snapshot()
            if not self._mailbox:
                self._idle.set()

    # --- one batch -------------------------------------------------------------------------

    async def _deal_with(self, letters: list[Letter]) -> None:
        while letters:
            try:
                await self._try(letters)
            except _SpoiltError as spoilt:
                log.exception("a request failed", commons=self.name)
                self._stale = True
                letters = [letter for letter in letters if letter is not spoilt.letter]
                _fail([spoilt.letter], spoilt.error)
            except AlreadyHandledError as error:
                self._stale = True
                if self._recent.keys() >= error.answers.keys():
                    _fail(letters, error)  # known, and yet handed in: it would go on for ever
                    return
                self._recent.take(error.answers, None)
            except StoreUnavailableError as error:
                self._stale = True
                log.warning("the store can't write", commons=self.name, why=str(error))
                readers = [letter for letter in letters if not isinstance(letter[0], Request)]
                if len(readers) == len(letters):
                    _fail(letters, error)  # it can't even be read
                    return
                self._fail_requests(letters, error)
                letters = readers
            except HeightTakenError:
                self._close_for_good([*letters, *self._mailbox])
                return
            except Exception as error:  # nobody must wait for ever
                self._stale = True
                log.exception("a batch failed", commons=self.name)
                _fail(letters, error)
                return
            else:
                return

    def _fail_requests(self, letters: list[Letter], error: Exception) -> None:
        """Fail them, and all that came in meanwhile: what is handed in again keeps its order."""
        _fail([letter for letter in letters if isinstance(letter[0], Request)], error)
        _fail([letter for letter in self._mailbox if isinstance(letter[0], Request)], error)
        self._mailbox[:] = [one for one in self._mailbox if not isinstance(one[0], Request)]

    def _close_for_good(self, letters: list[Letter]) -> None:
        self._closed = DeskStoppedError(
            f"Somebody else writes the record of {self.name}: only one bot may run on it."
        )
        self._stale = True
        self._mailbox.clear()
        self._mail.clear()
        _fail(letters, self._closed)
        if not self.trouble.done():
            self.trouble.set_result(self._closed)

    async def _try(self, letters: list[Letter]) -> None:
        if self._stale:
            self._adopt(await restore(self._store, self.name))
            self._stale = False
        tip = self.commons
        now = self._clock.now()
        at = now if tip.at is None else max(now, tip.at)
        batch = Batch(tip, self._head, at, self.directory)
        results = [self._answer(letter, batch) for letter in letters]
        append = batch.append(self.name)
        if append is not None:
            await self._store.append(append)
            self._head = batch.head
            self.era = self.era or next((row.hash for row in append.entries), "")
            self._recent.take(batch.sources, None)
            self._announce(batch.settle(self.name))
        for (_, future), result in zip(letters, results, strict=True):
            if not future.done():
                future.set_result(result)

    def _announce(self, committed: Committed) -> None:
        try:
            self._on_commit(committed)
        except Exception:  # it is durable all the same, and a restart takes it up
            log.exception("a commit found no ears", commons=self.name)

    def _answer(self, letter: Letter, batch: Batch) -> Any:
        what = letter[0]
        try:
            return self._decide(what, batch) if isinstance(what, Request) else what(self.commons)
        except Exception as error:  # a fault of ours: the others go on
            raise _SpoiltError(letter, error) from error

    def _decide(self, request: Request, batch: Batch) -> Verdict:
        if self._is_handled(request.source, batch):
            return _REPEATED
        if request.found:
            request = unhandled(request, lambda one: self._is_handled(one, batch))
        verdict: Verdict = _NOTHING
        command = request.command
        if command is not None:
            result = perform(self.commons, command, batch.at)
            if isinstance(result, Refusal):
                if isinstance(command, (Tick, ReadMarks)):  # it may have stopped midway
                    raise _HalfDoneError(f"{type(command).__name__} was refused: {result}")
                verdict = result
            elif result:
                verdict = batch.enter(request, command, result)
        batch.keep(request, verdict)
        return verdict

    def _is_handled(self, source: str, batch: Batch) -> bool:
        return source in self._recent or source in batch.sources

    # --- snapshots -------------------------------------------------------------------------

    async def _maybe_snapshot(self) -> None:
        if not self._stale and self.commons.height - self._snapshot >= SNAPSHOT_EVERY:
            await self._save_snapshot()

    async def _save_snapshot(self) -> None:
        height = self.commons.height
        try:
            await self._store.save_snapshot(self.name, height, SCHEMA, freeze(self.commons))
        except StoreUnavailableError as error:
            log.warning("no snapshot could be kept", commons=self.name, why=str(error))
        self._snapshot = height


def _fail(letters: Sequence[Letter], error: Exception) -> None:
    for _, future in letters:
        if not future.done():
            future.set_exception(error)
