# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: one person on two networks is one member with one ballot, shown by a code."""

from dataclasses import replace
from datetime import timedelta

import pytest
from service_network import START
from two_networks import ANA, ANNA, BLUE, BO, RED, Village, member

from bot.service.incoming import TypedText
from bot.service.status import status

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


@pytest.mark.parametrize("restarted", [False, True])
async def test_who_is_in_a_room_by_another_account_reads_on(
    village: Village, monkeypatch: pytest.MonkeyPatch, *, restarted: bool
) -> None:
    monkeypatch.setattr("bot.service.presence.FRESH", 0)
    await village.says(ANA, "!task new Mend the door")
    await village.links(ANNA, ANA)
    if restarted:
        await village.reopen()

    async def listed() -> str:
        typed = village.arrives(ANA, TypedText("!task list"))
        del village.matrix.people[RED][ANA]
        desk = replace(typed, private=True, place="matrix:desk", joined_at=None)
        return await village.hand_in(desk)

    assert "Mend the door" in await listed()
    del village.discord.people[BLUE][ANNA]
    assert "You are in no room of garden any more" in await listed()


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
