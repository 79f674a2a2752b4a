# SPDX-License-Identifier: AGPL-3.0-or-later
"""Interactions: slash commands, buttons, dialogs and suggestions, from the tap to the answer.

An interaction has to be acknowledged within 3 s and may be answered for 15 min; afterwards its
token is dead. What the person then sees is in `messages`, `modal` and `choices`.
"""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.discord.double import rights, wire
from tests.discord.double.world import Channel, Message, User, World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5

ACKNOWLEDGED_WITHIN = timedelta(seconds=3)
ANSWERED_WITHIN = timedelta(minutes=15)

EPHEMERAL, LOADING = 1 << 6, 1 << 7


@dataclass
class Interaction:
    """One tap or command of somebody, and all that came of it."""

    id: int
    kind: int
    user: User
    channel: Channel
    made_at: datetime
    data: dict[str, Any]
    message: Message | None = None
    """The message whose button was pressed."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    callback: int | None = None
    """The kind of its acknowledgement."""
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def messages(self) -> list[Message]:
        """What the person sees as answers, the loading one left out."""
        made = [self.original] if self.original is not None and self.callback in (4, 5) else []
        return [one for one in (*made, *self.followups) if not one.flags & LOADING]

    @property
    def text(self) -> str:
        """The words of all answers."""
        return "\n".join(message.text for message in self.messages)

    @property
    def ephemeral(self) -> bool:
        """Whether every answer is shown to this person alone."""
        return all(message.flags & EPHEMERAL for message in self.messages)

    @property
    def settled(self) -> bool:
        """Whether the person sees that something came of it."""
        return bool(self.messages or self.modal is not None or self.choices is not None)

    def expired(self, now: datetime) -> bool:
        return now > self.made_at + ANSWERED_WITHIN

    async def until_settled(self, limit: float = 40) -> "Interaction":
        """Wait for the answer; the person is told a failure where none comes in time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not self.settled:
            waited = loop.time() - began
            if self.callback is None and waited > ACKNOWLEDGED_WITHIN.total_seconds() + 0.2:
                raise AssertionError(f"the application did not respond to {self.data}")
            if waited > limit:
                raise AssertionError(f"no answer to {self.data} within {limit} s")
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), 0.2)
            except TimeoutError:
                continue
        return self


def payload(world: World, one: Interaction) -> dict[str, Any]:
    """The event that tells the bot of it."""
    channel, guild = one.channel, one.channel.guild
    bot = world.bot
    told: dict[str, Any] = {
        "id": str(one.id),
        "application_id": str(bot.id),
        "type": one.kind,
        "data": one.data,
        "token": one.token,
        "version": 1,
        "locale": "en-US",
        "channel_id": str(channel.id),
        "channel": wire.channel(channel),
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "app_permissions": str(world.bot_rights(channel)),
    }
    if guild is None:
        owners = {"0": "0"}
        told |= {"user": wire.user(one.user), "context": 1}
    else:
        owners = {"0": str(guild.id)}
        held = rights.of(guild, one.user.id, channel)
        member = wire.member(guild.members[one.user.id]) | {"permissions": str(held)}
        told |= {"guild_id": str(guild.id), "guild_locale": "en-US", "context": 0}
        told |= {"guild": {"id": str(guild.id), "locale": "en-US", "features": []}}
        told["member"] = member
    told["authorizing_integration_owners"] = owners
    if one.message is not None:
        told["message"] = wire.message(one.message, bot)
    return told
