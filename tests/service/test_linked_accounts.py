# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: one person on two networks is one member with one ballot, shown by a code."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from service_network import START
from two_networks import BLUE, RED, Village

from bot.service.codes import ALPHABET, LIFETIME, MOST_CODES
from bot.service.incoming import Commanded, Edited, TypedText
from bot.service.status import status

ANA = "matrix:@ana"
ANNA = "discord:111"
BO = "matrix:@bo"
CY = "discord:222"


@pytest.fixture
async def village() -> AsyncIterator[Village]:
    made = await Village().open()
    yield made
    await made.hall.stop()


def member(village: Village, account: str) -> int | None:
    ref = village.hall.directory("garden").known(account)
    return None if ref is None else village.commons.member_of.get(ref)


# --- one person -----------------------------------------------------------------------------------


async def test_a_code_of_one_network_typed_on_the_other_makes_one_person(village: Village) -> None:
    await village.says(ANA, "!my skills welding")
    said = await village.links(ANNA, ANA)
    assert said.startswith("You are linked with ana on Matrix now: one person here")
    assert member(village, ANA) == member(village, ANNA) == 1
    (heard,) = village.heard(ANA)
    assert heard == (
        "This account is linked with 111 on Discord now: both are one person in The garden, with "
        "one ballot, and the latest choice wins wherever it was made. If that was not you, type "
        "my unlink here."
    )
    assert village.heard(ANNA) == []
    assert "Your accounts: ana on Matrix and 111 on Discord." in await village.private(ANA, "my")


async def test_vote_on_one_change_on_the_other_and_the_latest_wins(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.links(ANNA, ANA)
    await village.reacts(ANA, 1, "👍")
    assert village.tally(1) == {"yes": 1}
    await village.reacts(ANNA, 1, "👎")
    assert village.tally(1) == {"no": 1}
    await village.says(ANA, "!poll vote 1 abstain")
    assert village.tally(1) == {"abstain": 1}
    await village.unreacts(ANNA, 1, "👎")
    assert village.tally(1) == {"abstain": 1}
    await village.says(ANNA, "!poll unvote 1")
    assert village.tally(1) == {}
    assert "1 no" not in village.discord.cards(1, BLUE)[0].text


async def test_doubles_are_merged_and_both_rooms_say_so_naming_nobody(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.reacts(ANA, 1, "👍")
    await village.waits(minutes=1)
    await village.reacts(ANNA, 1, "👎")
    await village.links(ANA, ANNA)
    assert village.tally(1) == {"no": 1}
    for network, place in ((village.matrix, RED), (village.discord, BLUE)):
        assert "So far: 0 yes, 1 no" in network.cards(1, place)[0].text
        (line,) = [one for one in network.notices(place) if "one person" in one]
        assert "#1" in line
        assert "ana" not in line
        assert "111" not in line


async def test_the_joining_date_of_either_account_counts(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.waits(hours=1)
    village.joins(ANNA, village.clock.now())
    assert "you came later" in await village.reacts(ANNA, 1, "👍")
    village.joins(ANA, START - timedelta(days=9))
    await village.links(ANNA, ANA)
    await village.reacts(ANNA, 1, "👍")
    assert village.tally(1) == {"yes": 1}


async def test_a_person_is_counted_once(village: Village) -> None:
    for account in (ANA, ANNA, BO):
        await village.says(account, "!my skills welding")
    assert village.hall.census("garden", BO) == 2
    await village.links(ANNA, ANA)
    assert village.hall.census("garden", BO) == 1
    await village.says(ANA, "!task new Mend the door")
    await village.reacts(ANNA, 1, "✋")
    await village.reacts(ANA, 1, "✋")
    (told,) = (await status(village.store, ["garden"]))["commons"]
    assert told["members"] == 2
    assert told["tasks"][0]["claims"] == [ANA]


async def test_people_are_called_in_each_room_as_they_are_called_there(village: Village) -> None:
    await village.links(ANNA, ANA)
    await village.says(ANA, "!task new Mend the door")
    assert "Asked by ana." in village.matrix.cards(1, RED)[0].text
    assert "Asked by 111." in village.discord.cards(1, BLUE)[0].text


async def test_two_accounts_of_one_network_are_linked_too(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.reacts(ANA, 1, "👍")
    await village.reacts(BO, 1, "👍")
    await village.links(BO, ANA)
    assert village.tally(1) == {"yes": 1}


async def test_all_survives_a_restart(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.links(ANNA, ANA)
    await village.reacts(ANA, 1, "👍")
    await village.private(ANNA, "my unlink")
    before = village.commons
    await village.reopen()
    assert village.commons == before
    await village.reacts(ANNA, 1, "👎")
    assert village.tally(1) == {"no": 1}


async def test_forgetting_forgets_every_account(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.says(ANA, "!poll vote 1 yes because: nuts")
    await village.links(ANNA, ANA)
    await village.private(ANNA, "my forget")
    names = {row.name for row in (await village.store.load("garden")).accounts}
    assert names.isdisjoint({ANA, ANNA})
    assert not any("nuts" in row.body for row in await village.store.text_rows("garden"))
    for account in (ANA, ANNA):
        assert "You asked to be forgotten" in await village.reacts(account, 1, "👍")
    assert village.tally(1) == {}


async def test_forgotten_the_very_moment_it_is_linked(village: Village) -> None:
    """Both go at once into the mailbox: what is forgotten is decided there, not before."""
    await village.says(ANA, "!my skills welding")
    await village.says(ANNA, "!poll new Whose words are these?")
    code = await village.code(ANNA)
    typed = village.arrives(ANA, TypedText(f"my link {code}"))
    forgets = village.arrives(ANA, TypedText("!my forget"))
    first = await village.hall.receive(replace(typed, private=True, place="matrix:desk"))
    await (await village.hall.receive(forgets))
    await first
    names = {row.name for row in (await village.store.load("garden")).accounts}
    assert names.isdisjoint({ANA, ANNA})
    assert not any("Whose" in row.body for row in await village.store.text_rows("garden"))


# --- notices --------------------------------------------------------------------------------------


async def test_a_person_is_told_once_by_the_account_that_acted_last(village: Village) -> None:
    await village.links(ANNA, ANA)
    work = await village.says(ANA, "!task submit https://example.org/door")
    assert work == ""
    await village.reacts(ANA, 2, "✅")
    assert [one for one in village.heard(ANA) if "isn't counted" in one]
    await village.says(ANA, "!task submit https://example.org/gate")
    await village.reacts(ANNA, 4, "✅")
    assert [one for one in village.heard(ANNA) if "isn't counted" in one]
    assert len([one for one in village.heard(ANA) if "isn't counted" in one]) == 1


async def test_reminders_come_once_and_where_they_are_wanted(village: Village) -> None:
    await village.links(ANNA, ANA)
    await village.private(ANA, "my reminders on")
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.says(ANNA, "!my skills welding")
    await village.waits(days=2, hours=1)
    assert len([one for one in village.heard(ANA) if "you have not voted" in one]) == 1
    assert not [one for one in village.heard(ANNA) if "you have not voted" in one]


async def test_a_call_for_skills_reaches_a_person_where_they_want_it(village: Village) -> None:
    await village.links(ANNA, ANA)
    await village.says(ANA, "!my skills welding")
    await village.private(ANNA, "my mentions on")
    await village.says(BO, "!task new Mend the door skills:welding")
    here = [one for one in village.discord.messages.values() if "welding" in one.text]
    pinged = [account for one in here for account in one.message.card.mentions]
    assert pinged == [ANNA]
    assert not any(one.message.card.mentions for one in village.matrix.messages.values())


# --- unlinking ------------------------------------------------------------------------------------


async def test_unlinked_both_still_count_as_one_in_what_is_open(village: Village) -> None:
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.links(ANNA, ANA)
    await village.reacts(ANNA, 1, "👍")
    said = await village.private(ANNA, "my unlink")
    assert said.startswith("This account is a member of its own now")
    assert village.heard(ANA)[-1].startswith("111 on Discord is no longer linked")
    await village.reacts(ANA, 1, "👎")
    assert village.tally(1) == {"no": 1}
    await village.says(BO, "!poll new And this? closes: 3d")
    await village.reacts(ANA, 2, "👎")
    await village.reacts(ANNA, 2, "👍")
    assert village.tally(2) == {"yes": 1, "no": 1}
    assert "Your accounts" not in await village.private(ANA, "my")


@pytest.mark.parametrize("name", ["discord:111", "111", "@111", "Discord", "111 on Discord"])
async def test_another_account_is_let_go_by_name(village: Village, name: str) -> None:
    await village.links(ANNA, ANA)
    said = await village.private(ANA, f"my unlink {name}")
    assert said.startswith("111 on Discord is a member of its own now")
    assert village.heard(ANNA)[-1].startswith("This account is no longer linked with ana on Matrix")
    assert member(village, ANNA) != member(village, ANA)


async def test_a_name_that_does_not_tell_is_refused_with_those_that_do(village: Village) -> None:
    await village.links(BO, ANA)
    for name in ("Matrix", "cy"):
        said = await village.private(ANA, f"my unlink {name}")
        assert f"“{name}” does not tell which of your accounts you mean" in said
        assert "ana on Matrix or bo on Matrix" in said
    assert member(village, BO) == member(village, ANA)


async def test_who_has_one_account_lets_none_go(village: Village) -> None:
    for words in ("my unlink", "my unlink 222"):
        assert "No other account of yours" in await village.private(ANA, words)


# --- codes ----------------------------------------------------------------------------------------


async def test_a_code_has_eight_letters_none_of_which_looks_like_another_sign(
    village: Village,
) -> None:
    codes = {await village.code(f"discord:{number}") for number in range(20)}
    assert len(codes) == 20
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("AEIOULQSV0123456789")


@pytest.mark.parametrize("typed", ["{}", "my link {}", "{}-{}"])
async def test_people_type_codes_as_they_like(village: Village, typed: str) -> None:
    code = (await village.code(ANA)).lower()
    said = f"my link {code[:4]}-{code[4:]}" if "-" in typed else f"my link {code}"
    await village.private(ANNA, said)
    assert member(village, ANA) == member(village, ANNA) is not None


async def test_a_code_works_once(village: Village) -> None:
    code = await village.code(ANA)
    await village.private(ANNA, f"my link {code}")
    assert "is no code that works now" in await village.private(CY, f"my link {code}")
    assert member(village, CY) is None


async def test_two_race_with_one_code_and_one_wins(village: Village) -> None:
    code = await village.code(ANA)
    asked = [
        replace(village.arrives(who, TypedText(f"my link {code}")), private=True, place="x:y")
        for who in (ANNA, CY)
    ]
    answers = [await village.hall.receive(one) for one in asked]
    assert [(await one).ok for one in answers] == [True, False]
    assert member(village, ANNA) == member(village, ANA)


async def test_a_code_lasts_ten_minutes(village: Village) -> None:
    code = await village.code(ANA)
    await village.waits(seconds=LIFETIME.total_seconds() - 1)
    soon = await village.code(CY)
    assert "You are linked" in await village.private(ANNA, f"my link {code}")
    await village.waits(minutes=10)
    assert "is no code that works now" in await village.private(BO, f"my link {soon}")


async def test_a_new_code_ends_the_one_before(village: Village) -> None:
    first, second = await village.code(ANA), await village.code(ANA)
    assert "is no code" in await village.private(ANNA, f"my link {first}")
    assert "You are linked" in await village.private(ANNA, f"my link {second}")


async def test_ones_own_code_is_not_used_up_by_typing_it_in_the_wrong_place(
    village: Village,
) -> None:
    code = await village.code(ANA)
    assert "type it from your other account" in await village.private(ANA, f"my link {code}")
    assert "You are linked" in await village.private(ANNA, f"my link {code}")
    code = await village.code(ANA)
    assert "linked already" in await village.private(ANNA, f"my link {code}")


@pytest.mark.parametrize("words", ["!my link {}", "look, my code is {}", "{}"])
async def test_a_code_that_all_could_read_works_no_longer(village: Village, words: str) -> None:
    code = await village.code(ANA)
    said = await village.says(ANNA, words.format(code))
    if words.startswith("!"):
        assert "`my link`" in said or "my link is for you alone" in said
    assert "is no code" in await village.private(CY, f"my link {code}")
    assert member(village, CY) is None


async def test_nor_does_one_that_others_said_or_that_an_edit_shows(village: Village) -> None:
    for account in (BO, "matrix:@ghost_9"):
        code = await village.code(ANA)
        await village.says(account, f"they say {code.lower()}")
        assert "is no code" in await village.private(CY, f"my link {code}")
    code = await village.code(ANA)
    await village.hand_in(village.arrives(BO, Edited("source:1", f"* {code}")))
    assert "is no code" in await village.private(CY, f"my link {code}")


async def test_asking_for_a_code_where_all_can_read_gives_none(village: Village) -> None:
    assert "is for you alone" in await village.says(ANA, "!my link")


async def test_discreet_commands_do(village: Village) -> None:
    asked = replace(village.arrives(ANNA, Commanded("my link", {})), discreet=True)
    found = re.search(r"my link ([A-Z]{8})", await village.hand_in(asked))
    assert found is not None
    typed = replace(village.arrives(CY, Commanded("my link", {"code": found[1]})), discreet=True)
    assert "You are linked" in await village.hand_in(typed)


async def test_wrong_codes_are_five_an_hour(village: Village) -> None:
    code = await village.code(ANA)
    for _ in range(5):
        assert "is no code" in await village.private(CY, "my link BBBBBBBB")
    said = await village.private(CY, f"my link {code}")
    assert said.startswith("You typed 5 wrong codes within an hour; try again after ")
    assert member(village, CY) is None
    assert "You are linked" in await village.private(ANNA, f"my link {code}")
    await village.waits(hours=1)
    code = await village.code(ANA)
    assert "You are linked" in await village.private(CY, f"my link {code}")


async def test_codes_asked_for_are_limited_too(village: Village) -> None:
    for _ in range(MOST_CODES):
        await village.code(ANA)
    assert "within an hour; ask again after" in await village.private(ANA, "my link")
    await village.code(BO)


async def test_a_code_of_somebody_forgotten_works_no_longer(village: Village) -> None:
    await village.says(ANA, "!my skills welding")
    code = await village.code(ANA)
    await village.says(ANA, "!my forget")
    assert "is no code" in await village.private(ANNA, f"my link {code}")
    assert member(village, ANNA) is None


async def test_a_code_asked_for_by_a_forgotten_persons_other_account(village: Village) -> None:
    await village.links(ANNA, ANA)
    code = await village.code(ANNA)
    await village.says(ANA, "!my forget")
    assert "is no code" in await village.private(CY, f"my link {code}")


async def test_who_is_ignored_is_linked_with_nobody(village: Village) -> None:
    ghost = "matrix:@ghost_9"
    assert await village.private(ghost, "my link") == ""
    assert await village.private(ghost, f"my link {await village.code(ANA)}") == ""
    assert len(village.commons.members) == 0


async def test_a_code_is_for_one_commons() -> None:
    village = await Village("garden", "harbour").open()
    try:
        village.matrix.people["matrix:!harbour"][ANA] = START
        assert "You belong to several commons" in await village.private(ANA, "my link")
        code = await village.code(ANA, "my link commons:harbour")
        assert "is no code" in await village.private(ANNA, f"my link {code}")
        code = await village.code(ANA, "my link commons:garden")
        assert "You are linked" in await village.private(ANNA, f"my link {code}")
    finally:
        await village.hall.stop()


async def test_a_code_leaves_no_trace(village: Village, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    code = await village.code(ANA)
    await village.private(ANNA, f"my link {code}")
    kept = repr(vars(village.store)).upper()
    entries = [row.body async for row in village.store.entries("garden")]
    assert code not in kept
    assert not any(code.encode() in body or code.lower().encode() in body for body in entries)
    assert code not in caplog.text.upper()
    assert code not in repr([*village.hall.codes._given.values()])


async def test_a_code_typed_again_after_a_failed_write_still_fits(village: Village) -> None:
    code = await village.code(ANA)
    typed = replace(
        village.arrives(ANNA, TypedText(f"my link {code}")), private=True, place="discord:desk"
    )
    await village.hand_in(typed)
    given = village.hall.codes.take("garden", code, ANNA, typed.source_id, village.clock.now())
    assert getattr(given, "account", None) == ANA


async def test_s17_nothing_closes_early_where_a_network_does_not_say_who_is_there() -> None:
    village = await Village(poll__early="true", poll__early_after="1h", poll__quorum="1").open()
    village.discord.mute.add(BLUE)
    await village.says(BO, "!poll new Shall we? closes: 3d")
    await village.says(BO, "!poll vote 1 yes")
    await village.waits(hours=5)
    assert village.commons.polls[1].state == "open"
    village.discord.mute.clear()
    village.hall.presences._lists.clear()
    await village.says(BO, "!poll new And now? closes: 3d")
    await village.says(BO, "!poll vote 2 yes")
    await village.waits(hours=5)
    assert village.commons.polls[2].state == "passed"
    await village.hall.stop()
