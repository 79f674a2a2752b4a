# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be told of people and channels without asking anybody: since when, and called what."""

from collections.abc import Sequence
from datetime import datetime

from adapters.discord.ids import bare, named, number
from adapters.discord.line import Line
from adapters.discord.people import People
from adapters.discord.places import Places
from adapters.discord.rights import sees
from adapters.discord.standing import Standings
from bot.service.ports import Presence
from bot.words.lookalikes import LONGEST
from bot.words.taming import tame


class Knowing:
    """Answers from memory: what the frames told, and what the library keeps."""

    def __init__(self, line: Line, places: Places, people: People, standings: Standings) -> None:
        self._line = line
        self._places = places
        self._people = people
        self._standings = standings

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
        """Since when somebody is in a place, as far as that is known now.

        That is since when they are in the server, if they can see the channel (§7).
        """
        spot = self._places.spot(place)
        if spot is None or spot.guild is None:
            return None
        known = self._people.membership(spot.guild, bare(account))
        if known is not None and known.joined is not None:
            if known.place == place:
                return known.joined
            channel = self._standings.channel(spot)
            seen = channel is None or sees(channel, number(account), known.roles)
            return known.joined if seen else None
        client, channel = self._line.client, self._standings.channel(spot)
        guild = client.get_guild(spot.guild) if client is not None else None
        member = guild.get_member(number(account)) if guild is not None else None
        if member is None or channel is None or not channel.permissions_for(member).view_channel:
            return None
        return member.joined_at

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
