# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slash commands as people type them, and where they may be typed."""

import discord

from tests.adapters.discord.simcord_rig import Garden, garden_on_discord, text_of

# --- typing them ----------------------------------------------------------------------------------


async def test_a_task_from_its_posting_to_its_work(discord_garden: Garden) -> None:
    ana, bo = [await discord_garden.person(name) for name in ("ana", "bo")]
    board = discord_garden.board
    new = await ana.slash(board, "task new", title="Mend the *door*", skills="carpentry", slots=2)
    assert text_of(new) == "#1 is posted in every room."
    await discord_garden.settle()
    assert discord_garden.card(1).content == r"**#1 Task, open: Mend the \*door\***"
    claimed = await bo.slash(board, "task claim", number=1)
    assert text_of(claimed).startswith("You are on #1 until <t:")
    submitted = await bo.slash(
        board, "task submit", number=1, work="https://example.org/door", **{"with": ana.mention}
    )
    assert "#2" in text_of(submitted)
    shown = text_of(await ana.slash(board, "task show", number=1))
    assert "https://example.org/door" not in shown
    assert "#2" in shown


async def test_refusals_are_private_and_say_what_to_do(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    board = discord_garden.board
    assert "There is no #7 here" in text_of(
        await ana.slash(board, "poll vote", number=7, choice="x")
    )
    assert "Only stewards" in text_of(await ana.slash(board, "steward pause"))
    assert "“soon”" in text_of(await ana.slash(board, "task new", title="Dig", due="soon"))
    assert board.last_message is None


async def test_long_words_that_are_refused_are_given_back(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    details = "The *hinge* is loose, and @everyone who opens it hears it creak.\nOil it twice."
    board = discord_garden.board
    refused = await ana.slash(board, "task new", title="Mend", details=details, due="soon")
    assert "“soon”" in refused.response.content
    (given,) = refused.followups
    assert given.ephemeral
    assert r"The \*hinge\* is loose, and" in given.content
    assert "Oil it twice." in given.content
    done = await ana.slash(board, "task new", title="Mend", details=details)
    assert done.followups == []


async def test_help_and_oneself(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    board = discord_garden.board
    said = text_of(await ana.slash(board, "help"))
    assert "`/task new" in said
    assert "`/my show`" in said
    assert "`/my`" not in said
    assert "/task claim" in text_of(await ana.slash(board, "help", topic="task claim"))
    assert "Nothing is kept of you" in text_of(await ana.slash(board, "my show"))
    assert text_of(await ana.slash(board, "my language", language="de")) != ""
    assert "Von dir ist" in text_of(await ana.slash(board, "my show"))


async def test_a_german_client_is_answered_in_german(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    discord_garden.locales[ana.id] = "de"
    said = text_of(await ana.slash(discord_garden.board, "task new", title="Die Tür richten"))
    assert said == "#1 steht jetzt in allen Räumen."
    await discord_garden.settle()
    assert "Task, open" in discord_garden.card(1).content


async def test_the_record_comes_as_a_file(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    result = await ana.slash(discord_garden.board, "record export")
    (file,) = result.response.attachments
    assert file.filename == "garden-1.jsonl"
    assert result.response.ephemeral


async def test_long_answers_come_in_several_messages(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    board = discord_garden.board
    await ana.slash(board, "task new", title="Mend the door", details="Oil. " * 790)
    result = await ana.slash(board, "task show", number=1)
    assert len(result.followups) == 3
    assert text_of(result).count("Oil.") == 790


# --- where ----------------------------------------------------------------------------------------


async def test_a_thread_belongs_to_its_parent(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    await discord_garden.settle()
    channel = discord_garden.interactions.tree.client.get_channel(discord_garden.board.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="The door", type=discord.ChannelType.public_thread)
    (thread,) = discord_garden.board.threads
    said = text_of(await ana.slash(thread, "task claim", number=1))
    assert said.startswith("You are on #1")


async def test_another_channel_names_a_board_room(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    tavern = discord_garden.guild.create_text_channel("tavern")
    assert "belongs to no commons yet" in text_of(await ana.slash(tavern, "task list"))
    await ana.slash(discord_garden.board, "my show")
    said = text_of(await ana.slash(tavern, "task new", title="Dig"))
    assert said == f"This room belongs to no commons; please do it in {discord_garden.board.id}."
    assert tavern.last_message is None


async def test_in_private_only_what_is_ones_own(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    assert "no commons that I know of yet" in text_of(await ana.user.slash("my show"))
    assert discord_garden.hands.acquainted == [ana.id]
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    assert "You, as this commons knows you" in text_of(await ana.user.slash("my show"))
    refused = text_of(await ana.user.slash("task claim", number=1))
    assert "changes something shared" in refused


async def test_people_of_several_commons_say_which() -> None:
    async with garden_on_discord(several=True) as garden:
        ana = await garden.person("ana")
        await ana.slash(garden.board, "task new", title="Mend the door")
        said = text_of(await ana.user.slash("task list", commons="garden"))
        assert "Mend the door" in said
