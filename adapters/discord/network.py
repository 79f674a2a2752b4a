# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord as the service sees it: the `Network` port."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from adapters.discord import requests
from adapters.discord.errors import (
    DM_CLOSED,
    MISSING_ACCESS,
    MISSING_RIGHTS,
    UNKNOWN_CHANNEL,
    RefusedError,
)
from adapters.discord.ids import NETWORK, bare, number
from adapters.discord.imprint import bears
from adapters.discord.knowing import Knowing
from adapters.discord.line import Line
from adapters.discord.pace import EditPace
from adapters.discord.people import People
from adapters.discord.places import Places, Spot
from adapters.discord.reading import Own, Reader
from adapters.discord.render import Shown, shown
from adapters.discord.standing import A_WHILE, Standings
from adapters.discord.threads import Threads
from adapters.discord.waiting import Waiting
from bot.service.lru import Lru
from bot.service.ports import (
    GoneError,
    NotYetError,
    Reading,
    UndeliverableError,
    UnreachableError,
)
from bot.words.cards import Card, Outgoing

_log = structlog.get_logger(__name__)

READ_PATIENCE, READ_SOON = 60.0, 2.0
"""Seconds from the start for which the bot's own emoji wait until a card has been read."""

REMEMBERED = 5_000

_SHUT = (MISSING_ACCESS, MISSING_RIGHTS, UNKNOWN_CHANNEL)


class Speaker(Knowing):
    """Sends, edits, reads and finds, in the channels that are configured."""

    def __init__(
        self, line: Line, places: Places, people: People, standings: Standings, reader: Reader
    ) -> None:
        super().__init__(line, places, people, standings)
        self._reader = reader
        self._threads = Threads(line, places, standings)
        self._edits = EditPace()
        self._keys: Lru[str, str] = Lru(REMEMBERED)
        """The keys of messages whose receipts may not be kept yet: an edit must not lose them."""
        self._begun: Lru[str, None] = Lru(REMEMBERED)
        """The keys of what was sent since the start, whether an answer came or not."""
        self._desks: Lru[int, int] = Lru(REMEMBERED)
        self._waiting = Waiting()
        self._patience = time.monotonic() + READ_PATIENCE

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
        self._begun[message.key] = None
        post = self._threads.post_for(spot, message)
        if post is None:
            made = await self._said(spot, drawn, message)
        else:
            made = await self._posted(spot, drawn, message, post)
        sent = str(made["id"])
        self._keys[sent] = message.key
        self._reader.done[sent] = None  # there is nothing on it yet
        await self._threads.opened(spot, sent, message)
        return sent

    async def _said(self, spot: Spot, drawn: Shown, message: Outgoing) -> Any:
        """Send where it belongs; what can't be said in a thread is said in the channel."""
        channel, reply_to = await self._threads.route(spot, message)
        try:
            return await self._in(
                spot, channel, partial(requests.send, channel, drawn, message, reply_to)
            )
        except (RefusedError, GoneError) as error:
            if channel == spot.channel:
                raise
            _log.info("discord_thread_refused", place=spot.place, why=str(error))
            self._places.forget_thread(str(channel))
        title = self._threads.post_for(spot, replace(message, thread=None, reply_to=None))
        if title is not None:
            return await self._posted(spot, drawn, message, title)
        answered = number(message.reply_to or message.thread or "") or None
        send = partial(requests.send, spot.channel, drawn, message, answered)
        return await self._in(spot, spot.channel, send)

    async def _posted(self, spot: Spot, drawn: Shown, message: Outgoing, title: str) -> Any:
        start = partial(requests.start_post, spot.channel, drawn, message, title)
        made = await self._in(spot, spot.channel, start)
        self._places.learn_thread(made)
        return made

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
                target,
                lambda: self._threads.unarchived(channel, lambda: self._in(spot, channel, change)),
            )
        except UnreachableError:
            self._edits.forget(target)
            raise

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Put the bot's own reaction on its card.

        A card of an earlier run is read first: what is missing on it tells what became of marks.
        """
        if bare(message_id) not in self._reader.done and time.monotonic() < self._patience:
            raise NotYetError(READ_SOON)
        spot, target = self._spot(place), number(message_id)
        channel = await self._threads.home(spot, target)
        if self._standings.lacks(spot, "add_reactions"):
            raise NotYetError(A_WHILE)
        react = partial(requests.react, channel, target, emoji)
        await self._waiting.do(
            (target, emoji),
            lambda: self._threads.unarchived(channel, lambda: self._in(spot, channel, react)),
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
        spot = self._spot(place)
        channels = await self._threads.searched(spot, thread)
        return await self._found(channels, key, spot)

    async def _found(
        self, channels: Sequence[int], key: str, spot: Spot | None = None
    ) -> str | None:
        for channel in channels:
            look = partial(requests.newest, channel)
            try:
                told = await (self._in(spot, channel, look) if spot else self._line.call(look))
            except RefusedError:  # a thread that is gone, or somebody who wants no word of ours
                continue
            for message in told:
                if self._own(message) and bears(message.get("content") or "", key):
                    self._keys[str(message["id"])] = key
                    if key in self._begun:  # nobody took anything off it in an earlier run
                        self._reader.done[str(message["id"])] = None
                    return str(message["id"])
        return None

    async def read(
        self,
        place: str,
        message_id: str,
        known: Sequence[str],
        *,
        seeds: Sequence[str],
        seeded: bool,
    ) -> Reading:
        """The marks on a message."""
        spot, target = self._spot(place), number(message_id)
        channel = await self._threads.home(spot, target)
        try:
            own = Own(seeds, seeded)
            return await self._reader.read(channel, spot.guild, target, known, own)
        except RefusedError as error:
            raise _gone(error, spot, channel) from None

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

    async def _in(self, spot: Spot, channel: int, request: Any) -> Any:
        """A request that is about a place. One that the place refuses is not given up.

        The rights may just have changed, and word of it be on its way; else a person must act.
        """
        try:
            return await self._line.call(request)
        except RefusedError as error:
            if channel == spot.channel and error.code in _SHUT:
                self._standings.refused(spot.place, str(error))
                raise UnreachableError(str(error)) from None
            raise _gone(error, spot, channel) from None


def _gone(error: RefusedError, spot: Spot, channel: int) -> RefusedError | GoneError:
    """A card whose whole post is gone is gone."""
    if channel != spot.channel and error.code == UNKNOWN_CHANNEL:
        return GoneError(str(error))
    return error
