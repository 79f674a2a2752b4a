# SPDX-License-Identifier: AGPL-3.0-or-later
"""Presses on the double of Discord, with its clock, its waits and its faults."""

import asyncio
from typing import Any

import pytest

import adapters.discord.interactions as under_test
from tests.adapters.discord.double_rig import Rig, rig_on_double, until

CALLBACK = r"POST /interactions/.*/callback"


async def a_poll(rig: Rig) -> Any:
    await rig.ana.slash(rig.room, "poll new", question="Lanterns in the yard?")
    return await rig.card(1)


async def test_the_last_of_quick_presses_counts_though_its_answer_came_first() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        rig.discord.faults.slow(CALLBACK, 1.0)
        first, second = rig.bo.taps(card, "yes"), rig.bo.taps(card, "no")
        await second.until_settled()
        assert "Your ballot on #1: no." in second.text
        await first.until_settled()
        assert rig.marks(1) == ["no"]


async def test_a_double_click_is_one_ballot_and_two_answers() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        taps = [rig.bo.taps(card, "yes") for _ in range(3)]
        for tap in taps:
            await tap.until_settled()
            assert "Your ballot on #1: yes." in tap.text
            assert tap.ephemeral
        assert rig.marks(1) == ["yes"]


async def test_an_acknowledgement_that_got_lost_takes_no_ballot_along() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        rig.discord.faults.lose(CALLBACK)
        rig.bo.taps(card, "yes")
        await rig.shows(1, "yes")


async def test_a_post_of_a_forum_has_its_buttons_and_takes_commands() -> None:
    async with rig_on_double(forum=True) as rig:
        said = await rig.ana.slash(rig.room, "task new", title="Mend the door")
        assert "#1 is posted" in said.text
        card = await rig.card(1)
        claimed = await rig.bo.presses(card, "claim")
        assert "You are on #1" in claimed.text
        released = await rig.bo.slash(card.channel, "task release", number=1)
        assert "#1" in released.text
        asked = await rig.bo.presses(card, "submit")
        sent = await rig.bo.submits(asked, "https://example.org/door")
        assert "#2" in sent.text


async def test_a_press_that_came_just_before_the_bot_died_counts_or_fails_visibly() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        taps = [one.taps(card, "yes") for one in (rig.bo, rig.cy, rig.dee)]
        await asyncio.sleep(0)
        await rig.stop()
        await rig.start()
        await rig.settled()
        told = [tap for tap in taps if "Your ballot" in tap.text]
        assert len(rig.marks(1)) >= len(told), "nobody was told of a ballot that is not there"
        await rig.eve.presses(card, "no")
        assert rig.marks(1).count("no") == 1


async def test_while_the_store_is_full_people_are_told_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(under_test, "PATIENCE", 0.2)
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        rig.store.full = True
        tap = rig.bo.taps(card, "yes")
        await until(lambda: "I go on trying" in tap.text)
        rig.store.full = False
        await until(lambda: "Your ballot on #1: yes." in tap.text)
        assert rig.marks(1) == ["yes"]


async def test_a_crowd_presses_at_once() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        crowd = [rig.discord.person(rig.guild, f"person{n}") for n in range(100)]
        taps = [one.taps(card, ("yes", "no")[n % 2]) for n, one in enumerate(crowd)]
        for tap in taps:
            await tap.until_settled()
            assert "Your ballot on #1: " in tap.text
        assert rig.marks(1).count("yes") == 50
        assert rig.marks(1).count("no") == 50


async def test_suggestions_and_commands_take_the_way_of_the_wire() -> None:
    async with rig_on_double() as rig:
        await rig.ana.slash(rig.room, "task new", title="Mend the door", skills="carpentry")
        offered = await rig.bo.suggested(rig.room, "task claim", "number", "do")
        assert offered == [{"name": "#1 Mend the door", "value": 1}]
        exported = await rig.bo.slash(rig.room, "record export")
        assert exported.ephemeral
        shown = await rig.bo.slash(rig.room, "task show", number=1)
        assert [one["label"] for one in shown.messages[-1].buttons] == ["Claim", "Submit"]
        claimed = await rig.bo.presses(shown.messages[-1], "claim")
        assert "You are on #1" in claimed.text
