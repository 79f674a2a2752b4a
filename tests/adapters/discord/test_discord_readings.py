# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readings of cards against what happens at the same time, and at closing (§1-3, §18)."""

import asyncio
from datetime import timedelta

from tests.adapters.discord.double_rig import Rig, rig_on_double, until
from tests.discord.double.world import Message

POLL = "!poll new Lanterns in the yard?"
LISTING = r"GET /channels/\d+/messages/\d+/reactions/"
MEMBERS = r"GET /guilds/\d+/members/\d+"


async def opened(rig: Rig) -> Message:
    await rig.ana.says(rig.room, POLL)
    return await rig.card(1)


async def test_a_mark_taken_away_while_it_is_read_does_not_come_back() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.stop()
        await rig.bo.reacts(card, "👍")
        rig.discord.faults.slow(MEMBERS, 0.4)
        await rig.start()
        await until(lambda: rig.discord.ledger.of("GET", r"/members/\d+"))
        await rig.bo.unreacts(card, "👍")
        await rig.settled()
        await asyncio.sleep(0.6)
        await rig.settled()
        await rig.shows(1)


async def test_a_mark_placed_again_while_it_is_read_is_not_lost() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.stop()
        await rig.bo.unreacts(card, "👍")
        rig.discord.faults.slow(r"GET /channels/\d+/messages/\d+$", 0.0, times=1)
        second = rig.discord.faults.slow(r"GET /channels/\d+/messages/\d+$", 0.4, times=1)
        await rig.start()
        await until(lambda: second.happened)
        await rig.bo.reacts(card, "👍")
        await asyncio.sleep(0.6)
        await rig.settled()
        await rig.shows(1, "yes")


async def test_s3_a_clearing_midway_is_nobodys_withdrawal() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.bo.reacts(card, "👍")
        await rig.cy.reacts(card, "👎")
        await rig.shows(1, "yes", "no")
        rig.discord.gateway.refuse = 100
        rig.discord.gateway.cut()
        second = rig.discord.faults.slow(LISTING, 0.0, times=1)
        slow = rig.discord.faults.slow(LISTING, 0.4, times=1)
        rig.pass_time(timedelta(days=8))
        await until(lambda: second.happened and slow.happened)
        await rig.moderator.clears(card)
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"), 20)
        assert rig.commons.polls[1].ballots == 2


async def test_s3_one_reaction_taken_away_in_an_absence_is_its_owners_doing() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.bo.reacts(card, "👍🏽")
        await rig.cy.reacts(card, "👎")
        await rig.shows(1, "yes", "no")
        await rig.stop()
        await rig.bo.unreacts(card, "👍🏽")
        await rig.moderator.clears(card, "👎")
        await rig.start()
        await rig.shows(1, "no")
        await rig.stop()
        before = len(rig.discord.ledger.listings)
        await rig.start()
        await until(lambda: len(rig.discord.ledger.listings) > before)
        await rig.settled()
        await rig.shows(1, "no")


async def test_many_votes_of_an_absence_are_listed_page_by_page() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        people = [rig.discord.person(rig.guild, f"p{n}") for n in range(250)]
        await rig.stop()
        for one in people:
            await one.reacts(card, "👍", burst=one.id % 3 == 0)
        await rig.start()
        await until(lambda: len(rig.marks(1)) == 250, 30)
        assert len(rig.discord.ledger.listings) <= 8
        assert rig.discord.ledger.of("GET", r"/members/") == []


async def test_who_left_before_they_were_read_does_not_count() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.stop()
        await rig.bo.reacts(card, "👍")
        await rig.cy.reacts(card, "👎")
        await rig.bo.leaves()
        await rig.start()
        await rig.shows(1, "no")


async def test_s18_what_is_replayed_after_the_deadline_counts_if_it_may_have_been_in_time() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        await rig.cy.reacts(card, "👎")
        await rig.shows(1, "no")
        rig.pass_time(timedelta(days=7) - timedelta(minutes=1))
        assert rig.network is not None
        rig.network._sessions.look()
        rig.discord.faults.fail(LISTING, times=None)
        rig.discord.gateway.refuse = 2
        rig.discord.gateway.cut()
        await rig.bo.reacts(card, "👍")
        await rig.cy.unreacts(card, "👎")
        rig.pass_time(timedelta(minutes=2))
        await until(lambda: rig.commons.polls[1].state == "counting")
        await until(lambda: rig.discord.gateway.resumed, 20)
        await rig.shows(1, "no", "yes")
        rig.discord.faults.clear()
        assert rig.hall is not None
        rig.hall.touch("discord")
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"))
        assert rig.commons.polls[1].tally == {"yes": 1, "no": 1, "abstain": 0}


async def test_s18_a_vote_after_the_deadline_is_late_and_told_privately() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        fault = rig.discord.faults.fail(LISTING, times=None)
        rig.pass_time(timedelta(days=7, minutes=1))
        await until(lambda: rig.commons.polls[1].state == "counting")
        await rig.bo.reacts(card, "👍")
        await until(lambda: rig.discord.world.dm(rig.bo.user).messages)
        fault.lift()
        assert rig.hall is not None
        rig.hall.touch("discord")
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"), 20)
        assert rig.commons.polls[1].ballots == 0


async def test_s19_a_long_absence_keeps_a_poll_open() -> None:
    async with rig_on_double() as rig:
        card = await opened(rig)
        closes = rig.commons.polls[1].closes_at
        rig.pass_time(timedelta(days=6, hours=12))
        await rig.settled()
        await rig.stop()
        rig.ahead += 3600 * 13
        rig.discord.world.ahead += timedelta(hours=13)
        await rig.bo.reacts(card, "👍")
        await rig.start()
        await rig.shows(1, "yes")
        assert rig.commons.polls[1].closes_at > closes
        assert rig.commons.polls[1].state == "open"
