# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages: sent once for each nonce, read, edited, deleted, with what they may hold."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.discord.double import limits, rights, wire
from tests.discord.double.answers import Refused
from tests.discord.double.limits import TooSoon
from tests.discord.double.rest import NOTHING, Request, Routes
from tests.discord.double.world import CATEGORY, FORUM, Channel, Message

if TYPE_CHECKING:
    from tests.discord.double.server import Discord

routes = Routes()

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"

SAME_NONCE = timedelta(minutes=5)
"""For how long the same nonce is the same message."""


# --- what may be done where ------------------------------------------------------------------


def channel_of(discord: "Discord", number: int, *needed: int) -> Channel:
    """A channel in which the bot has these rights; refused as Discord does otherwise."""
    channel = discord.world.find_channel(number)
    if channel is None:
        raise Refused(10003)
    held = discord.world.bot_rights(channel)
    if not held & rights.VIEW_CHANNEL:
        raise Refused(50001)
    if any(held & right != right for right in needed):
        raise Refused(50013)
    return channel


def message_of(discord: "Discord", request: Request, *needed: int) -> Message:
    channel = channel_of(discord, request.id("channel_id"), *needed)
    message = channel.messages.get(request.id("message_id"))
    if message is None:
        raise Refused(10008)
    return message


def open_thread(channel: Channel) -> None:
    """Nothing in an archived thread can be changed."""
    if channel.archived:
        raise Refused(50083)


# --- sending ---------------------------------------------------------------------------------


def _may_send(discord: "Discord", channel: Channel, body: dict[str, Any], files: Any) -> None:
    if channel.kind in (FORUM, CATEGORY):
        raise Refused(50008)
    if channel.recipient is not None:
        mutual = any(
            channel.recipient.id in guild.members and discord.world.bot_is_in(guild)
            for guild in discord.world.guilds.values()
        )
        if not (channel.recipient.takes_dms and mutual):
            raise Refused(50007)
    held = discord.world.bot_rights(channel)
    speak = rights.SEND_MESSAGES_IN_THREADS if channel.is_thread else rights.SEND_MESSAGES
    needed = [speak]
    if body.get("embeds"):
        needed.append(rights.EMBED_LINKS)
    if files:
        needed.append(rights.ATTACH_FILES)
    if body.get("message_reference"):
        needed.append(rights.READ_MESSAGE_HISTORY)
    if any(not held & right for right in needed):
        raise Refused(50013)
    if channel.locked and not held & rights.MANAGE_THREADS:
        raise Refused(50083)


def made(
    discord: "Discord", channel: Channel, body: dict[str, Any], files: dict[str, bytes]
) -> Message:
    """A message of the bot's as it stands then; not yet posted."""
    message = Message(
        discord.world.new_id(), channel, discord.world.bot, discord.world.now(), files=files
    )
    fill(discord, message, body, files)
    return message


def fill(
    discord: "Discord", message: Message, body: dict[str, Any], files: dict[str, bytes]
) -> None:
    """Put what a request says into a message; what it doesn't name stays."""
    if "content" in body:
        message.content = (body["content"] or "").strip()
        message.pinged = _pinged(discord, message.content, body.get("allowed_mentions"))
    if "embeds" in body:
        message.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
    if "components" in body:
        message.components = _numbered(body["components"] or [])
    if "flags" in body:
        message.flags = body["flags"] or 0
    if files or "attachments" in body:
        kept = [one for one in body.get("attachments") or [] if int(one["id"]) > 1000]
        message.attachments = kept + [
            {
                "id": str(discord.world.new_id()),
                "filename": name,
                "size": len(data),
                "url": f"https://cdn.discordapp.com/attachments/{message.id}/{name}",
                "proxy_url": f"https://media.discordapp.net/attachments/{message.id}/{name}",
                "description": _description(body, index),
            }
            for index, (name, data) in enumerate(files.items())
        ]
        message.files |= files
    message.edits.append(message.text)


def _description(body: dict[str, Any], index: int) -> str:
    described = {str(one["id"]): one.get("description") for one in body.get("attachments") or []}
    return described.get(str(index)) or ""


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components as they come back: each with a number of its own."""
    made, number = [], 0
    for row in rows:
        number += 1
        copy = row | {"id": number}
        parts = []
        for part in row.get("components", []):
            number += 1
            sign = {key: value for key, value in (part.get("emoji") or {}).items() if value}
            parts.append(part | {"id": number} | ({"emoji": sign} if sign else {}))
        made.append(copy | ({"components": parts} if parts else {}))
    return made


def _pinged(discord: "Discord", content: str, allowed: dict[str, Any] | None) -> list[Any]:
    """Whom a text pings: who is named in it, and may be."""
    named = dict.fromkeys(int(number) for number in re.findall(r"<@!?(\d+)>", content))
    if allowed is not None and "users" not in (allowed.get("parse") or []):
        may = {int(number) for number in allowed.get("users") or []}
        named = {number: None for number in named if number in may}
    return [discord.world.users[number] for number in named if number in discord.world.users]


@routes("POST", MESSAGES, limits.SEND)
async def create_message(discord: "Discord", request: Request) -> Any:
    channel = channel_of(discord, request.id("channel_id"))
    body = request.body
    _may_send(discord, channel, body, request.files)
    nonce = None if body.get("nonce") is None else str(body["nonce"])
    if nonce is not None and body.get("enforce_nonce"):
        since = discord.world.now() - SAME_NONCE
        for old in reversed(channel.messages.values()):
            if old.nonce == nonce and old.sent_at > since and old.author is discord.world.bot:
                return wire.message(old, discord.world.bot)
    message = made(discord, channel, body, request.files)
    message.nonce = nonce
    reference = body.get("message_reference")
    if reference is not None:
        answered = int(reference["message_id"])
        if answered in channel.messages:
            message.reply_to, message.kind = answered, 19
        elif reference.get("fail_if_not_exists", True):
            raise Refused(50035, errors={"message_reference": {"_errors": []}})
    post(discord, message)
    return wire.message(message, discord.world.bot)


def post(discord: "Discord", message: Message) -> None:
    """Let a message stand in its channel; it wakes an archived thread."""
    channel = message.channel
    channel.messages[message.id] = message
    if channel.archived and not channel.locked:
        channel.archived = False
        discord.tell.channel("UPDATE", channel)
    discord.tell.posted(message)


# --- reading, editing, deleting ----------------------------------------------------------------


@routes("GET", MESSAGE, limits.READ)
async def get_message(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request, rights.READ_MESSAGE_HISTORY)
    return wire.message(message, discord.world.bot)


@routes("GET", MESSAGES, limits.READ)
async def list_messages(discord: "Discord", request: Request) -> Any:
    channel = channel_of(discord, request.id("channel_id"))
    if not discord.world.bot_rights(channel) & rights.READ_MESSAGE_HISTORY:
        return []
    query, limit = request.query, int(request.query.get("limit", 50))
    ids = sorted(channel.messages, reverse=True)
    if "before" in query:
        ids = [one for one in ids if one < int(query["before"])]
    if "after" in query:
        # The oldest ones after it, and yet the newest of these first.
        ids = [one for one in ids if one > int(query["after"])][-limit:]
    if "around" in query:
        around = int(query["around"])
        near = sorted(ids, key=lambda one: abs(one - around))[:limit]
        ids = sorted(near, reverse=True)
    return [wire.message(channel.messages[one], discord.world.bot) for one in ids[:limit]]


@routes("PATCH", MESSAGE, limits.EDIT)
async def edit_message(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request)
    if message.author is not discord.world.bot:
        raise Refused(50005)
    open_thread(message.channel)
    if request.body.get("embeds"):
        channel_of(discord, message.channel.id, rights.EMBED_LINKS)
    age = (discord.world.now() - message.sent_at).total_seconds()
    limited = discord.limits.edit_old(str(message.channel.id), age)
    if limited is not None:
        raise TooSoon(limited)
    fill(discord, message, request.body, request.files)
    message.edited_at = discord.world.now()
    discord.tell.edited(message)
    return wire.message(message, discord.world.bot)


@routes("DELETE", MESSAGE, limits.DELETE)
async def delete_message(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request)
    if message.author is not discord.world.bot:
        channel_of(discord, message.channel.id, rights.MANAGE_MESSAGES)
    open_thread(message.channel)
    del message.channel.messages[message.id]
    discord.tell.deleted(message)
    return NOTHING
