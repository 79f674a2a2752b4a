# SPDX-License-Identifier: AGPL-3.0-or-later
"""No vote is lost, none is made up, and nothing is said twice, whatever becomes of the bot.

What counts is read from outside only: from the double, from the record, and from `status --json`.
The short version runs always; `pytest -m long tests/discord` runs the long one.
"""

import random
from pathlib import Path

import pytest

from tests.discord.ballots import REVIEW, YES_NO, Copy
from tests.discord.conftest import SEED
from tests.discord.double.server import Discord
from tests.discord.garden import Garden
from tests.discord.seen import Seen
from tests.discord.storm import Plan, Storm
from tests.discord.storm_world import World

__all__ = ["SEED"]

SHORT = Plan(
    deeds=700,
    presses=24,
    kills=3,
    losses=1,
    drops=3,
    faults=12,
    questions=2,
    people=24,
    seconds=12,
)
LONG = Plan(
    deeds=12_000,
    presses=150,
    kills=12,
    losses=5,
    drops=14,
    faults=80,
    questions=8,
    people=120,
    seconds=90,
    late_kills=3,
)


async def test_nothing_is_lost_and_nothing_said_twice(
    discord: Discord, tmp_path: Path, chance: random.Random
) -> None:
    await weathered(discord, tmp_path, chance, SHORT)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_said_twice_in_a_long_storm(
    discord: Discord, tmp_path: Path, chance: random.Random
) -> None:
    await weathered(discord, tmp_path, chance, LONG)


async def weathered(discord: Discord, tmp_path: Path, chance: random.Random, plan: Plan) -> None:
    """A storm, and then everything is as if there had been none."""
    garden = Garden(discord, tmp_path / "bot", people=plan.people)
    rooms = [discord.world.channel(garden.guild, name) for name in ("commons", "yard")]
    # Killed while it counts, it must still read every place: that may take longer than seconds.
    waits = {"poll.outage": "4w", "poll.grace": "1h", "review.block_reason": "24h"}
    await garden.settle(*rooms, charter=waits)
    try:
        storm = await gathering(garden, plan, chance)
        gateway = discord.gateway
        gateway.chance, gateway.twice, gateway.late, gateway.overlap = chance, 0.1, 0.15, 2
        await storm.blow()
        assert storm.kills == plan.kills
        gateway.twice = gateway.late = 0.0
        discord.faults.clear()
        world = World(storm)
        await world.must_agree()
        await world.must_count_the_latest()
        await world.close()
        await world.must_have_said_all_once()
        await garden.bot.verify()
        assert garden.bot.complaints() == []
    finally:
        garden.bot.kill()


async def gathering(garden: Garden, plan: Plan, chance: random.Random) -> Storm:
    """A poll to be pressed, a poll and a review to be tapped, and everybody about them."""
    ana, *others = garden.people
    pressers, tappers = others[: plan.people // 4], others[plan.people // 4 :]
    pressed = await garden.opens("Open on Sundays?")
    tapped = await garden.opens("Shall we plant a walnut tree?")
    await ana.slash(garden.rooms[1], "task submit", work="https://example.org/door")
    review = [await Seen(garden.discord, room).card(4) for room in garden.rooms]
    copies = [Copy(2, message, YES_NO) for message in tapped]
    copies += [Copy(4, message, REVIEW, ana.id) for message in review]
    for copy in copies:
        await garden.seeded(copy.message, list(copy.table)[-1])
    # The author taps as well; it is not counted.
    return Storm(
        plan, chance, garden, copies, Copy(1, pressed[0], YES_NO), [ana, *tappers], pressers
    )
