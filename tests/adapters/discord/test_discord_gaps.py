# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens while the bot is not there: resumed, lost, stopped (§1-3, §18, §19)."""

from tests.adapters.discord.double_rig import rig_on_double, until

POLL = "!poll new Lanterns in the yard?"


async def test_votes_while_it_is_up() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.cy.reacts(card, "👎")
        await rig.dee.reacts(card, "👍", burst=True)
        await rig.shows(1, "yes", "no", "yes")
        await rig.cy.unreacts(card, "👎")
        await rig.shows(1, "yes", "yes")


async def test_a_resumed_session_tells_what_was_missed_without_a_listing() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        rig.discord.gateway.cut()
        await rig.cy.reacts(card, "👎")
        await rig.bo.unreacts(card, "👍")
        await rig.shows(1, "no")
        assert rig.discord.gateway.resumed == 1
        assert rig.discord.ledger.listings == []


async def test_a_lost_session_is_made_good_by_a_reading() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.dee.reacts(card, "👍")
        await rig.shows(1, "yes", "yes")
        rig.discord.gateway.refuse = 1
        await rig.discord.gateway.lose()
        await rig.cy.reacts(card, "👎")
        await rig.bo.unreacts(card, "👍")
        await rig.shows(1, "no", "yes")


async def test_a_restart_reads_what_happened_meanwhile() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.stop()
        await rig.cy.reacts(card, "👎")
        await rig.eve.reacts(card, "👎", burst=True)
        await rig.bo.unreacts(card, "👍")
        await rig.start()
        await rig.shows(1, "no", "no")


async def test_s3_what_a_moderator_clears_goes_on_counting() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.cy.reacts(card, "👎")
        await rig.shows(1, "yes", "no")
        await rig.moderator.clears(card, "👍")
        await rig.settled()
        await rig.shows(1, "yes", "no")
        await rig.stop()
        await rig.moderator.clears(card)
        await rig.start()
        await until(lambda: rig.discord.ledger.of("GET", r"/messages/\d+$"))
        await rig.settled()
        await rig.shows(1, "yes", "no")
        await rig.bo.reacts(card, "👎")
        await rig.shows(1, "no", "no")


async def test_the_first_connect_may_fail() -> None:
    async with rig_on_double(start=False) as rig:
        rig.discord.gateway.refuse = 2
        await rig.start()
        await rig.ana.says(rig.room, POLL)
        await rig.card(1)


async def test_broken_frames_are_left_out() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        rig.discord.gateway.malformed()
        rig.discord.gateway.malformed("MESSAGE_CREATE", {"id": "x"})
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        rig.discord.gateway.garbage()
        await rig.cy.reacts(card, "👎")
        await rig.shows(1, "yes", "no")


async def test_s19_what_was_typed_while_the_bot_was_away_counts_and_is_answered() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.says(rig.room, "no", to=card)
        await rig.shows(1, "no")
        await rig.stop()
        await rig.bo.says(rig.room, "yes", to=card)
        await rig.cy.says(rig.room, "no", to=card)
        await rig.dee.says(rig.room, "I like lanterns")
        await rig.dee.says(rig.room, "!task new Buy candles")
        await rig.start()
        await rig.shows(1, "no", "yes")
        await rig.card(2)
        await rig.stop()
        await rig.start()  # and nothing of it a second time
        await rig.settled()
        await rig.shows(1, "no", "yes")
        assert len(rig.commons.tasks) == 1


async def test_what_was_typed_in_a_thread_meanwhile_is_heard_too() -> None:
    async with rig_on_double(threads=True) as rig:
        await rig.ana.says(rig.room, "!task new Mend the gate")
        card = await rig.card(1)
        thread = await until(lambda: rig.discord.world.find_channel(card.id))
        await rig.stop()
        await rig.bo.says(thread, "claim")
        await rig.start()
        await rig.shows(1, "claim")


async def test_people_are_not_kept_waiting_for_words_that_can_not_be_had() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.stop()
        rig.discord.faults.fail(r"GET /channels/\d+/messages$", times=None)
        await rig.start()
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
