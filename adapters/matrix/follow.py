# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matrix as a whole: what the command line builds, starts and stops."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import structlog

from adapters.matrix.answers import Answers
from adapters.matrix.events import Translator
from adapters.matrix.handing import Handing
from adapters.matrix.joining import Joining
from adapters.matrix.network import Speaker
from adapters.matrix.reading import Reader
from adapters.matrix.rooms import Rooms, trouble_of
from adapters.matrix.server import Server
from adapters.matrix.session import Session
from adapters.matrix.sync import Positions, SyncLoop
from adapters.matrix.tenure import Tenure
from adapters.matrix.transport import Transport
from adapters.matrix.unread import Unread
from adapters.patience import insist
from bot.service.ports import (
    Clock,
    FrontDoor,
    Trouble,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.reporting import Reports
from bot.service.settings import MatrixSettings
from bot.words.troubles import trouble_sentence

_log = structlog.get_logger(__name__)


class MatrixNetwork(Speaker):
    """One account on one homeserver.

    `places` are the configured rooms of this network, `matrix:!id` or `matrix:#alias`. Call
    `start` once the front door is there, then `run` until it ends, and `stop` in any case.
    """

    def __init__(
        self,
        settings: MatrixSettings,
        places: Iterable[str],
        positions: Positions,
        clock: Clock,
    ) -> None:
        places = tuple(places)
        self._transport = Transport(settings.homeserver)
        self._session = Session(settings, self._transport)
        server = Server(self._session)
        rooms = Rooms()
        self._tenure = Tenure(server)
        self._unread = Unread()
        self._joining = Joining(server, rooms, places, settings.inviters)
        super().__init__(
            server,
            rooms,
            Reader(server, self._tenure, self._unread),
            prefix=settings.prefix,
            configured=self._joining.configured,
        )
        translator = Translator(server, self._tenure, self._unread)
        self._answers = Answers(self, translator.about)
        handing = Handing(server, rooms, translator, self._joining, self._answers)
        self._loop = SyncLoop(server, handing, positions, clock, self)
        self._door: FrontDoor | None = None
        self._running: asyncio.Task[None] | None = None
        self._were_live: frozenset[str] = frozenset()
        self._places = places
        self._reports = Reports()
        self._stopping = False
        self._errands: set[asyncio.Task[None]] = set()

    async def start(self, door: FrontDoor) -> None:
        """Sign in, if the homeserver answers now. Raises SignInError, in words."""
        self._door = door
        self._joining.open(door)
        with suppress(UnreachableError, TryLaterError):
            await self._session.open_once()

    async def run(self) -> None:
        """Follow the homeserver until `stop`. Raises SignInError when the sign-in is lost."""
        if self._door is None:
            raise RuntimeError("start comes first")
        self._running = asyncio.ensure_future(self._follow(self._door))
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._stopping:
                raise

    async def stop(self) -> None:
        """End the long poll and everything under way, at once."""
        self._stopping = True
        tasks = [task for task in (self._running, *self._errands) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.stop()
        await self._transport.close()

    async def resolve(self, places: Iterable[str]) -> Mapping[str, str]:
        """The places that configured aliases name, as far as the homeserver knows them."""
        found: dict[str, str] = {}
        await self._session.open_once()
        for place in places:
            alias = place.removeprefix("matrix:")
            if alias.startswith("#"):
                with suppress(UndeliverableError):
                    found[place] = f"matrix:{await self._server.resolve(alias)}"
        return found

    def troubles(self) -> list[str]:
        """What keeps the bot from its rooms, one sentence each."""
        return [trouble_sentence(place, trouble) for place, trouble in self._found()]

    def _found(self) -> list[tuple[str, Trouble]]:
        """What keeps the bot from its rooms now: places and troubles."""
        found = self._joining.found()
        for room in self._rooms:
            if not self._configured(room.place) and room.partner is None:
                continue
            trouble = trouble_of(room)
            if trouble is not None:
                found.append((room.place, trouble))
        return found

    def places(self) -> Sequence[str]:
        """The configured places that are live."""
        return [room.place for room in self._rooms if room.live and self._configured(room.place)]

    async def after(self, door: FrontDoor, *, back: bool) -> None:
        """Look after the rooms when a response has been taken in."""
        await self._joining.review(door)
        live = frozenset(self.places())
        fresh = live if back else live - self._were_live
        self._were_live = live
        here = {*self._places, *(room.place for room in self._rooms)}
        await self._reports.tell(door, self._found(), here)
        if back or fresh:
            door.touch(self.name)
        if fresh:
            self._start_errand(self._catch_up(door, sorted(fresh)))

    async def _follow(self, door: FrontDoor) -> None:
        await self._session.open()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._loop.run(door))
                group.create_task(self._joining.run(door))
                group.create_task(self._answers.run())
        except ExceptionGroup as group_of_one:
            raise group_of_one.exceptions[0] from None

    async def _catch_up(self, door: FrontDoor, places: Sequence[str]) -> None:
        """Compare marks, then look up since when people are there: neither may hold up votes.

        When the homeserver is lost meanwhile, the next return brings another one. This one must
        not read before what happened in between is handed in: marks would come out of their order.
        """
        stay = self._loop.stay

        async def compare() -> None:
            if self._loop.stay == stay:
                await door.reconcile(places)

        try:
            await insist(compare)
            for place in places:
                room = self._rooms.at(place)
                if room is not None:
                    self._unread.clear(room.room_id)
                    await self._tenure.settle_all(room)
        except Exception:  # noqa: BLE001 - an errand that fails must be told, not end the run
            _log.exception("matrix_catch_up_failed", places=places)

    def _start_errand(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
