# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to interactions, and the commands that the bot puts up."""

from typing import TYPE_CHECKING, Any

from tests.discord.double import limits, wire
from tests.discord.double.answers import Refused
from tests.discord.double.interactions import (
    ACKNOWLEDGED_WITHIN,
    EPHEMERAL,
    LOADING,
    Interaction,
)
from tests.discord.double.rest import NOTHING, Request, Routes
from tests.discord.double.routes_messages import fill, made, post
from tests.discord.double.world import Message

if TYPE_CHECKING:
    from tests.discord.double.server import Discord

routes = Routes()

CREATIONS_A_DAY = 200
HOOK = "/webhooks/{application_id}/{token}"


# --- acknowledging -----------------------------------------------------------------------------


@routes("POST", "/interactions/{interaction_id}/{token}/callback", free=True)
async def callback(discord: "Discord", request: Request) -> Any:
    one = discord.interactions.get(request.values["token"])
    if one is None or one.id != request.id("interaction_id"):
        raise Refused(10062)
    if one.callback is not None:
        raise Refused(40060)
    if discord.world.now() > one.made_at + ACKNOWLEDGED_WITHIN:
        raise Refused(10062)
    kind, data = request.body["type"], request.body.get("data") or {}
    _acknowledge(discord, one, kind, data, request.files)
    one.callback = kind
    one.changed.set()
    if request.query.get("with_response") not in ("1", "true"):
        return NOTHING
    told: dict[str, Any] = {
        "interaction": {
            "id": str(one.id),
            "type": one.kind,
            "response_message_ephemeral": bool(data.get("flags", 0) & EPHEMERAL),
            "response_message_loading": kind == 5,
        }
    }
    if one.original is not None and kind != 6:
        told["interaction"]["response_message_id"] = str(one.original.id)
    if one.original is not None and kind in (4, 7):
        told["resource"] = {
            "type": kind,
            "message": wire.message(one.original, discord.world.bot),
        }
    return told


def _acknowledge(
    discord: "Discord", one: Interaction, kind: int, data: dict[str, Any], files: dict[str, bytes]
) -> None:
    if kind in (4, 5):
        one.original = _answer(discord, one, data, files)
        if kind == 5:
            one.original.flags |= LOADING
        elif not one.original.flags & EPHEMERAL:
            post(discord, one.original)
    elif kind in (6, 7):
        if one.message is None:
            raise Refused(50035)
        one.original = one.message
        if kind == 7:
            fill(discord, one.message, data, files)
            discord.tell.edited(one.message)
    elif kind == 8:
        one.choices = data["choices"]
    elif kind == 9:
        one.modal = data
    else:
        raise Refused(50035)


def _answer(
    discord: "Discord", one: Interaction, body: dict[str, Any], files: dict[str, bytes]
) -> Message:
    message = made(discord, one.channel, body, files)
    message.webhook = discord.world.bot.id
    return message


# --- answering ---------------------------------------------------------------------------------


def _interaction(discord: "Discord", request: Request) -> Interaction:
    one = discord.interactions.get(request.values["token"])
    if one is None or request.id("application_id") != discord.world.bot.id:
        raise Refused(10015)
    if one.expired(discord.world.now()):
        raise Refused(50027)
    if one.callback is None:
        raise Refused(10015)
    return one


def _message(discord: "Discord", request: Request) -> tuple[Interaction, Message]:
    one = _interaction(discord, request)
    wanted = request.values.get("message_id", "@original")
    if wanted == "@original":
        if one.original is None:
            raise Refused(10008)
        return one, one.original
    for message in (*one.followups, *([one.original] if one.original else [])):
        if str(message.id) == wanted:
            return one, message
    raise Refused(10008)


@routes("POST", HOOK, limits.WEBHOOK, free=True)
async def followup(discord: "Discord", request: Request) -> Any:
    one = _interaction(discord, request)
    original = one.original
    if one.callback == 5 and original is not None and original.flags & LOADING:
        # The first one takes the place of the loading message, and is as private as that is.
        kept = original.flags & EPHEMERAL
        fill(discord, original, request.body, request.files)
        original.flags = (original.flags & ~LOADING & ~EPHEMERAL) | kept
        if not kept:
            post(discord, original)
        one.changed.set()
        return wire.message(original, discord.world.bot)
    message = _answer(discord, one, request.body, request.files)
    one.followups.append(message)
    if not message.flags & EPHEMERAL:
        post(discord, message)
    one.changed.set()
    return wire.message(message, discord.world.bot)


@routes("GET", HOOK + "/messages/{message_id}", limits.WEBHOOK, free=True)
async def get_answer(discord: "Discord", request: Request) -> Any:
    _, message = _message(discord, request)
    return wire.message(message, discord.world.bot)


@routes("PATCH", HOOK + "/messages/{message_id}", limits.WEBHOOK, free=True)
async def edit_answer(discord: "Discord", request: Request) -> Any:
    one, message = _message(discord, request)
    fill(discord, message, request.body, request.files)
    was_loading = message.flags & LOADING
    message.flags &= ~LOADING
    if message.id in message.channel.messages:
        discord.tell.edited(message)
    elif was_loading and not message.flags & EPHEMERAL:
        post(discord, message)
    one.changed.set()
    return wire.message(message, discord.world.bot)


@routes("DELETE", HOOK + "/messages/{message_id}", limits.WEBHOOK, free=True)
async def delete_answer(discord: "Discord", request: Request) -> Any:
    one, message = _message(discord, request)
    if message is one.original:
        one.original = None
    else:
        one.followups.remove(message)
    if message.channel.messages.pop(message.id, None):
        discord.tell.deleted(message)
    one.changed.set()
    return NOTHING


# --- commands ----------------------------------------------------------------------------------


def _registered(discord: "Discord", body: list[dict[str, Any]], guild: int | None) -> Any:
    """Put up all commands at once; only names that weren't there count as created."""
    before = discord.commands.setdefault(guild, {})
    names = [command["name"] for command in body]
    if len(set(names)) < len(names):
        raise Refused(50035)
    fresh = [name for name in names if name not in before]
    if discord.commands_created + len(fresh) > CREATIONS_A_DAY:
        raise Refused(30034)
    discord.commands_created += len(fresh)
    discord.command_syncs += 1
    discord.commands[guild] = {
        command["name"]: {
            "id": before.get(command["name"], {}).get("id") or str(discord.world.new_id()),
            "application_id": str(discord.world.bot.id),
            "version": str(discord.world.new_id()),
            "type": 1,
            "description": "",
            "nsfw": False,
        }
        | command
        | {
            "default_member_permissions": _as_text(command.get("default_member_permissions")),
            "integration_types": command.get("integration_types") or [0],
        }
        for command in body
    }
    return list(discord.commands[guild].values())


def _as_text(permissions: Any) -> str | None:
    return None if permissions is None else str(permissions)


@routes("GET", "/applications/{application_id}/commands", limits.COMMANDS)
async def get_commands(discord: "Discord", request: Request) -> Any:
    return list(discord.commands.get(None, {}).values())


@routes("PUT", "/applications/{application_id}/commands", limits.COMMANDS)
async def put_commands(discord: "Discord", request: Request) -> Any:
    return _registered(discord, request.body, None)


@routes("GET", "/applications/{application_id}/guilds/{guild_id}/commands", limits.COMMANDS)
async def get_guild_commands(discord: "Discord", request: Request) -> Any:
    return list(discord.commands.get(request.id("guild_id"), {}).values())


@routes("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", limits.COMMANDS)
async def put_guild_commands(discord: "Discord", request: Request) -> Any:
    return _registered(discord, request.body, request.id("guild_id"))
