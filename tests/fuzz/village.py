# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small house for hostile words: four people, who may be called whatever they like."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from adapters.console.founding import founding_of
from adapters.console.happenings import Answered, Changed, Happening, Posted, Whispered
from adapters.console.network import ConsoleNetwork
from adapters.console.script import parse_script
from adapters.console.stage import Stage
from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from bot.service.ports import Store
from bot.words.cards import Card
from storage import open_store

HEADER = "people Ana Bo Cleo Dee\nstewards Dee\nrule broadcast.limit 10000\nrule claim.limit 100\n"


class Village(ConsoleNetwork):
    """A console whose people are called whatever they like."""

    called: dict[str, str]

    def display(self, account: str) -> str | None:
        return self.called.get(account) or super().display(account)


@asynccontextmanager
async def house() -> AsyncIterator[tuple[Stage, Store, Village]]:
    founding = founding_of(parse_script(HEADER))
    clock = VirtualClock(founding.start)
    network = Village(founding.populated(), clock)
    network.called = {}
    store = await open_store("memory:")
    hall = Hall(founding.settings(), store, clock, [network])
    await hall.start()
    try:
        await hall.settle()
        network.drain()
        yield Stage(network, hall, clock), store, network
    finally:
        await hall.stop()
        await store.close()


def cards(happened: Sequence[Happening]) -> Iterator[Card]:
    for one in happened:
        if isinstance(one, Posted | Whispered | Answered):
            yield one.card
        elif isinstance(one, Changed):
            yield one.after
