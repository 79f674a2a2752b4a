# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels, threads and posts of forums, private channels, guilds, members and the bot itself."""

from typing import TYPE_CHECKING, Any

from tests.discord.double import limits, rights, sessions, wire
from tests.discord.double.answers import Refused
from tests.discord.double.rest import NOTHING, Request, Routes
from tests.discord.double.routes_messages import MESSAGE, channel_of, made, message_of, post
from tests.discord.double.world import FORUM, Guild

if TYPE_CHECKING:
    from tests.discord.double.server import Discord

routes = Routes()


# --- channels and threads ----------------------------------------------------------------------


@routes("GET", "/channels/{channel_id}", limits.READ)
async def get_channel(discord: "Discord", request: Request) -> Any:
    return wire.channel(channel_of(discord, request.id("channel_id")))


@routes("PATCH", "/channels/{channel_id}", limits.EDIT)
async def edit_channel(discord: "Discord", request: Request) -> Any:
    channel = channel_of(discord, request.id("channel_id"))
    if not channel.is_thread:
        channel_of(discord, channel.id, 1 << 4)
    held, body = discord.world.bot_rights(channel), request.body
    only_waking = set(body) <= {"archived"} and body.get("archived") is False
    own = channel.owner == discord.world.bot.id
    if channel.locked and not held & rights.MANAGE_THREADS:
        raise Refused(50083)
    if not (own or held & rights.MANAGE_THREADS or only_waking):
        raise Refused(50013)
    if channel.archived and "archived" not in body:
        raise Refused(50083)
    for name in ("name", "archived", "locked"):
        if name in body:
            setattr(channel, name, body[name])
    if body.get("archived"):
        channel.archived_at = discord.world.now()
    channel.archive_after = body.get("auto_archive_duration", channel.archive_after)
    discord.tell.channel("UPDATE", channel)
    return wire.channel(channel)


@routes("POST", MESSAGE + "/threads", limits.SEND, status=201)
async def thread_from_message(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request, rights.CREATE_PUBLIC_THREADS)
    if message.thread is not None:
        raise Refused(160004)
    world, body = discord.world, request.body
    thread = world.thread(message.channel, body["name"], world.bot, number=message.id)
    thread.archive_after = body.get("auto_archive_duration") or 1440
    message.thread = thread.id
    message.flags |= 1 << 5
    discord.tell.channel("CREATE", thread)
    discord.tell.edited(message)
    return wire.channel(thread)


@routes("POST", "/channels/{channel_id}/threads", limits.SEND, status=201)
async def new_thread(discord: "Discord", request: Request) -> Any:
    channel = channel_of(discord, request.id("channel_id"))
    world, body = discord.world, request.body
    if channel.kind != FORUM:
        channel_of(discord, channel.id, rights.CREATE_PUBLIC_THREADS)
        thread = world.thread(channel, body["name"], world.bot)
        discord.tell.channel("CREATE", thread)
        return wire.channel(thread)
    needed = [rights.SEND_MESSAGES]
    needed += [rights.EMBED_LINKS] if body["message"].get("embeds") else []
    needed += [rights.ATTACH_FILES] if request.files else []
    channel_of(discord, channel.id, *needed)
    thread = world.thread(channel, body["name"], world.bot)
    thread.archive_after = body.get("auto_archive_duration") or 1440
    message = made(discord, thread, body["message"], request.files)
    # The first message of a post has the post's own id.
    message.id = thread.id
    discord.tell.channel("CREATE", thread)
    post(discord, message)
    return wire.channel(thread) | {"message": wire.message(message, world.bot)}


@routes("PUT", "/channels/{channel_id}/thread-members/@me", limits.LOOK)
async def join_thread(discord: "Discord", request: Request) -> Any:
    channel = channel_of(discord, request.id("channel_id"))
    if channel.archived:
        raise Refused(50083)
    return NOTHING


@routes("POST", "/channels/{channel_id}/typing", limits.LOOK)
async def typing(discord: "Discord", request: Request) -> Any:
    channel_of(discord, request.id("channel_id"))
    return NOTHING


@routes("GET", "/channels/{channel_id}/threads/archived/public", limits.READ)
async def archived(discord: "Discord", request: Request) -> Any:
    parent = channel_of(discord, request.id("channel_id"), rights.READ_MESSAGE_HISTORY)
    assert parent.guild is not None
    threads = [
        wire.channel(one)
        for one in parent.guild.channels.values()
        if one.parent == parent.id and one.archived
    ]
    return {"threads": threads, "members": [], "has_more": False}


# --- guilds and members ------------------------------------------------------------------------


def guild_of(discord: "Discord", request: Request) -> Guild:
    guild = discord.world.guilds.get(request.id("guild_id"))
    if guild is None or not discord.world.bot_is_in(guild):
        raise Refused(10004 if guild is None else 50001)
    return guild


@routes("GET", "/guilds/{guild_id}", limits.LOOK)
async def get_guild(discord: "Discord", request: Request) -> Any:
    guild = guild_of(discord, request)
    return wire.guild(guild) | {"approximate_member_count": len(guild.members)}


@routes("GET", "/guilds/{guild_id}/channels", limits.LOOK)
async def guild_channels(discord: "Discord", request: Request) -> Any:
    guild = guild_of(discord, request)
    return [wire.channel(one) for one in guild.channels.values() if not one.is_thread]


@routes("GET", "/guilds/{guild_id}/threads/active", limits.LOOK)
async def active_threads(discord: "Discord", request: Request) -> Any:
    guild = guild_of(discord, request)
    threads = [one for one in guild.channels.values() if one.is_thread and not one.archived]
    return {"threads": [wire.channel(one) for one in threads], "members": [], "has_more": False}


@routes("GET", "/guilds/{guild_id}/roles", limits.LOOK)
async def guild_roles(discord: "Discord", request: Request) -> Any:
    return [wire.role(role) for role in guild_of(discord, request).roles.values()]


@routes("GET", "/guilds/{guild_id}/members/{user_id}", limits.MEMBER)
async def get_member(discord: "Discord", request: Request) -> Any:
    guild, user = guild_of(discord, request), request.id("user_id")
    if user not in discord.world.users:
        raise Refused(10013)
    if user not in guild.members:
        raise Refused(10007)
    return wire.member(guild.members[user])


@routes("GET", "/guilds/{guild_id}/members", limits.LOOK)
async def list_members(discord: "Discord", request: Request) -> Any:
    guild = guild_of(discord, request)
    if not discord.gateway.allowed & sessions.GUILD_MEMBERS:
        raise Refused(50001)
    after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 1))
    ids = sorted(one for one in guild.members if one > after)[:limit]
    return [wire.member(guild.members[one]) for one in ids]


# --- people and the bot itself -------------------------------------------------------------------


@routes("GET", "/users/@me")
async def me(discord: "Discord", request: Request) -> Any:
    return wire.user(discord.world.bot) | {"mfa_enabled": False, "locale": "en-US"}


@routes("GET", "/users/@me/guilds")
async def my_guilds(discord: "Discord", request: Request) -> Any:
    bot = discord.world.bot
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(rights.of(guild, bot.id)),
            "features": [],
        }
        for guild in discord.world.guilds.values()
        if discord.world.bot_is_in(guild)
    ]


@routes("GET", "/users/{user_id}", limits.LOOK)
async def get_user(discord: "Discord", request: Request) -> Any:
    user = discord.world.users.get(request.id("user_id"))
    if user is None:
        raise Refused(10013)
    return wire.user(user)


@routes("POST", "/users/@me/channels", limits.OPEN_DM)
async def open_dm(discord: "Discord", request: Request) -> Any:
    user = discord.world.users.get(int(request.body["recipient_id"]))
    if user is None or user is discord.world.bot:
        raise Refused(50007 if user else 10013)
    return wire.channel(discord.world.dm(user))


@routes("GET", "/gateway")
async def gateway(discord: "Discord", request: Request) -> Any:
    return {"url": discord.gateway.address}


@routes("GET", "/gateway/bot")
async def gateway_bot(discord: "Discord", request: Request) -> Any:
    start = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": discord.gateway.address, "shards": 1, "session_start_limit": start}


async def _application(discord: "Discord", request: Request) -> Any:
    allowed = discord.gateway.allowed
    # A small bot's intents show as "limited" flags of its application.
    flags = (1 << 15 if allowed & sessions.GUILD_MEMBERS else 0) | (
        1 << 19 if allowed & sessions.MESSAGE_CONTENT else 0
    )
    bot = discord.world.bot
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": wire.user(bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": wire.user(discord.world.operator),
        "approximate_guild_count": len(discord.world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "summary": "",
    }


routes("GET", "/applications/@me")(_application)
routes("GET", "/oauth2/applications/@me")(_application)
