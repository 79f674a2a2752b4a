# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures: a double of Discord for each test, at whose end the bot may have broken no rule."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import discord as library
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord.checked import Request, requests_checked
from tests.discord.double.server import Discord
from tests.discord.garden import Garden
from tests.discord.rest_scene import Scene

SEED = "FOLKMOOT_FAULT_SEED"

MakeClient = Callable[..., Awaitable[library.Client]]


@pytest.fixture
def checked_requests() -> Iterator[list[Request]]:
    """For tests on simcord: every request of the test is checked at its end."""
    with requests_checked() as requests:
        yield requests


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    """A double of its own; a test that breaks rules on purpose clears `ledger.breaches`."""
    async with Discord() as double:
        double.rest.validate_answers = True
        yield double
    assert double.ledger.breaches == []


@pytest.fixture
async def garden(discord: Discord, tmp_path: Path) -> AsyncIterator[Garden]:
    """A commons with four people; afterwards the log may tell of nothing that should not be."""
    made = Garden(discord, tmp_path / "bot")
    yield made
    made.bot.kill()
    assert made.bot.complaints() == []


@pytest.fixture
def chance() -> random.Random:
    """All chance of a test; it prints its seed, and FOLKMOOT_FAULT_SEED gives one."""
    seed = int(os.environ.get(SEED) or random.SystemRandom().randrange(1_000_000))
    print(f"\n{SEED}={seed}")  # noqa: T201 - whoever sees it fail needs it
    return random.Random(seed)


async def _at_once(shard: int | None, *, initial: bool = False) -> None:
    """Clients wait for 5 s before they identify again, which shows nothing here."""


@pytest.fixture
async def client(discord: Discord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MakeClient]:
    """Makes plain clients of discord.py on the double, connected and ready."""
    monkeypatch.setattr(Route, "BASE", discord.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.websocket))
    made: list[tuple[library.Client, asyncio.Task[None]]] = []

    async def make(
        made_of: type[library.Client] = library.Client, *, ready: bool = True, **more: object
    ) -> library.Client:
        intents = more.pop("intents", None) or library.Intents.default()
        usual = {"allowed_mentions": library.AllowedMentions.none(), "guild_ready_timeout": 0.1}
        one = made_of(intents=intents, **usual | more)
        one.before_identify_hook = _at_once  # type: ignore[method-assign]
        await one.login(discord.token)
        running = asyncio.create_task(one.connect())
        one.running = running  # type: ignore[attr-defined]
        made.append((one, running))
        if ready:
            await asyncio.wait_for(one.wait_until_ready(), 10)
        return one

    yield make
    for one, running in made:
        await one.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def scene(discord: Discord, client: MakeClient) -> Scene:
    """A client that is in, and a channel that it may write in."""
    guild = discord.world.guild("Garden")
    room = discord.world.channel(guild, "commons")
    one = await client()
    channel = one.get_channel(room.id)
    assert isinstance(channel, library.TextChannel)
    return Scene(discord, one, guild, room, channel)
