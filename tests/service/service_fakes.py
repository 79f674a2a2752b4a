# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store that fails on request, and a garden: one commons with a hall around it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from service_network import LONG_AGO, OTHER, ROOM, START, FakeNetwork, text

from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from bot.service.incoming import Incoming, Reacted, TypedText, Unreacted
from bot.service.ports import Answer, Append, SeenMark, StoreUnavailableError
from bot.service.settings import CommonsSettings, RoomSettings, Settings
from storage.memory import MemoryStore

__all__ = [
    "LONG_AGO",
    "OTHER",
    "ROOM",
    "START",
    "FakeNetwork",
    "FaultyStore",
    "Garden",
    "settings",
    "text",
]


class FaultyStore(MemoryStore):
    """A store whose next appends fail on request; `after` ones fail after having been written."""

    def __init__(self) -> None:
        super().__init__()
        self.failing = 0
        self.appends: list[Append] = []
        self.gate: asyncio.Event | None = None

    async def append(self, batch: Append) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.failing:
            self.failing -= 1
            raise StoreUnavailableError("The disk is full: make room, then try again.")
        await super().append(batch)
        self.appends.append(batch)


def settings(*, rooms: Sequence[str] = (ROOM,), **charter: str) -> Settings:
    founding = {name.replace("__", "."): value for name, value in charter.items()}
    commons = CommonsSettings(
        name="garden",
        title="The garden",
        language="en",
        timezone="UTC",
        rooms=tuple(RoomSettings(room) for room in rooms),
        stewards=("net:@ana",),
        ignore=("net:@ghost_*",),
        charter=founding,
    )
    return Settings(storage_url="memory:", matrix=None, commons=(commons,))


class Garden:
    """One commons with its hall, store, clock and network; `crash` and `open` it again."""

    def __init__(
        self,
        *,
        network: FakeNetwork | None = None,
        store: MemoryStore | None = None,
        configured: Settings | None = None,
        others: Sequence[FakeNetwork] = (),
    ) -> None:
        self.network = network or FakeNetwork()
        self.store = store or FaultyStore()
        self.clock = VirtualClock(START)
        self.settings = configured or settings()
        self.others = list(others)
        self.hall = self._hall()
        self._sources = 0

    def _hall(self) -> Hall:
        return Hall(self.settings, self.store, self.clock, [self.network, *self.others])

    async def open(self) -> "Garden":
        await self.hall.start()
        await self.hall.settle()
        return self

    async def crash(self) -> None:
        """Everything in memory is gone, nothing was put away."""
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def reopen(self) -> None:
        """A new process on the same store."""
        await self.crash()
        self.hall = self._hall()
        await self.open()

    @property
    def desk(self):  # noqa: ANN201
        return self.hall.desk("garden")

    @property
    def commons(self):  # noqa: ANN201
        return self.desk.commons

    def arrives(self, account: str, content: object, **more: object) -> Incoming:
        self._sources += 1
        return Incoming(
            source_id=f"net:e{self._sources}",
            account=account,
            place=ROOM,
            content=content,
            joined_at=LONG_AGO,
            sent_at=self.clock.now(),
            **more,
        )

    async def hand_in(self, incoming: Incoming) -> Answer:
        return await (await self.hall.receive(incoming))

    async def says(self, account: str, words: str, **more: object) -> Answer:
        answer = await self.hand_in(self.arrives(account, TypedText(words), **more))
        await self.hall.settle()
        return answer

    def reaction(self, account: str, number: int, emoji: str, mark: str = "") -> Incoming:
        message = f"net:{self.network.card_id(number)}"
        incoming = self.arrives(account, None)
        mark = mark or incoming.source_id
        return replace(incoming, source_id=mark, content=Reacted(message, emoji, mark))

    async def reacts(self, account: str, number: int, emoji: str, mark: str = "") -> Answer:
        incoming = self.reaction(account, number, emoji, mark)
        shown = self.network.messages[self.network.card_id(number)]
        made = self.clock.now()
        one = SeenMark(incoming.source_id, account, emoji, LONG_AGO, made, incoming.source_id)
        shown.marks[one.mark] = one
        answer = await self.hand_in(incoming)
        await self.hall.settle()
        return answer

    async def unreacts(self, account: str, mark: str) -> Answer:
        for shown in self.network.messages.values():
            shown.marks.pop(mark, None)
        answer = await self.hand_in(self.arrives(account, Unreacted(mark)))
        await self.hall.settle()
        return answer

    async def waits(self, **duration: float) -> None:
        await self.hall.wait(timedelta(**duration))
