# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only one person is shown: slash commands, presses, forms, and where they are not at home."""

from dataclasses import replace

import pytest
from chat_talk import Talk
from service_fakes import ROOM, FakeNetwork, Garden, settings, text

from bot.service.drafts import Draft
from bot.service.incoming import Commanded, Incoming, Pressed, TypedText
from bot.service.ports import Form
from bot.service.settings import CommonsSettings, RoomSettings


@pytest.fixture
def talk(garden: Garden) -> Talk:
    return Talk(garden)


def discreetly(talk: Talk, who: str, content: object, **more: object) -> Incoming:
    incoming = replace(talk.garden.arrives(f"net:@{who}", content), discreet=True)
    return replace(incoming, **more)


async def told(talk: Talk, incoming: Incoming) -> str:
    answer = await talk.garden.hand_in(incoming)
    await talk.garden.hall.settle()
    return text(answer.card) if answer.card else ""


def press(talk: Talk, number: int, code: str, words: str = "", **more: object) -> Pressed:
    message = f"net:{talk.garden.network.card_id(number)}"
    return replace(Pressed(number, code, words, "garden", message), **more)


async def test_a_command_tells_what_came_of_it(talk: Talk) -> None:
    command = Commanded("task new", {"title": "Mend the door"})
    assert await told(talk, discreetly(talk, "ana", command)) == "#1 is posted in every room."


async def test_private_answers_speak_the_language_of_the_client(talk: Talk) -> None:
    command = Commanded("task new", {"title": "Die Tür richten"})
    said = await told(talk, discreetly(talk, "ana", command, language="de"))
    assert said == "#1 steht jetzt in allen Räumen."
    assert "open: Die Tür richten" in talk.card(1), "the room goes on speaking its own"
    await talk.type("ana", "!my language en")
    vote = Commanded("task claim", {"number": "1"})
    assert "You are on #1" in await told(talk, discreetly(talk, "ana", vote, language="de"))


async def test_a_room_of_no_commons_names_one_that_is(talk: Talk) -> None:
    command = Commanded("task list", {})
    incoming = discreetly(talk, "ana", command, place="net:!tavern")
    assert await told(talk, incoming) == "This room belongs to no commons; please do it in !a."
    loud = replace(incoming, discreet=False, source_id="net:loud")
    assert await told(talk, loud) == ""
    stranger = replace(incoming, account="net:@stranger", source_id="net:stranger")
    assert "belongs to no commons yet" in await told(talk, stranger)
    german = replace(incoming, language="de", source_id="net:german")
    assert await told(talk, german) == (
        "Dieser Raum gehört zu keiner Gemeinschaft; tu es bitte in !a."
    )
    assert talk.garden.commons.tasks == {}


async def test_accounts_that_are_ignored_hear_nothing_anywhere(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    talk.garden.network.people[ROOM]["net:@ghost_7"] = talk.garden.clock.now()
    ghost = discreetly(talk, "ghost_7", press(talk, 1, "claim"))
    assert await told(talk, ghost) == ""
    assert await told(talk, replace(ghost, place="net:!tavern", source_id="net:g")) == ""


async def test_a_press_votes_and_is_told_so(talk: Talk) -> None:
    await talk.type("ana", "!poll new Is it time?")
    said = await told(talk, discreetly(talk, "bo", press(talk, 1, "yes")))
    assert said.startswith("Your ballot on #1: yes. Change it until ")
    assert talk.ballots(1) == ["yes"]
    await told(talk, discreetly(talk, "bo", press(talk, 1, "no")))
    assert talk.ballots(1) == ["no"]


async def test_s1_words_taps_and_presses_are_one_ballot(talk: Talk) -> None:
    await talk.type("ana", "!poll new Is it time?")
    await talk.react("bo", 1, "👍")
    await told(talk, discreetly(talk, "bo", press(talk, 1, "no")))
    assert talk.ballots(1) == ["no"]
    await talk.type("bo", "!poll vote 1 abstain")
    assert talk.ballots(1) == ["abstain"]
    await talk.type("bo", "!poll unvote 1")
    assert talk.ballots(1) == []


async def test_buttons_of_a_card_that_is_not_live_do_nothing(talk: Talk) -> None:
    await talk.type("ana", "!poll new Is it time?")
    await talk.type("ana", "!poll new Is it late?")
    for stale in (
        press(talk, 1, "yes", message="net:m999"),
        press(talk, 1, "yes", message=f"net:{talk.garden.network.card_id(2)}"),
        press(talk, 1, "yes", commons="rehearsal"),
    ):
        assert "those of an old card" in await told(talk, discreetly(talk, "bo", stale))
    assert talk.ballots(1) == []


async def test_a_card_may_be_pressed_before_anybody_noted_that_it_is_there(talk: Talk) -> None:
    await talk.type("ana", "!poll new Is it time?")
    directory = talk.garden.desk.directory
    early = press(talk, 1, "yes", message="net:m999")
    directory.receipts.clear()
    said = await told(talk, discreetly(talk, "bo", early))
    assert said.startswith("Your ballot on #1: yes.")
    assert talk.ballots(1) == ["yes"]


async def test_remind_me_turns_reminders_on(talk: Talk) -> None:
    await talk.type("ana", "!poll new Is it time?")
    assert "I remind you privately" in await told(
        talk, discreetly(talk, "bo", press(talk, 1, "remind"))
    )
    (row,) = talk.garden.desk.directory.wanting_reminders()
    assert row.name == "net:@bo"


async def test_a_reason_goes_with_the_ballot_that_stands(talk: Talk) -> None:
    await talk.type("ana", "!poll new Is it time?")
    reason = press(talk, 1, "reason", "The bell has rung.")
    assert "no ballot on #1 yet; choose first" in await told(talk, discreetly(talk, "bo", reason))
    await talk.react("bo", 1, "👍")
    assert "Your reason stands" in await told(talk, discreetly(talk, "bo", reason))
    assert "The bell has rung." in talk.card(1)
    assert talk.ballots(1) == ["yes"]


# --- forms ----------------------------------------------------------------------------------------


async def form(talk: Talk, who: str, pressed: Pressed, **more: object) -> Form | None:
    return await talk.garden.hall.form(discreetly(talk, who, pressed, **more))


async def test_a_form_for_a_work_offers_its_licence(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door licence:CC0-1.0")
    made = await form(talk, "bo", press(talk, 1, "submit"))
    assert made is not None
    assert made.title == "#1: put a work forward"
    assert made.words.label == "A link to the work, or words"
    assert made.licences[0] == "CC-BY-SA-4.0"
    assert made.licence is not None
    assert "CC0-1.0" in made.licence.hint
    german = await form(talk, "bo", press(talk, 1, "submit"), language="de")
    assert german is not None
    assert german.title == "#1: ein Werk einreichen"


async def test_no_form_is_shown_to_whoever_would_be_refused(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    await talk.type("ana", "!task submit 1 https://example.org/door")
    block, reason = press(talk, 2, "block"), press(talk, 2, "reason")
    assert await form(talk, "bo", block) is not None
    assert await form(talk, "ana", block) is None, "authors don't vote"
    assert await form(talk, "bo", reason) is None, "there is no ballot to give reasons for"
    await talk.react("bo", 2, "✅")
    assert await form(talk, "bo", reason) is not None
    assert await form(talk, "bo", press(talk, 2, "sound")) is None, "it needs no words"
    assert await form(talk, "bo", press(talk, 2, "block", message="net:m999")) is None
    assert await form(talk, "bo", replace(press(talk, 1, "submit"), number=7)) is None
    assert await form(talk, "bo", block, place="net:!tavern") is None
    await talk.type("ana", "!poll withdraw 2")
    assert await form(talk, "bo", block) is None
    await talk.type("ana", "!task withdraw 1")
    assert await form(talk, "bo", press(talk, 1, "submit")) is None


async def test_a_form_that_outlived_its_card_puts_nothing_forward(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    await talk.type("bo", "!task claim 1")
    options = {"number": "1", "work": "The door is mended."}
    for card in (
        press(talk, 1, "submit", commons="rehearsal"),
        press(talk, 1, "submit", message="net:$of-a-rehearsal"),
    ):
        sent = discreetly(talk, "bo", Commanded("task submit", options, card))
        assert "those of an old card" in await told(talk, sent)
        assert talk.garden.commons.polls == {}
    sent = discreetly(talk, "bo", Commanded("task submit", options, press(talk, 1, "submit")))
    await told(talk, sent)
    assert len(talk.garden.commons.polls) == 1


# --- at a private desk ----------------------------------------------------------------------------


async def test_a_person_of_two_commons_names_the_one_that_is_meant() -> None:
    pond = CommonsSettings("pond", "The pond", "de", "UTC", (RoomSettings("net:!p"),), (), (), {})
    one = settings()
    both = replace(one, commons=(*one.commons, pond))
    garden = await Garden(network=FakeNetwork(rooms=(ROOM, "net:!p")), configured=both).open()
    talk = Talk(garden)
    garden.network.people["net:!p"]["net:@ana"] = garden.clock.now()
    try:
        desk = {"place": "net:!desk", "private": True}
        asked = discreetly(talk, "ana", Commanded("my", {}), **desk)
        assert "garden or pond" in await told(talk, asked)
        named = discreetly(talk, "ana", Commanded("my", {"commons": "Pond"}), **desk)
        assert "noch nichts" in await told(talk, named)
        unknown = discreetly(talk, "ana", Commanded("my", {"commons": "lake"}), **desk)
        assert "no commons called “lake”" in await told(talk, unknown)
        stranger = discreetly(talk, "nobody", Commanded("my", {}), **desk)
        assert "no commons that I know of yet" in await told(talk, stranger)
    finally:
        await garden.hall.stop()


# --- whoever has left the rooms ---------------------------------------------------------------


@pytest.fixture
def lists_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.presence.FRESH", 0)


async def shut_out(talk: Talk, who: str) -> None:
    """Somebody acts, and is then in no room any more."""
    await talk.type(who, "!task new Mend the door")
    await talk.type("cy", "!poll new Shall we plant a tree?")
    del talk.garden.network.people[ROOM][f"net:@{who}"]


@pytest.mark.usefixtures("lists_are_fresh")
@pytest.mark.parametrize("words", ["!task list", "!task show 1", "!poll list", "!poll show 2"])
async def test_cards_are_shown_to_nobody_who_is_sent_away(talk: Talk, words: str) -> None:
    await shut_out(talk, "bo")
    said = await talk.private("bo", words)
    assert said == (
        "You are in no room of garden any more, and what is in its rooms is shown to those who "
        "are; ask somebody there to let you in again."
    )
    assert not talk.last.ok
    desk = Draft("net:@bo", "net:!desk", "task show", "number", private=True)
    assert await talk.garden.hall.suggest(desk) == ()
    talk.garden.network.people[ROOM]["net:@bo"] = talk.garden.clock.now()
    assert "in no room" not in await talk.private("bo", words)


@pytest.mark.usefixtures("lists_are_fresh")
async def test_what_is_theirs_alone_stays_theirs(talk: Talk) -> None:
    await shut_out(talk, "bo")
    for words in ("!my", "!my zone Europe/Lisbon", "!help", "!rule list", "!record head"):
        assert "in no room" not in await talk.private("bo", words)
        assert talk.last.ok


@pytest.mark.usefixtures("lists_are_fresh")
async def test_nobody_is_gone_where_the_network_can_not_tell(talk: Talk) -> None:
    await shut_out(talk, "bo")
    talk.garden.network.mute.add(ROOM)
    assert "Mend the door" in await talk.private("bo", "!task list")


@pytest.mark.usefixtures("lists_are_fresh")
async def test_a_steward_looks_in_from_outside(talk: Talk) -> None:
    await shut_out(talk, "ana")
    assert "Mend the door" in await talk.private("ana", "!task list")


@pytest.mark.usefixtures("lists_are_fresh")
async def test_an_answer_to_an_old_card_tells_nothing_either(talk: Talk) -> None:
    await shut_out(talk, "bo")
    card = f"net:{talk.garden.network.card_id(2)}"
    arrived = talk.garden.arrives("net:@bo", TypedText("why", reply_to=card))
    answer = await told(talk, replace(arrived, private=True, place="net:!desk", joined_at=None))
    assert answer.startswith("You are in no room of garden any more")
