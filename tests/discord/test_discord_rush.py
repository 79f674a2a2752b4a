# SPDX-License-Identifier: AGPL-3.0-or-later
"""A rush of votes on one poll, with Discord's limits in force: few edits, nothing listed, nothing
refused, the last edit exact, and each vote soon durable.

The short version has the rate of the long one, which `pytest -m long tests/discord` runs: 10,000
votes in a minute. Each time is from the frame that tells of a vote to the vote on disk, as another
process sees it there. Only the long version holds the times to a limit.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.discord.double.gateway import frames_of
from tests.discord.double.people import Person
from tests.discord.double.server import Discord
from tests.discord.double.world import Message
from tests.discord.garden import Garden
from tests.program import Program

WATCHER = Path(__file__).with_name("watcher.py")
CHOICES = ("👍", "👎", "🤷")
A_SECOND = 10_000 / 60
SOON = 0.05
"""Seconds within which 99 of 100 votes are durable."""

Note = Callable[[str, object], None]


async def test_a_rush_of_votes(discord: Discord, tmp_path: Path, record_property: Note) -> None:
    await rushed(discord, tmp_path, 8, record_property)


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_ten_thousand_votes_within_a_minute(
    discord: Discord, tmp_path: Path, record_property: Note
) -> None:
    assert await rushed(discord, tmp_path, 60, record_property) < SOON


async def rushed(discord: Discord, folder: Path, seconds: int, note: Note) -> float:
    """Let people vote for this many seconds; the 99th percentile of the times, in seconds."""
    garden = Garden(discord, folder / "bot")
    people = [discord.person(garden.guild, f"p{n}") for n in range(round(A_SECOND * seconds))]
    await garden.settle()
    try:
        (card,) = await garden.opens("Shall we plant a walnut tree?")
        await garden.seeded(card)
        discord.limits.on = True
        ledger = discord.ledger
        edits, listings = len(ledger.edits), len(ledger.listings)
        async with watched(garden.bot) as heights:
            took = await vote(people, card)
            votes = [len(people[n::3]) for n in range(3)]
            said = f"{votes[0]} yes, {votes[1]} no, {votes[2]} abstain"
            await garden.counted(1, dict(zip(("yes", "no", "abstain"), votes, strict=True)), 60)
            await garden.seen.card(1, lambda text: said in text, 30)
        made = len(ledger.edits) - edits
        waited = waits(garden, heights)
        p99 = statistics.quantiles(waited, n=100)[98]
        note("edits", made)
        note("p99_ms", round(p99 * 1000, 1))
        print(f"\n{len(people)} votes, {made} edits, p99 {p99 * 1000:.1f} ms")  # noqa: T201
        assert len(waited) == len(people)
        # The first at once, then one in five seconds, and the last: 15 in a minute.
        assert made <= took / 5 + 3
        assert len(ledger.listings) == listings
        assert ledger.refused[429] == 0
        assert garden.bot.complaints() == []
    finally:
        garden.bot.kill()
    return p99


async def vote(people: list[Person], card: Message) -> float:
    """Everybody votes, one after the other at an even pace; the seconds that it took."""
    began = time.monotonic()
    for n, person in enumerate(people):
        await asyncio.sleep(max(0.0, began + n / A_SECOND - time.monotonic()))
        await person.reacts(card, CHOICES[n % 3])
    return time.monotonic() - began


@asynccontextmanager
async def watched(bot: Program) -> AsyncIterator[list[tuple[int, float]]]:
    """The record is watched meanwhile; afterwards: by when which height was durable."""
    heights: list[tuple[int, float]] = []
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(WATCHER),
        str(bot.folder / "folkmoot.db"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=16 * 1024 * 1024,
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    rest = asyncio.create_task(process.stdout.read())
    yield heights
    assert process.stdin is not None
    process.stdin.close()
    for line in (first + await rest).decode().splitlines():
        seconds, height = line.split()
        heights.append((int(height), float(seconds)))
    await process.wait()


def waits(garden: Garden, heights: list[tuple[int, float]]) -> list[float]:
    """Seconds from each vote's frame to when it was seen on disk."""
    sent = {
        frame.data["message_id"] + frame.data["user_id"]: frame.sent_at
        for frame in frames_of(garden.discord.gateway, "MESSAGE_REACTION_ADD")
    }
    tops = [height for height, _ in heights]
    waited = []
    for entry in garden.bot.entries():
        for event in entry["events"]:
            if event["type"] == "MarkPlaced":
                _, message, person, *_ = event["mark"].split(":")
                began = sent[message + person]
                assert began is not None
                waited.append(heights[bisect_left(tops, entry["height"])][1] - began)
    return waited
