# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures: one Synapse for the whole run, and one more with its default rate limits."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.adapters.matrix.fakes import Bot, MakeBot, MakePerson, make_bot
from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import Person


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"server", "limited_server"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.synapse)
            item.add_marker(needs_synapse)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    homeserver = Homeserver(tmp_path_factory.mktemp("synapse"))
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


@pytest.fixture(scope="session")
def limited_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    homeserver = Homeserver(tmp_path_factory.mktemp("limited"), limited=True)
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


@pytest.fixture
async def person(server: Homeserver) -> AsyncIterator[MakePerson]:
    """Makes people: `ana = await person("ana")`."""
    made: list[Person] = []

    async def make(name: str) -> Person:
        made.append(await server.person(name))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture
async def bot_in(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakeBot]:
    """Starts bots: `bot = await bot_in(room)`; they are stopped when the test ends."""
    made: list[Bot] = []

    async def make(*rooms: str, start: bool = True, url: str = "") -> Bot:
        bot = await make_bot(server, tmp_path, *(f"matrix:{room}" for room in rooms), url=url)
        made.append(bot)
        if start:
            await bot.start()
        return bot

    yield make
    for bot in made:
        await bot.stop()
