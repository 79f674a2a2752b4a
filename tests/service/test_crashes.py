# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process may die anywhere: each notice is told exactly once, each vote counts once."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from service_fakes import ROOM, FakeNetwork, FaultyStore, Garden

from bot.domain.ids import Number
from bot.service.incoming import TypedText
from bot.service.ports import Append


class Killed(asyncio.CancelledError):
    """The power goes."""


class MortalNetwork(FakeNetwork):
    """Dies at the so-manieth call: before it reaches the server, or right after."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None
        self.after = False

    async def _mortal(self, call: Callable[..., Awaitable[Any]], *args: Any) -> Any:
        dies = False
        if self.left is not None:
            self.left -= 1
            dies = self.left < 0
        if dies and not self.after:
            raise Killed
        done = await call(*args)
        if dies:
            raise Killed
        return done

    async def send(self, *args: Any) -> Any:
        return await self._mortal(super().send, *args)

    async def edit(self, *args: Any) -> Any:
        return await self._mortal(super().edit, *args)

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        if emoji not in self.messages[message_id].seeds:  # as servers do: M_DUPLICATE_ANNOTATION
            await self._mortal(super().seed, place, message_id, emoji)


async def week(garden: Garden) -> None:
    """A small life: a poll with votes, a task, an outcome. Each input may come again."""
    await hand(garden, "net:1", "net:@ana", "!poll new Shall we plant a walnut tree? closes: 1d")
    await hand(garden, "net:2", "net:@ana", "!task new Sweep the path")
    await hand(garden, "net:3", "net:@bo", "!poll vote 1 yes")
    await hand(garden, "net:4", "net:@cy", "!poll vote 1 yes")
    await garden.hall.settle()
    await garden.waits(days=2)


async def hand(garden: Garden, source: str, who: str, words: str) -> None:
    incoming = garden.arrives(who, TypedText(words))
    object.__setattr__(incoming, "source_id", source)
    await garden.hand_in(incoming)


def rooms_tell(garden: Garden) -> Counter[str]:
    messages = garden.network.messages.values()
    return Counter(
        f"card {shown.message.marker.number}"
        if shown.message.marker
        else re.sub(r"\b[0-9a-f]{8}\b", "hash", shown.text)
        for shown in messages
    )


def final(garden: Garden) -> dict[int, str]:
    return {number: garden.network.cards(number)[0].text for number in (1, 2)}


async def undisturbed() -> Garden:
    garden = await Garden().open()
    await week(garden)
    await garden.hall.stop()
    return garden


async def test_the_undisturbed_week() -> None:
    told = rooms_tell(await undisturbed())
    assert told["card 1"] == told["card 2"] == 1
    assert len([one for one in told if one.startswith("#1 Passed")]) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(16))
async def test_death_at_any_send(call: int, after: bool) -> None:  # noqa: FBT001
    whole = await undisturbed()
    network = MortalNetwork()
    garden = await Garden(network=network).open()
    network.left, network.after = call, after
    courier = garden.hall.delivery._courier(network, None)
    for source, who, words in (
        ("net:1", "net:@ana", "!poll new Shall we plant a walnut tree? closes: 1d"),
        ("net:2", "net:@ana", "!task new Sweep the path"),
        ("net:3", "net:@bo", "!poll vote 1 yes"),
        ("net:4", "net:@cy", "!poll vote 1 yes"),
    ):
        await hand(garden, source, who, words)
        assert courier._task is not None
        carried = asyncio.create_task(courier.wait_settled())
        await asyncio.wait([courier._task, carried], return_when=asyncio.FIRST_COMPLETED)
    network.left = None
    await garden.reopen()
    await week(garden)
    assert rooms_tell(garden) == rooms_tell(whole)
    assert garden.commons.polls[1].ballots == whole.commons.polls[1].ballots == 2
    assert network.cards(1)[0].seeds == whole.network.cards(1)[0].seeds
    assert network.cards(2)[0].seeds == ["✋"]
    assert "Passed" in final(garden)[1]
    assert not await garden.store.says("garden")
    assert not await garden.store.boards("garden")
    await garden.hall.stop()


class MortalStore(FaultyStore):
    """Dies at the so-manieth append: before anything is written, or right after all of it."""

    def __init__(self, left: int, *, written: bool) -> None:
        super().__init__()
        self.left: int | None = left
        self.written = written

    async def append(self, batch: Append) -> None:
        dies = self.left == 0
        if self.left is not None:
            self.left -= 1
        if dies and not self.written:
            raise Killed
        await super().append(batch)
        if dies:
            raise Killed


@pytest.mark.parametrize("written", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("append", range(6))
async def test_death_at_any_append(append: int, written: bool) -> None:  # noqa: FBT001
    store = MortalStore(append + 1, written=written)  # the founding comes first
    garden = await Garden(store=store).open()
    living = asyncio.create_task(week(garden))
    assert garden.desk._task is not None
    await asyncio.wait([living, garden.desk._task], return_when=asyncio.FIRST_COMPLETED)
    store.left = None
    await garden.reopen()
    await week(garden)
    assert rooms_tell(garden) == rooms_tell(await undisturbed())
    assert garden.commons.polls[Number(1)].ballots == 2
    assert len(garden.network.cards(1, ROOM)) == 1
    await garden.hall.stop()
