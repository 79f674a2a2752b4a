# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards, notices and answers on their way out: once each, in their place, at Discord's pace."""

import asyncio
from datetime import timedelta

from tests.adapters.discord.double_rig import Rig, rig_on_double, until
from tests.discord.double import rights

POLL = "!poll new Lanterns in the yard?"
TASK = "!task new Mend the gate"


def cards(rig: Rig, number: int) -> list[int]:
    """The messages that show a card, wherever."""
    return [
        message.id
        for channel in rig.discord.world.channels()
        for message in channel.messages.values()
        if message.author is rig.discord.world.bot
        and f"#{number} " in message.content
        and message.components
    ]


async def test_a_card_whose_answer_was_lost_is_found_again() -> None:
    async with rig_on_double() as rig:
        rig.discord.faults.lose(r"POST /channels/\d+/messages$")
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        assert cards(rig, 1) == [card.id]
        assert rig.discord.ledger.of("GET", r"/channels/\d+/messages$")


async def test_a_card_whose_receipt_was_lost_with_the_power_is_found_again() -> None:
    async with rig_on_double() as rig:
        rig.store.forgetful = True  # as if it were killed before it could write
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await until(lambda: card.edited_at)
        await rig.stop()
        rig.store.forgetful = False
        await rig.start()
        await rig.cy.reacts(card, "👍")
        await rig.shows(1, "yes", "yes")
        assert cards(rig, 1) == [card.id]


async def test_hundreds_of_votes_cost_few_edits_and_the_last_is_exact() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        people = [rig.discord.person(rig.guild, f"p{n}") for n in range(300)]
        for one in people:
            await one.reacts(card, "👍")
            await asyncio.sleep(0.01)
        await rig.shows(1, *["yes"] * 300)
        await until(lambda: "300" in card.text, 20)
        edits = len(rig.discord.ledger.edits)
        assert edits <= 4
        assert 429 not in rig.discord.ledger.refused


async def test_a_deleted_card_is_posted_again_and_its_marks_stay() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.moderator.deletes(card)
        await until(lambda: cards(rig, 1) and cards(rig, 1) != [card.id])
        again = await until(lambda: rig.discord.world.find_message(cards(rig, 1)[0]))
        await rig.cy.reacts(again, "👎")
        await rig.shows(1, "yes", "no")


async def test_a_card_deleted_while_nobody_looked_is_posted_again() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.stop()
        await rig.moderator.deletes(card)
        await rig.start()
        await until(lambda: cards(rig, 1))
        await rig.shows(1, "yes")


async def test_in_a_forum_each_card_is_a_post_and_talk_about_it_stays_there() -> None:
    async with rig_on_double(forum=True) as rig:
        thread = rig.discord.world.thread(rig.room, "hello", rig.ana.user)
        rig.discord.tell.channel("CREATE", thread)
        await rig.ana.says(thread, TASK)
        card = await rig.card(1)
        assert card.channel.id == card.id
        assert card.channel.parent == rig.room.id
        assert card.channel.name == "#1 Task: Mend the gate"
        await rig.bo.reacts(card, "✋")
        await rig.shows(1, "claim")
        await rig.moderator.archives(card.channel)
        await rig.bo.says(card.channel, "!task release 1")
        await rig.shows(1)
        assert not card.channel.archived


async def test_each_task_has_its_thread_where_that_is_configured() -> None:
    async with rig_on_double(threads=True) as rig:
        await rig.ana.says(rig.room, TASK)
        card = await rig.card(1)
        thread = await until(lambda: rig.discord.world.find_channel(card.id))
        assert thread.parent == rig.room.id
        await rig.bo.says(thread, "submit https://example.org/gate")
        await rig.card(2)
        rig.pass_time(timedelta(days=4))  # the review is about to close without a mark: reminded
        bot = rig.discord.world.bot
        await until(lambda: any(one.author is bot for one in thread.messages.values()))


async def test_a_thread_in_the_archive_is_taken_out_for_an_edit() -> None:
    async with rig_on_double(forum=True) as rig:
        thread = rig.discord.world.thread(rig.room, "hello", rig.ana.user)
        rig.discord.tell.channel("CREATE", thread)
        await rig.ana.says(thread, POLL)
        card = await rig.card(1)
        await rig.moderator.archives(card.channel)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await until(lambda: card.edited_at)
        assert not card.channel.archived


async def test_each_notice_and_private_word_stands_once_though_no_receipt_was_kept() -> None:
    async with rig_on_double(charter={"claim.lease": "1d"}) as rig:
        world = rig.discord.world
        rig.store.forgetful = True
        await rig.ana.says(rig.room, TASK)
        card = await rig.card(1)
        await rig.bo.reacts(card, "✋")
        await rig.shows(1, "claim")
        rig.pass_time(timedelta(days=2))  # the claim lapses, and is said to have done so
        await until(lambda: len(rig.said()) >= 1)
        await until(lambda: world.dm(rig.bo.user).messages)
        await rig.settled()
        said = [one.id for one in rig.room.messages.values() if one.author is world.bot]
        private = len(world.dm(rig.bo.user).messages), len(world.dm(rig.ana.user).messages)
        await rig.stop()
        rig.store.forgetful = False
        rig.ahead += 600  # long after Discord forgot the nonces
        world.ahead += timedelta(minutes=10)
        await rig.start()
        await rig.card(1)
        assert rig.hall is not None
        await rig.hall.delivery.wait_settled()
        assert await rig.store.says("garden") == []
        assert [one.id for one in rig.room.messages.values() if one.author is world.bot] == said
        assert private == (
            len(world.dm(rig.bo.user).messages),
            len(world.dm(rig.ana.user).messages),
        )


async def test_whoever_can_not_be_told_privately_is_told_where_they_typed() -> None:
    async with rig_on_double() as rig:
        rig.bo.user.takes_dms = False
        typed = await rig.bo.says(rig.room, "!poll vote 99 yes")
        await until(rig.said)
        answer = list(rig.room.messages.values())[-1]
        assert answer.reply_to == typed.id
        assert answer.pinged == []
        await rig.cy.says(rig.room, "!poll vote 99 yes")
        await until(lambda: rig.discord.world.dm(rig.cy.user).messages)
        assert len(rig.said()) == 1


async def test_lost_rights_are_known_by_name_and_sending_goes_on_when_they_are_back() -> None:
    async with rig_on_double() as rig:
        assert rig.network is not None
        await rig.moderator.allows(rights.USUAL & ~rights.SEND_MESSAGES)
        await until(lambda: not rig.network.live(rig.place))
        await rig.ana.says(rig.room, POLL)
        await until(lambda: rig.commons.polls)
        assert [t for t in rig.network.troubles() if "Send Messages" in t]
        assert cards(rig, 1) == []
        await rig.moderator.allows(rights.USUAL)
        await rig.card(1)
        assert rig.network.troubles() == []


async def test_a_bot_that_was_sent_away_comes_back_and_reads() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        assert rig.network is not None
        await rig.moderator.kicks_bot()
        await until(lambda: not rig.network.live(rig.place))
        await rig.bo.reacts(card, "👍")
        await rig.moderator.invites_bot()
        await rig.shows(1, "yes")


async def test_a_deleted_channel_holds_up_no_count() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.moderator.deletes_channel(rig.room)
        assert rig.network is not None
        await until(lambda: not rig.network.live(rig.place))
        rig.pass_time(timedelta(days=8))
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"))
        assert rig.commons.polls[1].ballots == 1


async def test_what_can_not_be_said_in_a_deleted_post_is_said_in_a_new_one() -> None:
    async with rig_on_double(forum=True) as rig:
        talk = rig.discord.world.thread(rig.room, "hello", rig.ana.user)
        rig.discord.tell.channel("CREATE", talk)
        await rig.ana.says(talk, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        del rig.guild.channels[card.channel.id]  # nobody tells the bot
        rig.pass_time(timedelta(days=8))
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"), 30)
        bot = rig.discord.world.bot
        await until(
            lambda: any(
                "yes" in message.text
                for channel in rig.guild.channels.values()
                for message in channel.messages.values()
                if message.author is bot
            )
        )


async def test_a_refusal_that_nothing_foretold_loses_no_card() -> None:
    async with rig_on_double() as rig:
        refused = rig.discord.faults.refuse(r"POST /channels/\d+/messages$", 50013)
        await rig.ana.says(rig.room, POLL)
        await until(lambda: refused.happened)
        assert rig.network is not None
        await until(lambda: not rig.network.live(rig.place))
        assert rig.network.troubles()
        await rig.moderator.allows(rights.USUAL)  # something changed: worth another try
        await rig.card(1)
        rig.discord.ledger.breaches.clear()
