# SPDX-License-Identifier: AGPL-3.0-or-later
"""The courier, where a network wants one card left alone for a while."""

import asyncio

from service_network import ROOM, FakeNetwork

from bot.service.courier import Courier
from bot.service.parcels import CardDue, Parcel
from bot.service.ports import Network, NotYetError


async def test_a_card_that_changes_while_it_is_put_off_waits_once_and_shows_the_newest() -> None:
    loop = asyncio.get_running_loop()
    faults: list[object] = []
    loop.set_exception_handler(lambda _, context: faults.append(context))
    delivered: list[float] = []
    allowed_at = loop.time() + 0.2

    async def deliver(_: Network, parcel: Parcel) -> None:
        courier.put(CardDue("garden", 1, ROOM), "5")  # it changes while it is on its way
        await asyncio.sleep(0)
        if loop.time() < allowed_at:
            raise NotYetError(allowed_at - loop.time())
        delivered.append(loop.time())
        if len(delivered) == 2:
            await courier_done()

    async def courier_done() -> None:
        done.set()
        await asyncio.sleep(10)

    async def give_up(_: Parcel, __: str) -> None:
        raise AssertionError

    done = asyncio.Event()
    courier = Courier(FakeNetwork(), deliver, give_up)
    courier.put(CardDue("garden", 1, ROOM), "5")
    courier.start()
    await asyncio.wait_for(done.wait(), 5)
    assert delivered[0] >= allowed_at
    assert faults == []
    courier._stopping = True
    assert courier._task is not None
    courier._task.cancel()
