# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the bot stands in each configured channel: whether it is there, and what it may do."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import discord

from adapters.discord.line import Line
from adapters.discord.places import Places, Spot
from adapters.discord.render import EVERY, Means
from adapters.discord.rights import needed
from bot.words.troubles import Need, Trouble

A_WHILE = 60.0
"""Seconds after which what Discord refused is tried again, though nothing was heard of a change."""

_VITAL = ("view_channel", "send_messages", "read_message_history")
"""Without these nothing can be said or read in a channel."""

_FOR: Mapping[str, Need] = {
    "view_channel": "read",
    "send_messages": "speak",
    "embed_links": "speak",
    "attach_files": "files",
    "add_reactions": "react",
    "read_message_history": "history",
    "create_public_threads": "threads",
    "send_messages_in_threads": "threads",
}
"""What each right is wanted for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`live`: the bot may speak and read there. `troubles`: what is amiss all the same."""

    live: bool
    troubles: tuple[Trouble, ...] = ()


_WELL = Standing(live=True)


class Standings:
    """Tells from what the library keeps of servers, channels and roles."""

    def __init__(self, line: Line, places: Places) -> None:
        self._line = line
        self._places = places
        self.told = False
        """Whether Discord has told of the bot's servers since the start."""
        self._refused: dict[str, tuple[Trouble, float]] = {}

    def of(self, spot: Spot) -> Standing:
        """Where the bot stands in a channel. What is not known yet counts as well."""
        client = self._line.client
        if client is None or not self.told:
            return _WELL
        if spot.guild is None:
            waiting = any(guild.unavailable for guild in client.guilds)
            return _WELL if waiting else _dead("uninvited")
        guild = client.get_guild(spot.guild)
        if guild is None:
            return _dead("uninvited")
        if guild.unavailable:
            return _WELL
        channel = guild.get_channel(spot.channel)
        if channel is None:
            return _dead("deleted")
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return _dead("unknown")
        if spot.place in self._refused:
            return Standing(live=False, troubles=(self._refused[spot.place][0],))
        return _allowed(spot, channel, client.user.id if client.user else 0)

    def live(self, place: str) -> bool:
        """Whether the bot is in a place and may speak there."""
        spot = self._places.spot(place)
        return spot is not None and self.of(spot).live

    def visible(self, place: str) -> bool:
        """Whether the bot hears of what happens in a place, as far as that is known."""
        spot = self._places.spot(place)
        return spot is None or not self.lacks(spot, "view_channel")

    def means(self, spot: Spot) -> Means:
        """What may be sent in a channel besides text; everything, where that is not known."""
        channel = self.channel(spot)
        me = None if channel is None else channel.guild.me
        if channel is None or me is None:
            return EVERY
        have = channel.permissions_for(me)
        return Means(embeds=have.embed_links, files=have.attach_files)

    def forum(self, spot: Spot) -> bool | None:
        """Whether a place is a forum; None where that is not known now."""
        channel = self.channel(spot)
        return None if channel is None else isinstance(channel, discord.ForumChannel)

    def channel(self, spot: Spot) -> discord.abc.GuildChannel | None:
        """The channel as the library knows it."""
        client = self._line.client
        guild = client.get_guild(spot.guild) if client and spot.guild is not None else None
        return guild.get_channel(spot.channel) if guild is not None else None

    def lacks(self, spot: Spot, right: str) -> bool:
        """Whether the bot certainly lacks a right in a channel."""
        channel = self.channel(spot)
        me = None if channel is None else channel.guild.me
        if channel is None or me is None:
            return False
        return not getattr(channel.permissions_for(me), right)

    def refused(self, place: str, why: str) -> None:
        """Discord refused what the rights allow: nothing more is tried there for a while."""
        self._refused[place] = (Trouble("closed", why), time.monotonic())

    def forgive(self) -> bool:
        """Let what was refused a while ago be tried again; whether there is such a place."""
        before = time.monotonic() - A_WHILE
        due = [place for place, (_, at) in self._refused.items() if at < before]
        for place in due:
            del self._refused[place]
        return bool(due)

    def changed(self, guild: int) -> None:
        """Rights in a server may have changed: everything is worth another try."""
        for place in self._places.in_guild(guild):
            self._refused.pop(place, None)

    def found(self) -> list[tuple[str, Trouble]]:
        """What is amiss now: places and troubles."""
        return [(spot.place, one) for spot in self._places for one in self.of(spot).troubles]


def _dead(code: str) -> Standing:
    return Standing(live=False, troubles=(Trouble(code),))  # type: ignore[arg-type]


def _allowed(spot: Spot, channel: discord.TextChannel | discord.ForumChannel, own: int) -> Standing:
    me = channel.guild.get_member(own)
    if me is None:
        return _WELL
    have = channel.permissions_for(me)
    forum = isinstance(channel, discord.ForumChannel)
    missing = {
        right: name
        for right, name in needed(forum=forum, threads=spot.threads).items()
        if not getattr(have, right)
    }
    troubles = tuple(Trouble("right", name, _FOR[right]) for right, name in missing.items())
    return Standing(live=not any(right in missing for right in _VITAL), troubles=troubles)
