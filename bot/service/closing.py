# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before a poll is counted every live room is read once more, begun after the deadline (§18)."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from secrets import SystemRandom

import structlog

from bot.domain.events import Event, PollDue
from bot.domain.ids import Number, Place
from bot.domain.state import Commons
from bot.service.desk import Desk, DeskStoppedError
from bot.service.outbox import network
from bot.service.ports import (
    StoreUnavailableError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.reconcile import Reconciler

FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0

Key = tuple[str, int, str]
"""A commons, the number of its poll, and a place."""

log = structlog.get_logger(__name__)


def awaits(commons: Commons, number: int, place: str) -> bool:
    """Whether the count of a poll waits for this place."""
    poll = commons.polls.get(Number(number))
    return poll is not None and poll.state == "counting" and Place(place) in poll.awaiting


class Closings:
    """Reads each awaited place, again and again until it succeeds or is waited for no longer."""

    def __init__(self, desks: Mapping[str, Desk], reconciler: Reconciler) -> None:
        self._desks = desks
        self._reconciler = reconciler
        self._tasks: dict[Key, asyncio.Task[None]] = {}
        self._pausing: set[Key] = set()
        self._wakes: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._changed = asyncio.Event()
        self._chance = SystemRandom()

    def take(self, commons: str, events: Iterable[tuple[int, Event]]) -> None:
        """Begin to read for every poll that is due."""
        for _, event in events:
            if isinstance(event, PollDue):
                for place in event.places:
                    self._begin((commons, event.number, place))

    def resume(self, commons: str) -> None:
        """Take up the readings that a stop interrupted."""
        for poll in self._desks[commons].commons.polls.values():
            if poll.state == "counting":
                for place in poll.awaiting:
                    self._begin((commons, poll.number, place))

    def _begin(self, key: Key) -> None:
        if key in self._tasks:
            return
        task = asyncio.create_task(self._close(key), name=f"closing {key}")
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._ended(key))

    def _ended(self, key: Key) -> None:
        self._tasks.pop(key, None)
        self._changed.set()

    async def _close(self, key: Key) -> None:
        commons, number, place = key
        desk, wait = self._desks[commons], FIRST_WAIT
        while True:
            pause = wait * self._chance.uniform(0.5, 1.0)
            try:
                if not await desk.read(lambda tip: awaits(tip, number, place)):
                    return
                await self._reconciler.card(desk, number, place, closing=True)
                if not await desk.read(lambda tip: awaits(tip, number, place)):
                    return
            except DeskStoppedError:
                return
            except TryLaterError as error:
                pause = error.after
            except (UnreachableError, UndeliverableError, StoreUnavailableError) as error:
                log.info("a place can't be read", number=number, place=place, why=str(error))
            await self._pause(key, pause)
            wait = min(LONGEST_WAIT, wait * 2)

    async def _pause(self, key: Key, seconds: float) -> None:
        self._pausing.add(key)
        self._changed.set()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wakes[network(key[2])].wait(), seconds)
        finally:
            self._pausing.discard(key)

    def touch(self, name: str) -> None:
        """A network is usable again: try at once what waited for it."""
        self._wakes.pop(name, asyncio.Event()).set()

    @property
    def settled(self) -> bool:
        """Whether every reading that is still to come waits for a network."""
        return self._tasks.keys() <= self._pausing

    async def wait_settled(self) -> None:
        """Wait until `settled`."""
        while not self.settled:
            self._changed.clear()
            await self._changed.wait()

    async def stop(self) -> None:
        """Stop reading; the commons knows what it waits for."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
