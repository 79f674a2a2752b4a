# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord as the service sees it: the `Network` port."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from adapters.discord import requests
from adapters.discord.errors import DM_CLOSED, MISSING_ACCESS, MISSING_RIGHTS, RefusedError
from adapters.discord.ids import NETWORK, bare, named, number
from adapters.discord.imprint import bears
from adapters.discord.line import Line
from adapters.discord.pace import EditPace
from adapters.discord.people import People
from adapters.discord.places import Places, Spot
from adapters.discord.reading import Reader
from adapters.discord.render import Shown, shown
from adapters.discord.standing import Standings
from adapters.discord.threads import Threads
from adapters.discord.waiting import Waiting
from bot.service.lru import Lru
from bot.service.ports import (
    Presence,
    Reading,
    UndeliverableError,
    UnreachableError,
)
from bot.words.cards import Card, Outgoing
from bot.words.lookalikes import LONGEST
from bot.words.taming import tame

_log = structlog.get_logger(__name__)

REMEMBERED = 5_000


class Speaker:
    """Sends, edits, reads and finds, in the channels that are configured."""

    def __init__(
        self, line: Line, places: Places, people: People, standings: Standings, reader: Reader
    ) -> None:
        self._line = line
        self._places = places
        self._people = people
        self._standings = standings
        self._reader = reader
        self._threads = Threads(line, places, standings)
        self._edits = EditPace()
        self._keys: Lru[str, str] = Lru(REMEMBERED)
        """The keys of messages whose receipts may not be kept yet: an edit must not lose them."""
        self._desks: Lru[int, int] = Lru(REMEMBERED)
        self._waiting = Waiting()

    @property
    def name(self) -> str:
        """The network's name."""
        return NETWORK

    def lane(self, place: str | None) -> str:
        """One for each channel, whose limits are its own, and one for private words."""
        return place or f"{NETWORK}:private"

    def live(self, place: str) -> bool:
        """Whether the bot is in the place and may speak there now."""
        return self._standings.live(place)

    # --- out -------------------------------------------------------------------------------

    async def send(self, place: str, message: Outgoing) -> str:
        """Send a message; the same key is sent only once."""
        spot = self._spot(place)
        drawn = await requests.drawn_of(message, self._standings.means(spot))
        post = self._threads.post_for(spot, message)
        if post is not None:
            made = await self._in(
                spot, partial(requests.start_post, spot.channel, drawn, message, post)
            )
            self._places.learn_thread(made)
        else:
            channel, reply_to = await self._threads.route(spot, message)
            made = await self._in(spot, partial(requests.send, channel, drawn, message, reply_to))
        sent = str(made["id"])
        self._keys[sent] = message.key
        await self._threads.opened(spot, sent, message)
        return sent

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        """Make an own message show a new card."""
        spot, target = self._spot(place), number(message_id)
        channel = await self._threads.home(spot, target)
        await self._waiting.finish(target)  # a slow one must not come after this one
        self._edits.take_turn(channel, target)
        drawn = await requests.drawn_of(message, self._standings.means(spot))
        change = partial(
            requests.edit, channel, target, drawn, message, self._keys.get(bare(message_id))
        )
        try:
            await self._waiting.do(
                target, lambda: self._threads.unarchived(channel, lambda: self._in(spot, change))
            )
        except UnreachableError:
            self._edits.forget(target)
            raise

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Put the bot's own reaction on its card."""
        spot, target = self._spot(place), number(message_id)
        channel = await self._threads.home(spot, target)
        react = partial(requests.react, channel, target, emoji)
        await self._waiting.do(
            (target, emoji),
            lambda: self._threads.unarchived(channel, lambda: self._in(spot, react)),
        )

    async def illustrate(
        self, place: str, message_id: str, message: Outgoing, *, again: bool
    ) -> None:
        """Nothing to do: the picture goes along with the words."""

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        """Write to a person privately; None where they don't let the bot."""
        desk = await self.desk_of(account)
        if desk is None:
            return None
        if message.again and (found := await self._found([desk], message.key)) is not None:
            return found
        return await self.tell(desk, shown(message.card, live=False), message.key)

    async def tell(
        self, channel: int, drawn: Shown, key: str, reply_to: int | None = None
    ) -> str | None:
        """Send into a channel of any kind; None where a person does not let the bot."""
        message = Outgoing(Card(()), key)
        try:
            made = await self._line.call(partial(requests.send, channel, drawn, message, reply_to))
        except RefusedError as error:
            if error.code == DM_CLOSED:
                return None
            raise
        return str(made["id"])

    async def desk_of(self, account: str) -> int | None:
        """The channel that only this person and the bot read."""
        user = number(account)
        known = self._desks.get(user)
        if known is not None:
            return known
        try:
            opened = await self._line.call(lambda http: http.start_private_message(user))
        except RefusedError:
            return None
        self._desks[user] = int(opened["id"])
        return self._desks[user]

    # --- looking ---------------------------------------------------------------------------

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:
        """The id of an own recent message that carries this key, if there is one."""
        return await self._found(await self._threads.searched(self._spot(place), thread), key)

    async def _found(self, channels: Sequence[int], key: str) -> str | None:
        for channel in channels:
            told = await self._line.call(partial(requests.newest, channel))
            for message in told:
                if self._own(message) and bears(message.get("content") or "", key):
                    self._keys[str(message["id"])] = key
                    return str(message["id"])
        return None

    async def read(self, place: str, message_id: str, known: Sequence[str]) -> Reading:
        """The marks on a message."""
        spot, target = self._spot(place), number(message_id)
        channel = await self._threads.home(spot, target)
        return await self._reader.read(channel, spot.guild, target, known)

    def present(self, place: str) -> Sequence[Presence] | None:
        """Who is in the place now; None unless the bot is given the list of people."""
        spot = self._places.spot(place)
        client = self._line.client
        if spot is None or client is None or not client.intents.members or spot.guild is None:
            return None
        guild = client.get_guild(spot.guild)
        channel = self._standings.channel(spot)
        if guild is None or guild.unavailable or channel is None or not guild.chunked:
            return None
        return [
            Presence(named(member.id), member.joined_at, member.display_name)
            for member in guild.members
            if not member.bot and channel.permissions_for(member).view_channel
        ]

    def since(self, place: str, account: str) -> datetime | None:
        """Since when somebody is in a place, as far as that is known now."""
        spot = self._places.spot(place)
        if spot is None or spot.guild is None:
            return None
        known = self._people.since(spot.guild, bare(account))
        if known is None and (client := self._line.client) is not None:
            guild = client.get_guild(spot.guild)
            member = guild.get_member(number(account)) if guild is not None else None
            known = member.joined_at if member is not None else None
        return known

    def display(self, account: str) -> str | None:
        """What people call an account, or a channel."""
        spot = self._places.spot(account)
        if spot is not None:
            channel = self._standings.channel(spot)
            return None if channel is None else f"#{channel.name}"
        return self._people.name(bare(account)) or self._member_name(number(account))

    def _member_name(self, user: int) -> str | None:
        """The name of somebody who did nothing yet, where the bot is given the list of people."""
        client = self._line.client
        for guild in client.guilds if client is not None else ():
            member = guild.get_member(user)
            if member is not None:
                return tame(member.display_name, LONGEST)
        return None

    # --- inside ----------------------------------------------------------------------------

    def _spot(self, place: str) -> Spot:
        spot = self._places.spot(place)
        if spot is None:
            raise UndeliverableError("The channel is not in the configuration.")
        return spot

    def _own(self, message: Any) -> bool:
        client = self._line.client
        me = client.user.id if client is not None and client.user is not None else 0
        return int(message["author"]["id"]) == me

    async def _in(self, spot: Spot, request: Any) -> Any:
        """A request that is about a channel; a refusal for want of rights is remembered."""
        try:
            return await self._line.call(request)
        except RefusedError as error:
            if error.code in (MISSING_ACCESS, MISSING_RIGHTS):
                _log.warning("discord_right_missing", place=spot.place, why=str(error))
            raise
