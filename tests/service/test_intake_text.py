# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to the bot, what replies to a card, and what is not its business (§6, §28)."""

from datetime import timedelta

import pytest
from chat_talk import Talk
from service_fakes import START, FakeNetwork, Garden, settings

from bot.service.settings import CommonsSettings, RoomSettings


@pytest.fixture
async def talk(garden: Garden) -> Talk:
    made = Talk(garden)
    await made.type("ana", "!task new Mend the door")
    await made.type("ana", "!poll new Shall we?")
    await made.type("bo", "!task submit 1 https://example.org/door")
    return made


# --- chatter -------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["hello", "!weather", "!", "task new X", "sound", "😀", ""])
async def test_chatter_is_met_with_silence_and_leaves_no_trace(talk: Talk, words: str) -> None:
    before = len(talk.garden.store.appends)
    assert await talk.type("cy", words) == ""
    assert not talk.last.tick
    assert len(talk.garden.store.appends) == before
    assert talk.garden.desk.directory.known("net:@cy") is None


async def test_a_mention_works_as_a_prefix_and_gets_a_suggestion(talk: Talk) -> None:
    assert "#1" in await talk.type("cy", "task list", addressed=True)
    assert "did you mean task" in await talk.type("cy", "taks list", addressed=True)
    assert "Doing" in await talk.type("cy", "", addressed=True)


async def test_ignored_accounts_have_no_say(talk: Talk) -> None:
    assert await talk.type("ghost_bo", "!task list") == ""
    assert await talk.react("ghost_bo", 3, "✅") == ""
    assert talk.ballots(3) == []


async def test_rooms_of_no_commons_get_nothing(talk: Talk) -> None:
    assert await talk.type("cy", "!task list", place="net:!elsewhere") == ""


async def test_the_same_input_again_is_not_answered_again(talk: Talk) -> None:
    assert await talk.type("cy", "!task list", source_id="net:once")
    assert await talk.type("cy", "!task list", source_id="net:once") == ""
    await talk.type("cy", "!task new Twice", source_id="net:twice")
    await talk.type("cy", "!task new Twice", source_id="net:twice")
    assert len(talk.garden.commons.tasks) == 2
    assert await talk.type("cy", "!task clam", source_id="net:slip")
    assert await talk.type("cy", "!task clam", source_id="net:slip") == ""


# --- replies -------------------------------------------------------------------------------


async def test_a_reply_that_is_only_the_word_does_what_the_emoji_does(talk: Talk) -> None:
    await talk.reply("cy", 3, "Sound!")
    assert talk.last.tick
    await talk.reply("dee", 3, "needs work: oil it")
    await talk.reply("eve", 3, "⛔ copied")
    assert talk.ballots(3) == ["block", "needs_work", "sound"]
    assert "oil it" in talk.card(3)
    await talk.reply("cy", 2, "ja")
    await talk.reply("dee", 2, "no, because it rains", thread=True)
    assert talk.ballots(2) == ["no", "yes"]
    await talk.reply("cy", 1, "claim")
    await talk.reply("dee", 1, "✋")
    assert len(talk.garden.commons.tasks[1].claims) == 2
    await talk.reply("cy", 1, "release")
    assert len(talk.garden.commons.tasks[1].claims) == 1


async def test_submit_as_a_reply_takes_the_link(talk: Talk) -> None:
    await talk.reply("cy", 1, "submit https://example.org/another")
    assert talk.last.number == 4
    await talk.reply("bo", 3, "submit https://example.org/better")
    assert talk.garden.commons.polls[5].about == 1


async def test_why_is_answered_for_tasks_and_polls(talk: Talk) -> None:
    assert "claim.lease" in await talk.reply("cy", 1, "why?")
    assert "not decided yet" in await talk.reply("cy", 3, "why")


async def test_a_peer_accepts_by_a_word(talk: Talk) -> None:
    await talk.type("bo", "!task submit 1 https://example.org/x with:@cy")
    await talk.reply("cy", 4, "accept")
    assert len(talk.garden.commons.polls[4].authors) == 2
    assert "Nobody named you" in await talk.reply("dee", 4, "accept")


@pytest.mark.parametrize("words", ["thanks, nice work", "yes please", "I claim it", "12 chairs"])
async def test_a_reply_with_more_than_the_word_is_a_conversation(talk: Talk, words: str) -> None:
    assert await talk.reply("cy", 3, words) == ""
    assert not talk.last.tick
    assert talk.ballots(3) == []


async def test_a_word_that_is_no_choice_of_the_card_is_refused_with_those_that_are(
    talk: Talk,
) -> None:
    assert "sound, excellent, needs work" in await talk.reply("cy", 3, "yes")
    assert "yes, no or abstain" in await talk.reply("cy", 2, "2")
    assert await talk.reply("cy", 1, "yes") == ""  # a task asks nothing of that kind


async def test_a_command_as_a_reply_means_that_cards_number(talk: Talk) -> None:
    await talk.reply("cy", 2, "!poll vote yes")
    assert talk.ballots(2) == ["yes"]
    assert "Mend the door" in await talk.reply("cy", 1, "!task show")


# --- old and private -----------------------------------------------------------------------


async def test_a_command_typed_too_long_ago_is_left_undone_but_ballots_count(talk: Talk) -> None:
    await talk.garden.waits(hours=30)
    old = {"late": True, "sent_at": START}
    assert "I was away" in await talk.type("cy", "!task new Old news", **old)
    assert not talk.last.ok
    await talk.type("cy", "!poll vote 2 yes", **old)
    assert talk.ballots(2) == ["yes"]
    fresh = {"late": True, "sent_at": START + timedelta(hours=29)}
    await talk.type("cy", "!task new Fresh news", **fresh)
    assert talk.last.ok


async def test_a_private_desk_needs_no_prefix_and_changes_nothing_shared(talk: Talk) -> None:
    assert "1 task" in await talk.private("cy", "task list")
    assert "Skills" in await talk.private("cy", "my skills baking") or talk.last.tick
    assert "!a" in await talk.private("cy", "task new Hidden")
    assert not talk.last.ok
    assert "did you mean poll" in await talk.private("cy", "pol list")
    assert "#2: yes" in await talk.private("cy", "poll vote 2 yes")
    assert talk.ballots(2) == ["yes"]


async def test_a_private_desk_of_several_commons_asks_which(talk: Talk) -> None:
    pond = CommonsSettings("pond", "The pond", "de", "Europe/Berlin", (RoomSettings("net:!p"),),
                           (), (), {})  # fmt: skip
    both = settings()
    both = type(both)(both.storage_url, None, (*both.commons, pond))
    two = Talk(
        await Garden(network=FakeNetwork(rooms=("net:!a", "net:!p")), configured=both).open()
    )
    two.garden.network.people["net:!p"]["net:@ana"] = START
    try:
        assert "garden or pond" in await two.private("ana", "my")
        assert "Nothing is kept" in await two.private("ana", "my commons:garden")
        assert "noch nichts" in await two.private("ana", "my commons:Pond")
        assert "no commons called “lake”" in await two.private("ana", "my commons:lake")
        assert "Doing" in await two.private("ana", "help")
        assert await two.private("bo", "my") != ""  # of one commons only
        assert "no commons" in await two.private("stranger", "my")
    finally:
        await two.garden.hall.stop()
