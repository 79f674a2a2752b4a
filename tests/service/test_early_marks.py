# SPDX-License-Identifier: AGPL-3.0-or-later
"""People see a card before the bot has heard that it arrived: what they tap then counts too."""

import asyncio

from service_fakes import FakeNetwork, Garden

from bot.domain.ids import Number
from bot.service.incoming import Incoming, Reacted, TypedText, Unreacted
from bot.service.ports import Outgoing


class SlowNetwork(FakeNetwork):
    """Its sends are in the room at once, but are answered only when `answers` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answers, self.sent = asyncio.Event(), asyncio.Event()

    async def send(self, place: str, message: Outgoing) -> str:
        sent = await super().send(place, message)
        self.sent.set()
        await self.answers.wait()
        return sent


async def unheard(garden: Garden, network: SlowNetwork) -> None:
    """A poll whose card is in the room, and the bot does not know it yet."""
    await garden.open()
    words = TypedText("!poll new Shall we plant a walnut tree?")
    await garden.hand_in(garden.arrives("net:@ana", words))
    await network.sent.wait()


def tap(garden: Garden, account: str, emoji: str, *, gone: bool = False) -> Incoming:
    mark = f"{account}{emoji}"
    content = Unreacted(mark, "net:m1") if gone else Reacted("net:m1", emoji, mark)
    return garden.arrives(account, content)


async def test_a_mark_counts_that_comes_before_the_receipt() -> None:
    network = SlowNetwork()
    garden = Garden(network=network)
    await unheard(garden, network)
    assert (await garden.hand_in(tap(garden, "net:@bo", "👍"))).ok
    await garden.hand_in(tap(garden, "net:@cy", "👍"))
    await garden.hand_in(tap(garden, "net:@cy", "👍", gone=True))
    await garden.hand_in(tap(garden, "net:@dee", "👎"))
    await garden.hand_in(tap(garden, "net:@dee", "👎"))
    network.answers.set()
    await garden.hall.settle()
    latest = garden.commons.polls[Number(1)].marks.latest()
    assert sorted(latest.values()) == ["no", "yes"]


async def test_what_comes_after_the_receipt_stays_behind_it() -> None:
    network = SlowNetwork()
    garden = Garden(network=network)
    await unheard(garden, network)
    await garden.hand_in(tap(garden, "net:@bo", "👍"))
    network.answers.set()
    for _ in range(1000):
        if await garden.desk.directory.card("net:m1"):
            break
        await asyncio.sleep(0)
    await garden.hand_in(tap(garden, "net:@bo", "👍", gone=True))
    await garden.hall.settle()
    assert garden.commons.polls[Number(1)].marks.latest() == {}


async def test_taps_on_what_is_no_card_are_not_kept_for_ever() -> None:
    garden = await Garden().open()
    for index in range(5000):
        mark = f"{index}"
        await garden.hand_in(garden.arrives("net:@bo", Reacted(f"net:x{index}", "👍", mark)))
    for index in range(2000):
        await garden.hand_in(garden.arrives("net:@bo", Reacted("net:x", "👍", f"y{index}")))
    kept = garden.hall.early.kept
    assert len(kept) <= 500
    assert sum(map(len, kept.values())) <= 1500
