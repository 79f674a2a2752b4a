# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: a code works once, soon, in its commons, and leaves no trace."""

import re
from dataclasses import replace

import pytest
from service_network import START
from two_networks import ANA, ANNA, BLUE, BO, CY, Village, member

from bot.service.codes import ALPHABET, LIFETIME, MOST_CODES
from bot.service.incoming import Commanded, Edited, TypedText

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
