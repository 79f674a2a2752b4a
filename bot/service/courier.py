# SPDX-License-Identifier: AGPL-3.0-or-later
"""The courier of one network account: one send at a time, as fast as the network allows.

It knows no pace of its own. When a network says "later", nothing more is sent before then; when
it does not answer, the courier tries again after longer and longer waits.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from secrets import SystemRandom

import structlog

from bot.service.parcels import Key, Letter, Parcel, Parcels, key_of
from bot.service.ports import (
    Network,
    NotYetError,
    StoreUnavailableError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)

FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0

PATIENCE = 2.0
"""Seconds that a stop gives to a send that is under way."""

log = structlog.get_logger(__name__)


class Courier:
    """Carries parcels out in order of urgency; what can't go now waits in `Parcels`.

    `deliver` does one parcel; `give_up` settles one that will never get there.
    """

    def __init__(
        self,
        network: Network,
        deliver: Callable[[Network, Parcel], Awaitable[None]],
        give_up: Callable[[Parcel, str], Awaitable[None]],
    ) -> None:
        self.network = network
        self.parcels = Parcels()
        self._deliver = deliver
        self._give_up = give_up
        self._parked: dict[str, list[tuple[str, Parcel]]] = defaultdict(list)
        self._held: dict[Key, asyncio.TimerHandle] = {}
        """Cards that the network wants left alone for a while, whatever happens to them."""
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._not_before = 0.0
        self._failures = 0
        self._carrying = False
        self._stopping = False
        self._chance = SystemRandom()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to carry."""
        self._task = asyncio.create_task(self._work(), name=f"courier {self.network.name}")

    async def stop(self) -> None:
        """Let a send that is under way end, and stop; the store knows what was tried."""
        if self._task is None:
            return
        self._stopping = True
        if self._carrying:
            await asyncio.wait([self._task], timeout=PATIENCE)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        for timer in self._held.values():
            timer.cancel()

    def put(self, parcel: Parcel, urgency: str) -> None:
        """Hand a parcel in."""
        if not isinstance(parcel, Letter) and key_of(parcel) in self._held:
            return  # it shows the newest state when its time comes
        self.parcels.put(parcel, urgency)
        self._wake.set()
        self._idle.clear()

    def touch(self) -> None:
        """The network is usable again, or a place live: try at once what waits for that."""
        if self._failures:
            self._failures = 0
            self._not_before = 0.0
        parked, self._parked = self._parked, defaultdict(list)
        for waiting in parked.values():
            for urgency, parcel in waiting:
                self.put(parcel, urgency)
        self._wake.set()
        self._idle.clear()

    @property
    def settled(self) -> bool:
        """Whether all that can go has gone; what waits for an unreachable network can't."""
        return self._idle.is_set()

    async def wait_settled(self) -> None:
        """Wait until `settled`."""
        await self._idle.wait()

    # --- the round -------------------------------------------------------------------------

    async def _work(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if await self._must_wait():
                continue
            taken = self._take()
            if taken is None:
                self._idle.set()
                await self._wake.wait()
                continue
            self._carrying = True
            await self._carry(*taken)
            self._carrying = False

    async def _must_wait(self) -> bool:
        left = self._not_before - asyncio.get_running_loop().time()
        if left <= 0:
            return False
        if self._failures:
            self._idle.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), left)
        return True

    def _take(self) -> tuple[str, Parcel] | None:
        while (taken := self.parcels.take()) is not None:
            place = taken[1].room
            if place is None or self.network.live(place):
                return taken
            self._parked[place].append(taken)
        return None

    async def _carry(self, urgency: str, parcel: Parcel) -> None:
        try:
            await self._deliver(self.network, parcel)
        except NotYetError as error:
            self._hold(urgency, parcel, error.after)
        except TryLaterError as error:
            self._not_before = asyncio.get_running_loop().time() + error.after
            self.parcels.put(parcel, urgency)
        except (UnreachableError, StoreUnavailableError) as error:
            self._back_off(str(error))
            self.parcels.put(parcel, urgency)
        except UndeliverableError as error:
            await self._settle(parcel, str(error))
        except Exception as error:
            log.exception("a parcel can't be sent", network=self.network.name, parcel=parcel)
            await self._settle(parcel, repr(error))
        else:
            self._failures = 0
            self._idle.clear()

    def _hold(self, urgency: str, parcel: Parcel, seconds: float) -> None:
        """Put one parcel off, and go on with the others."""
        loop = asyncio.get_running_loop()
        if isinstance(parcel, Letter):
            loop.call_later(seconds, self.put, parcel, urgency)
        else:
            key = key_of(parcel)
            if key in self._held:
                return  # it came in while the same was being tried
            self._held[key] = loop.call_later(seconds, self._release, key, urgency, parcel)

    def _release(self, key: Key, urgency: str, parcel: Parcel) -> None:
        del self._held[key]
        self.put(parcel, urgency)

    def _back_off(self, why: str) -> None:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0**self._failures)
        self._failures = min(self._failures + 1, 16)
        wait *= self._chance.uniform(0.5, 1.0)
        self._not_before = asyncio.get_running_loop().time() + wait
        log.info("network unreachable", network=self.network.name, wait=round(wait, 1), why=why)

    async def _settle(self, parcel: Parcel, why: str) -> None:
        try:
            await self._give_up(parcel, why)
        except StoreUnavailableError as error:
            log.warning("the store can't write", why=str(error))
