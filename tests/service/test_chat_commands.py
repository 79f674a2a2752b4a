# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every chat command, as somebody types it and is answered."""

from datetime import UTC, datetime, timedelta

import pytest
from chat_talk import Talk
from service_fakes import START, Garden

from bot.domain.reading import tally_of
from bot.service.chat import COMMANDS
from bot.words.help import topic_of


@pytest.fixture
def talk(garden: Garden) -> Talk:
    return Talk(garden)


def test_the_table_has_every_command_of_the_contract() -> None:
    assert set(COMMANDS) == {
        *(
            f"task {one}"
            for one in ["new", "list", "show", "edit", "claim", "extend", "release", "withdraw"]
        ),
        "task submit",
        *(f"poll {one}" for one in ["new", "list", "show", "vote", "unvote", "withdraw"]),
        "rule list",
        "rule show",
        "my",
        *(f"my {one}" for one in ["skills", "zone", "language", "reminders", "mentions", "forget"]),
        "my link",
        "my unlink",
        "steward pause",
        "steward resume",
        *(f"record {one}" for one in ["head", "verify", "export"]),
        "help",
    }
    assert topic_of(next(iter(COMMANDS.values())).shape) == "doing"


# --- task -----------------------------------------------------------------------------------


async def test_a_task_says_what_was_typed(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door details:It is loose. skills:Carpentry,glass "
                    "due:2026-12-01 18:00 slots:2 license:cc-by-4.0")  # fmt: skip
    assert (talk.last.ok, talk.last.tick, talk.last.number) == (True, True, 1)
    card = talk.card(1)
    for words in ("Mend the door", "It is loose.", "carpentry, glass", "CC-BY-4.0"):
        assert words in card
    assert talk.garden.commons.tasks[1].due == datetime(2026, 12, 1, 18, tzinfo=UTC)
    assert talk.garden.commons.tasks[1].slots == 2


async def test_tasks_are_listed_by_state_and_skill(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door skills:carpentry")
    await talk.type("ana", "!task new Bake bread skills:baking")
    await talk.type("bo", "!task claim 2")
    everything = await talk.type("cy", "!task list")
    assert everything.index("#2") < everything.index("#1")
    assert "Bake" not in await talk.type("cy", "!task list skill:CARPENTRY")
    assert "Mend" not in await talk.type("cy", "!task list state:claimed")
    assert "No tasks" in await talk.type("cy", "!task list skill:sewing")
    assert not talk.last.tick


async def test_a_task_is_shown_and_a_wrong_number_is_refused(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    await talk.type("ana", "!poll new Shall we?")
    assert "Mend the door" in await talk.type("bo", "!task show #1")
    assert "Shall we?" in await talk.type("bo", "!poll show 2")
    assert "not a task" in await talk.type("bo", "!task show 2")
    assert "no #9" in await talk.type("bo", "!poll show 9")
    assert not talk.last.ok


async def test_a_task_is_edited_by_its_opener(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door details:Old skills:a")
    old = talk.garden.commons.tasks[1].details.digest
    await talk.type("ana", "!task edit 1 Mend the gate details:New due:3d")
    assert talk.last.tick
    assert "Mend the gate" in talk.card(1)
    assert "New" in talk.card(1)
    assert talk.garden.commons.tasks[1].skills
    assert await talk.garden.store.texts("garden", [old]) == {}
    assert "Only ana" in await talk.type("bo", "!task edit 1 slots:2")


async def test_claims_are_made_queued_renewed_and_given_back(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door slots:1")
    assert await talk.type("bo", "!task claim 1") == ""
    assert talk.last.tick
    assert "in line" in await talk.type("cy", "!task claim 1")
    assert "until" in await talk.type("bo", "!task extend 1")
    await talk.type("bo", "!task release 1")
    assert list(talk.garden.commons.tasks[1].claims) == [talk.garden.commons.member_of[
        talk.garden.desk.directory.known("net:@cy")]]  # fmt: skip
    await talk.type("ana", "!task withdraw 1")
    assert talk.garden.commons.tasks[1].withdrawn


async def test_work_is_put_forward_asked_for_or_not(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    await talk.type("bo", "!task submit 1 https://example.org/door with:@cy, @dee licence:MIT")
    assert not talk.last.ok  # not on the charter's list
    await talk.type("bo", "!task submit 1 https://example.org/door with:@cy, @dee")
    assert talk.last.number == 2
    assert len(talk.garden.commons.polls[2].pending) == 2
    await talk.type("cy", "!task submit A bench for everybody\nIt stands by the pond.")
    assert talk.last.number == 4
    assert "A bench for everybody" in talk.card(3)
    assert "pond" in talk.card(4)
    assert "can't tell who" in await talk.type("bo", "!task submit 1 x with:@zed")
    assert "needs a link to the work" in await talk.type("bo", "!task submit 1")


async def test_an_unreviewed_work_is_put_forward_again_by_its_number(talk: Talk) -> None:
    await talk.type("bo", "!task submit https://example.org/bench")
    await talk.garden.waits(days=10)
    assert talk.garden.commons.polls[2].result == "unreviewed"
    await talk.type("bo", "!task submit 2")
    assert talk.last.number == 3
    assert talk.garden.commons.polls[3].about == 1


# --- poll -----------------------------------------------------------------------------------


async def test_a_poll_is_asked_voted_on_and_taken_back(talk: Talk) -> None:
    await talk.type("ana", "!poll new Which colour?\noptions:\n- dark red\n- green\ncloses: 2d")
    assert talk.garden.commons.polls[1].closes_at == START + timedelta(days=2)
    await talk.type("bo", "!poll vote 1 2")
    await talk.type("cy", "!poll vote 1 Dark  Red because:it is warm")
    await talk.type("dee", "!poll vote 1 green")
    assert talk.ballots(1) == ["1", "2", "2"]
    assert "it is warm" in talk.card(1)
    assert "takes 1 or 2" in await talk.type("eve", "!poll vote 1 blue")
    assert "takes 1 or 2" in await talk.type("eve", "!poll vote 1 yes")
    await talk.type("dee", "!poll unvote 1")
    assert talk.ballots(1) == ["1", "2"]
    assert "no ballot" in await talk.type("eve", "!poll unvote 1")
    await talk.type("ana", "!poll withdraw 1")
    assert talk.garden.commons.polls[1].state == "withdrawn"
    assert tally_of(talk.garden.commons, talk.garden.commons.polls[1]) == ({"1": 0, "2": 0}, 0)


async def test_an_option_that_begins_with_a_number_is_meant_by_its_words(talk: Talk) -> None:
    await talk.type("ana", "!poll new How much? options:2 euros|3 euros")
    await talk.type("bo", "!poll vote 1 2 euros")
    await talk.type("cy", "!poll vote 1 2")
    assert talk.ballots(1) == ["1", "2"]


async def test_a_vote_on_what_is_no_poll(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    assert "not a poll" in await talk.type("bo", "!poll vote 1 yes")
    assert "no #7" in await talk.type("bo", "!poll vote 7 maybe")


async def test_a_review_is_judged_with_its_own_words(talk: Talk) -> None:
    await talk.type("bo", "!task submit https://example.org/bench")
    await talk.type("cy", "!poll vote 2 needs work oil it")
    await talk.type("dee", "!poll vote 2 must not go in: it is copied")
    await talk.type("eve", "!poll vote 2 SOUND")
    assert talk.ballots(2) == ["block", "needs_work", "sound"]
    assert "oil it" in talk.card(2)
    assert "helped make #2" in await talk.type("bo", "!poll vote 2 sound")


async def test_polls_are_listed(talk: Talk) -> None:
    await talk.type("ana", "!poll new Shall we?")
    await talk.type("bo", "!poll new Should we?")
    assert "Shall we?" in await talk.type("bo", "!poll list")
    assert "Shall we?" not in await talk.type("bo", "!poll list mine")
    assert "No polls" in await talk.type("bo", "!poll list closed")
    assert "write mine or closed" in await talk.type("bo", "!poll list open")


async def test_an_option_may_only_be_stricter(talk: Talk) -> None:
    await talk.type("ana", "!poll new Shall we? quorum:4 threshold:>=2/3")
    assert talk.last.ok
    assert "looser" in await talk.type("ana", "!poll new Shall we? threshold:>1/3")
    assert "not a moment" in await talk.type("ana", "!poll new Shall we? closes:soon")


# --- rule, my, steward, record, help --------------------------------------------------------


async def test_rules_are_read_with_the_powers_outside_them(talk: Talk) -> None:
    rules = await talk.type("ana", "!rule list")
    assert "review.quorum" in rules
    assert "Stewards (ana)" in rules
    assert rules.index("Powers outside") > rules.index("steward.act_limit")
    assert "sound marks" in await talk.type("ana", "!rule show Review.Quorum")
    assert "did you mean review.quorum" in await talk.type("ana", "!rule show review.quorm")
    assert "7 days" in await talk.type("ana", "!rule show lease")


async def test_people_say_how_they_like_to_be_spoken_to(talk: Talk) -> None:
    assert "Nothing is kept" in await talk.type("ana", "!my")
    assert "Europe/Lisbon" in await talk.type("ana", "!my zone europe/lisbon")
    assert "did you mean Europe/Lisbon" in await talk.type("ana", "!my zone Lisbon")
    assert "Deutsch" in await talk.type("ana", "!my language de-AT")
    await talk.type("ana", "!poll list")
    assert talk.last.card.language == "de"
    assert "wähle en oder de" in await talk.type("ana", "!my language fr")
    await talk.type("ana", "!my reminders on")
    await talk.type("ana", "!my mentions on")
    ref = talk.garden.desk.directory.known("net:@ana")
    profile = talk.garden.desk.directory.profile(ref)
    assert (profile.zone, profile.language) == ("Europe/Lisbon", "de")
    assert profile.reminders
    assert profile.mentions
    await talk.garden.reopen()
    assert talk.garden.desk.directory.known("net:@ana") == ref
    assert talk.garden.desk.directory.profile(ref) == profile


async def test_skills_are_named_and_taken_back(talk: Talk) -> None:
    said = await talk.type("ana", "!my skills\n- Baking\n- metal  work")
    assert "baking" in said
    assert "metal work" in said
    assert "no skills" in await talk.type("ana", "!my skills none")


async def test_times_are_read_in_the_members_zone_and_a_clock_change_is_said(talk: Talk) -> None:
    await talk.type("ana", "!my zone Europe/Berlin")
    await talk.type("ana", "!task new A due:2026-12-01 18:00")
    assert talk.garden.commons.tasks[1].due == datetime(2026, 12, 1, 17, tzinfo=UTC)
    said = await talk.type("ana", "!task new B due:2027-03-28 02:30")
    assert "does not exist" in said
    assert talk.garden.commons.tasks[2].due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert "comes twice" in await talk.type("ana", "!poll new C? closes:2027-10-31 02:30")


async def test_being_forgotten(talk: Talk) -> None:
    await talk.type("bo", "!task new My secret plan")
    await talk.type("ana", "!poll new Shall we?")
    await talk.type("bo", "!poll vote 2 yes because:I say so")
    old = talk.garden.desk.directory.known("net:@bo")
    assert "erased" in await talk.type("bo", "!my forget")
    assert talk.garden.desk.directory.profile(old) is None
    assert "secret" not in talk.card(1)
    assert talk.ballots(2) == []
    assert not (await talk.type("bo", "!poll vote 2 no")).startswith("Your ballot")
    assert not talk.last.ok
    assert await talk.react("bo", 2, "👍")
    assert talk.ballots(2) == []
    await talk.type("ana", "!poll new And now?")
    await talk.type("bo", "!poll vote 3 no")
    assert talk.ballots(3) == ["no"]


async def test_stewards_pause_in_public(talk: Talk) -> None:
    assert "Only stewards" in await talk.type("bo", "!steward pause")
    await talk.type("ana", "!steward pause !a")
    assert talk.last.tick
    assert "paused" in await talk.type("bo", "!task new A")
    await talk.type("ana", "!steward resume here")
    await talk.type("bo", "!task new A")
    assert talk.last.ok
    assert "No board room" in await talk.type("ana", "!steward pause elsewhere")


async def test_the_record_is_checked_and_taken_along(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    await talk.garden.hall.settle()
    head = talk.garden.desk.head
    assert head in await talk.type("bo", "!record head")
    assert "whole" in await talk.type("bo", "!record verify")
    assert "garden-" in await talk.type("bo", "!record export")
    ((name, data),) = talk.last.attachments.items()
    assert name.endswith(".jsonl")
    assert b"Mend the door" in data
    assert b"@ana" not in data


async def test_help_puts_doing_before_voting(talk: Talk) -> None:
    said = await talk.type("ana", "!help")
    assert said.index("task new") < said.index("poll new")
    assert "task claim" in await talk.type("ana", "!help task")
    assert "slots:" in await talk.type("ana", "!help task new")
    assert "nothing on “bread”" in await talk.type("ana", "!help bread")
