# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stand-ins for the service: a front door that collects, a store of positions, a bot to run."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.matrix.follow import MatrixNetwork
from bot.domain.ids import Number
from bot.service.incoming import Incoming
from bot.service.ports import SILENCE, Answer, RoomFacts, StoreUnavailableError, Trouble
from bot.service.settings import MatrixSettings, Secret
from bot.words.cards import Card, CardMarker, Outgoing, People, Plain
from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person, wait_until


class FakeClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FakeDoor:
    """Collects what comes in. `answers`: text -> what to answer; `broken`: the store is full."""

    places: dict[str, str] = field(default_factory=dict)
    received: list[Incoming] = field(default_factory=list)
    away: list[tuple[list[str], datetime, datetime]] = field(default_factory=list)
    reconciled: list[list[str]] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    echoes: list[tuple[str, str, str]] = field(default_factory=list)
    touches: int = 0
    troubles: list[tuple[str, Trouble]] = field(default_factory=list)
    mends: list[tuple[str, Trouble | None]] = field(default_factory=list)
    broken: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)

    async def receive(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if self.broken > 0:
            self.broken -= 1
            future.set_exception(StoreUnavailableError("The disk is full: make room."))
            return future
        self.received.append(incoming)
        text = getattr(incoming.content, "text", None)
        future.set_result(self.answers.get(text or "", SILENCE))
        return future

    async def been_away(self, places: Sequence[str], since: datetime, until: datetime) -> None:
        self.away.append((list(places), since, until))

    async def reconcile(self, places: Sequence[str]) -> None:
        self.reconciled.append(list(places))

    async def moved(self, old: str, new: str) -> None:
        self.moves.append((old, new))
        if old in self.places:
            self.places[new] = self.places[old]

    async def echo(self, place: str, key: str, message: str) -> None:
        self.echoes.append((place, key, message))

    def room(self, place: str) -> RoomFacts | None:
        if place not in self.places:
            return None
        return RoomFacts("garden", self.places[place], "en", "UTC", ())

    def touch(self, network: str) -> None:
        self.touches += 1

    async def troubled(self, place: str, what: Trouble) -> None:
        self.troubles.append((place, what))

    async def mended(
        self, place: str, what: Trouble | None = None, but: Collection[Trouble] = ()
    ) -> None:
        self.mends.append((place, what))

    # --- for the tests ---

    def of(self, kind: type) -> list[Incoming]:
        return [incoming for incoming in self.received if isinstance(incoming.content, kind)]

    def texts(self) -> list[str]:
        return [
            incoming.content.text
            for incoming in self.received
            if hasattr(incoming.content, "text") and incoming.content.text is not None
        ]


class FakePositions:
    def __init__(self) -> None:
        self.kept: dict[str, str | None] = {}

    async def position(self, name: str) -> str | None:
        return self.kept.get(name)

    async def set_position(self, name: str, value: str | None) -> None:
        self.kept[name] = value


@dataclass
class Bot:
    """The adapter with fakes around it, startable as often as a test likes."""

    server: Homeserver
    settings: MatrixSettings
    user_id: str
    door: FakeDoor
    positions: FakePositions
    network: MatrixNetwork | None = None
    running: "asyncio.Task[None] | None" = None

    @property
    def matrix(self) -> MatrixNetwork:
        assert self.network is not None
        return self.network

    async def start(self, *, until_live: bool = True) -> None:
        self.network = MatrixNetwork(
            self.settings, list(self.door.places), self.positions, FakeClock()
        )
        await self.network.start(self.door)
        self.running = asyncio.create_task(self.network.run())
        if until_live:
            await wait_until(
                lambda: (
                    self.matrix._rooms.synced
                    and all(
                        self.matrix.live(place)
                        for place in self.door.places
                        if place.startswith("matrix:!")
                    )
                )
            )

    async def stop(self) -> None:
        if self.network is not None:
            await self.network.stop()
        if self.running is not None:
            with suppress(Exception):
                await self.running
        self.network = self.running = None


def card(*lines: str, **more: Any) -> Card:
    return Card(tuple((People(line),) for line in lines), **more)


def notice(key: str, text: str = "Hello", **more: Any) -> Outgoing:
    return Outgoing(Card(((Plain(text),),)), key, **more)


def live_card(number: int, version: int, text: str, key: str | None = None) -> Outgoing:
    marker = CardMarker("garden", Number(number), "poll", version)
    return Outgoing(Card(((Plain(text),),)), key or f"card:{number}:{version}", marker)


async def make_bot(server: Homeserver, folder: Path, *places: str, url: str = "") -> Bot:
    name = f"folkmoot{os.urandom(3).hex()}"
    registered = await asyncio.to_thread(server.register, name)
    settings = MatrixSettings(
        homeserver=url or server.url,
        user=registered["user_id"],
        password=Secret("secret"),
        access_token=None,
        device_id=None,
        state_dir=folder / name,
        prefix="!",
        inviters=(f"@friend*:{server.domain}",),
    )
    door = FakeDoor(dict.fromkeys(places, "board"))
    return Bot(server, settings, registered["user_id"], door, FakePositions())


async def people(server: Homeserver, *names: str) -> list[Person]:
    return list(await asyncio.gather(*(server.person(name) for name in names)))


MakePerson = Callable[[str], Awaitable[Person]]
MakeBot = Callable[..., Awaitable[Bot]]
