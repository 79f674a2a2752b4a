# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double's threads and forums, its pace and its faults, seen by a client of discord.py."""

import asyncio
import time
from datetime import timedelta

import aiohttp
import discord as library
import pytest

from tests.discord.double.world import FORUM
from tests.discord.rest_scene import Scene, refusal

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
