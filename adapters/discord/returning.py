# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be done when a connection or a server is there (again): absences, readings, sending.

A session that was resumed replays all that was missed, in order. A new one does not: then the
absence is reported, and every live card of its places is read once its server has come.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from adapters.discord.handing import Hands
from adapters.discord.ids import NETWORK
from adapters.discord.missed import Missed
from adapters.discord.places import Places
from adapters.discord.sessions import Sessions
from adapters.discord.standing import Standings
from adapters.patience import insist
from bot.service.ports import Clock, FrontDoor

_log = structlog.get_logger(__name__)

LONG = timedelta(minutes=5)
"""A longer silence is an absence (§19), even if what was missed is replayed."""


class Returns:
    """Hears of connections and servers; the socket calls, so nothing waits."""

    def __init__(
        self,
        hands: Hands,
        places: Places,
        sessions: Sessions,
        standings: Standings,
        missed: Missed,
        clock: Clock,
    ) -> None:
        self._hands = hands
        self._missed = missed
        self._places = places
        self._sessions = sessions
        self._standings = standings
        self._clock = clock
        self._here: set[int] = set()
        """Servers that came in the sessions of now."""
        self._gone: dict[int, datetime] = {}
        """Since when a server is out of reach, or does not want the bot."""
        self._shut: dict[str, datetime] = {}
        """Since when the bot may not look into a channel: nothing that happens there is told."""
        self._unheard: dict[int, datetime | None] = {}
        """Since when each connection's servers have to be looked through for words."""
        self._errands: set[asyncio.Task[None]] = set()
        self._untold = 0
        self.me = ""

    # --- what the socket tells -------------------------------------------------------------

    def ready(self, data: Mapping[str, Any]) -> None:
        """READY: a new session. Its servers come one by one."""
        shard = (data.get("shard") or (0,))[0]
        since, until = self._sessions.returned(shard, anew=True)
        self._standings.told = True
        self._here = {one for one in self._here if self._sessions.shard_of(one) != shard}
        _log.info("discord_connected", shard=shard)
        self._unheard[shard] = since
        self._tell_absence(self._on(shard), since, until)

    def resumed(self, data: Mapping[str, Any]) -> None:
        """RESUMED: all that was missed has come before this."""
        shard = data.get("__shard_id__") or 0
        since, until = self._sessions.returned(shard, anew=False)
        _log.info("discord_resumed", shard=shard)
        places = self._on(shard)
        if since is not None and until - since >= LONG:
            self._tell_absence(places, since, until)
            self._hands.then(partial(self._look, places, shard))
        else:
            self._hands.then(self._touch)

    def guild_came(self, data: Mapping[str, Any]) -> None:
        """GUILD_CREATE: a server with its channels, at the start of a session or later."""
        guild = int(data["id"])
        if data.get("unavailable"):
            return
        for channel in data.get("channels") or ():
            self._places.learn_channel(int(channel["id"]), guild)
        for thread in data.get("threads") or ():
            self._places.learn_thread(thread)
        self._standings.changed(guild)
        self._shut_or_opened(guild)
        lost = self._gone.pop(guild, None)
        if guild in self._here and lost is None:
            return
        self._here.add(guild)
        places = self._places.in_guild(guild)
        if places:
            if lost is not None:
                self._tell_absence(places, lost, self._clock.now())
            shard = self._sessions.shard_of(guild)
            since = lost or self._unheard.get(shard)
            if since is not None:
                last = _newest(data.get("threads") or ())
                self._hands.then(partial(self._missed.hear, places, since, last))
            self._hands.then(partial(self._look, places, shard))

    def guild_gone(self, data: Mapping[str, Any]) -> None:
        """GUILD_DELETE: a server that Discord can't reach, or that the bot was sent away from."""
        guild = int(data["id"])
        self._here.discard(guild)
        self._gone.setdefault(guild, self._clock.now())

    def channel_came(self, data: Mapping[str, Any]) -> None:
        """CHANNEL_CREATE or _UPDATE: a channel that may be one of ours, or may be ours again."""
        guild = data.get("guild_id")
        if guild is None:
            return
        news = self._places.learn_channel(int(data["id"]), int(guild))
        self._standings.changed(int(guild))
        self._shut_or_opened(int(guild))
        if news:
            places = self._places.in_guild(int(guild))
            shard = self._sessions.shard_of(int(guild))
            self._hands.then(partial(self._look, places, shard))
        elif self._places.of(str(data["id"])) is not None:
            self._hands.then(self._touch)

    def member_changed(self, data: Mapping[str, Any]) -> None:
        """GUILD_MEMBER_UPDATE: the bot's own roles, and anybody's name."""
        if str(data["user"]["id"]) == self.me:
            self.rights_changed(data)

    def rights_changed(self, data: Mapping[str, Any]) -> None:
        """What a role, or the bot itself, may do in a server is another thing now."""
        guild = data.get("guild_id")
        if guild is not None and self._places.in_guild(int(guild)):
            self._standings.changed(int(guild))
            self._shut_or_opened(int(guild))
            self._hands.then(self._touch)

    def _shut_or_opened(self, guild: int) -> None:
        """Channels that the bot may look into again are read, for it was as good as away."""
        opened: dict[str, datetime] = {}
        for place in self._places.in_guild(guild):
            if not self._standings.visible(place):
                self._shut.setdefault(place, self._clock.now())
            elif place in self._shut:
                opened[place] = self._shut.pop(place)
        for place, since in opened.items():
            self._tell_absence([place], since, self._clock.now())
        if opened:
            self._hands.then(partial(self._look, list(opened), self._sessions.shard_of(guild)))

    # --- what is done, in the order of the frames --------------------------------------------

    def look_everywhere(self) -> None:
        """Read all live cards: what is known of marks may be out of order."""
        for shard in self._sessions.numbers:
            self._hands.then(partial(self._look, self._on(shard), shard))

    async def stop(self) -> None:
        """Leave off what is under way."""
        for task in self._errands:
            task.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)

    @property
    def told(self) -> bool:
        """Whether every absence is on record: before, nobody may forget when it began."""
        return not self._untold

    def _tell_absence(self, places: Sequence[str], since: datetime | None, until: datetime) -> None:
        self._untold += 1
        self._hands.then(partial(self._report, places, since, until))

    async def _report(self, places: Sequence[str], since: datetime | None, until: datetime) -> None:
        door = self._door()
        try:
            if since is not None and since < until and places:
                await insist(lambda: door.been_away(places, since, until))
        finally:
            self._untold -= 1

    async def _look(self, places: Sequence[str], shard: int) -> None:
        self._door().touch(NETWORK)
        if places:
            self._start(self._catch_up(places, shard))

    async def _touch(self) -> None:
        self._door().touch(NETWORK)

    async def _catch_up(self, places: Sequence[str], shard: int) -> None:
        """Compare marks, for as long as the session lasts: the next one brings a reading anew.

        A session that is resumed tells only what was missed of it, not what came before it.
        """
        session = self._sessions.session(shard)

        async def compare() -> None:
            if self._sessions.session(shard) == session:
                await self._door().reconcile(places)

        try:
            await insist(compare)
        except Exception:  # noqa: BLE001 - an errand that fails must be told, not end the run
            _log.exception("discord_catch_up_failed", places=list(places))

    def _on(self, shard: int) -> list[str]:
        return [spot.place for spot in self._places if self._sessions.shard_of(spot.guild) == shard]

    def _door(self) -> FrontDoor:
        door = self._hands.door
        if door is None:
            raise RuntimeError("there is no door yet")
        return door

    def _start(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _newest(threads: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The newest message of each thread that has one."""
    return {
        str(thread["id"]): str(thread["last_message_id"])
        for thread in threads
        if thread.get("last_message_id")
    }
