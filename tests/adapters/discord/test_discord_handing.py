# SPDX-License-Identifier: AGPL-3.0-or-later
"""The row of inputs: in order, once, and none of them late for want of a disk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from adapters.discord import handing
from adapters.discord.handing import Hands
from adapters.discord.people import People
from adapters.discord.places import Places
from bot.service.incoming import Incoming, TypedText
from bot.service.ports import SILENCE, Answer, StoreUnavailableError
from tests.adapters.discord.double_rig import rig_on_double, until

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
POLL = "!poll new Lanterns in the yard?"


class Clock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Door:
    """Keeps what comes in; `full`: it can write nothing; `odd`: it trips over this input."""

    full: bool = False
    odd: str = ""
    received: list[Incoming] = field(default_factory=list)
    tried: int = 0

    async def receive(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.tried += 1
        if incoming.source_id == self.odd:
            raise ValueError("a fault of ours")
        asyncio.get_running_loop().call_soon(
            partial(self._settle, incoming, future, full=self.full)
        )
        return future

    def _settle(self, incoming: Incoming, future: "asyncio.Future[Answer]", *, full: bool) -> None:
        if full:
            future.set_exception(StoreUnavailableError("The disk is full: make room."))
        else:
            self.received.append(incoming)
            future.set_result(SILENCE)


@dataclass
class Row:
    door: Door
    hands: Hands
    remedies: list[None]

    @property
    def sources(self) -> list[str]:
        return [one.source_id for one in self.door.received]


@asynccontextmanager
async def row(door: Door) -> AsyncIterator[Row]:
    remedies: list[None] = []
    hands = Hands(Places(()), People(), Clock(), lambda *_: None, lambda: remedies.append(None))
    hands.open(door)  # type: ignore[arg-type]
    task = asyncio.create_task(hands.run())
    try:
        yield Row(door, hands, remedies)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        hands.close()


def typed(source: str) -> Incoming:
    return Incoming(source, "discord:1", "discord:2", TypedText("hello"))


async def test_what_the_store_can_not_keep_comes_before_what_came_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handing, "FIRST_WAIT", 0.01)
    async with row(Door(full=True)) as one:
        for source in "abc":
            one.hands.put(typed(source))
        await until(lambda: one.door.tried >= 6)
        one.hands.put(typed("d"))
        one.door.full = False
        await until(lambda: len(one.door.received) == 4)
        assert one.sources == list("abcd")
        assert one.remedies == [None]


async def test_an_input_that_trips_the_bot_stops_no_other() -> None:
    async with row(Door(odd="b")) as one:
        for source in "abc":
            one.hands.put(typed(source))
        await until(lambda: one.sources == ["a", "c"])
        with pytest.raises(ValueError, match="a fault of ours"):
            await one.hands.ask(typed("b"))


async def test_errands_have_their_turn_and_words_of_before_go_first() -> None:
    async with row(Door()) as one:
        gate = asyncio.Event()

        async def errand() -> None:
            await gate.wait()
            one.hands.put_first([typed("x"), typed("y")])

        async def broken() -> None:
            raise RuntimeError("a fault of ours")

        one.hands.put(typed("a"))
        one.hands.then(errand)
        one.hands.then(broken)
        one.hands.put(typed("b"))
        await until(lambda: one.sources == ["a"])
        gate.set()
        await one.hands.caught_up()
        await until(lambda: one.sources == ["a", "x", "y", "b"])


async def test_s18_who_waited_for_us_was_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "FIRST_WAIT", 0.6)
    async with row(Door(full=True)) as one:
        one.hands.put(typed("a"))
        await until(lambda: one.door.tried)
        one.door.full = False
        await until(lambda: one.door.received)
        (late,) = one.door.received
        assert late.late
        assert late.sent_at is not None
        assert timedelta(seconds=0.5) < NOW - late.sent_at < timedelta(seconds=5)


async def test_who_waits_when_the_bot_stops_is_told_so() -> None:
    async with row(Door(full=True)) as one:
        asked = asyncio.ensure_future(one.hands.ask(typed("a")))
        await until(lambda: one.door.tried)
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_s18_a_full_disk_over_the_deadline_makes_nobody_late() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        rig.pass_time(timedelta(days=7) - timedelta(seconds=30))
        await rig.settled()
        rig.store.full = True
        await rig.bo.reacts(card, "👍")
        await rig.cy.reacts(card, "👎")
        await rig.cy.unreacts(card, "👎")
        await until(lambda: rig.network and rig.network._hands._failed)
        rig.pass_time(timedelta(minutes=1))
        rig.store.full = False
        await until(lambda: rig.commons.polls[1].state not in ("open", "counting"), 20)
        assert rig.commons.polls[1].tally == {"yes": 1, "no": 0, "abstain": 0}
