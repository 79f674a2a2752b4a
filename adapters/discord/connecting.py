# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in, and staying connected: the library is started again when it gives up.

It dies of a first connect that fails (it looks for the sequence of a session that never was), and
of what it can't read. Nothing of that is anybody's trouble; what is, is a SignInError in words.
"""

import asyncio
import re
import time
from contextlib import suppress
from secrets import SystemRandom

import discord
import structlog

from adapters.discord.client import Setup, build
from adapters.discord.errors import REFUSED, fault, sign_in_fault
from adapters.discord.line import Line
from bot.service.ports import SignInError, UnreachableError
from bot.service.settings import DiscordSettings

_log = structlog.get_logger(__name__)

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_ANEW = 180.0
"""Seconds before a session is begun anew: of more than 1,000 a day Discord takes the token away."""

WELL = 600.0
"""Seconds after which a connection counts as one that worked."""

CLOSING_PATIENCE = 2.0

_TOKEN = re.compile(r"[\w.=-]+", re.ASCII)


class Connection:
    """The library's client, signed in and connected. `setup` sets each new client up."""

    def __init__(self, settings: DiscordSettings, line: Line, setup: Setup) -> None:
        self._settings = settings
        self._line = line
        self._setup = setup
        self._chance = SystemRandom()

    async def sign_in(self) -> None:
        """Be signed in. Raises SignInError, or UnreachableError where trying again may help."""
        if self._line.client is not None and not self._line.client.is_closed():
            return
        token = self._settings.token.reveal().strip()
        if not _TOKEN.fullmatch(token):
            raise SignInError(REFUSED)  # it could not even be sent
        client = build(self._settings, self._setup, self._line.guard.trace())
        try:
            await client.login(token)
        except Exception as error:  # noqa: BLE001 - told apart below
            with suppress(Exception):
                await client.close()
            raise self._refusal(error) or UnreachableError(str(fault(error))) from None
        self._line.client = client

    async def keep(self) -> None:
        """Stay connected, for ever. Raises SignInError when Discord does not want the bot."""
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            try:
                await self.sign_in()
                await self._client().connect()
                why = "the connection ended"
            except SignInError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, the bot goes on
                refusal = self._refusal(error)
                if refusal is not None:
                    raise refusal from None
                why = str(error) if isinstance(error, UnreachableError) else type(error).__name__
            begun = await self._hang_up()
            if time.monotonic() - began > WELL:
                wait = FIRST_WAIT
            pause = wait * self._chance.uniform(0.5, 1.0)
            _log.warning("discord_cut_off", why=why, again_in=round(pause, 1))
            await asyncio.sleep(pause)
            wait = min(LONGEST_ANEW if begun else LONGEST_WAIT, wait * 2)

    async def close(self) -> None:
        """Leave, within a moment."""
        client = self._line.client
        if client is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.close(), CLOSING_PATIENCE)

    def _client(self) -> discord.Client:
        if self._line.client is None:
            raise UnreachableError("The bot is not connected to Discord yet.")
        return self._line.client

    def _refusal(self, error: BaseException) -> SignInError | None:
        settings = self._settings
        return sign_in_fault(error, members=settings.members, content=settings.message_content)

    async def _hang_up(self) -> bool:
        """Let go of a connection that the library left open; whether there ever was one."""
        client = self._line.client
        socket = client.ws if client is not None else None
        if socket is not None and socket.open:
            with suppress(Exception):
                await socket.close(code=4000)
        return socket is not None or isinstance(client, discord.AutoShardedClient)
