# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord as a whole: what the command line builds, starts and stops."""

import asyncio
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from secrets import SystemRandom
from typing import Protocol

import discord
import structlog

from adapters.discord.client import build, hook, socket_of
from adapters.discord.errors import REFUSED, fault, sign_in_fault
from adapters.discord.frames import Frames
from adapters.discord.handing import Hands
from adapters.discord.ids import NETWORK
from adapters.discord.line import Line
from adapters.discord.network import Speaker
from adapters.discord.people import People
from adapters.discord.places import Places
from adapters.discord.reading import Reader
from adapters.discord.returning import Returns
from adapters.discord.sessions import Sessions
from adapters.discord.speech import Speech
from adapters.discord.standing import Standings
from adapters.discord.telling import Telling
from bot.service.incoming import Incoming
from bot.service.ports import (
    Answer,
    Clock,
    FrontDoor,
    SignInError,
    StoreUnavailableError,
    UnreachableError,
)
from bot.service.settings import DiscordSettings, RoomSettings

_log = structlog.get_logger(__name__)

SEEN = f"{NETWORK}:seen"
SEEN_EVERY = 10.0

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
WELL = 60.0
"""Seconds after which a connection counts as one that worked."""

SURVEY_PATIENCE = 30.0
CLOSING_PATIENCE = 2.0

_TOKEN = re.compile(r"[\w.=-]+", re.ASCII)


class Positions(Protocol):
    """Where the adapter keeps what it must know again; a Store is one."""

    async def position(self, name: str) -> str | None:
        """A kept value."""

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep a value; durable when this returns."""


class DiscordNetwork(Speaker):
    """One application on Discord.

    `rooms` are the configured ones; those of other networks are left out. Call `start` once the
    front door is there, then `run` until it ends, and `stop` in any case.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        rooms: Iterable[RoomSettings],
        positions: Positions,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._positions = positions
        line, people, places = Line(), People(), Places(rooms)
        self._sessions = Sessions(clock, settings.shards)
        self._hands = Hands(places, people, self._answered, self._look_everywhere)
        stamp = self._sessions.stamp
        self._frames = Frames(self._hands, places, people, stamp)
        self._speech = Speech(self._hands, places, people, stamp, content=settings.message_content)
        standings = Standings(line, places)
        self._returns = Returns(self._hands, places, self._sessions, standings, clock)
        reader = Reader(line, self._hands, self._frames, people)
        super().__init__(line, places, people, standings, reader)
        self._telling = Telling(self, line)
        self._tasks: list[asyncio.Task[None]] = []
        self._handing: asyncio.Task[None] | None = None
        self._stopping = False
        self._told: set[str] = set()
        self._kept_troubles: list[str] | None = None
        self._chance = SystemRandom()

    async def start(self, door: FrontDoor) -> None:
        """Sign in, if Discord answers now. Raises SignInError, in words."""
        self._hands.open(door)
        await self._recall_seen()
        self._handing = asyncio.create_task(self._hands.run(), name="discord hands")
        with suppress(UnreachableError):
            await self._sign_in()

    async def run(self) -> None:
        """Follow Discord until `stop`. Raises SignInError when the sign-in is lost."""
        self._tasks = [
            asyncio.create_task(work, name=f"discord {name}")
            for name, work in (
                ("connection", self._keep_connected()),
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
        self._stopping = True
        tasks = [*self._tasks, *([self._handing] if self._handing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._returns.stop()
        self._hands.close()
        await self._note_seen()
        await self._close()

    def places(self) -> Sequence[str]:
        """The configured places that are live."""
        if not self._standings.told:
            return []
        return [spot.place for spot in self._places if self._standings.of(spot).live]

    def troubles(self) -> list[str]:
        """What keeps the bot from its channels, one sentence each."""
        return self._standings.troubles()

    async def survey(self) -> list[str]:
        """Sign in and look around once, for `check`; sentences about what is amiss."""
        await self._sign_in()
        client = self._client()
        connecting = asyncio.ensure_future(client.connect(reconnect=False))
        ready = asyncio.ensure_future(client.wait_until_ready())
        try:
            await asyncio.wait(
                [connecting, ready],
                timeout=SURVEY_PATIENCE,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not ready.done() or not client.is_ready():
                error = connecting.exception() if connecting.done() else None
                raise self._refusal(error) or UnreachableError("Discord did not answer in time.")
            return self.troubles()
        finally:
            connecting.cancel()
            ready.cancel()
            await asyncio.gather(connecting, ready, return_exceptions=True)

    # --- the connection --------------------------------------------------------------------

    async def _keep_connected(self) -> None:
        """Connect, and again when the library gives up: it dies of a first connect that fails."""
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            try:
                await self._sign_in()
                await self._client().connect()
                why = "the connection ended"
            except SignInError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, the bot goes on
                refusal = self._refusal(error)
                if refusal is not None:
                    raise refusal from None
                why = str(error) if isinstance(error, UnreachableError) else type(error).__name__
            await self._hang_up()
            if time.monotonic() - began > WELL:
                wait = FIRST_WAIT
            _log.warning("discord_cut_off", why=why, again_in=round(wait, 1))
            await asyncio.sleep(wait * self._chance.uniform(0.5, 1.0))
            wait = min(LONGEST_WAIT, wait * 2)

    async def _sign_in(self) -> None:
        """Be signed in. Raises SignInError, or UnreachableError."""
        if self._line.client is not None and not self._line.client.is_closed():
            return
        token = self._settings.token.reveal().strip()
        if not _TOKEN.fullmatch(token):
            raise SignInError(REFUSED)  # it could not even be sent
        client = build(self._settings, self._set_up, self._line.guard.trace())
        try:
            await client.login(token)
        except Exception as error:  # noqa: BLE001 - told apart below
            with suppress(Exception):
                await client.close()
            passing = fault(error)
            if not isinstance(passing, UnreachableError):
                passing = UnreachableError(str(passing))
            raise self._refusal(error) or passing from None

    async def _set_up(self, client: discord.Client) -> None:
        """Called when a client has signed in, before its first frame."""
        me = str(client.user.id) if client.user is not None else ""
        self._frames.me = me
        self._speech.called(me)
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
                "GUILD_MEMBER_UPDATE": self._returns.rights_changed,
                "THREAD_CREATE": self._places.learn_thread,
                "THREAD_UPDATE": self._places.learn_thread,
                "THREAD_DELETE": self._speech.thread_gone,
            },
        )
        self._line.client = client

    def _client(self) -> discord.Client:
        if self._line.client is None:
            raise UnreachableError("The bot is not connected to Discord yet.")
        return self._line.client

    def _refusal(self, error: BaseException | None) -> SignInError | None:
        if error is None:
            return None
        settings = self._settings
        return sign_in_fault(error, members=settings.members, content=settings.message_content)

    async def _hang_up(self) -> None:
        """Let go of a connection that the library left open when it gave up."""
        socket = self._line.client.ws if self._line.client is not None else None
        if socket is not None and socket.open:
            with suppress(Exception):
                await socket.close(code=4000)

    async def _close(self) -> None:
        client = self._line.client
        if client is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.close(), CLOSING_PATIENCE)

    # --- what goes on beside it --------------------------------------------------------------

    async def _keep_seen(self) -> None:
        """Keep when Discord was last heard, and what is amiss."""
        while True:
            await self._note_seen()
            await self._tell_troubles()
            await asyncio.sleep(SEEN_EVERY)

    async def _recall_seen(self) -> None:
        with suppress(StoreUnavailableError, ValueError):
            kept = await self._positions.position(SEEN)
            self._sessions.recall(datetime.fromisoformat(kept).astimezone(UTC) if kept else None)

    async def _note_seen(self) -> None:
        seen = self._sessions.look()
        if seen is not None and self._standings.told:
            with suppress(StoreUnavailableError):
                await self._positions.set_position(SEEN, seen.isoformat())

    async def _tell_troubles(self) -> None:
        """Each trouble once in the log, and all there are now where `status` finds them."""
        troubles = self.troubles()
        for sentence in troubles:
            if sentence not in self._told:
                self._told.add(sentence)
                _log.warning("discord_trouble", what=sentence)
        if troubles != self._kept_troubles:
            with suppress(StoreUnavailableError):
                kept = "\n".join(troubles) or None
                await self._positions.set_position(f"troubles:{NETWORK}", kept)
                self._kept_troubles = troubles

    def _answered(self, incoming: Incoming, answer: Answer) -> None:
        self._telling.give(incoming, answer)

    def _look_everywhere(self) -> None:
        self._returns.look_everywhere()
