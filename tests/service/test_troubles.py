# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps the bot from its work is told to stewards: privately, and once each."""

import json
from dataclasses import replace

import pytest
from service_fakes import ROOM, FakeNetwork, FaultyStore, Garden, settings

from bot.service import troubles
from bot.service.ports import Trouble, UndeliverableError
from bot.service.reporting import Reports
from bot.service.status import status

REACT = Trouble("right", "Add Reactions", "react")
SPEAK = Trouble("right", "Send Messages", "speak")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(troubles, "GATHER", 0.0)


async def reports(garden: Garden, *found: Trouble, place: str = ROOM) -> None:
    for trouble in found:
        await garden.hall.troubled(place, trouble)
    await garden.hall.settle()


async def test_a_steward_is_told_privately_and_nobody_in_public(garden: Garden) -> None:
    garden.network.private = True
    await reports(garden, REACT)
    ((account, words),) = garden.network.whispers
    assert account == "net:@ana"
    assert "Give me “Add Reactions” in !a: without it" in words
    assert "The garden" in words
    assert garden.network.notices() == []


async def test_once_whatever_happens_until_it_comes_back(garden: Garden) -> None:
    garden.network.private = True
    await reports(garden, REACT, REACT)
    await garden.reopen()
    await reports(garden, REACT)
    assert len(garden.network.whispers) == 1
    await garden.hall.mended(ROOM, REACT)
    await reports(garden, REACT)
    assert len(garden.network.whispers) == 2
    await garden.hall.mended(ROOM)
    await garden.reopen()
    await reports(garden)
    assert len(garden.network.whispers) == 2


async def test_what_went_while_the_bot_was_down_is_over(garden: Garden) -> None:
    garden.network.private = True

    async def looks(*found: Trouble) -> None:
        await reporting.tell(garden.hall, [(ROOM, one) for one in found], [ROOM])
        await garden.hall.settle()

    reporting = Reports()
    await looks(REACT)
    await looks(REACT, SPEAK)
    await looks(REACT, SPEAK)
    assert len(garden.network.whispers) == 2
    await garden.reopen()
    reporting = Reports()
    await looks(SPEAK)
    assert len(garden.network.whispers) == 2
    await looks(SPEAK, REACT)
    assert len(garden.network.whispers) == 3
    await garden.reopen()
    reporting = Reports()
    await looks()
    assert garden.store._positions.get("troubles:net") is None


async def test_what_comes_at_once_is_one_message(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "GATHER", 0.05)
    garden.network.private = True
    await reports(garden, REACT, SPEAK)
    ((_, words),) = garden.network.whispers
    assert "Add Reactions" in words
    assert "Send Messages" in words


async def test_who_can_not_be_reached_yet_is_told_later(garden: Garden) -> None:
    await reports(garden, REACT)
    assert garden.network.whispers == []
    garden.network.private = True
    garden.network.faults.append(UndeliverableError("They take no messages."))
    garden.hall.touch("net")
    await garden.hall.settle()
    assert garden.network.whispers == []
    await garden.reopen()
    assert len(garden.network.whispers) == 1
    garden.hall.touch("net")
    await garden.hall.settle()
    assert len(garden.network.whispers) == 1


async def test_a_steward_without_a_desk_is_tried_again_by_itself(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "FIRST_WAIT", 0.01)
    await reports(garden, REACT)
    garden.network.private = True
    while not garden.network.whispers:
        await garden.hall.settle()
    assert len(garden.network.whispers) == 1


async def test_every_steward_is_told_in_their_own_language(garden: Garden) -> None:
    garden.network.private = True
    await garden.says("net:@ana", "!my language de", private=True)
    garden.network.whispers.clear()
    await reports(garden, REACT)
    ((_, words),) = garden.network.whispers
    assert "Gib mir" in words


async def test_other_stewards_hear_of_one_who_can_not_be_reached() -> None:
    usual = settings()
    commons = replace(usual.commons[0], stewards=("net:@ana", "other:@bo"))
    other = FakeNetwork("other", ())
    garden = Garden(configured=replace(usual, commons=(commons,)), others=[other])
    await garden.open()
    other.private = True
    await reports(garden, REACT)
    assert garden.network.whispers == []
    ((account, words),) = other.whispers
    assert account == "other:@bo"
    assert "Add Reactions" in words
    assert "My private messages don't reach @ana" in words
    garden.network.private = True
    await garden.reopen()
    ((account, words),) = garden.network.whispers
    assert account == "net:@ana"
    assert "Add Reactions" in words
    assert "don't reach" not in words
    await garden.hall.mended(ROOM, REACT)
    await garden.reopen()
    assert len(other.whispers) == 1
    assert garden.store._positions.get("troubles:net") is None
    await garden.hall.stop()


async def test_what_only_concerns_them_goes_with_the_trouble_itself(garden: Garden) -> None:
    await reports(garden, REACT)
    assert "shut" in garden.store._positions["troubles:net"]
    await garden.hall.mended(ROOM, REACT)
    assert garden.store._positions.get("troubles:net") is None


async def test_a_steward_is_told_by_whichever_account_can_be_reached(garden: Garden) -> None:
    other = FakeNetwork("other", ())
    other.private = True
    garden.others = [other]
    await garden.reopen()
    await garden.says("net:@ana", "!task new Sweep")
    desk = garden.desk
    ref, row = desk.directory.ref("other:@ana")
    assert row is not None
    desk.commons.members[desk.commons.member_of[desk.commons.stewards[0]]].accounts.append(ref)
    await reports(garden, REACT)
    assert [account for account, _ in other.whispers] == ["other:@ana"]
    assert garden.network.whispers == []


async def test_rooms_of_nobody_are_noted_and_told_to_nobody(garden: Garden) -> None:
    garden.network.private = True
    await reports(garden, REACT, place="net:!elsewhere")
    assert garden.network.whispers == []
    assert "!elsewhere" in garden.store._positions["troubles:net"]
    await garden.reopen()
    assert garden.store._positions.get("troubles:net") is None


async def test_status_shows_what_stands_now() -> None:
    garden = Garden(configured=settings(rooms=("matrix:!a",)))
    await garden.open()
    await garden.hall.troubled("matrix:!a", Trouble("encrypted"))
    found = await status(garden.store, ["garden"])
    assert found["troubles"] == [
        "!a is encrypted, so I say nothing there: use a room without encryption."
    ]
    json.dumps(found)
    await garden.hall.mended("matrix:!a")
    assert (await status(garden.store, ["garden"]))["troubles"] == []
    await garden.hall.stop()


async def test_notes_of_another_version_do_no_harm() -> None:
    store = FaultyStore()
    await store.set_position("troubles:matrix", "The room matrix:!x is encrypted.")
    garden = await Garden(store=store).open()
    await garden.hall.troubled(ROOM, REACT)
    await garden.hall.stop()
