# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the bot stands in each configured channel: whether it is there, and what it may do."""

from dataclasses import dataclass

import discord

from adapters.discord.line import Line
from adapters.discord.places import Places, Spot
from adapters.discord.rights import lacking

MEND = (
    "in Discord, right-click the channel, choose Edit Channel, then Permissions, and allow the "
    "bot or its role these"
)

_KIND = "The channel {place} is of a kind that I can't work in: name a text channel or a forum."
_ABSENT = (
    "The bot sees no channel {place}: invite it to the server, or take the channel out of the "
    "configuration."
)

_VITAL = ("view_channel", "send_messages", "read_message_history")
"""Without these nothing can be said or read in a channel."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`live`: the bot may speak and read there. `trouble`: a sentence about what is amiss."""

    live: bool
    trouble: str | None = None


class Standings:
    """Tells from what the library keeps of servers, channels and roles."""

    def __init__(self, line: Line, places: Places) -> None:
        self._line = line
        self._places = places
        self.told = False
        """Whether Discord has told of the bot's servers since the start."""
        self._refused: dict[str, str] = {}

    def of(self, spot: Spot) -> Standing:
        """Where the bot stands in a channel. What is not known yet counts as well."""
        client = self._line.client
        if client is None or not self.told:
            return Standing(live=True)
        if spot.guild is None:
            waiting = any(guild.unavailable for guild in client.guilds)
            return Standing(live=True) if waiting else _absent(spot)
        guild = client.get_guild(spot.guild)
        if guild is None:
            return _absent(spot)
        if guild.unavailable:
            return Standing(live=True)
        channel = guild.get_channel(spot.channel)
        if channel is None:
            return _absent(spot)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return Standing(live=False, trouble=_KIND.format(place=spot.place))
        if spot.place in self._refused:
            return Standing(live=False, trouble=self._refused[spot.place])
        return _allowed(spot, channel, client.user.id if client.user else 0)

    def live(self, place: str) -> bool:
        """Whether the bot is in a place and may speak there."""
        spot = self._places.spot(place)
        return spot is not None and self.of(spot).live

    def forum(self, spot: Spot) -> bool | None:
        """Whether a place is a forum; None where that is not known now."""
        channel = self.channel(spot)
        return None if channel is None else isinstance(channel, discord.ForumChannel)

    def channel(self, spot: Spot) -> discord.abc.GuildChannel | None:
        """The channel as the library knows it."""
        client = self._line.client
        guild = client.get_guild(spot.guild) if client and spot.guild is not None else None
        return guild.get_channel(spot.channel) if guild is not None else None

    def refused(self, place: str, why: str) -> None:
        """Discord refused what the rights allow; that stands until something changes there."""
        self._refused[place] = why

    def changed(self, guild: int) -> None:
        """Rights in a server may have changed: everything is worth another try."""
        for place in self._places.in_guild(guild):
            self._refused.pop(place, None)

    def troubles(self) -> list[str]:
        """What is amiss, one sentence each."""
        standings = (self.of(spot) for spot in self._places)
        return [one.trouble for one in standings if one.trouble is not None]


def _absent(spot: Spot) -> Standing:
    return Standing(
        live=False,
        trouble=_ABSENT.format(place=spot.place),
    )


def _allowed(spot: Spot, channel: discord.TextChannel | discord.ForumChannel, own: int) -> Standing:
    me = channel.guild.get_member(own)
    if me is None:
        return Standing(live=True)
    have = channel.permissions_for(me)
    forum = isinstance(channel, discord.ForumChannel)
    missing = lacking(have, forum=forum, threads=spot.threads)
    if not missing:
        return Standing(live=True)
    live = all(getattr(have, right) for right in _VITAL)
    names = ", ".join(missing)
    return Standing(live, f"The bot lacks rights in #{channel.name}: {MEND}: {names}.")
