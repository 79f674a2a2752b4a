# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures: one Synapse for all stories, people on it, and bots that are put away afterwards."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import Person
from tests.matrix.bot_process import BotProcess

HERE = Path(__file__).parent

People = Callable[..., Awaitable[list[Person]]]
MakeBot = Callable[..., Awaitable[BotProcess]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.synapse)
            item.add_marker(needs_synapse)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    homeserver = Homeserver(tmp_path_factory.mktemp("synapse"))
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


@pytest.fixture
async def people(server: Homeserver) -> AsyncIterator[People]:
    """Makes people: `ana, bo = await people("ana", "bo")`; `on=` names another server."""
    made: list[Person] = []

    async def make(*names: str, on: Homeserver | None = None) -> list[Person]:
        home = on or server
        fresh = list(await asyncio.gather(*(home.person(name) for name in names)))
        made.extend(fresh)
        return fresh

    yield make
    for one in made:
        await one.close()


@pytest.fixture
async def bot_in(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakeBot]:
    """Makes bots: `bot = await bot_in(room)`, started unless `start=False`.

    Afterwards no log of theirs may tell of something that should never happen.
    """
    made: list[BotProcess] = []

    async def make(
        *rooms: str, start: bool = True, on: Homeserver | None = None, **more: Any
    ) -> BotProcess:
        folder = tmp_path / f"bot{len(made)}"
        bot = await asyncio.to_thread(BotProcess, on or server, folder, rooms, **more)
        made.append(bot)
        if start:
            await bot.start()
        return bot

    yield make
    for bot in made:
        bot.kill()
    assert [line for bot in made for line in bot.complaints()] == []
