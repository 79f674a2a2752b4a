# SPDX-License-Identifier: AGPL-3.0-or-later
"""One commons on a real Synapse and on the double of Discord, and the real program on both."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.homeserver import PASSWORD, Homeserver, needs_synapse
from tests.adapters.matrix.person import Person, wait_until
from tests.discord.double.server import Discord
from tests.discord.garden import Garden
from tests.discord.process import DiscordBot
from tests.matrix.rooms_seen import Seen
from tests.program import toml

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.synapse)
            item.add_marker(needs_synapse)


class BothBot(DiscordBot):
    """The program on both networks."""

    def settle_on(self, server: Homeserver, room: str) -> None:
        """Give it an account on the homeserver, and one more board room."""
        self._server, self._room = server, room
        self.user_id = server.register(f"folkmoot{os.urandom(3).hex()}")["user_id"]
        self.write_configuration()

    def write_configuration(self) -> None:
        if hasattr(self, "user_id"):
            super().write_configuration()

    def network(self) -> list[str]:
        return [
            *super().network(),
            "[matrix]",
            f"homeserver = {toml(self._server.url)}",
            f"user = {toml(self.user_id)}",
            f"password = {toml(PASSWORD)}",
            'state_dir = "state"',
        ]

    def places(self) -> list[Mapping[str, Any]]:
        return [{"room": f"matrix:{self._room}"}, *super().places()]

    async def start(self, limit: float = 60) -> None:
        """Start `run`, and wait until it is on both networks."""
        before = len(self.log())
        await super().start(limit)
        place = f"matrix:{self._room}"
        await wait_until(
            lambda: any(
                line["event"] == "joined" and line["room"] == place for line in self.log()[before:]
            ),
            limit,
        )


class Village:
    """A channel and a room of one commons; `matrix` are people there, `discord` here."""

    def __init__(self, garden: Garden, bot: BothBot, room: str, people: list[Person]) -> None:
        self.garden, self.bot, self.room = garden, bot, room
        self.matrix, self.discord = people, garden.people
        self.seen = Seen(people[0], room, bot.user_id)

    async def desk(self, person: Person) -> Seen:
        """A private room of somebody with the bot."""
        room = await person.create_room(public=False, direct=True, invite=(self.bot.user_id,))

        async def came() -> bool:
            return self.bot.user_id in await person.members(room)

        await wait_until(came)
        return Seen(person, room, self.bot.user_id)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    homeserver = Homeserver(tmp_path_factory.mktemp("synapse"))
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


@pytest.fixture
async def village(server: Homeserver, tmp_path: Path) -> AsyncIterator[Village]:
    """Two people on Matrix and four on Discord; the bot has started."""
    async with Discord() as discord:
        discord.rest.validate_answers = True
        people = list(await asyncio.gather(*(server.person(name) for name in ("ana", "bo"))))
        room = await people[0].create_room()
        await people[1].join(room)
        garden = Garden(discord, tmp_path / "bot")
        garden.rooms = [discord.world.channel(garden.guild, "commons")]
        rules = {"poll.window": "1h", "review.window": "1h"}
        bot = BothBot(discord, tmp_path / "bot", garden.rooms, rules)
        bot.settle_on(server, room)
        garden.bot = bot
        await bot.start()
        yield Village(garden, bot, room, people)
        bot.kill()
        for person in people:
            await person.close()
        assert bot.complaints() == []
        assert discord.ledger.breaches == []
