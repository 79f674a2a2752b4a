# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double's REST side, seen by a plain client of discord.py."""

import asyncio
import io
import time
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import discord as library
import pytest

from tests.discord.conftest import MakeClient
from tests.discord.double import rights
from tests.discord.double.server import Discord
from tests.discord.double.world import FORUM, Channel, Guild, Overwrite


@dataclass
class Scene:
    """A client that is in, and a channel that it may write in, both sides of it."""

    discord: Discord
    client: library.Client
    guild: Guild
    room: Channel
    channel: library.TextChannel


@pytest.fixture
async def scene(discord: Discord, client: MakeClient) -> Scene:
    guild = discord.world.guild("Garden")
    room = discord.world.channel(guild, "commons")
    one = await client()
    channel = one.get_channel(room.id)
    assert isinstance(channel, library.TextChannel)
    return Scene(discord, one, guild, room, channel)


def refusal(code: int) -> "pytest.RaisesExc[library.HTTPException]":
    """Discord says no with this code."""
    return pytest.raises(library.HTTPException, check=lambda error: error.code == code)


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


# --- threads and forums ------------------------------------------------------------------------


async def test_threads(scene: Scene) -> None:
    sent = await scene.channel.send("#1 A task")
    thread = await sent.create_thread(name="A task")
    assert thread.id == sent.id
    told = await thread.send("Hello")
    there = scene.guild.channels[thread.id]
    await scene.discord.moderator(scene.guild).archives(there)
    with refusal(50083):
        await told.edit(content="Hello again")
    with refusal(50083):
        await told.add_reaction("👍")
    await thread.send("Are you awake?")
    assert not there.archived
    await told.edit(content="Hello again")
    await scene.discord.moderator(scene.guild).archives(there, locked=True)
    with refusal(50083):
        await thread.send("And now?")


async def test_posts_of_a_forum(scene: Scene) -> None:
    place = scene.discord.world.channel(scene.guild, "board", FORUM)
    scene.discord.tell.channel("CREATE", place)
    forum = await scene.client.fetch_channel(place.id)
    assert isinstance(forum, library.ForumChannel)
    thread, message = await forum.create_thread(name="#1 A task", content="Mend the door")
    assert thread.id == message.id
    assert scene.guild.channels[thread.id].messages[message.id].text == "Mend the door"
    await message.edit(content="Mend the greenhouse door")
    found = await scene.client.fetch_channel(thread.id)
    assert isinstance(found, library.Thread)


# --- pace and faults ---------------------------------------------------------------------------


async def test_headers_keep_a_client_within_its_limits(scene: Scene) -> None:
    scene.discord.limits.on, scene.discord.limits.pace = True, 10.0
    sent = await scene.channel.send("0")
    began = time.monotonic()
    await asyncio.gather(*(sent.edit(content=str(number)) for number in range(12)))
    assert time.monotonic() - began > 0.9
    assert scene.discord.ledger.refused == {}
    assert len(scene.discord.ledger.edits) == 12


async def test_a_limit_that_no_header_foretold_is_waited_for(scene: Scene) -> None:
    scene.discord.faults.limit(r"POST /channels/\d+/messages", 0.3)
    began = time.monotonic()
    await scene.channel.send("Hello")
    assert time.monotonic() - began > 0.3
    assert scene.discord.ledger.refused == {429: 1}


async def test_a_limit_without_via_is_an_error(scene: Scene) -> None:
    scene.discord.faults.limit(r"POST /channels/\d+/messages", 0.3, via=False)
    with pytest.raises(library.HTTPException) as raised:
        await scene.channel.send("Hello")
    assert raised.value.status == 429


async def test_old_messages_are_edited_slowly(scene: Scene) -> None:
    sent = await scene.channel.send("0")
    scene.room.messages[sent.id].sent_at -= timedelta(hours=2)
    slow = scene.discord.limits.old_edits
    slow.allowed, slow.window = 2, 1.0
    began = time.monotonic()
    for number in range(4):
        await sent.edit(content=str(number))
    assert time.monotonic() - began > 0.9
    # the fourth has to wait as well where the first two did not come at the same time
    assert {one.code for one in scene.discord.ledger.edits if one.status == 429} == {30046}
    slow.bare, slow.window = True, 60.0
    with pytest.raises(KeyError, match="retry_after"):
        await sent.edit(content="again")


async def test_faults_of_discords_own_are_tried_again(scene: Scene) -> None:
    fault = scene.discord.faults.fail(r"POST /channels/\d+/messages", 502)
    await scene.channel.send("Hello")
    assert fault.happened == 1
    assert len(scene.room.messages) == 1
    scene.discord.faults.fail(r"POST /channels/\d+/messages", 503)
    with pytest.raises(library.DiscordServerError):
        await scene.channel.send("Hello")


async def test_an_answer_may_be_lost_though_it_was_done(scene: Scene) -> None:
    scene.discord.faults.lose(r"POST /channels/\d+/messages")
    with pytest.raises((aiohttp.ClientError, OSError)):
        await scene.channel.send("Hello", nonce="1")
    assert len(scene.room.messages) == 1
    await scene.channel.send("Hello", nonce="1")
    assert len(scene.room.messages) == 1


async def test_discord_may_be_gone_altogether(scene: Scene) -> None:
    await scene.discord.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await scene.channel.send("Hello")
    await scene.discord.start()
    await scene.channel.send("Hello")


async def test_all_that_is_looked_up_is_as_described(scene: Scene) -> None:
    """The answers are held against the description by the fixture."""
    one, guild = scene.client, scene.client.get_guild(scene.guild.id)
    assert guild is not None
    assert [found.id async for found in one.fetch_guilds()] == [guild.id]
    assert (await one.fetch_guild(guild.id)).name == "Garden"
    assert [found.name for found in await guild.fetch_channels()] == ["commons"]
    assert [role.name for role in await guild.fetch_roles()] == ["@everyone"]
    assert await guild.active_threads() == []
    assert (await one.application_info()).id == scene.discord.world.bot.id
    with refusal(50001):
        await one.http.get_members(guild.id, 10, None)
    scene.discord.gateway.allowed = 1 << 1
    members = await one.http.get_members(guild.id, 10, None)
    assert len(members) == 2
