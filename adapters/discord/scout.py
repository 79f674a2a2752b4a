# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks around on Discord once, over its web address alone: no gateway, no message sent."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.discord.errors import REFUSED, Fault, fault
from adapters.discord.rights import CHANNEL, invite_link, lacking
from bot.service.faults import SignInError, UnreachableError
from bot.service.scouts import SeenAccount, SeenRoom, Sighting, ahead
from bot.service.settings import DiscordSettings

MEND_RIGHTS = (
    "in Discord, right-click the channel, choose Edit Channel, then Permissions, add the bot or "
    "its role, and allow these"
)
PATIENCE = aiohttp.ClientTimeout(total=15)
HIDDEN = CHANNEL["view_channel"]
_SEVERAL = 200
_TOKEN = re.compile(r"[\w.=-]+", re.ASCII)
_KINDS: Mapping[int, str] = {0: "channel", 5: "announcements", 15: "forum"}
"""Discord's numbers for the kinds of channels that the bot can work in."""

_MAKERS: Mapping[str, Any] = {
    "channel": discord.TextChannel,
    "announcements": discord.TextChannel,
    "forum": discord.ForumChannel,
}


class DiscordScout:
    """One application on Discord."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings

    async def look(self, places: Collection[str] = ()) -> Sighting:
        """Sign in and look; raises as bot.service.scouts.Scout says."""
        if not _TOKEN.fullmatch(self._settings.token.reveal()):
            raise SignInError(REFUSED)  # it could not even be sent
        client = discord.Client(intents=discord.Intents(guilds=True))
        try:
            return await self._look(client, places)
        except discord.LoginFailure:
            raise SignInError(REFUSED) from None
        except Fault as error:
            raise UnreachableError(str(fault(error))) from None
        except (KeyError, TypeError, ValueError):  # a proxy in between, most likely
            raise UnreachableError("Something that is not Discord answered.") from None
        finally:
            await client.close()

    async def leave(self) -> None:
        """A token is no sign-in that could be undone."""

    async def _look(self, client: discord.Client, places: Collection[str]) -> Sighting:
        await client.login(self._settings.token.reveal())
        application = await client.application_info()
        rooms: list[SeenRoom] = []
        owner = (application.team and application.team.owner) or application.owner
        async for guild in client.fetch_guilds(limit=_SEVERAL):
            with suppress(discord.Forbidden, discord.NotFound):  # sent away just now
                rooms += [
                    room
                    for room in await _channels(client, guild.id, owner)
                    # What it can't even see is named only where the configuration names it.
                    if HIDDEN not in room.lacking or room.place in places
                ]
        seen = {room.place for room in rooms}
        me = client.user
        return Sighting(
            network="discord",
            me=SeenAccount(f"discord:{me.id if me else 0}", me.name if me else ""),
            rooms=tuple(rooms),
            absent={place: _absent(place) for place in places if place not in seen},
            ahead=await _clock(),
            mend_rights=MEND_RIGHTS,
            invite=invite_link(application.id),
            intents=_intents(application.flags),
        )


async def _channels(
    client: discord.Client, guild_id: int, owner: discord.abc.User
) -> list[SeenRoom]:
    """The channels of a server that the bot could work in."""
    guild = await client.fetch_guild(guild_id)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    keepers = [SeenAccount(f"discord:{owner.id}", owner.name)]
    if guild.owner_id is not None and guild.owner_id != owner.id:
        keepers.append(SeenAccount(f"discord:{guild.owner_id}", f"the owner of {guild.name}"))
    found: list[SeenRoom] = []
    for data in await client.http.get_all_guild_channels(guild_id):
        kind = _KINDS.get(data["type"])
        if kind is None:
            continue
        channel = _MAKERS[kind](state=client._connection, guild=guild, data=data)  # noqa: SLF001 - as the library makes them
        rights, forum = channel.permissions_for(me), kind == "forum"
        lacks = lacking(rights, forum=forum)
        found.append(
            SeenRoom(
                place=f"discord:{channel.id}",
                name=channel.name,
                home=guild.name,
                kind=kind,
                lacking=lacks,
                lacking_threads=tuple(
                    name for name in lacking(rights, forum=forum, threads=True) if name not in lacks
                ),
                people=guild.approximate_member_count,
                since=guild.created_at,
                keepers=tuple(keepers),
            )
        )
    return found


def _absent(place: str) -> str:
    number = place.removeprefix("discord:")
    return (
        f"The bot sees no channel {number} that it could work in: check the number, and that the "
        "bot is on that server."
    )


def _intents(flags: discord.ApplicationFlags) -> dict[str, bool]:
    """The privileged intents by the keys of the configuration."""
    return {
        "message_content": flags.gateway_message_content or flags.gateway_message_content_limited,
        "members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
    }


async def _clock() -> timedelta | None:
    """How far Discord's clock is ahead of this machine's."""
    async with (
        aiohttp.ClientSession(timeout=PATIENCE) as http,
        http.get(f"{Route.BASE}/gateway") as answer,
    ):
        return ahead(answer.headers.get("Date"))
