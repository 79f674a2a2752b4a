# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do while the store fails for a while: in time, in order, and not lost (§1, §18)."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.service.ports import StoreUnavailableError
from tests.adapters.discord.double_rig import Rig, rig_on_double, until


async def a_poll(rig: Rig) -> Any:
    await rig.ana.slash(rig.room, "poll new", question="Lanterns in the yard?")
    return await rig.card(1)


async def test_s18_what_was_done_in_time_counts_though_the_store_was_full_over_the_deadline() -> (
    None
):
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        rig.pass_time(timedelta(days=7) - timedelta(minutes=1))
        await rig.settled()
        rig.store.full = True
        assert rig.network is not None
        hands = rig.network._hands
        before = hands._order
        await rig.bo.reacts(card, "👍")
        press = rig.cy.taps(card, "no")
        await until(lambda: hands._order >= before + 2)
        rig.pass_time(timedelta(minutes=2))
        rig.store.full = False
        await press.until_settled()
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"), 30)
        assert rig.commons.polls[1].tally == {"yes": 1, "no": 1, "abstain": 0}


async def test_s1_the_last_press_counts_though_the_store_failed_just_between() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        failing = asyncio.Event()
        append = rig.store.append

        async def once(batch: Any) -> None:
            if failing.is_set():
                return await append(batch)
            failing.set()
            await asyncio.sleep(0.3)
            raise StoreUnavailableError("The file is in use.")

        rig.store.append = once  # type: ignore[method-assign]
        first = rig.bo.taps(card, "yes")
        await failing.wait()
        second = rig.bo.taps(card, "no")
        await first.until_settled()
        await second.until_settled()
        await rig.shows(1, "no")


async def test_a_reaction_is_not_lost_where_the_store_can_not_be_read_for_a_moment() -> None:
    async with rig_on_double() as rig:
        card = await a_poll(rig)
        assert rig.hall is not None
        directory = rig.hall.desks["garden"].directory
        directory._messages.clear()  # as for a card of long ago
        receipt = rig.store.receipt
        failed = asyncio.Event()

        async def once(message: str) -> Any:
            rig.store.receipt = receipt  # type: ignore[method-assign]
            failed.set()
            raise StoreUnavailableError("The disk does not answer.")

        rig.store.receipt = once  # type: ignore[method-assign]
        await rig.bo.reacts(card, "👍")
        await failed.wait()
        await rig.shows(1, "yes")
