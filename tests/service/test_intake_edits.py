# SPDX-License-Identifier: AGPL-3.0-or-later
"""An own edit or deletion changes or blanks the words of a card, never a poll (§21)."""

from datetime import timedelta

import pytest
from chat_talk import Talk
from service_fakes import START, Garden


@pytest.fixture
def talk(garden: Garden) -> Talk:
    return Talk(garden)


async def test_an_edit_changes_the_task(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the dor details:Old due:3d skills:carpentry")
    await talk.edit("ana", "!task new Mend the door details:New due:3d skills:carpentry,glass")
    assert "Mend the door" in talk.card(1)
    assert "New" in talk.card(1)
    assert "glass" in talk.card(1)
    assert "#1" not in talk.garden.network.notices()
    texts = [row.body for row in await talk.garden.store.text_rows("garden")]
    assert sorted(texts) == ["Mend the door", "New"]


async def test_a_duration_in_an_edit_is_not_counted_anew_but_a_date_is_read(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend due:3d")
    await talk.garden.waits(days=1)
    await talk.edit("ana", "!task new Mend it due:3d")
    assert talk.garden.commons.tasks[1].due == START + timedelta(days=3)
    await talk.edit("ana", "!task new Mend it due:2026-12-01 10:00")
    assert talk.garden.commons.tasks[1].due.day == 1


async def test_details_left_out_of_an_edit_are_blanked(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend details:Long story")
    await talk.edit("ana", "!task new Mend")
    assert talk.garden.commons.tasks[1].details is None
    assert "story" not in talk.card(1)


async def test_a_polls_words_change_until_somebody_voted(talk: Talk) -> None:
    await talk.type("ana", "!poll new Wallnut? options:a|b")
    await talk.edit("ana", "!poll new Walnut? options:a|c")
    assert "Walnut?" in talk.card(1)
    assert "2️⃣" in talk.card(1) or "c" in talk.card(1)
    await talk.edit("ana", "!poll new Walnut? options:a|b|c")
    assert not talk.last.ok
    await talk.react("bo", 1, "1️⃣")
    assert "stay as they are" in await talk.edit("ana", "!poll new Quince? options:a|c")
    assert "Walnut?" in talk.card(1)


async def test_a_works_link_changes_with_the_title_of_its_own_task(talk: Talk) -> None:
    await talk.type("bo", "!task submit A bensh")
    await talk.edit("bo", "!task submit A bench")
    assert "A bench" in talk.card(1)
    assert "A bench" in talk.card(2)


async def test_an_edited_reply_changes_the_reason_but_not_the_ballot(talk: Talk) -> None:
    await talk.type("bo", "!task submit https://example.org/bench")
    await talk.reply("cy", 2, "needs work: oli it")
    await talk.edit("cy", "needs work: oil it")
    assert "oil it" in talk.card(2)
    assert "oli" not in talk.card(2)
    assert "changes nothing" in await talk.edit("cy", "sound")
    assert talk.ballots(2) == ["needs_work"]


async def test_a_deleted_message_blanks_its_words_and_nothing_else(talk: Talk) -> None:
    await talk.type("ana", "!poll new Shall we? options:this|that")
    await talk.react("bo", 1, "1️⃣")
    await talk.edit("ana", None)
    assert "Shall we" not in talk.card(1)
    assert "this" not in talk.card(1)
    assert talk.ballots(1) == ["1"]
    assert talk.garden.commons.polls[1].state == "open"
    assert await talk.garden.store.text_rows("garden") == []


async def test_a_deleted_vote_erases_its_reason(talk: Talk) -> None:
    await talk.type("ana", "!poll new Shall we?")
    await talk.type("bo", "!poll vote 1 yes because:secret")
    await talk.edit("bo", None)
    bodies = [row.body for row in await talk.garden.store.text_rows("garden")]
    assert "secret" not in bodies
    assert talk.ballots(1) == ["yes"]
    assert "secret" not in talk.card(1)  # nobody waits for the next vote
    assert "(text removed)" in talk.card(1)


async def test_editing_another_message_changes_nothing(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend")
    await talk.type("ana", "!task claim 1")
    assert await talk.edit("ana", None) == ""
    assert "Mend" in talk.card(1)
    await talk.type("ana", "just chatting")
    assert await talk.edit("ana", "!task new Not so fast") == ""
    assert len(talk.garden.commons.tasks) == 1


async def test_an_edit_that_becomes_another_command_is_told_so(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend")
    assert "changes nothing" in await talk.edit("ana", "!poll new Mend?")
    assert "did you mean “due:”" in await talk.edit("ana", "!task new Mend dur:3d")
