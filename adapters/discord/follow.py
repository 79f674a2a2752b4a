# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord as a whole: what the command line builds, starts and stops."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import discord
import structlog

from adapters.discord.client import hook, socket_of
from adapters.discord.connecting import Connection
from adapters.discord.frames import Frames
from adapters.discord.handing import Hands
from adapters.discord.ids import NETWORK
from adapters.discord.interactions import Interactions
from adapters.discord.line import Line
from adapters.discord.meeting import Introductions, Meetings
from adapters.discord.missed import Missed
from adapters.discord.network import Speaker
from adapters.discord.people import Called, People
from adapters.discord.places import Places
from adapters.discord.reading import Reader
from adapters.discord.returning import Returns
from adapters.discord.sessions import Sessions
from adapters.discord.speech import Speech
from adapters.discord.standing import Standings
from adapters.discord.syncing import Positions
from adapters.discord.telling import Telling
from bot.service.incoming import Incoming
from bot.service.ports import (
    Answer,
    Clock,
    FrontDoor,
    StoreUnavailableError,
    UnreachableError,
)
from bot.service.reporting import Reports
from bot.service.settings import DiscordSettings, RoomSettings
from bot.words.troubles import trouble_sentence

_log = structlog.get_logger(__name__)

SEEN = f"{NETWORK}:seen"
SEEN_EVERY = 10.0


class DiscordNetwork(Speaker):
    """One application on Discord.

    `rooms` are the configured ones; those of other networks are left out. `several`: they are of
    several commons. Call `start` once the front door is there, then `run` until it ends, and `stop`
    in any case.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        rooms: Iterable[RoomSettings],
        positions: Positions,
        clock: Clock,
        *,
        several: bool = False,
    ) -> None:
        self._positions = positions
        self._several = several
        line, people, places = Line(), People(), Places(rooms)
        self._sessions = Sessions(clock, settings.shards)
        self._hands = Hands(places, people, clock, self._answered, self._look_everywhere)
        stamp = self._sessions.stamp
        self._frames = Frames(self._hands, places, people, stamp)
        standings = Standings(line, places)
        meetings = Meetings(line, people)
        self._introductions = Introductions(meetings, people, places)
        first = self._introductions.first
        content = settings.message_content
        self._speech = Speech(self._hands, places, people, stamp, first, content=content)
        missed = Missed(line, self._hands, places, self._speech, meetings)
        self._returns = Returns(self._hands, places, self._sessions, standings, missed, clock)
        reader = Reader(line, self._hands, self._frames, people, meetings)
        super().__init__(line, places, people, standings, reader)
        self._telling = Telling(self, line)
        self._connection = Connection(settings, line, self._set_up)
        self._tasks: list[asyncio.Task[None]] = []
        self._handing: asyncio.Task[None] | None = None
        self._reports = Reports()
        self._errands: set[asyncio.Task[None]] = set()

    async def start(self, door: FrontDoor) -> None:
        """Sign in, if Discord answers now. Raises SignInError, in words."""
        self._hands.open(door)
        await self._recall_seen()
        self._handing = asyncio.create_task(self._hands.run(), name="discord hands")
        with suppress(UnreachableError):
            await self._connection.sign_in()

    async def run(self) -> None:
        """Follow Discord until `stop`. Raises SignInError when the sign-in is lost."""
        self._tasks = [
            asyncio.create_task(work, name=f"discord {name}")
            for name, work in (
                ("connection", self._connection.keep()),
                ("answers", self._telling.run()),
                ("heartbeat", self._keep_seen()),
            )
        ]
        if self._handing is not None:
            self._tasks.append(self._handing)
        try:
            done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.cancelled():
                    task.result()
        finally:
            for task in self._tasks:
                task.cancel()

    async def stop(self) -> None:
        """Leave off at once."""
        tasks = [*self._tasks, *self._errands, *([self._handing] if self._handing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._returns.stop()
        await self._introductions.stop()
        await self._waiting.stop()
        self._hands.close()
        await self._note_seen()
        await self._connection.close()

    def places(self) -> Sequence[str]:
        """The configured places that are live."""
        if not self._standings.told:
            return []
        return [spot.place for spot in self._places if self._standings.of(spot).live]

    def troubles(self) -> list[str]:
        """What keeps the bot from its channels, one sentence each."""
        return [trouble_sentence(place, trouble) for place, trouble in self._standings.found()]

    # --- inside ----------------------------------------------------------------------------

    async def _set_up(self, client: discord.Client) -> None:
        """Called when a client has signed in, before its first frame."""
        me = str(client.user.id) if client.user is not None else ""
        self._frames.me = self._returns.me = me
        self._speech.called(me)
        if client.user is not None:
            self._people.bot(me, Called(client.user.display_name, client.user.name))
        self._sessions.socket = lambda guild, shard: socket_of(client, guild, shard)
        hook(
            client,
            instead={
                "MESSAGE_REACTION_ADD": self._frames.added,
                "MESSAGE_REACTION_REMOVE": self._frames.removed,
                "MESSAGE_REACTION_REMOVE_ALL": self._frames.cleared,
                "MESSAGE_REACTION_REMOVE_EMOJI": self._frames.cleared,
                "MESSAGE_CREATE": self._speech.created,
                "MESSAGE_UPDATE": self._speech.updated,
                "MESSAGE_DELETE": self._speech.deleted,
                "MESSAGE_DELETE_BULK": self._speech.deleted_many,
            },
            after={
                "READY": self._returns.ready,
                "RESUMED": self._returns.resumed,
                "GUILD_CREATE": self._returns.guild_came,
                "GUILD_DELETE": self._returns.guild_gone,
                "CHANNEL_CREATE": self._returns.channel_came,
                "CHANNEL_UPDATE": self._returns.channel_came,
                "GUILD_ROLE_UPDATE": self._returns.rights_changed,
                "GUILD_MEMBER_ADD": self._people.came,
                "GUILD_MEMBER_REMOVE": self._people.went,
                "GUILD_MEMBER_UPDATE": self._member_changed,
                "THREAD_CREATE": self._places.learn_thread,
                "THREAD_UPDATE": self._places.learn_thread,
                "THREAD_DELETE": self._speech.thread_gone,
                "THREAD_LIST_SYNC": self._places.learn_threads,
            },
        )
        self._line.client = client
        acquaint = self._introductions.acquaint
        interactions = Interactions(client, self._hands, acquaint, several=self._several)
        await interactions.install()
        self._hands.then(partial(self._sync, interactions))

    def _member_changed(self, data: Mapping[str, Any]) -> None:
        self._people.came(data)
        self._returns.member_changed(data)

    async def _sync(self, interactions: Interactions) -> None:
        """Tell Discord the commands, without holding up anybody."""
        task = asyncio.create_task(self._synced(interactions), name="discord commands")
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _synced(self, interactions: Interactions) -> None:
        with suppress(StoreUnavailableError):  # the next start tries again
            await interactions.sync(self._positions)

    # --- what goes on beside it --------------------------------------------------------------

    async def _keep_seen(self) -> None:
        """Keep when Discord was last heard, and what is amiss."""
        while True:
            try:
                await self._note_seen()
                await self._tell_troubles()
                if self._standings.forgive() and self._hands.door is not None:
                    self._hands.door.touch(NETWORK)
            except Exception:  # noqa: BLE001 - it is no reason to end everything else
                _log.exception("discord_heartbeat_failed")
            await asyncio.sleep(SEEN_EVERY)

    async def _recall_seen(self) -> None:
        with suppress(StoreUnavailableError, ValueError):
            kept = await self._positions.position(SEEN)
            self._sessions.recall(datetime.fromisoformat(kept).astimezone(UTC) if kept else None)

    async def _note_seen(self) -> None:
        seen = self._sessions.look()
        if seen is not None and self._standings.told and self._returns.told:
            with suppress(StoreUnavailableError):
                await self._positions.set_position(SEEN, seen.isoformat())

    async def _tell_troubles(self) -> None:
        """What is new, and what is over since."""
        door = self._hands.door
        if door is None or not self._standings.told:
            return
        places = [spot.place for spot in self._places]
        with suppress(StoreUnavailableError):  # the next look tries again
            await self._reports.tell(door, self._standings.found(), places)

    def _answered(self, incoming: Incoming, answer: Answer) -> None:
        self._telling.give(incoming, answer)

    def _look_everywhere(self) -> None:
        self._returns.look_everywhere()
