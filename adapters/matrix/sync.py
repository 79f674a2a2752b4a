# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loop that follows the homeserver: read on, hand in, and only then move the position.

matrix-nio's own loop moves its token first and so loses what a crash interrupts. Here the
position is stored when the effects of all it covers are durable, never before; what comes twice
is known by its event id.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

import structlog
from tenacity import RetryCallState

from adapters.matrix.handing import Handing, Stretch
from adapters.matrix.server import Server
from adapters.matrix.transport import RefusedError
from adapters.matrix.wire import Sync
from adapters.patience import insist, patiently
from bot.service.ports import Clock, FrontDoor, StoreUnavailableError, UnreachableError

_log = structlog.get_logger(__name__)

LONG_POLL = 30.0
SEEN_EVERY = 10.0
QUIET_PAUSE = 1.0
"""Pause after an answer that came at once and said nothing: no server may set the pace."""

SINCE = "matrix:since"
SEEN = "matrix:seen"


class Positions(Protocol):
    """Where the adapter keeps how far it has read; a Store is one."""

    async def position(self, name: str) -> str | None:
        """A kept value."""

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep a value; durable when this returns."""


class Aftermath(Protocol):
    """What is to be done after each response."""

    def places(self) -> Sequence[str]:
        """The configured places that are live."""

    async def after(self, door: FrontDoor, *, back: bool) -> None:
        """A response was taken in; `back` where the connection was new."""


class SyncLoop:
    """Follows one account on its homeserver."""

    def __init__(
        self,
        server: Server,
        handing: Handing,
        positions: Positions,
        clock: Clock,
        aftermath: Aftermath,
    ) -> None:
        self._server = server
        self._handing = handing
        self._positions = positions
        self._clock = clock
        self._aftermath = aftermath
        self._cut_off = True
        self._returns = 0
        self._seen: datetime | None = None
        self._seen_kept = float("-inf")

    @property
    def stay(self) -> int | None:
        """Which unbroken connection this is, counted from the start; None while there is none."""
        return None if self._cut_off else self._returns

    async def run(self, door: FrontDoor) -> None:
        """Follow until cancelled. Raises SignInError."""
        since = await insist(self._load)
        full = True
        poll = asyncio.ensure_future(self._poll(since, full=True))
        try:
            while True:
                response = await poll
                if response is None:
                    _log.warning("matrix_position_unknown", since=since)
                    since, full = None, True
                    poll = asyncio.ensure_future(self._poll(since, full=True))
                    continue
                stretch = await self._returned(door, response, since, full=full)
                handed = await self._handing.hand_in(door, response, stretch)
                await self._aftermath.after(door, back=stretch.away_until is not None)
                since, full = response.next_batch, False
                # The next question is under way while the store writes.
                poll = asyncio.ensure_future(self._poll(since, full=False))
                await self._handing.settle(door, handed)
                await self._keep(since)
        finally:
            poll.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await poll

    async def stop(self) -> None:
        """Keep when the homeserver was last heard, if it was."""
        if self._seen is not None and not self._cut_off:
            with suppress(StoreUnavailableError):
                await self._positions.set_position(SEEN, self._clock.now().isoformat())

    async def _poll(self, since: str | None, *, full: bool) -> Sync | None:
        """The next response; None where the server does not know our position any more."""

        async def ask() -> Sync | None:
            wait = 0.0 if self._cut_off else LONG_POLL
            began = time.monotonic()
            try:
                response = await self._server.sync(since, full=full, wait=wait)
            except RefusedError as refusal:
                if refusal.status == 400 and since is not None:
                    return None
                raise UnreachableError(str(refusal)) from None
            rooms = response.rooms
            silent = not (rooms.join or rooms.invite or rooms.leave)
            if wait and silent and time.monotonic() - began < QUIET_PAUSE:
                await asyncio.sleep(QUIET_PAUSE)
            return response

        return await patiently(self._failed)(ask)

    def _failed(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if not self._cut_off or state.attempt_number == 1:
            _log.warning("matrix_cut_off", why=str(error))
        self._cut_off = True

    async def _returned(
        self, door: FrontDoor, response: Sync, since: str | None, *, full: bool
    ) -> Stretch:
        """Note that the homeserver was heard; say how long it was not, if it was not."""
        if full:
            self._handing.learn_state(response)
        now = self._clock.now()
        last, self._seen = self._seen, now
        if not self._cut_off:
            return Stretch(since)
        self._cut_off = False
        self._returns += 1
        _log.info("matrix_connected", user=self._server.user_id)
        if last is not None and last < now:
            await door.been_away(self._aftermath.places(), last, now)
        return Stretch(since, away_until=now, away_since=last)

    async def _load(self) -> str | None:
        seen = await self._positions.position(SEEN)
        with suppress(ValueError):
            self._seen = datetime.fromisoformat(seen).astimezone(UTC) if seen else None
        kept = await self._positions.position(SINCE)
        user, _, since = (kept or "").partition(" ")
        # A position is one account's; another account starts with what it finds.
        return since if since and user == self._server.user_id else None

    async def _keep(self, since: str) -> None:
        async def keep() -> None:
            await self._positions.set_position(SINCE, f"{self._server.user_id} {since}")
            if self._seen is not None and time.monotonic() - self._seen_kept >= SEEN_EVERY:
                await self._positions.set_position(SEEN, self._seen.isoformat())
                self._seen_kept = time.monotonic()

        await insist(keep)
