# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole service on a simulated Discord, in one process: people act, and the record is looked at.

simcord gives no frame a number of its own, and answers nothing about sessions; both are added here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import discord
import simcord
from simcord.gateway import FakeWebSocket

from adapters.discord.client import build
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

TOKEN = "simulated.token"
LIMIT = 40.0

_frames: Iterator[int] = count(1)


def number_frames() -> None:
    """Let each look at a frame's number give a new one, as each frame has one of its own."""
    FakeWebSocket.session_id = "simulated"  # type: ignore[attr-defined]
    FakeWebSocket.sequence = property(lambda _: next(_frames))  # type: ignore[attr-defined]


async def until(condition: Callable[[], Any], limit: float = LIMIT) -> Any:
    """Wait for a condition; its value."""
    async with asyncio.timeout(limit):
        while not (value := condition()):  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.005)
    return value


class Sim:
    """One commons on one server. `network` and `hall` are made anew by `restart`."""

    def __init__(self, **options: Any) -> None:
        number_frames()
        self.store = MemoryStore()
        self.clock = SteadyClock()
        self.options = options
        self.discord_settings = DiscordSettings(
            Secret(TOKEN),
            message_content=options.get("message_content", True),
            members=options.get("members", False),
            shards=options.get("shards"),
        )
        self.env: Any = None
        self.rooms: list[RoomSettings] = []
        self.network: DiscordNetwork
        self.hall: Hall
        self.client: discord.Client
        self._running: list[asyncio.Task[Any]] = []

    def build_world(self) -> None:
        self.guild = self.env.create_guild("Garden")
        if self.options.get("forum"):
            self.channel = self.guild.create_forum_channel("garden")
        else:
            self.channel = self.guild.create_text_channel("garden")
        self.people = {
            name: self.guild.add_member(self.env.create_user(name))
            for name in ("ana", "bo", "cy", "dee")
        }
        self.rooms = [
            RoomSettings(
                f"discord:{self.channel.id}",
                threads=self.options.get("threads", False),
                pictures=self.options.get("pictures", False),
            )
        ]

    @property
    def place(self) -> str:
        return self.rooms[0].room

    def settings(self) -> Settings:
        charter = {"review.quorum": "1", **self.options.get("charter", {})}
        commons = CommonsSettings(
            name="garden",
            title="The garden",
            language="en",
            timezone="UTC",
            rooms=tuple(self.rooms),
            stewards=(f"discord:{self.people['ana'].id}",),
            ignore=(),
            charter=charter,
        )
        return Settings(
            storage_url="memory:",
            matrix=None,
            commons=(commons,),
            discord=self.discord_settings,
        )

    def make(self) -> discord.Client:
        """A network and the client that is to be run by the simulation."""
        settings = self.settings()
        network = DiscordNetwork(self.discord_settings, self.rooms, self.store, self.clock)
        self.network = network
        self.hall = Hall(settings, self.store, self.clock, [network])
        network._connection.sign_in = _nothing
        network._connection.keep = _for_ever
        return build(self.discord_settings, network._set_up)

    async def go(self) -> None:
        await self.hall.start()
        await self.network.start(self.hall)
        self._running = [asyncio.create_task(self.network.run())]

    async def halt(self) -> None:
        await self.network.stop()
        await self.hall.stop()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def restart(self, *, before: Callable[[], Any] | None = None) -> None:
        """Stop, let things happen on Discord that nobody sees, and start anew."""
        await self.halt()
        self.env.backend.subscribers.clear()
        if before is not None:
            before()
        client = self.make()
        await self.hall.start()
        await self.network.start(self.hall)
        await self.env.restart_bot(client)
        self.client = client
        self._running = [asyncio.create_task(self.network.run())]

    @property
    def commons(self) -> Commons:
        return self.hall.desks["garden"].commons

    def receipt(self, number: int) -> Any:
        return self.hall.desks["garden"].directory.receipt(number, self.place)

    async def card(self, number: int) -> Any:
        """The message that shows a card, as people see it, with all the bot's own emoji on it."""
        await until(lambda: (one := self.receipt(number)) and not one.content.endswith("~"))
        message = int(self.receipt(number).message.partition(":")[2])
        return next(one for one in self.channel.history() if one.id == message)

    def marks(self, number: int) -> list[str]:
        subject = self.commons.polls.get(number) or self.commons.tasks[number]
        return sorted(subject.marks.latest().values())


async def _nothing() -> None:
    return


async def _for_ever() -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def simulated(**options: Any) -> AsyncIterator[Sim]:
    sim = Sim(**options)
    # The world must be there before the bot knows its configuration: a first client makes it.
    placeholder = discord.Client(intents=discord.Intents.none())
    async with simcord.run(placeholder, strict_sync=False) as env:
        sim.env = env
        sim.build_world()
        client = sim.make()
        await sim.hall.start()
        await sim.network.start(sim.hall)
        await env.restart_bot(client)
        sim.client = client
        sim._running = [asyncio.create_task(sim.network.run())]
        try:
            yield sim
        finally:
            await sim.halt()
