# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reactions: put on, taken off, and listed in pages as Discord lists them."""

from typing import TYPE_CHECKING, Any

from tests.discord.double import limits, rights, wire
from tests.discord.double.answers import Refused
from tests.discord.double.rest import NOTHING, Request, Routes
from tests.discord.double.routes_messages import MESSAGE, message_of, open_thread
from tests.discord.double.world import Message, Reactions, User

if TYPE_CHECKING:
    from tests.discord.double.server import Discord

routes = Routes()

DISTINCT = 20
EMOJI = MESSAGE + "/reactions/{emoji}"


def react(
    discord: "Discord", message: Message, user: User, emoji: str, *, burst: bool = False
) -> bool:
    """Put a reaction on a message; whether it wasn't there before."""
    if emoji.isascii() and ":" not in emoji:
        raise Refused(10014)
    if emoji not in message.reactions and len(message.reactions) >= DISTINCT:
        raise Refused(30010)
    there = message.reactions.setdefault(emoji, Reactions()).of(burst=burst)
    if user.id in there:
        return False
    there[user.id] = discord.world.now()
    discord.tell.reacted(message, user, emoji, burst=burst)
    return True


def unreact(
    discord: "Discord", message: Message, user: User, emoji: str, *, burst: bool = False
) -> bool:
    """Take a reaction off a message; whether it stood there. Who took it is never told."""
    kinds = message.reactions.get(emoji)
    if kinds is None or user.id not in kinds.of(burst=burst):
        return False
    del kinds.of(burst=burst)[user.id]
    if not kinds.normal and not kinds.burst:
        del message.reactions[emoji]
    discord.tell.unreacted(message, user, emoji, burst=burst)
    return True


@routes("PUT", EMOJI + "/@me", limits.REACT)
async def add(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request, rights.READ_MESSAGE_HISTORY)
    emoji = request.values["emoji"]
    if emoji not in message.reactions:
        message_of(discord, request, rights.ADD_REACTIONS)
    open_thread(message.channel)
    react(discord, message, discord.world.bot, emoji)
    return NOTHING


@routes("DELETE", EMOJI + "/@me", limits.REACT)
async def remove_own(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request)
    open_thread(message.channel)
    unreact(discord, message, discord.world.bot, request.values["emoji"])
    return NOTHING


@routes("DELETE", EMOJI + "/{user_id}", limits.REACT)
async def remove(discord: "Discord", request: Request) -> Any:
    message = message_of(discord, request, rights.MANAGE_MESSAGES)
    open_thread(message.channel)
    user = discord.world.users.get(request.id("user_id"))
    if user is None:
        raise Refused(10013)
    for burst in (False, True):
        unreact(discord, message, user, request.values["emoji"], burst=burst)
    return NOTHING


@routes("GET", EMOJI, limits.LIST)
async def users(discord: "Discord", request: Request) -> Any:
    """People by the order of their ids, at most 100 a page, after one of them."""
    message = message_of(discord, request, rights.READ_MESSAGE_HISTORY)
    query = request.query
    there = message.reactions.get(request.values["emoji"])
    ids = sorted(there.of(burst=query.get("type", "0") == "1")) if there else []
    after, limit = int(query.get("after", 0)), int(query.get("limit", 25))
    page = [one for one in ids if one > after][:limit]
    return [wire.user(discord.world.users[one]) for one in page]
