# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people wrote in the channels while the bot was away: a new session tells nothing of it.

Ballots cast by words count as those by emoji do (§19), and a question deserves its answer. Only
what is meant for the bot is handed in, as late, in order, before anything that was written since.
Private words can't be looked for: Discord shows a bot no list of its private channels.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from heapq import merge
from typing import Any

import structlog
from discord.http import HTTPClient
from discord.utils import time_snowflake

from adapters.discord.handing import Hands
from adapters.discord.line import Line
from adapters.discord.meeting import Meetings
from adapters.discord.places import Places, Spot
from adapters.discord.speech import Speech
from bot.service.ports import TryLaterError, UndeliverableError, UnreachableError

_log = structlog.get_logger(__name__)

PAGE = 100
MOST = 1_000
"""Messages of one channel that are looked through; the newest, where there are more."""

PATIENCE = 8.0
"""Seconds for all of it: meanwhile what people do now waits."""


class Missed:
    """Looks through the channels of places for what was written since an instant."""

    def __init__(
        self, line: Line, hands: Hands, places: Places, speech: Speech, meetings: Meetings
    ) -> None:
        self._line = line
        self._hands = hands
        self._places = places
        self._speech = speech
        self._meetings = meetings

    async def hear(self, places: Iterable[str], since: datetime, last: Mapping[str, str]) -> None:
        """Hand in what was written; `last`: the newest message of each thread, if it has one."""
        spots = [spot for place in places if (spot := self._places.spot(place)) is not None]
        try:
            async with asyncio.timeout(PATIENCE):
                await self._hear(spots, since, last)
        except (TryLaterError, UnreachableError, TimeoutError) as error:
            _log.warning("discord_words_missed", why=str(error) or type(error).__name__)

    async def _hear(self, spots: Sequence[Spot], since: datetime, last: Mapping[str, str]) -> None:
        start = time_snowflake(since)
        told: list[Sequence[dict[str, Any]]] = []
        for spot in spots:
            for channel in self._channels(spot, start, last):
                guild = {"guild_id": str(spot.guild)} if spot.guild is not None else {}
                told.append([one | guild for one in await self._since(channel, start)])
        messages = [one for one in merge(*told, key=_number) if self._speech.meant(one)]
        for guild_id, users in _authors(messages).items():
            await self._meetings.meet(guild_id, users)
        inputs = (self._speech.typed(message, since) for message in messages)
        self._hands.put_first([one for one in inputs if one is not None])

    def _channels(self, spot: Spot, start: int, last: Mapping[str, str]) -> list[int]:
        """The channel itself, and its threads in which something was written."""
        lively = [
            int(thread)
            for thread, newest in last.items()
            if int(newest) > start and self._places.of(thread) == spot.place
        ]
        return [spot.channel, *sorted(lively)]

    async def _since(self, channel: int, start: int) -> list[dict[str, Any]]:
        """The messages of a channel since an instant, the oldest first."""
        found: list[dict[str, Any]] = []
        before: int | None = None
        while len(found) < MOST:
            try:
                page = await self._line.call(partial(_page, channel, before))
            except UndeliverableError:
                break  # a forum has no messages of its own, and some channels can't be read
            new = [one for one in page if _number(one) > start]
            found += new
            if len(new) < PAGE:
                break
            before = min(map(_number, new))
        return sorted(found, key=_number)


async def _page(channel: int, before: int | None, http: HTTPClient) -> Any:
    return await http.logs_from(channel, PAGE, before=before)


def _number(message: Mapping[str, Any]) -> int:
    return int(message["id"])


def _authors(messages: Iterable[Mapping[str, Any]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for message in messages:
        if message.get("guild_id"):
            found.setdefault(int(message["guild_id"]), set()).add(str(message["author"]["id"]))
    return found
