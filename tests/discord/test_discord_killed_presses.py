# SPDX-License-Identifier: AGPL-3.0-or-later
"""People press while the bot is killed again and again: the real program on the double.

Whoever was told of a ballot has it, nobody has one who never pressed, and whoever was told nothing
presses again, under the same old card.
"""

import asyncio
import random
from collections import Counter

from tests.discord.double.interactions import Interaction
from tests.discord.double.people import Person
from tests.discord.garden import Garden

CROWD = 60
KILLS = 3


async def test_who_was_told_of_a_ballot_has_it(garden: Garden, chance: random.Random) -> None:
    crowd = [garden.discord.person(garden.guild, f"person{n}") for n in range(CROWD)]
    await garden.settle(charter={"poll.window": "1h"})
    (card,) = await garden.opens("Lanterns in the yard?")
    pressed: list[tuple[Person, str, Interaction]] = []
    left = list(crowd)
    for _ in range(KILLS):
        these, left = left[: CROWD // KILLS], left[CROWD // KILLS :]
        for person in these:
            choice = chance.choice(("yes", "no"))
            pressed.append((person, choice, person.taps(card, choice)))
            await asyncio.sleep(chance.random() * 0.02)
        await asyncio.sleep(chance.random() * 0.1)
        garden.bot.kill()
        await garden.bot.start()
    told = Counter(choice for _, choice, tap in pressed if "Your ballot on #1" in tap.text)
    all_pressed = Counter(choice for _, choice, _ in pressed)
    tally = (await garden.bot.poll(1))["tally"]
    for choice in ("yes", "no"):
        assert told[choice] <= tally[choice] <= all_pressed[choice]
    for person, choice, tap in pressed:
        if "Your ballot on #1" not in tap.text:
            again = await person.presses(card, choice)
            assert "Your ballot on #1" in again.text
    await garden.counted(1, dict(all_pressed))
    print(f"\n{sum(told.values())} of {CROWD} were told before the bot died")  # noqa: T201
