# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding out since when people are in a server, of whom only a reaction is known.

A few are asked for one by one. A crowd is asked for by the gateway, a hundred at a time: that needs
no list of all people, and is far from any limit.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import discord
import structlog

from adapters.discord.errors import UNKNOWN_MEMBER, UNKNOWN_USER, Fault, RefusedError
from adapters.discord.line import Line
from adapters.discord.people import FRESH, Called, People, called, moment
from adapters.discord.places import Places
from bot.service.ports import TryLaterError, UndeliverableError, UnreachableError

_log = structlog.get_logger(__name__)

A_FEW = 5
AT_ONCE = 4
"""Requests that are under way together."""

CROWD = 100
"""People whom the gateway tells of in one answer."""

PATIENCE = 10.0
"""Seconds for that answer; without it they are asked for one by one."""


LATELY = 60.0
"""Seconds for which it serves whoever speaks privately: they may have lost a role since."""

LONG = 10.0
"""Seconds that what somebody wrote privately waits until it is known where they are."""


class Meetings:
    """Asks since when people are there, and remembers it in `people`."""

    def __init__(self, line: Line, people: People) -> None:
        self._line = line
        self._people = people

    async def meet(self, guild: int, users: Iterable[str], within: float = FRESH) -> None:
        """Know since when these users are in a server, or that they are not; raises the faults.

        What was heard `within` so many seconds serves.
        """
        unknown = sorted(user for user in users if not self._people.fresh(guild, user, within))
        if len(unknown) > A_FEW:
            for start in range(0, len(unknown), CROWD):
                await self._crowd(guild, unknown[start : start + CROWD])
            unknown = [user for user in unknown if not self._people.fresh(guild, user, within)]
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
            roles = [one.id for one in member.roles]
            self._people.met(guild, str(member.id), name, member.joined_at, roles=roles)

    async def _one(self, guild: int, user: str) -> None:
        try:
            member = await self._line.call(lambda http: http.get_member(guild, int(user)))
        except RefusedError as error:
            if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
                raise
            self._people.met(guild, user, None, None)
            return
        name = called(member.get("user") or {}, member)
        joined, roles = moment(member.get("joined_at")), member.get("roles") or ()
        self._people.met(guild, user, name, joined, roles=roles)


class Introductions:
    """Finds out in which of the configured servers somebody is who speaks with the bot alone."""

    def __init__(self, meetings: Meetings, people: People, places: Places) -> None:
        self._meetings = meetings
        self._people = people
        self._places = places
        self._waiting: dict[str, list[Callable[[], None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def acquaint(self, user: int) -> None:
        """Know it, as far as Discord answers."""
        for guild in self._guilds():
            with suppress(TryLaterError, UnreachableError, UndeliverableError):
                await self._meetings.meet(guild, {str(user)}, LATELY)

    def first(self, user: str, then: Callable[[], None]) -> None:
        """Know it, and then do something. Never waits; what one person does keeps its order."""
        if user in self._waiting:
            self._waiting[user].append(then)
        elif all(self._people.fresh(guild, user, LATELY) for guild in self._guilds()):
            then()
        else:
            self._waiting[user] = [then]
            task = asyncio.create_task(self._introduce(user), name="discord introduction")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Leave off at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _introduce(self, user: str) -> None:
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONG):
                    await self.acquaint(int(user))
        finally:
            for then in self._waiting.pop(user):
                then()

    def _guilds(self) -> set[int]:
        return {spot.guild for spot in self._places if spot.guild is not None}
