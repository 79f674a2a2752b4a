# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole service on the double of Discord, in one process: restarted, cut off, and looked at."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.follow import DiscordNetwork
from bot.domain.state import Commons
from bot.service.clock import SteadyClock
from bot.service.hall import Hall
from bot.service.settings import (
    CommonsSettings,
    DiscordSettings,
    RoomSettings,
    Secret,
    Settings,
)
from storage.memory import MemoryStore
from tests.discord.double.people import Person
from tests.discord.double.server import Discord
from tests.discord.double.sessions import GUILD_MEMBERS, MESSAGE_CONTENT
from tests.discord.double.world import FORUM, TEXT, Channel, Message

LIMIT = 40.0


async def until(condition: Callable[[], Any], limit: float = LIMIT) -> Any:
    """Wait for a condition; its value."""
    async with asyncio.timeout(limit):
        while not (value := condition()):  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.01)
    return value


class FaultyStore(MemoryStore):
    """A store whose appends fail while `full`, and which keeps no receipts while `forgetful`."""

    full = False
    forgetful = False

    async def shown(self, *row: Any) -> None:
        if not self.forgetful:
            await super().shown(*row)

    async def said(self, *row: Any) -> None:
        if not self.forgetful:
            await super().said(*row)

    async def append(self, batch: Any) -> None:
        if self.full:
            from bot.service.ports import StoreUnavailableError  # noqa: PLC0415

            raise StoreUnavailableError("The disk is full: make room.")
        await super().append(batch)


class Rig:
    """One commons with one board room on one server. `ahead`: seconds that the clocks are ahead."""

    def __init__(self, discord: Discord, **options: Any) -> None:
        self.discord = discord
        self.options = options
        self.store = FaultyStore()
        self.ahead = 0.0
        self.guild = discord.world.guild("Garden")
        kind = FORUM if options.get("forum") else TEXT
        self.room = discord.world.channel(self.guild, "garden", kind)
        self.people = {
            name: discord.person(self.guild, name) for name in ("ana", "bo", "cy", "dee", "eve")
        }
        self.moderator = discord.moderator(self.guild)
        if options.get("message_content", True):
            discord.gateway.allowed |= MESSAGE_CONTENT
        if options.get("members"):
            discord.gateway.allowed |= GUILD_MEMBERS
        self.network: DiscordNetwork | None = None
        self.hall: Hall | None = None
        self._running: asyncio.Task[None] | None = None

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def place(self) -> str:
        return f"discord:{self.room.id}"

    def settings(self) -> Settings:
        commons = CommonsSettings(
            name="garden",
            title="The garden",
            language="en",
            timezone="UTC",
            rooms=(RoomSettings(self.place, threads=self.options.get("threads", False)),),
            stewards=(self.people["ana"].account,),
            ignore=(),
            charter={"review.quorum": "1"} | self.options.get("charter", {}),
        )
        discord = DiscordSettings(
            Secret(self.options.get("token", self.discord.token)),
            message_content=self.options.get("message_content", True),
            members=self.options.get("members", False),
            shards=self.options.get("shards"),
        )
        return Settings("memory:", None, (commons,), discord=discord)

    def pass_time(self, duration: timedelta) -> None:
        """Put all clocks forward, and let what is due happen."""
        self.ahead += duration.total_seconds()
        self.discord.world.ahead += duration
        if self.hall is not None:
            self.hall.timekeeper.wake()

    async def start(self, *, ready: bool = True) -> None:
        clock = SteadyClock(lambda: time.time() + self.ahead, lambda: time.monotonic() + self.ahead)
        settings = self.settings()
        assert settings.discord is not None
        rooms = settings.commons[0].rooms
        self.network = DiscordNetwork(settings.discord, rooms, self.store, clock)
        self.hall = Hall(settings, self.store, clock, [self.network])
        await self.hall.start()
        await self.network.start(self.hall)
        self._running = asyncio.create_task(self.network.run())
        if ready:
            await until(lambda: self.network and self.network.places() == [self.place])

    async def stop(self) -> None:
        if self.network is not None and self.hall is not None:
            await self.network.stop()
            await self.hall.stop()
            if self._running is not None:
                await asyncio.gather(self._running, return_exceptions=True)
        self.network = self.hall = None

    # --- looking ---------------------------------------------------------------------------

    @property
    def commons(self) -> Commons:
        assert self.hall is not None
        return self.hall.desks["garden"].commons

    async def card(self, number: int, place: str | None = None) -> Message:
        """A card's message, with all the bot's own emoji on it."""
        assert self.hall is not None
        directory = self.hall.desks["garden"].directory
        where = place or self.place
        await until(
            lambda: (one := directory.receipt(number, where)) and not one.content.endswith("~")
        )
        receipt = directory.receipt(number, where)
        assert receipt is not None
        return await until(
            lambda: self.discord.world.find_message(int(receipt.message.partition(":")[2]))
        )

    def marks(self, number: int) -> list[str]:
        subject = self.commons.polls.get(number) or self.commons.tasks[number]
        return sorted(subject.marks.latest().values())

    async def shows(self, number: int, *choices: str) -> None:
        """Wait until these are all ballots on a card."""
        try:
            await until(lambda: self.marks(number) == sorted(choices))
        except TimeoutError:
            assert self.marks(number) == sorted(choices)

    async def settled(self) -> None:
        assert self.hall is not None
        await until(lambda: self.discord.gateway.settled)
        assert self.network is not None
        await self.network._hands.caught_up()
        for desk in self.hall.desks.values():
            await desk.settled()

    def said(self, channel: Channel | None = None) -> list[str]:
        """What the bot said in a channel that is no card."""
        world, room = self.discord.world, channel or self.room
        return [
            one.text
            for one in room.messages.values()
            if one.author is world.bot and not one.components
        ]


@asynccontextmanager
async def rig_on_double(**options: Any) -> AsyncIterator[Rig]:
    """A rig that is started; at its end the bot may have broken no rule."""
    start = options.pop("start", True)
    async with Discord() as discord:
        with (
            patch.object(Route, "BASE", discord.api),
            patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.websocket)),
        ):
            rig = Rig(discord, **options)
            if start:
                await rig.start()
            try:
                yield rig
            finally:
                await rig.stop()
        breaches = list(discord.ledger.breaches)
        assert not breaches, breaches
