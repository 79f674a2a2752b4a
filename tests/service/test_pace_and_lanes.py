# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delivery on networks where each room, and each card, has a pace of its own."""

import asyncio
import time

from service_fakes import OTHER, ROOM, FakeNetwork, Garden, settings

from bot.service.ports import GoneError, NotYetError
from bot.words.cards import Outgoing

PAUSE = 0.05


class PacedNetwork(FakeNetwork):
    """A network that wants each card left alone for a while after an edit."""

    def __init__(self) -> None:
        super().__init__(rooms=(ROOM, OTHER))
        self.edited: dict[str, float] = {}
        self.gone: set[str] = set()
        self.slow = asyncio.Event()
        self.slow.set()

    def lane(self, place: str | None) -> str:
        return place or "private"

    async def send(self, place: str, message: Outgoing) -> str:
        if place == OTHER:
            await self.slow.wait()
        return await super().send(place, message)

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        if message_id in self.gone:
            raise GoneError("The message is gone.")
        await asyncio.sleep(PAUSE / 5)  # more happens to the card meanwhile
        left = self.edited.get(message_id, 0.0) + PAUSE - time.monotonic()
        if left > 0:
            raise NotYetError(left)
        await super().edit(place, message_id, message)
        self.edited[message_id] = time.monotonic()


async def until(condition, limit: float = 20) -> None:  # noqa: ANN001
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.005)


async def test_edits_that_come_too_soon_are_put_off_and_the_last_one_is_exact() -> None:
    accidents: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: accidents.append(what))
    network = PacedNetwork()
    garden = await Garden(network=network).open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree?")
    (card,) = network.cards(1)
    inputs = [garden.reaction(f"net:@v{number}", 1, "👍") for number in range(40)]
    for incoming in inputs:
        await (await garden.hall.receive(incoming))
        await asyncio.sleep(PAUSE / 10)
    await until(lambda: "40 yes" in card.text)
    assert accidents == []
    assert len(card.edits) <= 10
    assert garden.hall.delivery.settled
    assert not await garden.store.boards("garden")
    await garden.hall.stop()


async def test_a_room_that_is_slow_holds_up_no_other() -> None:
    network = PacedNetwork()
    garden = await Garden(network=network, configured=settings(rooms=(ROOM, OTHER))).open()
    network.slow.clear()
    asked = asyncio.create_task(garden.says("net:@ana", "!poll new Shall we?"))
    await until(lambda: len(network.cards(1)) == 1)
    assert network.cards(1, OTHER) == []
    network.slow.set()
    await asked
    assert len(network.cards(1, OTHER)) == 1
    await garden.hall.stop()


async def test_s3_a_card_that_somebody_deleted_is_posted_again_and_its_marks_stay() -> None:
    network = PacedNetwork()
    garden = await Garden(network=network).open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree?")
    await garden.reacts("net:@bo", 1, "👍")
    before = network.card_id(1)
    network.gone.add(before)
    await garden.hall.vanished(f"net:{before}")
    await garden.hall.vanished(f"net:{before}")  # told twice, posted once
    await garden.hall.settle()
    first, second = network.cards(1)
    assert "1 yes" in second.text
    assert first.message.key != second.message.key
    again = [one for one in network.messages if one != before][-1]
    assert garden.hall.directory("garden").receipt(1, ROOM).message == f"net:{again}"
    await garden.hall.stop()


async def test_a_deletion_that_nobody_told_of_is_seen_with_the_next_edit() -> None:
    network = PacedNetwork()
    garden = await Garden(network=network).open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree? closes: 3d")
    network.gone.add(network.card_id(1))
    await garden.says("net:@bo", "!poll vote 1 yes")
    assert len(network.cards(1)) == 2
    assert "1 yes" in network.cards(1)[-1].text
    await garden.reopen()
    await garden.says("net:@cy", "!poll vote 1 yes")
    assert len(network.cards(1)) == 2
    assert "2 yes" in network.cards(1)[-1].text
    await garden.hall.stop()


async def test_what_is_over_is_not_posted_again() -> None:
    network = PacedNetwork()
    garden = await Garden(network=network).open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree? closes: 3d")
    await garden.waits(days=4)
    network.gone.add(network.card_id(1))
    await garden.hall.vanished(f"net:{network.card_id(1)}")
    await garden.hall.settle()
    assert len(network.cards(1)) == 1
    await garden.hall.stop()
