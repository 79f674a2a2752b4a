# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord as a network, as far as tests on simcord need it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from adapters.discord.controls import controls
from adapters.discord.render import shown
from bot.service.ports import GoneError, Presence, Reading
from bot.words.cards import Outgoing


class Posting:
    """The network as far as these tests need it: cards go up, and are edited."""

    name = "discord"

    def __init__(self) -> None:
        self.client: discord.Client | None = None
        self.cards: dict[str, discord.Message] = {}
        self.people: dict[str, datetime] = {}
        self.names: dict[str, str] = {}

    def lane(self, place: str | None) -> str:
        return place or ""

    def live(self, place: str) -> bool:
        return True

    async def send(self, place: str, message: Outgoing) -> str:
        assert self.client is not None
        channel = self.client.get_channel(int(place.partition(":")[2]))
        assert isinstance(channel, discord.TextChannel)
        page = shown(message.card, live=message.marker is not None)
        view = controls(message.card, message.marker)
        sent = await channel.send(page.content, **parts(page.embed, view))
        self.cards[str(sent.id)] = sent
        return str(sent.id)

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        page = shown(message.card, live=True)
        view = controls(message.card, message.marker)
        embed = discord.Embed(description=page.embed) if page.embed else None
        try:
            await self.cards[message_id].edit(content=page.content, embed=embed, view=view)
        except discord.NotFound:
            raise GoneError("The message is not there any more.") from None

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        return None

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:
        return None

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        return None

    async def read(
        self,
        place: str,
        message_id: str,
        known: Sequence[str],
        *,
        seeds: Sequence[str],
        seeded: bool,
    ) -> Reading:
        return Reading(())

    def present(self, place: str) -> Sequence[Presence] | None:
        return None

    def since(self, place: str, account: str) -> datetime | None:
        return self.people.get(account)

    def display(self, account: str) -> str | None:
        return self.names.get(account)


def parts(embed: str | None, view: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if embed:
        made["embed"] = discord.Embed(description=embed)
    if view is not None:
        made["view"] = view
    return made
