# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding out since when people are in a server, of whom only a reaction is known.

A few are asked for one by one. A crowd is asked for by the gateway, a hundred at a time: that needs
no list of all people, and is far from any limit.
"""

import asyncio
from collections.abc import Iterable, Sequence

import discord
import structlog

from adapters.discord.errors import UNKNOWN_MEMBER, UNKNOWN_USER, Fault, RefusedError
from adapters.discord.line import Line
from adapters.discord.people import Called, People, called, moment

_log = structlog.get_logger(__name__)

A_FEW = 5
AT_ONCE = 4
"""Requests that are under way together."""

CROWD = 100
"""People whom the gateway tells of in one answer."""

PATIENCE = 10.0
"""Seconds for that answer; without it they are asked for one by one."""


class Meetings:
    """Asks since when people are there, and remembers it in `people`."""

    def __init__(self, line: Line, people: People) -> None:
        self._line = line
        self._people = people

    async def meet(self, guild: int, users: Iterable[str]) -> None:
        """Know since when these users are in a server, or that they are not; raises the faults."""
        unknown = sorted(user for user in users if not self._people.fresh(guild, user))
        if len(unknown) > A_FEW:
            for start in range(0, len(unknown), CROWD):
                await self._crowd(guild, unknown[start : start + CROWD])
            unknown = [user for user in unknown if not self._people.fresh(guild, user)]
        limit = asyncio.Semaphore(AT_ONCE)

        async def ask(user: str) -> None:
            async with limit:
                await self._one(guild, user)

        results = await asyncio.gather(*map(ask, unknown), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _crowd(self, guild: int, users: Sequence[str]) -> None:
        """Ask the gateway; of whom it does not tell, nothing is known afterwards either."""
        server = self._line.client.get_guild(guild) if self._line.client is not None else None
        if server is None:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                told = await server.query_members(
                    user_ids=[int(user) for user in users], limit=CROWD, cache=False
                )
        except (*Fault, discord.DiscordException) as error:
            _log.info("discord_crowd_unknown", people=len(users), why=type(error).__name__)
            return
        for member in told:
            name = Called(member.display_name, member.name)
            self._people.met(guild, str(member.id), name, member.joined_at)

    async def _one(self, guild: int, user: str) -> None:
        try:
            member = await self._line.call(lambda http: http.get_member(guild, int(user)))
        except RefusedError as error:
            if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
                raise
            self._people.met(guild, user, None, None)
            return
        name = called(member.get("user") or {}, member)
        self._people.met(guild, user, name, moment(member.get("joined_at")))
