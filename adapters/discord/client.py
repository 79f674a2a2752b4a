# SPDX-License-Identifier: AGPL-3.0-or-later
"""The library's client as the bot uses it: what it asks Discord for, and who hears its frames.

Nothing is kept that the bot does not need (no messages, no list of people unless that is
configured), nobody is ever pinged unless a message says so, and no broken frame ends a connection.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import discord
import structlog

from bot.service.settings import DiscordSettings

_log = structlog.get_logger(__name__)

LONGEST_WAIT = 30.0
"""Seconds that the library may wait for a limit; the service knows what else to do meanwhile."""

Hook = Callable[[Any], None]
Setup = Callable[[discord.Client], Awaitable[None]]


def intents_of(settings: DiscordSettings) -> discord.Intents:
    """What the bot wants to hear of; privileged things only where they are configured."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.guild_reactions = True
    intents.dm_messages = True
    intents.message_content = settings.message_content
    intents.members = settings.members
    return intents


class _WithSetup(discord.Client):
    """A client that lets others set things up between signing in and the first frame."""

    setup: Setup

    async def setup_hook(self) -> None:
        """Called by the library when it has signed in."""
        await self.setup(self)


class _Single(_WithSetup):
    """One connection."""


class _Sharded(_WithSetup, discord.AutoShardedClient):
    """Several connections, as many as are configured."""


def build(
    settings: DiscordSettings, setup: Setup, trace: aiohttp.TraceConfig | None = None
) -> discord.Client:
    """A client that is not signed in yet; `trace` hears of each request's end."""
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(calm)
    # The bot is never to be heard, so no operator need hear what is missing for that.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    options: dict[str, Any] = {
        "intents": intents_of(settings),
        "max_messages": None,
        "chunk_guilds_at_startup": settings.members,
        "allowed_mentions": discord.AllowedMentions.none(),
        "max_ratelimit_timeout": LONGEST_WAIT,
    }
    if not settings.members:
        options["member_cache_flags"] = discord.MemberCacheFlags.none()
    if trace is not None:
        options["http_trace"] = trace
    client: _WithSetup
    if settings.shards is None:
        client = _Single(**options)
    else:
        client = _Sharded(shard_count=settings.shards, **options)
    client.setup = setup
    return client


_ANEW = re.compile("reconnect|Retrying")


def calm(record: logging.LogRecord) -> bool:
    """The library calls every connection that is made anew an error; it is a passing fault."""
    if record.levelno >= logging.ERROR and _ANEW.search(str(record.msg)):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def hook(client: discord.Client, instead: Mapping[str, Hook], after: Mapping[str, Hook]) -> None:
    """Let frames be heard: `instead` of the library, or `after` it. Names are the gateway's."""
    parsers = client._connection.parsers  # noqa: SLF001 - the one way to hear of a frame unqueued
    for event in {*parsers, *instead, *after}:
        heard = (instead.get(event, parsers.get(event)), after.get(event))
        parsers[event] = _guarded(event, *(one for one in heard if one is not None))


def _guarded(event: str, *hooks: Hook) -> Hook:
    """A frame that can't be understood is left out; the library would end the connection."""

    def heard(data: Any) -> None:
        for one in hooks:
            try:
                one(data)
            except Exception as error:  # noqa: BLE001 - whatever Discord sends
                _log.warning("discord_frame_skipped", event_type=event, why=type(error).__name__)

    return heard


def socket_of(client: discord.Client, guild: int | None, shard: int | None = None) -> Any:
    """The connection that a server's frames come by; private ones come by the first."""
    if guild is None and shard is None:
        shard = 0
    return client._get_websocket(guild, shard_id=shard)  # noqa: SLF001 - see above
