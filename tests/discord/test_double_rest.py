# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double's REST side, seen by a plain client of discord.py."""

import io
from datetime import timedelta

import discord as library
import pytest

from tests.discord.double import rights
from tests.discord.double.world import Overwrite
from tests.discord.rest_scene import Scene, refusal

# --- messages ----------------------------------------------------------------------------------


async def test_a_message_with_all_that_it_may_hold(scene: Scene) -> None:
    view = library.ui.View(timeout=None)
    view.add_item(library.ui.Button(label="Sound", custom_id="fm:garden:1:sound"))
    ana = scene.discord.person(scene.guild, "ana")
    sent = await scene.channel.send(
        f"Hello <@{ana.id}> and <@{scene.discord.world.operator.id}>",
        embed=library.Embed(description="All of it"),
        view=view,
        file=library.File(io.BytesIO(b"data"), "whole.txt"),
        allowed_mentions=library.AllowedMentions(users=[library.Object(ana.id)]),
    )
    there = scene.room.messages[sent.id]
    assert there.text == f"{sent.content}\nAll of it"
    assert [one.name for one in there.pinged] == ["ana"]
    assert there.files == {"whole.txt": b"data"}
    assert [button["custom_id"] for button in there.buttons] == ["fm:garden:1:sound"]
    fetched = await scene.channel.fetch_message(sent.id)
    assert fetched.embeds[0].description == "All of it"
    assert fetched.attachments[0].filename == "whole.txt"
    await sent.edit(content="Hello", embed=None)
    assert there.text == "Hello"
    assert there.buttons
    assert there.edits == [f"{sent.content}\nAll of it", "Hello"]
    answer = await scene.channel.send("Yes", reference=sent, mention_author=False)
    assert scene.room.messages[answer.id].reply_to == sent.id
    await sent.delete()
    assert sent.id not in scene.room.messages
    with refusal(10008):
        await sent.edit(content="Gone")


async def test_the_same_nonce_is_the_same_message(scene: Scene) -> None:
    first = await scene.channel.send("One", nonce="abc")
    again = await scene.channel.send("One", nonce="abc")
    other = await scene.channel.send("Two", nonce="abd")
    assert first.id == again.id != other.id
    assert len(scene.room.messages) == 2
    scene.discord.world.ahead = timedelta(minutes=6)
    assert (await scene.channel.send("One", nonce="abc")).id != first.id


async def test_messages_are_read_in_pages(scene: Scene) -> None:
    sent = [await scene.channel.send(str(number)) for number in range(7)]
    told = [message.content async for message in scene.channel.history(limit=3)]
    assert told == ["6", "5", "4"]
    told = [message.content async for message in scene.channel.history(after=sent[1], limit=3)]
    assert told == ["2", "3", "4"]
    told = [message.content async for message in scene.channel.history(before=sent[2])]
    assert told == ["1", "0"]


async def test_what_breaks_a_rule_is_refused_and_noted(scene: Scene) -> None:
    with refusal(50035):
        await scene.channel.send("x" * 2001)
    assert any("2001 letters" in breach for breach in scene.discord.ledger.breaches)
    with refusal(50035):
        await scene.channel.send("@everyone", allowed_mentions=library.AllowedMentions.all())
    assert any("parses" in breach for breach in scene.discord.ledger.breaches)
    assert scene.room.messages == {}
    scene.discord.ledger.breaches.clear()


# --- reactions ---------------------------------------------------------------------------------


async def test_reactions_are_listed_in_pages_by_kind(scene: Scene) -> None:
    sent = await scene.channel.send("A card")
    await sent.add_reaction("👍")
    card = scene.room.messages[sent.id]
    people = [scene.discord.person(scene.guild, f"p{number}") for number in range(250)]
    for person in people:
        await person.reacts(card, "👍")
    await people[0].reacts(card, "👍", burst=True)
    shown = (await scene.channel.fetch_message(sent.id)).reactions[0]
    assert (shown.count, shown.normal_count, shown.burst_count, shown.me) == (252, 251, 1, True)
    bot = scene.discord.world.bot.id
    listed = [user.id async for user in shown.users(type=library.ReactionType.normal)]
    assert sorted(listed) == sorted([bot, *(person.id for person in people)])
    pages = [one.query.get("after") for one in scene.discord.ledger.listings]
    assert pages[0] is None
    assert pages[1] == str(people[98].id)
    assert len(pages) == 4
    listed = [user.id async for user in shown.users(type=library.ReactionType.burst)]
    assert listed == [people[0].id]


async def test_a_message_has_at_most_20_kinds_of_reactions(scene: Scene) -> None:
    sent = await scene.channel.send("A card")
    for number in range(20):
        await sent.add_reaction(chr(0x1F600 + number))
    with refusal(30010):
        await sent.add_reaction("👍")
    with refusal(10014):
        await sent.add_reaction("yes")


async def test_the_bot_takes_reactions_off(scene: Scene) -> None:
    sent = await scene.channel.send("A card")
    ana = scene.discord.person(scene.guild, "ana")
    card = scene.room.messages[sent.id]
    await ana.reacts(card, "👍")
    await sent.add_reaction("👍")
    me = scene.client.user
    assert me is not None
    await sent.remove_reaction("👍", me)
    assert list(card.reactions["👍"].normal) == [ana.id]
    with refusal(50013):
        await sent.remove_reaction("👍", library.Object(ana.id))
    scene.guild.roles[scene.guild.id].permissions |= rights.MANAGE_MESSAGES
    await sent.remove_reaction("👍", library.Object(ana.id))
    assert card.reactions == {}


# --- rights and what is gone -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        (rights.VIEW_CHANNEL, 50001),
        (rights.SEND_MESSAGES, 50013),
        (rights.EMBED_LINKS, 50013),
    ],
)
async def test_missing_rights(scene: Scene, lacking: int, code: int) -> None:
    scene.room.overwrites.append(Overwrite(scene.guild.id, 0, deny=lacking))
    with refusal(code):
        await scene.channel.send("Hello", embed=library.Embed(description="there"))


async def test_a_deleted_channel_and_an_unknown_member(scene: Scene) -> None:
    await scene.discord.moderator(scene.guild).deletes_channel(scene.room)
    with refusal(10003):
        await scene.channel.send("Hello")
    guild = scene.client.get_guild(scene.guild.id)
    assert guild is not None
    stranger = scene.discord.world.user("stranger")
    with refusal(10007):
        await guild.fetch_member(stranger.id)
    with refusal(10013):
        await guild.fetch_member(5)
    ana = scene.discord.person(scene.guild, "ana", ago=timedelta(days=3))
    member = await guild.fetch_member(ana.id)
    assert member.joined_at == scene.guild.members[ana.id].joined_at


async def test_private_messages(scene: Scene) -> None:
    ana = scene.discord.person(scene.guild, "ana")
    user = await scene.client.fetch_user(ana.id)
    await user.send("Psst")
    assert [message.text for message in ana.private.messages.values()] == ["Psst"]
    ana.user.takes_dms = False
    with refusal(50007):
        await user.send("Psst")
