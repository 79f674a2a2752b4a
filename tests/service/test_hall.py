# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hall: founding, starting again, rooms that change, and stopping in time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from service_fakes import OTHER, ROOM, START, FakeNetwork, FaultyStore, Garden, settings

from bot.domain.charter import RULES
from bot.domain.ids import Number
from bot.service.clock import SteadyClock
from bot.service.hall import Hall
from bot.service.incoming import TypedText
from bot.service.ports import StoreUnavailableError, StoreUnusableError
from bot.service.roles import board_rooms
from bot.service.settings import RoomSettings
from bot.service.status import status

NEW = "net:!new"


async def test_founding_records_every_rule_with_its_value() -> None:
    garden = await Garden(configured=settings(review__window="2d")).open()
    assert garden.commons.charter.values.keys() == RULES.keys()
    assert garden.commons.charter.value("review.window") == "2d"
    assert garden.commons.places == (ROOM,)
    assert len(garden.commons.stewards) == 1
    await garden.reopen()
    assert garden.commons.height == 0
    assert garden.hall.remarks == []
    await garden.hall.stop()


async def test_a_changed_founding_value_is_reported_and_changes_nothing(garden: Garden) -> None:
    garden.settings = settings(review__window="1d")
    await garden.reopen()
    assert garden.commons.charter.value("review.window") == "3d"
    (remark,) = garden.hall.remarks
    assert "review.window = 1d" in remark


async def test_a_clock_behind_the_record_is_refused_in_words(garden: Garden) -> None:
    await garden.waits(days=8)
    await garden.says("net:@ana", "!task new Sweep")
    garden.clock._now = START
    await garden.crash()
    garden.hall = garden._hall()
    with pytest.raises(StoreUnusableError, match="set the clock right"):
        await garden.hall.start()


async def test_a_broken_record_is_refused_in_words(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Sweep")
    kept = garden.store._kept["garden"].entries
    kept[1] = replace(kept[1], body=kept[1].body.replace(b"TaskBroadcast", b"TaskBroadcasT"))
    await garden.crash()
    garden.hall = garden._hall()
    with pytest.raises(StoreUnusableError, match="broken at entry 1"):
        await garden.hall.start()


async def test_another_room_in_the_configuration_gets_the_open_cards(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.network.rooms.add(OTHER)
    garden.settings = settings(rooms=(ROOM, OTHER))
    await garden.reopen()
    assert garden.commons.places == (ROOM, OTHER)
    assert len(garden.network.cards(1, OTHER)) == 1
    assert len(garden.network.cards(1)) == 1


async def test_a_room_that_moved_stays_moved(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.network.rooms = {NEW}
    await garden.hall.moved(ROOM, NEW)
    await garden.hall.settle()
    assert garden.commons.places == (NEW,)
    assert len(garden.network.cards(1, NEW)) == 1
    facts = garden.hall.room(NEW)
    assert facts is not None
    assert facts.commons == "garden"
    await garden.reopen()
    assert garden.commons.places == (NEW,)
    assert garden.hall.room(NEW) == facts


async def test_inputs_while_stopping_can_come_again(garden: Garden) -> None:
    incoming = garden.arrives("net:@ana", TypedText("!task new Sweep"))
    await garden.hall.stop()
    with pytest.raises(StoreUnavailableError):
        await garden.hand_in(incoming)
    garden.hall = garden._hall()
    await garden.open()
    answer = await garden.hand_in(incoming)
    assert answer.number == 1


async def test_a_stop_finishes_what_was_asked_and_takes_no_five_seconds(garden: Garden) -> None:
    waiting = [
        await garden.hall.receive(garden.arrives("net:@ana", TypedText(f"!task new Sweep {i}")))
        for i in range(3)
    ]
    garden.network.gate = asyncio.Event()  # and the network hangs
    begun = asyncio.get_running_loop().time()
    await garden.hall.stop()
    assert asyncio.get_running_loop().time() - begun < 4
    answers = await asyncio.gather(*waiting)
    assert [answer.number for answer in answers] == [1, 2, 3]
    assert (await garden.store.load("garden")).snapshot_height == 3


async def test_the_status_object(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Sweep the path")
    await garden.reacts("net:@bo", 1, "✋")
    await garden.says("net:@bo", "!task submit 1 https://example.org/path")
    await garden.reacts("net:@cy", 2, "🌟")
    whole = await status(garden.store, ["garden"])
    (commons,) = whole["commons"]
    head = await garden.store.entry("garden", garden.commons.height)
    assert head is not None
    assert commons["head"] == {"height": head.height, "hash": head.hash}
    assert commons["members"] == 3
    assert commons["tasks"] == [
        {
            "number": 1,
            "title": "Sweep the path",
            "state": "review",
            "overdue": False,
            "claims": ["net:@bo"],
        }
    ]
    (review,) = commons["polls"]
    assert review["about"] == 1
    assert review["title"] == "Sweep the path"
    assert review["state"] == "open"
    assert review["tally"] == {"sound": 0, "excellent": 1, "needs_work": 0, "block": 0}
    assert review["opened_at"] == "2026-11-01T12:00:00.000Z"


async def test_real_time_closes_polls_by_itself() -> None:
    network, store = FakeNetwork(), FaultyStore()
    configured = settings(poll__window="1s", reminder__before="1s")
    hall = Hall(configured, store, SteadyClock(), [network])
    await hall.start()
    garden = Garden.__new__(Garden)
    garden.__dict__.update(network=network, store=store, hall=hall, _sources=0, clock=hall.clock)
    await garden.says("net:@ana", "!poll new Now?")

    async def closed() -> None:
        polls = hall.desk("garden").commons.polls
        while polls[Number(1)].state in {"open", "counting"}:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    begun = asyncio.get_running_loop().time()
    await asyncio.wait_for(closed(), 5)
    assert asyncio.get_running_loop().time() - begun < 2
    await hall.settle()
    assert [one for one in network.notices() if "No quorum" in one]
    await hall.stop()


async def test_a_doubtful_clock_is_confirmed_by_what_servers_say() -> None:
    shift = timedelta(0)

    def wall() -> float:
        return (datetime.now(UTC) + shift).timestamp()

    clock = SteadyClock(wall)
    hall = Hall(settings(), FaultyStore(), clock, [FakeNetwork()])
    await hall.start()
    shift = timedelta(hours=3)
    assert clock.now() < datetime.now(UTC) + timedelta(hours=1)
    garden = Garden(network=FakeNetwork())
    incoming = garden.arrives("net:@ana", TypedText("hello"))
    await hall.receive(replace(incoming, sent_at=datetime.now(UTC) + shift))
    assert clock.now() > datetime.now(UTC) + timedelta(hours=2)
    await hall.stop()


def test_of_bridged_rooms_one_gets_the_cards() -> None:
    (commons,) = settings().commons
    rooms = (
        RoomSettings(ROOM, bridged_with=OTHER),
        RoomSettings(OTHER, bridged_with=ROOM),
        RoomSettings("net:!c", role="commands"),
        RoomSettings("net:!d", role="digest"),
        RoomSettings("net:!e", bridged_with="elsewhere:1"),
    )
    assert board_rooms(replace(commons, rooms=rooms)) == (OTHER, "net:!e")
