# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling Discord what the commands are, and only when they changed.

Discord lets a bot make 200 commands a day, and counts each telling.
"""

import json
from hashlib import sha256
from typing import Any, Protocol

import discord
import structlog
from discord import app_commands

from adapters.discord.errors import Fault

_log = structlog.get_logger(__name__)


class Positions(Protocol):
    """Where small things are kept over a restart; a Store is one."""

    async def position(self, name: str) -> str | None:
        """A kept value."""

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep a value; durable when this returns."""


async def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """Everything that Discord is told of the commands, in every language."""
    commands = tree.get_commands()
    if tree.translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await one.get_translated_payload(tree, tree.translator) for one in commands]


def fingerprint(told: list[dict[str, Any]]) -> str:
    """The same for the same commands, and for nothing else."""
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


async def sync(
    tree: app_commands.CommandTree[Any], positions: Positions, *, anew: bool = False
) -> bool:
    """Tell Discord the commands if it does not know these yet; whether it had to be told.

    `anew`: tell it even if it should know them. Whatever keeps Discord from being told is only
    logged: the commands it knows go on working, and the next start tries again.
    """
    key = f"discord:commands:{tree.client.application_id}"
    now = fingerprint(await payload(tree))
    if not anew and await positions.position(key) == now:
        return False
    try:
        known = await tree.sync()
    except (*Fault, discord.DiscordException) as error:
        code = error.code if isinstance(error, discord.HTTPException) else None
        _log.warning("discord_commands_not_synced", why=type(error).__name__, code=code)
        return False
    await positions.set_position(key, now)
    _log.info("discord_commands_synced", commands=len(known))
    return True
