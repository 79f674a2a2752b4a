# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row for all that people do, in the order in which Discord told it, up to the front door.

What a frame means is put into the row before anything is awaited. What the store can't keep now is
handed in again, under the same source, before anything that came after it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

import discord
import structlog

from adapters.discord.ids import named
from adapters.discord.people import Called, People
from adapters.discord.places import Places
from bot.service.incoming import Incoming
from bot.service.ports import Answer, Clock, FrontDoor, StoreUnavailableError

_log = structlog.get_logger(__name__)

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
SLOW = 0.5
"""Seconds after which an input that waited in the row is handed in as of when it came."""

BREATH = 64
"""Inputs that are handed in before others get their turn on the loop."""

Errand = Callable[[], Awaitable[None]]
Listener = Callable[[Incoming, Answer], None]


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was done, and since when its doer is there, as far as that is known."""

    place: str
    private: bool
    joined_at: datetime | None


@dataclass(slots=True, eq=False)
class _Item:
    """An input in the row; `waiter` is told what came of it, else `listener` of the row is."""

    incoming: Incoming
    waiter: "asyncio.Future[Answer] | None" = None
    order: int = 0
    at: float = field(default_factory=time.monotonic)
    """When it came, in the seconds of a clock that never jumps."""


class Hands:
    """Hands in, one after the other.

    `listener` hears every answer that nobody waits for. `remedy` is called when the store could
    not write for a while: what is known of marks may be out of order then.
    """

    def __init__(
        self,
        places: Places,
        people: People,
        clock: Clock,
        listener: Listener,
        remedy: Callable[[], None],
    ) -> None:
        self._places = places
        self._people = people
        self._clock = clock
        self._listener = listener
        self._remedy = remedy
        self._door: FrontDoor | None = None
        self._row: deque[_Item | Errand] = deque()
        self._wake = asyncio.Event()
        self._under_way = 0
        self._order = 0
        self._failed: list[_Item] = []
        self._closed = False
        self._settled = asyncio.Event()
        self._settled.set()

    def open(self, door: FrontDoor) -> None:
        """From now on inputs go to this door."""
        self._door = door

    @property
    def door(self) -> FrontDoor | None:
        """The door, once it is there."""
        return self._door

    def where(
        self,
        channel_id: int | str,
        guild_id: int | str | None,
        user_id: int | str,
        joined_at: datetime | None,
        roles: Iterable[str | int] = (),
    ) -> Where | None:
        """The place of a channel; None for one that is nobody's business."""
        if guild_id is None:
            return Where(named(channel_id), private=True, joined_at=None)
        place = self._places.of(str(channel_id))
        if place is None:
            return None
        if joined_at is not None:
            guild = int(guild_id)
            self._people.met(guild, str(user_id), None, joined_at, roles=roles, place=place)
        return Where(place, private=False, joined_at=joined_at)

    def called(self, user: discord.abc.User) -> str | None:
        """What somebody is called who does something now."""
        self._people.met(None, str(user.id), Called(user.display_name, user.name), None)
        return self._people.name(str(user.id))

    # --- into the row ----------------------------------------------------------------------

    def put(self, incoming: Incoming) -> None:
        """Put what somebody did behind all that was done before. Never waits."""
        self._row.append(_Item(incoming))
        self._wake.set()

    def put_first(self, inputs: Iterable[Incoming]) -> None:
        """Put what people did earlier before everything that waits; for errands."""
        self._row.extendleft(_Item(one) for one in reversed(list(inputs)))
        self._wake.set()

    def then(self, errand: Errand) -> None:
        """Let something be done when all that came before is handed in. Never waits."""
        self._row.append(errand)
        self._wake.set()

    async def ask(self, incoming: Incoming) -> Answer:
        """Hand in, and wait for what comes of it: it is durable then."""
        waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._row.append(_Item(incoming, waiter))
        self._wake.set()
        return await waiter

    async def caught_up(self) -> None:
        """Wait until all that came up to now is handed in."""
        reached = asyncio.Event()

        async def reach() -> None:
            reached.set()

        self.then(reach)
        await reached.wait()

    # --- out of it -------------------------------------------------------------------------

    async def run(self) -> None:
        """Hand in until cancelled."""
        handed = 0
        while True:
            if self._failed:
                await self._make_good()
            if not self._row:
                self._wake.clear()
                await self._wake.wait()
                continue
            item = self._row.popleft()
            if isinstance(item, _Item):
                await self._give(item)
            else:
                await self._do(item)
            handed += 1
            if not handed % BREATH:
                await asyncio.sleep(0)

    async def _do(self, errand: Errand) -> None:
        try:
            await errand()
        except Exception:  # noqa: BLE001 - one that fails must not hold up what people do
            _log.exception("discord_errand_failed")

    async def _give(self, item: _Item) -> None:
        if self._door is None:
            raise RuntimeError("there is no door to hand anything in at")
        self._order += 1
        item.order = self._order
        try:
            future = await self._door.receive(self._timely(item))
        except Exception as error:  # noqa: BLE001 - one input that trips the bot is one input lost
            self._lost(item, error)
            return
        if future.done():
            self._settle(item, future)
            return
        self._under_way += 1
        self._settled.clear()
        future.add_done_callback(partial(self._done, item))

    def _timely(self, item: _Item) -> Incoming:
        """The input as of when it came: no fault of ours makes anybody late (§18)."""
        incoming, waited = item.incoming, time.monotonic() - item.at
        if waited < SLOW or incoming.late:
            return incoming
        came = incoming.sent_at or self._clock.now() - timedelta(seconds=waited)
        return replace(incoming, late=True, sent_at=came)

    def _done(self, item: _Item, future: "asyncio.Future[Answer]") -> None:
        self._under_way -= 1
        if not self._under_way:
            self._settled.set()
        self._settle(item, future)

    def _settle(self, item: _Item, future: "asyncio.Future[Answer]") -> None:
        waiter = item.waiter
        if future.cancelled():  # the service goes down
            if waiter is not None:
                waiter.cancel()
            return
        error = future.exception()
        if isinstance(error, StoreUnavailableError) and self._closed:
            if waiter is not None:
                waiter.cancel()
        elif isinstance(error, StoreUnavailableError):
            self._failed.append(item)
            self._wake.set()
        elif error is not None:
            self._lost(item, error)
        elif waiter is None:
            self._listener(item.incoming, future.result())
        elif not waiter.done():
            waiter.set_result(future.result())

    def _lost(self, item: _Item, error: BaseException) -> None:
        _log.error("discord_input_failed", source=item.incoming.source_id, exc_info=error)
        if item.waiter is not None and not item.waiter.done():
            item.waiter.set_exception(error)

    async def _make_good(self) -> None:
        """Hand in again, in order, what the store could not keep, until it can."""
        wait = FIRST_WAIT
        while True:
            await self._settled.wait()
            if not self._failed:
                break
            _log.warning("discord_waits_for_the_store", inputs=len(self._failed))
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
            failed, self._failed = sorted(self._failed, key=attrgetter("order")), []
            for item in failed:
                await self._give(item)
        self._remedy()

    def close(self) -> None:
        """Nobody hands anything in any more: who waits is told so."""
        self._closed = True
        for item in (*self._failed, *self._row):
            if isinstance(item, _Item) and item.waiter is not None:
                item.waiter.cancel()
        self._failed.clear()
        self._row.clear()
