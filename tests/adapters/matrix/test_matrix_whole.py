# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real service on the real server: a poll from its opening to its outcome."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.matrix.follow import MatrixNetwork
from bot.service.clock import SteadyClock
from bot.service.hall import Hall
from bot.service.settings import CommonsSettings, MatrixSettings, RoomSettings, Settings
from storage.memory import MemoryStore
from tests.adapters.matrix.fakes import MakePerson, make_bot
from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person, wait_until


@dataclass
class Moot:
    """Everything but the command line."""

    settings: Settings
    store: MemoryStore
    place: str
    hall: Hall | None = None
    network: MatrixNetwork | None = None
    running: Any = None

    async def start(self) -> None:
        assert self.settings.matrix is not None
        clock = SteadyClock()
        self.network = MatrixNetwork(self.settings.matrix, [self.place], self.store, clock)
        self.hall = Hall(self.settings, self.store, clock, [self.network])
        await self.hall.start()
        await self.network.start(self.hall)
        self.running = asyncio.create_task(self.network.run())
        network = self.network
        await wait_until(lambda: network._rooms.synced and network.live(self.place))

    async def stop(self) -> None:
        if self.network is not None and self.hall is not None:
            await self.network.stop()
            await self.hall.stop()
            await self.running
        self.network = self.hall = None


MakeMoot = Callable[[str], Awaitable[Moot]]


@pytest.fixture
async def moot_in(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakeMoot]:
    made: list[Moot] = []

    async def make(room: str) -> Moot:
        matrix: MatrixSettings = (await make_bot(server, tmp_path)).settings
        place = f"matrix:{room}"
        charter = {"poll.after_outage": "0s"}
        rooms = (RoomSettings(place),)
        commons = CommonsSettings("garden", "Garden", "en", "UTC", rooms, (), (), charter)
        made.append(Moot(Settings("memory:", matrix, (commons,)), MemoryStore(), place))
        await made[-1].start()
        return made[-1]

    yield make
    for moot in made:
        await moot.stop()


async def cards(person: Person, room: str) -> list[dict[str, Any]]:
    """The newest content of every live card, and under which event it stands."""
    shown: dict[str, dict[str, Any]] = {}
    for event in await person.timeline(room):
        content = event["content"]
        if "org.folkmoot.card" not in content:
            continue
        card = content.get("m.relates_to", {}).get("event_id", event["event_id"])
        shown[card] = content.get("m.new_content", content) | {"id": card}
    return list(shown.values())


@pytest.mark.parametrize("version", ["10", "12"])
async def test_a_poll_with_the_bot_away_in_between(
    person: MakePerson, moot_in: MakeMoot, version: str
) -> None:
    ana, bo, cy = await person("ana"), await person("bo"), await person("cy")
    room = await ana.create_room(version)
    for one in (bo, cy):
        await one.join(room)
    moot = await moot_in(room)

    await ana.say(room, "!poll new Shall we plant garlic? closes:8s")
    (card,) = await wait_until(lambda: cards(ana, room))
    await ana.react(room, card["id"], "👍")
    wavering = await bo.react(room, card["id"], "👎")

    async def shows(words: str) -> bool:
        return any(words in card["body"] for card in await cards(ana, room))

    await wait_until(lambda: shows("1 yes, 1 no"))
    await moot.stop()
    await bo.redact(room, wavering)
    await bo.react(room, card["id"], "👍")
    await cy.react(room, card["id"], "👍")
    await moot.start()

    await wait_until(lambda: shows("#1 Passed: Shall we plant garlic?"), limit=20)
    assert await shows("3 yes, 0 no, 0 abstain")
    outcomes = [
        event
        for event in await ana.timeline(room)
        if "org.folkmoot.notice" in event["content"] and "Passed" in event["content"]["body"]
    ]
    assert len(outcomes) == 1
