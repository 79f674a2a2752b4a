# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of outcomes: in rooms that want them, once, and never in the way of the words."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from service_fakes import OTHER, ROOM, FakeNetwork, Garden, settings

from bot.service.letters import PATIENCE
from bot.service.ports import TryLaterError, UndeliverableError, UnreachableError
from bot.service.settings import RoomSettings, Settings
from bot.words.cards import Outgoing


def gallery() -> Settings:
    """Two rooms, of which one wants pictures."""
    plain = settings()
    (commons,) = plain.commons
    rooms = (RoomSettings(ROOM, pictures=True), RoomSettings(OTHER))
    return replace(plain, commons=(replace(commons, rooms=rooms),))


async def voted(network: FakeNetwork | None = None) -> Garden:
    network = network or FakeNetwork(rooms=(ROOM, OTHER))
    garden = await Garden(network=network, configured=gallery()).open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree? closes: 1d")
    await garden.says("net:@bo", "!poll vote 1 yes")
    return garden


def outcomes(garden: Garden, place: str = ROOM) -> list[str]:
    return [
        message
        for message, shown in garden.network.messages.items()
        if shown.place == place and shown.message.marker is None and "Passed" in shown.text
    ]


async def test_an_outcome_is_drawn_where_pictures_are_wanted() -> None:
    garden = await voted()
    await garden.waits(days=2)
    (message,) = outcomes(garden)
    (chart,) = garden.network.pictures.values()
    assert list(garden.network.pictures) == [message]
    assert [(bar.label, bar.count) for bar in chart.bars] == [
        ("yes", 1),
        ("no", 0),
        ("abstain", 0),
    ]
    assert len(outcomes(garden, OTHER)) == 1
    assert garden.network.messages[message].message.picture == chart
    assert all(
        shown.message.picture is None
        for other, shown in garden.network.messages.items()
        if other != message
    )
    await garden.hall.stop()


class MortalGallery(FakeNetwork):
    """Dies once at a picture: before it reaches the server, or right after."""

    def __init__(self, *, after: bool) -> None:
        super().__init__(rooms=(ROOM, OTHER))
        self.mortal = True
        self.after = after

    async def illustrate(self, *args: Any, again: bool) -> None:
        dies, self.mortal = self.mortal, False
        if not dies or self.after:
            await super().illustrate(*args, again=again)
        if dies:
            raise asyncio.CancelledError


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_death_at_a_picture(after: bool) -> None:  # noqa: FBT001
    network = MortalGallery(after=after)
    garden = await voted(network)
    courier = garden.hall.delivery._courier(network, ROOM)
    assert courier._task is not None
    waiting = asyncio.create_task(garden.waits(days=2))
    await asyncio.wait([courier._task, waiting], return_when=asyncio.FIRST_COMPLETED)
    await garden.reopen()
    await garden.waits(days=2)
    assert outcomes(garden) == list(network.pictures)
    assert len(network.pictures) == 1
    assert not await garden.store.says("garden")
    await garden.hall.stop()


class Blind(FakeNetwork):
    """Takes words, and answers every picture with a fault."""

    def __init__(self, fault: Exception, times: int = 1000) -> None:
        super().__init__(rooms=(ROOM, OTHER))
        self.fault = fault
        self.times = times
        self.asked: list[bool] = []

    async def illustrate(
        self, place: str, message_id: str, message: Outgoing, *, again: bool
    ) -> None:
        self.asked.append(again)
        if len(self.asked) <= self.times:
            raise self.fault
        await super().illustrate(place, message_id, message, again=again)


async def delivered(garden: Garden) -> None:
    """Wait until nothing waits, letting the couriers' waits pass."""
    await garden.waits(days=2)
    async with asyncio.timeout(20):
        while await garden.store.says("garden"):
            garden.hall.touch("net")
            await asyncio.sleep(0.02)


async def test_a_room_that_takes_no_pictures_gets_the_words() -> None:
    network = Blind(UndeliverableError("no files here"))
    garden = await voted(network)
    await delivered(garden)
    assert len(outcomes(garden)) == 1
    assert network.asked == [False]
    assert not network.pictures
    await garden.hall.stop()


async def test_a_picture_that_never_gets_through_is_let_go() -> None:
    network = Blind(UnreachableError("media are away"))
    garden = await voted(network)
    await delivered(garden)
    assert len(outcomes(garden)) == 1
    assert network.asked == [False] + [True] * PATIENCE
    await garden.hall.stop()


@pytest.mark.parametrize("fault", [TryLaterError(0.01), UnreachableError("for a moment")])
async def test_a_picture_that_had_to_wait_is_shown_once(fault: Exception) -> None:
    network = Blind(fault, times=2)
    garden = await voted(network)
    await delivered(garden)
    assert outcomes(garden) == list(network.pictures)
    assert network.asked == [False, True, True]
    await garden.hall.stop()
