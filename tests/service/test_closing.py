# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing a poll, and reading rooms: what §2, §18 and §19 promise."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from service_fakes import OTHER, ROOM, START, FakeNetwork, Garden, settings

from bot.service.ports import Loaded, Reading, StoreUnavailableError, TryLaterError


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for rings no bell
            await asyncio.sleep(0.01)


async def ask(garden: Garden, more: str = "") -> None:
    await garden.says("net:@ana", f"!poll new Shall we plant a walnut tree? closes: 1d {more}")


def outcome(garden: Garden, number: int = 1) -> tuple[str, int]:
    poll = garden.commons.polls[number]
    return poll.state, poll.ballots


async def test_votes_that_nobody_told_us_of_are_found_at_closing(garden: Garden) -> None:
    await ask(garden)
    for who in ("bo", "cy", "dee"):
        garden.network.stands(1, f"net:@{who}", "👍", f"net:r-{who}", START + timedelta(hours=1))
    garden.network.stands(1, "net:@late", "👎", "net:late", START + timedelta(hours=25))
    garden.network.stands(1, "net:@ghost_of_ana", "👎", "net:ghost", START + timedelta(hours=1))
    await garden.waits(days=2)
    assert outcome(garden) == ("passed", 3)


async def test_a_room_that_cannot_be_read_is_tried_again(garden: Garden) -> None:
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍")
    garden.network.faults.append(TryLaterError(0.01))
    garden.network.online = False
    await garden.waits(days=1)
    assert garden.commons.polls[1].state == "counting"
    garden.network.online = True
    garden.hall.touch("net")
    await garden.hall.settle()
    assert garden.commons.polls[1].state == "passed"


async def test_after_the_grace_the_count_waits_no_longer(garden: Garden) -> None:
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍")
    garden.network.online = False
    await garden.waits(days=1)
    await garden.waits(hours=12)
    poll = garden.commons.polls[1]
    assert (poll.state, poll.unread) == ("passed", (ROOM,))


async def test_a_room_the_bot_is_not_in_is_not_waited_for() -> None:
    garden = Garden(
        network=FakeNetwork(rooms=(ROOM, OTHER)), configured=settings(rooms=(ROOM, OTHER))
    )
    await garden.open()
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍")
    garden.network.rooms.discard(OTHER)
    await garden.waits(days=1)
    assert outcome(garden) == ("passed", 1)
    await garden.hall.stop()


async def test_a_stop_in_the_midst_of_counting_loses_nothing(garden: Garden) -> None:
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍")
    garden.network.online = False
    await garden.waits(days=1)
    assert garden.commons.polls[1].state == "counting"
    garden.network.online = True
    await garden.reopen()
    assert outcome(garden) == ("passed", 1)
    assert len([one for one in garden.network.notices() if "Passed" in one]) == 1


async def test_marks_made_in_an_absence_are_found_once(garden: Garden) -> None:
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍", mark="net:b")
    since = garden.clock.now()
    shown = garden.network.messages[garden.network.card_id(1)]
    del shown.marks["net:b"]
    garden.network.stands(1, "net:@cy", "👍", "net:c", since + timedelta(minutes=1))
    garden.clock.pass_time(timedelta(minutes=10))
    await garden.hall.been_away([ROOM], since, garden.clock.now())
    late = garden.reaction("net:@cy", 1, "👍", mark="net:c")
    await garden.hall.reconcile([ROOM])
    await garden.hand_in(late)
    await garden.hall.reconcile([ROOM])
    assert set(garden.commons.polls[1].marks.latest().values()) == {"yes"}
    assert len(garden.commons.polls[1].marks) == 1  # Bo's is gone, Cy's is there, once
    height = garden.commons.height
    await garden.hall.reconcile([ROOM])
    assert garden.commons.height == height


async def test_a_mark_that_somebody_else_removed_goes_on_counting(garden: Garden) -> None:
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍", mark="net:b")
    garden.network.messages[garden.network.card_id(1)].marks.clear()
    garden.network.frozen.add("net:b")
    await garden.hall.reconcile([ROOM])
    await garden.hall.reconcile([ROOM])
    await garden.waits(days=1)
    assert outcome(garden) == ("passed", 1)


async def test_marks_in_one_room_are_not_missed_in_another() -> None:
    garden = Garden(
        network=FakeNetwork(rooms=(ROOM, OTHER)), configured=settings(rooms=(ROOM, OTHER))
    )
    await garden.open()
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍", mark="net:b")
    await garden.hall.reconcile([ROOM, OTHER])
    assert len(garden.commons.polls[1].marks.latest()) == 1
    await garden.hall.stop()


async def test_a_refused_mark_never_acts_later(garden: Garden) -> None:
    await ask(garden)
    await garden.says("net:@ana", "!steward pause")
    await garden.says("net:@ana", "!steward resume")
    await garden.says("net:@ana", "!task new Sweep")
    await garden.says("net:@ana", "!steward pause")
    await garden.reacts("net:@bo", 2, "✋", mark="net:hand")
    assert not garden.commons.tasks[2].claims
    await garden.says("net:@ana", "!steward resume")
    await garden.hall.reconcile([ROOM])
    assert not garden.commons.tasks[2].claims


async def test_an_outage_near_the_end_keeps_a_poll_open(garden: Garden) -> None:
    await ask(garden)
    since = garden.clock.now()
    garden.clock.pass_time(timedelta(hours=2))
    closes = garden.commons.polls[1].closes_at
    await garden.hall.been_away([ROOM], since, garden.clock.now())
    await garden.hall.settle()
    assert garden.commons.polls[1].closes_at == closes  # 12 h after the return is earlier
    since = garden.clock.now()
    garden.clock.pass_time(timedelta(hours=18))
    await garden.hall.been_away([ROOM], since, garden.clock.now())
    await garden.hall.settle()
    assert garden.commons.polls[1].closes_at == garden.clock.now() + timedelta(hours=12)
    assert len([one for one in garden.network.notices() if "away" in one.casefold()]) >= 2


async def test_a_store_that_fails_for_a_moment_ends_no_closing(garden: Garden) -> None:
    await ask(garden)
    garden.network.stands(1, "net:@bo", "👍", "net:r-bo", START + timedelta(hours=1))
    load, read = garden.store.load, garden.network.read
    faults = [StoreUnavailableError("The disk does not answer.")] * 2

    async def loads(commons: str) -> Loaded:
        if faults:
            raise faults.pop()
        return await load(commons)

    async def reads(*args: Any, **more: Any) -> Reading:
        garden.store.load = loads  # type: ignore[method-assign]
        if len(faults) == 2:
            garden.store.failing = 1
        return await read(*args, **more)

    garden.network.read = reads  # type: ignore[method-assign]
    await garden.waits(days=1)
    await until(lambda: not faults)
    await until(lambda: garden.commons.polls[1].state == "passed", 40)
