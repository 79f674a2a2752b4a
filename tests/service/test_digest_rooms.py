# SPDX-License-Identifier: AGPL-3.0-or-later
"""Digest rooms: one summary a day, exactly once whatever happens, nothing else; commands rooms."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from service_fakes import OTHER, ROOM, START, FakeNetwork, FaultyStore, Garden, settings

from bot.domain.events import DigestMade
from bot.record.sealing import open_entry
from bot.service.clock import SteadyClock
from bot.service.incoming import TypedText
from bot.service.ports import UndeliverableError
from bot.service.settings import RoomSettings, Settings
from tests.adapters.matrix.person import wait_until

HERE = "net:!commands"
EVENING = START.replace(hour=18)


def configured(**more: object) -> Settings:
    usual = settings()
    rooms = (
        RoomSettings(ROOM),
        RoomSettings(OTHER, role="digest"),
        RoomSettings(HERE, role="commands"),
    )
    commons = replace(usual.commons[0], **({"rooms": rooms} | more))
    return replace(usual, commons=(commons,))


async def opened(network: FakeNetwork | None = None, **more: object) -> Garden:
    network = network or FakeNetwork(rooms=(ROOM, OTHER, HERE))
    return await Garden(network=network, configured=configured(**more)).open()


async def digests_on_record(garden: Garden) -> list[DigestMade]:
    return [
        event
        async for row in garden.store.entries("garden")
        for event in open_entry(row.body).events
        if isinstance(event, DigestMade)
    ]


async def until(garden: Garden, moment: datetime) -> None:
    await garden.hall.wait(moment - garden.clock.now())


async def test_one_summary_at_its_time_and_nothing_else() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    await garden.says("net:@ana", "!poll new Figs?")
    await until(garden, EVENING - timedelta(seconds=1))
    assert garden.network.notices(OTHER) == []
    await until(garden, EVENING)
    (summary,) = garden.network.notices(OTHER)
    assert "#1" in summary
    assert "#2" in summary
    assert [one for one in garden.network.messages.values() if one.place == HERE] == []
    await garden.waits(days=9)
    outcome = garden.network.notices(OTHER)[-1]
    assert "Poll #2, no quorum" in outcome
    assert garden.network.cards(1, OTHER) == []
    assert [one for one in garden.network.messages.values() if one.place == HERE] == []
    await garden.hall.stop()


async def test_a_day_without_news_is_not_on_record() -> None:
    garden = await opened()
    await garden.waits(days=30)
    assert garden.commons.height == 0
    assert garden.network.messages == {}
    await garden.hall.stop()


async def test_without_digest_rooms_there_are_no_summaries(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Sweep the path")
    await garden.waits(days=3)
    assert await digests_on_record(garden) == []


async def test_a_summary_is_told_once_across_restarts_and_kills() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    await until(garden, EVENING)
    for minutes in (0, 1, 50):
        await garden.waits(minutes=minutes)
        await garden.reopen()
        await garden.waits(minutes=2)
    assert len(garden.network.notices(OTHER)) == 1
    assert len(await digests_on_record(garden)) == 1
    await garden.hall.stop()


async def test_killed_between_making_and_sending_it_is_sent_once() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.network.online = False
    await until(garden, EVENING)
    assert garden.network.notices(OTHER) == []
    await garden.crash()
    garden.network.online = True
    await garden.reopen()
    assert len(garden.network.notices(OTHER)) == 1
    await garden.hall.stop()


async def test_a_send_that_arrived_unheard_is_not_repeated() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.network.lost = 1
    await until(garden, EVENING)
    await garden.reopen()
    assert len(garden.network.notices(OTHER)) == 1
    await garden.hall.stop()


async def away(garden: Garden, moment: datetime) -> None:
    """The bot is down, and back at that moment."""
    await garden.crash()
    garden.clock._now = moment
    await garden.reopen()
    await garden.waits(seconds=1)


async def test_a_bot_that_was_down_makes_up_for_it_the_same_day() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    await away(garden, EVENING + timedelta(hours=5, minutes=59))
    assert len(garden.network.notices(OTHER)) == 1
    (made,) = await digests_on_record(garden)
    assert made.until >= EVENING + timedelta(hours=5, minutes=59)
    assert made.upto == EVENING + timedelta(days=1)
    await garden.hall.stop()


async def test_a_bot_that_was_down_all_evening_tells_it_with_the_next() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    await until(garden, EVENING)
    await garden.says("net:@ana", "!task new Mend the door")
    await away(garden, EVENING + timedelta(days=2, hours=7))
    assert len(garden.network.notices(OTHER)) == 1
    await until(garden, EVENING + timedelta(days=3))
    _, late = garden.network.notices(OTHER)
    assert "Mend the door" in late
    assert len(await digests_on_record(garden)) == 2
    await garden.hall.stop()


async def test_what_came_after_a_quiet_evening_waits_for_the_next_day() -> None:
    garden = await opened()
    await until(garden, EVENING)
    await garden.waits(minutes=5)
    await garden.says("net:@ana", "!task new Sweep the path")
    await garden.reopen()
    await garden.waits(hours=1)
    assert garden.network.notices(OTHER) == []
    await garden.waits(days=1)
    assert len(garden.network.notices(OTHER)) == 1
    await garden.hall.stop()


async def test_a_full_disk_only_puts_it_off() -> None:
    garden = await opened()
    assert isinstance(garden.store, FaultyStore)
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.store.failing = 3
    await until(garden, EVENING)
    for _ in range(5):
        await garden.waits(minutes=1)
    assert len(garden.network.notices(OTHER)) == 1
    await garden.hall.stop()


async def test_a_summary_that_has_nothing_to_tell_any_more_is_dropped() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.network.online = False
    await until(garden, EVENING)
    await garden.says("net:@ana", "!task withdraw 1")
    garden.network.online = True
    garden.hall.touch("net")
    await garden.hall.settle()
    assert garden.network.notices(OTHER) == []
    assert await garden.store.says("garden") == []
    await garden.hall.stop()


async def test_each_room_in_its_own_language_and_bridged_rooms_once() -> None:
    rooms = (
        RoomSettings(ROOM),
        RoomSettings(OTHER, role="digest", language="de", bridged_with="net:!twin"),
        RoomSettings("net:!twin", role="digest", bridged_with=OTHER),
    )
    garden = await opened(FakeNetwork(rooms=(ROOM, OTHER, "net:!twin")), rooms=rooms)
    await garden.says("net:@ana", "!task new Sweep the path")
    await until(garden, EVENING)
    told = garden.network.notices(OTHER) + garden.network.notices("net:!twin")
    assert len(told) == 1
    await garden.hall.stop()


async def test_a_commands_room_hears_of_no_absence_and_answers_all_the_same() -> None:
    garden = await opened()
    places = [ROOM, OTHER, HERE]
    await garden.hall.been_away(places, START - timedelta(hours=9), START)
    await garden.hall.settle()
    assert len(garden.network.notices(ROOM)) == 1
    assert garden.network.notices(OTHER) == garden.network.notices(HERE) == []
    asked = replace(garden.arrives("net:@ana", TypedText("!task list")), place=HERE)
    answer = await garden.hand_in(asked)
    assert answer.card is not None
    await garden.hall.stop()


async def test_an_unreachable_room_gets_it_when_it_is_back() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.network.rooms.discard(OTHER)
    await until(garden, EVENING)
    garden.network.rooms.add(OTHER)
    garden.hall.touch("net")
    await garden.hall.settle()
    assert len(garden.network.notices(OTHER)) == 1
    await garden.hall.stop()


async def test_by_the_wall_clock_it_comes_in_time() -> None:
    garden = Garden(network=FakeNetwork(rooms=(ROOM, OTHER)), configured=configured())
    ahead = EVENING.timestamp() - 1 - time.time()
    garden.clock = SteadyClock(wall=lambda: time.time() + ahead)
    garden.hall = garden._hall()
    await garden.open()
    await garden.says("net:@ana", "!task new Sweep the path")
    await wait_until(lambda: garden.network.notices(OTHER))
    assert EVENING <= garden.clock.now() < EVENING + timedelta(seconds=15)
    (made,) = await digests_on_record(garden)
    assert EVENING <= made.until <= garden.clock.now()
    assert made.upto == EVENING + timedelta(days=1)
    await garden.hall.stop()


async def test_what_closes_at_that_very_hour_is_in_it() -> None:
    """People like round hours: the count of a poll is waited for, but not for long."""
    garden = await opened()
    await until(garden, EVENING)
    await garden.says("net:@ana", "!poll new Figs?\ncloses: 2026-11-02 18:00")
    await until(garden, EVENING + timedelta(days=1, minutes=1))
    (summary,) = garden.network.notices(OTHER)
    assert "Poll #1, no quorum" in summary
    await garden.hall.stop()


async def test_a_count_that_takes_long_is_not_waited_for() -> None:
    garden = await opened()
    await garden.says("net:@ana", "!task new Sweep the path")
    await garden.says("net:@ana", "!poll new Figs?\ncloses: 2026-11-01 18:00")
    garden.network.faults.extend(UndeliverableError("The room can't be read.") for _ in range(99))
    await until(garden, EVENING + timedelta(minutes=9))
    assert garden.commons.polls[2].state == "counting"
    assert await digests_on_record(garden) == []
    await until(garden, EVENING + timedelta(minutes=11))
    assert len(await digests_on_record(garden)) == 1
    await garden.hall.stop()
