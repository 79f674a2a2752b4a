# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hall: a running service, put together and taken apart again.

It is the front door for adapters, and the house in which intake finds desks and directories.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.service.arrivals import move_place, report_absence
from bot.service.batch import Committed
from bot.service.chat import SHAPES
from bot.service.clock import SteadyClock, VirtualClock
from bot.service.closing import Closings
from bot.service.codes import Codes
from bot.service.delivery import Delivery
from bot.service.desk import Desk
from bot.service.digests import Digests
from bot.service.directory import Directory
from bot.service.drafts import Draft, Suggestion
from bot.service.early import Early
from bot.service.faults import StoreUnavailableError
from bot.service.forms import form_for
from bot.service.incoming import Incoming
from bot.service.intake import Intake
from bot.service.kin import DeskKin
from bot.service.opening import bring_up_to_date, open_desk
from bot.service.outbox import network
from bot.service.ports import Answer, Form, Network, RoomFacts, Store
from bot.service.presence import Presences
from bot.service.reconcile import Reconciler
from bot.service.rehearsal import clear_stage, set_apart
from bot.service.rendering import Renderer
from bot.service.rereading import Rereading
from bot.service.rooms import Rooms
from bot.service.sending import Ways
from bot.service.settings import Settings
from bot.service.suggesting import Suggesting
from bot.service.timekeeper import Timekeeper
from bot.service.troubles import Troubles
from bot.service.virtual import let_pass
from bot.words.troubles import Trouble

Clocks = SteadyClock | VirtualClock

MOVED = "moved:"
"""Begins the names of the store's positions that say where a room went."""

PATIENCE = 2.0
"""Seconds that a stop gives the desks to finish what is in their mailboxes."""

log = structlog.get_logger(__name__)


class Hall:
    """Everything that runs, for all commons of one configuration."""

    def __init__(
        self, settings: Settings, store: Store, clock: Clocks, networks: Sequence[Network]
    ) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings = set_apart(settings)
        self.networks: Mapping[str, Network] = {one.name: one for one in networks}
        self.desks: dict[str, Desk] = {}
        self.rooms = Rooms(settings.commons, {})
        self.presences = Presences(self.networks, self.rooms, DeskKin(self.desks))
        self.gone = self.presences.gone
        renderer = Renderer(self.desks, self.rooms)
        self.early = Early()
        self._intake = Intake(self, self.early)
        ways = Ways(self.desks, renderer, store, clock)
        self.delivery = Delivery(networks, ways, self._intake.arrived)
        people, gone = self.presences, self.delivery.vanished
        self.reconciler = Reconciler(
            self.desks, self.networks, self.rooms, people, store=store, clock=clock, gone=gone
        )
        self.rereading = Rereading(self.desks, self.reconciler)
        self.taken_away = self.rereading.taken_away
        self.closings = Closings(self.desks, self.reconciler)
        self.digests = Digests(self.desks, self.rooms, clock)
        self.timekeeper = Timekeeper(self.desks, clock, self.live, self.digests)
        self.troubles = Troubles(self.desks, self.networks, self.rooms, store=store, clock=clock)
        self.codes = Codes()
        self._suggesting = Suggesting(self, SHAPES)
        self._open = False
        self.remarks: list[str] = []
        """What the operator should know of the last start."""

    # --- opening and closing ---------------------------------------------------------------

    async def start(self) -> None:
        """Bring every commons back, or found it, and begin to work.

        Raises StoreUnusableError where a record can't be used, in words.
        """
        await self._recall_moves()
        self.remarks += await clear_stage(self.store, self.settings, self.rooms)
        for one in self.settings.commons:
            self.desks[one.name] = await open_desk(
                one,
                store=self.store,
                clock=self.clock,
                networks=self.networks,
                rooms=self.rooms,
                on_commit=self._committed,
            )
            self.desks[one.name].directory.digests = partial(self.rooms.digests, one.name)
            await self.delivery.load(one.name)
        self._open = True
        for one in self.settings.commons:
            desk = self.desks[one.name]
            desk.start()
            self.remarks += await bring_up_to_date(desk, one, self.rooms)
            self.closings.resume(one.name)
        self.delivery.start()
        await self.troubles.load()
        self.troubles.start()
        if isinstance(self.clock, SteadyClock):
            self.timekeeper.start()

    async def stop(self) -> None:
        """Finish what is in the mailboxes, keep snapshots, and stop, within five seconds."""
        self._open = False
        self.timekeeper.stop()
        await self.closings.stop()
        await self.rereading.stop()
        await self.troubles.stop()
        await self.delivery.stop()
        stopping = [asyncio.create_task(desk.stop()) for desk in self.desks.values()]
        if stopping:
            _, late = await asyncio.wait(stopping, timeout=PATIENCE)
            for task in late:
                task.cancel()

    async def trouble(self) -> Exception:
        """Wait until some desk has to stop for good; returns why."""
        waiting = [desk.trouble for desk in self.desks.values()]
        if not waiting:
            waiting = [asyncio.get_running_loop().create_future()]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()

    async def _recall_moves(self) -> None:
        for one in self.settings.commons:
            for room in one.rooms:
                old, seen = room.room, {room.room}
                while (new := await self.store.position(MOVED + old)) and new not in seen:
                    self.rooms.move(old, new)
                    seen.add(new)
                    old = new

    def _committed(self, done: Committed) -> None:
        """A batch is durable: deliver, read, keep time."""
        if not self._open:
            return
        self.delivery.take(done)
        self.closings.take(done.commons, done.events)
        self.timekeeper.arrange()

    # --- the house (bot.service.house) -----------------------------------------------------

    def desk(self, commons: str) -> Desk:
        """The one mailbox of a commons."""
        return self.desks[commons]

    def directory(self, commons: str) -> Directory:
        """The erasable side of a commons."""
        return self.desks[commons].directory

    def room(self, place: str) -> RoomFacts | None:
        """What is configured of a place; None for a room of no commons."""
        return self.rooms.facts(place)

    def home(self, commons: str, place: str) -> RoomFacts:
        """How a commons speaks in a place."""
        return self.rooms.home(commons, place)

    def joined(self, commons: str, account: str, hint: datetime | None = None) -> datetime | None:
        """The earliest unbroken presence of an account in a room of the commons."""
        return self.presences.joined(commons, account, hint)

    def census(self, commons: str, account: str) -> int | None:
        """How many people besides this one the rooms show; None where they can't tell."""
        return self.presences.census(commons, account)

    def all_known(self, commons: str) -> bool:
        """Whether every room can tell who is in it."""
        return self.presences.all_known(commons)

    def commons_of(self, account: str) -> Sequence[str]:
        """The commons in which somebody is, or was heard of."""
        present = self.presences.commons_of(account)
        known = [name for name, d in self.desks.items() if d.directory.known(account) is not None]
        return list(dict.fromkeys([*present, *known]))

    def live(self, commons: str) -> list[str]:
        """The board rooms of a commons in which the bot is now."""
        return [
            place
            for place in self.desks[commons].commons.places
            if (via := self.networks.get(network(place))) is not None and via.live(place)
        ]

    # --- the front door (bot.service.ports) ------------------------------------------------

    async def receive(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        """Take an input in; see FrontDoor."""
        if self.clock.doubtful and incoming.sent_at is not None and not incoming.late:
            self.clock.confirm(incoming.sent_at)
        try:
            return await self._intake.take(incoming)
        except StoreUnavailableError as error:  # what it is about could not even be looked up
            unkept: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            unkept.set_exception(error)
            return unkept

    async def been_away(self, places: Sequence[str], since: datetime, until: datetime) -> None:
        """The bot did not see these places between two instants (§19)."""
        self.reconciler.away(places, since, until)
        await report_absence(self.desks, places, since, until)

    async def reconcile(self, places: Sequence[str]) -> None:
        """Compare the marks of every live card in these places with what the network shows."""
        await self.reconciler.places(places)

    async def moved(self, old: str, new: str) -> None:
        """A room was replaced by another, or its name turned out to mean that one."""
        old = self.rooms.now(old)
        if old == new or not self.rooms.move(old, new):
            return
        await self.store.set_position(MOVED + old, new)
        await move_place(self.desks, old, new)

    async def vanished(self, message: str) -> None:
        """A message of the bot's own was deleted."""
        await self.delivery.vanished(message)

    async def troubled(self, place: str, what: Trouble) -> None:
        """Something keeps the bot from its work in a place."""
        await self.troubles.troubled(place, what)

    async def mended(
        self, place: str, what: Trouble | None = None, but: Collection[Trouble] = ()
    ) -> None:
        """A trouble of a place, or (None) every one but these, is over."""
        await self.troubles.mended(place, what, but)

    async def echo(self, place: str, key: str, message: str) -> None:  # noqa: ARG002 (the port's)
        """A message of the bot's own was seen in a room."""
        self.delivery.echo(key, message)

    async def suggest(self, draft: Draft) -> Sequence[Suggestion]:
        """What can be put into an option that somebody is filling in."""
        return await self._suggesting.suggest(draft)

    async def form(self, incoming: Incoming) -> Form | None:
        """What to ask of a person who pressed a button."""
        return await form_for(self, incoming)

    def language(self, account: str, place: str, own: str | None = None) -> str:
        """The language in which somebody is spoken to privately."""
        return self._suggesting.language(account, place, own)

    def touch(self, network: str) -> None:
        """A network, or a place on it, became usable."""
        self.delivery.touch(network)
        self.closings.touch(network)
        self.troubles.touch()

    # --- virtual time ----------------------------------------------------------------------

    async def settle(self) -> None:
        """Wait until nothing is left to do now, as far as networks can be reached."""
        while True:
            for desk in self.desks.values():
                await desk.settled()
            await self.closings.wait_settled()
            await self.rereading.wait_settled()
            await self.delivery.wait_settled()
            await self.troubles.wait_settled()
            await asyncio.sleep(0)
            if (
                all(desk.is_idle for desk in self.desks.values())
                and self.closings.settled
                and self.delivery.settled
                and self.troubles.settled
            ):
                return

    async def wait(self, duration: timedelta) -> None:
        """Let virtual time pass, deadline by deadline, settling at each."""
        if not isinstance(self.clock, VirtualClock):
            raise TypeError("only virtual time can be let pass")
        await let_pass(duration, self.clock, self.desks, self.timekeeper, self.digests, self.settle)
