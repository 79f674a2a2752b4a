# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of real Discord messages: the whole bot on a simulated Discord, drawn in its manner.

simcord stands in for Discord and draws what it was sent. Time is put forward for the outcome, so
the story takes seconds.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import discord
import simcord
from PIL import Image
from playwright.async_api import BrowserType

from bot.service.clock import VirtualClock
from bot.service.settings import RoomSettings
from tests.adapters.discord.discord_sim import Sim, until

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PEOPLE = ("Ana", "Bo", "Cleo", "Dee", "Emil")
BEGINNING = datetime(2026, 11, 28, 9, 12, tzinfo=UTC)
WIDTH = 760
LARGEST = 150_000
"""Bytes of a picture: pages must not wait for it."""

Shoot = Callable[..., Awaitable[bytes]]


class Garden(Sim):
    """A channel that wants pictures, on a virtual time."""

    def __init__(self) -> None:
        super().__init__(charter={"review.quorum": "3"}, members=True, message_content=False)
        self.clock = VirtualClock(BEGINNING)  # type: ignore[assignment]

    def build_world(self) -> None:
        """Five people in a channel."""
        self.env.backend.bot_user.name = "Folkmoot"
        self.guild = self.env.create_guild("Garden")
        self.channel = self.guild.create_text_channel("garden")
        self.people = {
            name.casefold(): self.guild.add_member(
                self.env.create_user(name.casefold(), global_name=name)
            )
            for name in PEOPLE
        }
        self.rooms = [RoomSettings(f"discord:{self.channel.id}", pictures=True)]

    async def pass_time(self, duration: timedelta) -> None:
        """Put the clocks forward, and let what is due happen."""
        await self.env.advance_time(duration.total_seconds())
        await self.hall.wait(duration)
        await self.settled()

    async def settled(self) -> None:
        """Until all that is to be shown is shown."""
        await self.hall.settle()
        await self.env.settle()

    async def shows(self, words: str) -> None:
        """Until a card says this: edits keep to Discord's pace."""
        await self.settled()
        await until(
            lambda: [
                embed
                for one in self.channel.history()
                for embed in one.embeds
                if words in (embed.description or "")
            ]
        )
        await self.settled()

    async def told(self, words: str) -> Any:
        """A message that says this, once it is there."""
        await until(lambda: [one for one in self.channel.history() if words in one.content])
        return next(one for one in self.channel.history() if words in one.content)


@asynccontextmanager
async def garden() -> AsyncIterator[Garden]:
    """The bot in its channel."""
    made = Garden()
    nobody = discord.Client(intents=discord.Intents.none())
    async with simcord.run(nobody, strict_sync=False) as env:
        made.env = env
        await env.advance_time((BEGINNING - env.now()).total_seconds())
        made.build_world()
        client = made.make()
        await made.hall.start()
        await made.network.start(made.hall)
        await env.restart_bot(client)
        made.client = client
        made._running = [asyncio.create_task(made.network.run())]  # noqa: SLF001
        try:
            yield made
        finally:
            await made.halt()


async def story(made: Garden, shoot: Shoot, out: Path) -> None:
    """From a task to the outcome of its review, with a picture of each step."""
    channel = made.channel
    ana, bo, cleo, dee, emil = (made.people[name.casefold()] for name in PEOPLE)
    for person in (bo, cleo, dee):  # the commons knows them
        await person.slash(channel, "my skills", skills="gardening")
    await ana.send(channel, "The wind took the greenhouse door again last night.")
    await ana.slash(
        channel,
        "task new",
        title="Mend the greenhouse door",
        details="The hinge is loose.",
        skills="carpentry",
        due="5d",
    )
    await bo.react(await made.card(1), "✋")
    await bo.send(channel, "Done. It even closes now.")
    await bo.slash(
        channel, "task submit", number=1, work="https://garden.example.org/door.jpg Greenhouse door"
    )
    review = await made.card(2)
    await cleo.react(review, "🌟")
    await dee.slash(channel, "poll vote", number=2, choice="needs_work", because="Oil it monthly.")
    await emil.react(review, "✅")
    receipt = await ana.click(review, label="Sound")
    await made.shows("Oil it monthly.")
    _keep(await shoot(emil, None, 945), out / "discord.png")
    _keep(await shoot(ana, receipt), out / "discord-receipt.png")
    await made.pass_time(timedelta(days=4))
    _keep(await shoot(emil, await made.told("Accepted")), out / "discord-outcome.png")


async def _play(out: Path) -> None:
    async with garden() as made:
        viewers = list(made.people.values())
        async with made.env.preview(made.channel, viewers=viewers, width=WIDTH) as preview:

            async def shoot(viewer: Any, target: Any, height: int = 1200) -> bytes:
                whole = target is None
                made_picture = await preview.screenshot(
                    viewer=viewer,
                    target=target,
                    mode="viewport" if whole else "surface",
                    layout="channel" if whole else "message",
                    viewport=(WIDTH, height),
                )
                return bytes(made_picture.png)

            await story(made, shoot, out)


def _keep(png: bytes, path: Path) -> None:
    """Save a picture with as many colours as its size allows."""
    for colours in (0, 256, 128, 64):
        image: Image.Image = Image.open(BytesIO(png)).convert("RGB")
        if colours:
            image = image.quantize(colours)
        image.save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            return
    raise ValueError(f"{path} is too large.")


_launch = BrowserType.launch


async def _installed(browser: BrowserType, **options: Any) -> Any:
    """The browser that is installed, instead of one that would have to be fetched."""
    chromium = shutil.which("chromium") or "chromium"
    return await _launch(browser, executable_path=chromium, args=FLAGS, **options)


def take(out: Path) -> None:
    """Play the story and save its pictures beside each other."""
    with patch.object(BrowserType, "launch", _installed):
        asyncio.run(_play(out.parent))
