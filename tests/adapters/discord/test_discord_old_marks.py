# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks of an absence against what their owners did before and after it (§1, §2, §21)."""

from tests.adapters.discord.double_rig import Rig, rig_on_double, until
from tests.discord.double.world import Message

LISTING = r"GET /channels/\d+/messages/\d+/reactions/"


async def opened(rig: Rig) -> Message:
    await rig.ana.says(rig.room, "!poll new Lanterns in the yard?")
    return await rig.card(1)


async def test_s1_a_choice_after_the_return_is_newer_than_a_reaction_of_the_absence() -> None:
    async with rig_on_double() as rig:
        await opened(rig)
        await rig.ana.says(rig.room, "!poll new A pond in the yard?")
        card = await rig.card(2)
        await rig.stop()
        await rig.bo.reacts(card, "👍")
        await rig.cy.reacts(card, "👍")
        slow = rig.discord.faults.slow(LISTING, 0.5)  # the first card's, which is read before
        await rig.start()
        await until(lambda: slow.happened)
        await rig.bo.presses(card, "no")
        await rig.cy.reacts(card, "👎")
        await until(lambda: len(rig.commons.polls[2].marks) == 4)
        await rig.shows(2, "no", "no")


async def test_s1_who_took_back_a_vote_and_then_its_reaction_unseen_can_vote_again() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.bo.slash(rig.room, "poll unvote", number=1)
        await rig.shows(1)
        await rig.stop()
        await rig.bo.unreacts(card, "👍")
        await rig.start()
        await until(lambda: len(rig.commons.polls[1].marks) == 0)  # it was read
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")


async def test_s21_whoever_was_forgotten_can_raise_their_hand_again() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, "!task new Mend the door")
        card = await rig.card(1)
        await rig.bo.reacts(card, "✋")
        await until(lambda: rig.commons.tasks[1].claims)
        await rig.bo.slash(rig.room, "my forget")
        await until(lambda: not rig.commons.tasks[1].claims)
        await rig.bo.unreacts(card, "✋")
        await rig.bo.reacts(card, "✋")
        await until(lambda: rig.commons.tasks[1].claims)


async def test_s21_no_reading_writes_down_the_name_of_whoever_was_forgotten() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, "!task new Mend the door")
        card = await rig.card(1)
        await rig.stop()
        await rig.bo.reacts(card, "✋")
        await rig.start()
        await until(lambda: rig.commons.tasks[1].claims)
        await rig.bo.slash(rig.room, "my forget")
        await until(lambda: not rig.commons.tasks[1].claims)
        await rig.stop()
        before = len(rig.discord.ledger.listings)
        await rig.start()
        await until(lambda: len(rig.discord.ledger.listings) > before)
        await rig.settled()
        loaded = await rig.store.load("garden")
        assert rig.bo.account not in [row.name for row in loaded.accounts]
