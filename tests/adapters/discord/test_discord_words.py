# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write: with and without the intent for it, edited, privately, and by machines."""

from datetime import timedelta

from tests.adapters.discord.double_rig import Rig, rig_on_double, until
from tests.discord.double.routes_messages import post
from tests.discord.double.world import Message

POLL = "!poll new Lanterns in the yard?"


def mention(rig: Rig) -> str:
    return f"<@{rig.discord.world.bot.id}>"


async def test_without_the_intent_a_mention_and_an_answer_with_a_ping_are_heard() -> None:
    async with rig_on_double(message_content=False) as rig:
        await rig.ana.says(rig.room, POLL)  # nobody is told what this says
        await rig.ana.says(rig.room, f"{mention(rig)} poll new Lanterns in the yard?")
        card = await rig.card(1)
        assert len(rig.commons.polls) == 1
        await rig.bo.says(rig.room, f"{mention(rig)} no", to=card)
        await rig.shows(1, "no")


async def test_a_mention_is_cut_off_the_front_and_words_behind_it_stay() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, f" {mention(rig)}, task new Ask {mention(rig)} for help")
        await rig.card(1)
        assert len(rig.commons.tasks) == 1


async def test_an_edit_changes_the_card_and_a_preview_does_not() -> None:
    async with rig_on_double() as rig:
        typed = await rig.ana.says(rig.room, "!task new Mend the gate")
        card = await rig.card(1)
        rig.discord.tell.edited(typed)  # a link's preview: nobody edited anything
        await rig.ana.edits(typed, "!task new Mend the old gate")
        await until(lambda: "old gate" in card.text)
        await rig.ana.deletes(typed)  # nobody knows who did: the words stay
        await rig.settled()
        assert "old gate" in card.text


async def test_an_edit_that_nobody_is_told_takes_no_words_away() -> None:
    async with rig_on_double(message_content=False) as rig:
        typed = await rig.ana.says(rig.room, f"{mention(rig)} task new Mend the gate")
        card = await rig.card(1)
        typed.pinged = []
        await rig.ana.edits(typed, "something else")
        await rig.settled()
        assert "Mend the gate" in card.text


async def test_machines_and_notes_of_discord_itself_say_nothing() -> None:
    async with rig_on_double() as rig:
        world = rig.discord.world
        robot = rig.discord.person(rig.guild, "robot", bot=True)
        await robot.says(rig.room, POLL)
        for kind, webhook in ((0, 1), (18, None), (6, None)):
            note = Message(world.new_id(), rig.room, rig.bo.user, world.now(), POLL)
            note.kind, note.webhook = kind, webhook
            post(rig.discord, note)
        await rig.ana.says(rig.room, "!task new Mend the gate")
        card = await rig.card(1)
        await robot.reacts(card, "✋")
        await rig.settled()
        assert rig.commons.polls == {}
        assert rig.marks(1) == []


async def test_privately_everything_is_meant_for_the_bot() -> None:
    async with rig_on_double(message_content=False) as rig:
        await rig.ana.says(rig.room, f"{mention(rig)} poll new Lanterns in the yard?")
        await rig.card(1)
        await rig.ana.says(rig.ana.private, "help")
        await until(lambda: rig.said(rig.ana.private))


async def test_other_channels_are_nobodys_business() -> None:
    async with rig_on_double() as rig:
        other = rig.discord.world.channel(rig.guild, "offtopic")
        rig.discord.tell.channel("CREATE", other)
        await rig.ana.says(other, POLL)
        await rig.ana.says(rig.room, POLL)
        await rig.card(1)
        assert len(rig.commons.polls) == 1
        assert rig.said(other) == []


async def test_commands_of_long_ago_are_left_undone_and_their_sender_told() -> None:
    async with rig_on_double() as rig:
        await rig.stop()
        await rig.cy.says(rig.room, "!task new Buy candles")
        rig.ahead += timedelta(days=2).total_seconds()
        rig.discord.world.ahead += timedelta(days=2)
        await rig.start()
        await until(lambda: rig.said(rig.cy.private))
        assert rig.commons.tasks == {}


async def test_s10_who_is_there_is_known_only_where_the_list_of_people_is_configured() -> None:
    async with rig_on_double() as rig:
        assert rig.network is not None
        assert rig.network.present(rig.place) is None
        assert rig.network.display(rig.bo.account) is None
    async with rig_on_double(members=True) as rig:
        network = rig.network
        assert network is not None
        await until(lambda: network.present(rig.place))
        here = {one.account for one in network.present(rig.place) or ()}
        assert {one.account for one in rig.people.values()} <= here
        assert f"discord:{rig.discord.world.bot.id}" not in here
        assert network.display(rig.bo.account) == "bo"
        assert network.since(rig.place, rig.bo.account) is not None
        await rig.bo.leaves()
        await until(lambda: network.since(rig.place, rig.bo.account) is None)


async def test_names_follow_what_people_call_themselves() -> None:
    async with rig_on_double() as rig:
        assert rig.network is not None
        await rig.bo.says(rig.room, "hello")
        await until(lambda: rig.network and rig.network.display(rig.bo.account))
        assert rig.network.display(rig.bo.account) == "bo"
        rig.guild.members[rig.bo.id].nick = "Bo of the Hill"
        await rig.bo.says(rig.room, "hello")
        await until(lambda: rig.network and rig.network.display(rig.bo.account) == "Bo of the Hill")
        assert rig.network.display(rig.place) == "#garden"
