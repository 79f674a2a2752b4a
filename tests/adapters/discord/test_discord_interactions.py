# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buttons, commands and reactions on the whole adapter: they mean the same, wherever they are."""

import simcord

from tests.adapters.discord.discord_sim import simulated, until
from tests.adapters.discord.simcord_rig import text_of
from tests.discord.checked import requests_checked


async def test_s1_presses_reactions_and_words_are_one_ballot() -> None:
    with requests_checked():
        async with simulated() as sim:
            ana, bo = sim.people["ana"], sim.people["bo"]
            await ana.slash(sim.channel, "poll new", question="Lanterns in the yard?")
            card = await sim.card(1)
            await bo.react(card, "👍")
            await until(lambda: sim.marks(1) == ["yes"])
            assert "Your ballot on #1: no." in text_of(await bo.click(card, label="No"))
            assert sim.marks(1) == ["no"]
            await bo.unreact(card, "👍")
            await until(lambda: sim.commons.polls[1].marks._members.count(2) == 1)
            assert sim.marks(1) == ["no"], "what was typed or pressed stays"
            await bo.react(card, "🤷")
            await until(lambda: sim.marks(1) == ["abstain"])
            assert "yes" in text_of(
                await bo.slash(sim.channel, "poll vote", number=1, choice="yes")
            )
            assert sim.marks(1) == ["yes"]
            simcord.assert_no_errors(sim.env)


async def test_buttons_and_forms_over_a_restart() -> None:
    with requests_checked():
        async with simulated() as sim:
            ana, bo = sim.people["ana"], sim.people["bo"]
            await ana.slash(sim.channel, "task new", title="Mend the door")
            card = await sim.card(1)
            asked = await bo.click(card, label="Submit")
            await sim.restart()
            sent = await bo.submit_modal(asked, {"words": "https://example.org/door"})
            assert "#2" in text_of(sent)
            review = await sim.card(2)
            await sim.restart()
            assert "sound" in text_of(await ana.click(review, label="Sound"))
            assert sim.marks(2) == ["sound"]
            simcord.assert_no_errors(sim.env)


async def test_a_thread_of_a_task_is_a_place_to_claim_it() -> None:
    async with simulated(threads=True) as sim:
        ana, bo = sim.people["ana"], sim.people["bo"]
        await ana.slash(sim.channel, "task new", title="Mend the door")
        (thread,) = await until(lambda: sim.channel.threads)
        assert "You are on #1" in text_of(await bo.slash(thread, "task claim", number=1))
        offered = await bo.autocomplete(thread, "task release", "number", "")
        assert offered == [{"name": "#1 Mend the door", "value": 1}]


async def test_a_newcomer_speaks_with_the_bot_alone() -> None:
    with requests_checked():
        async with simulated(message_content=False) as sim:
            dee = sim.people["dee"]
            await until(sim.network.places)
            assert "Nothing is kept of you" in text_of(await dee.user.slash("my show"))
            stranger = sim.env.create_user("stranger")
            other = sim.env.create_guild("Elsewhere")
            other.add_member(stranger)
            assert "no commons that I know of" in text_of(await stranger.slash("my show"))


async def test_s8_who_is_refused_for_a_reaction_is_told_privately() -> None:
    async with simulated() as sim:
        bo = sim.people["bo"]
        await bo.slash(sim.channel, "task submit", work="https://example.org/door")
        review = await sim.card(2)
        before = len(sim.channel.history())
        await bo.react(review, "✅")
        told = bo.user.dm_channel.history
        await until(lambda: [one for one in told() if "You helped make #2" in one.content])
        assert len(sim.channel.history()) == before
