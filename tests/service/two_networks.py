# SPDX-License-Identifier: AGPL-3.0-or-later
"""One commons on two networks, with people who are on both."""

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta

from service_network import LONG_AGO, START, FakeNetwork, text

from bot.domain.reading import poll_view
from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from bot.service.incoming import Incoming, Reacted, TypedText, Unreacted
from bot.service.ports import Answer
from bot.service.settings import CommonsSettings, RoomSettings, Settings
from storage.memory import MemoryStore

RED = "matrix:!red"
BLUE = "discord:7"
ANA = "matrix:@ana"
ANNA = "discord:111"
BO = "matrix:@bo"
CY = "discord:222"
_CODE = re.compile(r"my link ([A-Z]{8})\b")


def configured(*names: str, **charter: str) -> Settings:
    """Commons of these names; the first has a room on each network."""
    rooms = {names[0]: (RED, BLUE)} | {name: (f"matrix:!{name}",) for name in names[1:]}
    founding = {name.replace("__", "."): value for name, value in charter.items()}
    commons = tuple(
        CommonsSettings(
            name=name,
            title=f"The {name}",
            language="en",
            timezone="UTC",
            rooms=tuple(RoomSettings(room) for room in rooms[name]),
            stewards=("matrix:@stella",),
            ignore=("matrix:@ghost_*",),
            charter=founding,
        )
        for name in names
    )
    return Settings(storage_url="memory:", matrix=None, commons=commons)


class Village:
    """People talk on both networks; `private` is what only they read."""

    def __init__(self, *names: str, **charter: str) -> None:
        self.settings = configured(*(names or ("garden",)), **charter)
        places = [room.room for one in self.settings.commons for room in one.rooms]
        self.matrix = FakeNetwork("matrix", [one for one in places if one.startswith("matrix")])
        self.discord = FakeNetwork("discord", [BLUE])
        self.matrix.private = self.discord.private = True
        self.store = MemoryStore()
        self.clock = VirtualClock(START)
        self.hall = self._hall()
        self.last = Answer(ok=True)
        self._sources = 0

    def _hall(self) -> Hall:
        return Hall(self.settings, self.store, self.clock, [self.matrix, self.discord])

    async def open(self) -> "Village":
        await self.hall.start()
        await self.hall.settle()
        return self

    async def reopen(self) -> None:
        """Everything in memory is gone; a new process on the same store."""
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.hall = self._hall()
        await self.open()

    @property
    def commons(self):  # noqa: ANN201
        return self.hall.desk("garden").commons

    def network(self, account: str) -> FakeNetwork:
        return self.matrix if account.startswith("matrix") else self.discord

    def room(self, account: str) -> str:
        return RED if account.startswith("matrix") else BLUE

    def arrives(self, account: str, content: object) -> Incoming:
        self._sources += 1
        place = self.room(account)
        self.network(account).people[place].setdefault(account, LONG_AGO)
        return Incoming(
            source_id=f"source:{self._sources}",
            account=account,
            place=place,
            content=content,
            joined_at=self.network(account).people[place][account],
            sent_at=self.clock.now(),
            name=account.partition(":")[2].removeprefix("@"),
        )

    async def hand_in(self, incoming: Incoming) -> str:
        self.last = await (await self.hall.receive(incoming))
        await self.hall.settle()
        return text(self.last.card) if self.last.card else ""

    async def says(self, account: str, words: str, **more: object) -> str:
        return await self.hand_in(replace(self.arrives(account, TypedText(words)), **more))

    async def private(self, account: str, words: str, **more: object) -> str:
        place = f"{account.partition(':')[0]}:desk-{account}"
        return await self.says(account, words, private=True, place=place, joined_at=None, **more)

    async def code(self, account: str, words: str = "my link") -> str:
        """Ask for a code."""
        found = _CODE.search(await self.private(account, words))
        assert found is not None
        return found[1]

    async def links(self, account: str, other: str) -> str:
        """One types the code that the other asked for."""
        return await self.private(account, f"my link {await self.code(other)}")

    def reaction(self, account: str, number: int, emoji: str, kind: type = Reacted) -> Incoming:
        via, place = self.network(account), self.room(account)
        message = f"{via.name}:{via.card_id(number, place)}"
        mark = f"{account}/{message}/{emoji}"
        content = Reacted(message, emoji, mark) if kind is Reacted else Unreacted(mark, message)
        return self.arrives(account, content)

    async def reacts(self, account: str, number: int, emoji: str) -> str:
        return await self.hand_in(self.reaction(account, number, emoji))

    async def unreacts(self, account: str, number: int, emoji: str, *, sure: bool = True) -> str:
        incoming = self.reaction(account, number, emoji, Unreacted)
        content = replace(incoming.content, sure=sure)
        return await self.hand_in(replace(incoming, content=content))

    async def waits(self, **duration: float) -> None:
        await self.hall.wait(timedelta(**duration))

    def joins(self, account: str, at: datetime) -> None:
        self.network(account).people[self.room(account)][account] = at

    def tally(self, number: int) -> dict[str, int]:
        view = poll_view(self.commons, number)
        assert view is not None
        return {choice: count for choice, count in view.tally.items() if count}

    def heard(self, account: str) -> list[str]:
        """What somebody was told privately besides answers, the welcome left out."""
        whispers = self.network(account).whispers
        return [words for who, words in whispers if who == account and "Welcome" not in words]


def member(village: Village, account: str) -> int | None:
    """The number of the member behind an account."""
    ref = village.hall.directory("garden").known(account)
    return None if ref is None else village.commons.member_of.get(ref)
