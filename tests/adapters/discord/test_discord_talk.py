# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole conversations on a simulated Discord: cards, reactions, words."""

from tests.adapters.discord.discord_sim import simulated, until


async def test_a_poll_is_opened_by_words_and_voted_on_with_reactions() -> None:
    async with simulated() as sim:
        await sim.people["ana"].send(sim.channel, "!poll new Lanterns in the yard?")
        await until(lambda: sim.commons.polls)
        card = await sim.card(1)
        await sim.people["bo"].react(card, "👍")
        await sim.people["cy"].react(card, "👎")
        await until(lambda: sim.marks(1) == ["no", "yes"])
        await sim.people["cy"].unreact(card, "👎")
        await until(lambda: sim.marks(1) == ["yes"])
