# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double of Discord as a whole: one loopback server with REST and gateway, and its people.

    async with Discord() as discord:
        guild = discord.world.guild("Garden")
        room = discord.world.channel(guild, "commons")
        ana = discord.person(guild, "ana")
        …
        await ana.reacts(card, "✅")

Whatever the bot asks is checked; `discord.ledger.breaches` says which rules it broke.
"""

from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.discord.double import (
    routes_channels,
    routes_interactions,
    routes_messages,
    routes_reactions,
)
from tests.discord.double.faults import Faults
from tests.discord.double.gateway import Gateway
from tests.discord.double.interactions import Interaction
from tests.discord.double.ledger import Ledger
from tests.discord.double.limits import Limits
from tests.discord.double.people import Moderator, Person
from tests.discord.double.rest import BASE, Rest, Routes
from tests.discord.double.telling import Teller
from tests.discord.double.world import Guild, World

TOKEN = "not-a-token.of-any.application"


class Discord:
    """One Discord. Start it with `async with`, or `start` and `stop`."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.world = World()
        self.ledger = Ledger()
        self.limits = Limits()
        self.faults = Faults()
        self.gateway = Gateway(self.world, self.ledger, self.token)
        self.tell = Teller(self.world, self.gateway)
        self.rest = Rest(self)
        self.interactions: dict[str, Interaction] = {}
        self.commands: dict[int | None, dict[str, dict[str, Any]]] = {}
        """What was put up, by guild (None: everywhere) and name."""
        self.commands_created = 0
        self.command_syncs = 0
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        """What discord.py calls its base."""
        return f"http://127.0.0.1:{self.port}{BASE}"

    @property
    def websocket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gw"

    async def start(self) -> None:
        """Listen; on the same port again after `stop`."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/gw", self.gateway.handle)
        parts = (routes_messages, routes_reactions, routes_channels, routes_interactions)
        self.rest.install(app, Routes(route for part in parts for route in part.routes))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        assert site._server is not None
        self.port = site._server.sockets[0].getsockname()[1]
        self.gateway.address = self.websocket

    async def stop(self) -> None:
        """Be gone: nobody listens on the port any more; what there was stays."""
        self.gateway.cut()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def person(
        self, guild: Guild, name: str, *, ago: timedelta = timedelta(days=90), **more: Any
    ) -> Person:
        """Somebody who joined the guild so long ago."""
        user = self.world.user(name, **more)
        self.world.join(guild, user, ago=ago)
        return Person(self, user, guild)

    def moderator(self, guild: Guild) -> Moderator:
        """Somebody with every right in a guild."""
        return Moderator(self, guild)
