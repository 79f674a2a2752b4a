# SPDX-License-Identifier: AGPL-3.0-or-later
"""A homeserver with the bot's account on it, and a place on the double of Discord."""

from collections.abc import AsyncIterator, Iterator

import pytest
from mill import Mill, mill
from sitting import PASSWORD

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person


@pytest.fixture(scope="module")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    server = Homeserver(tmp_path_factory.mktemp("synapse"))
    server.start()
    server.register("folkmoot", PASSWORD)
    yield server
    server.stop(kill=True)


@pytest.fixture
async def bot(homeserver: Homeserver) -> AsyncIterator[Person]:
    """The bot's account, signed in elsewhere, so that it can be brought into rooms."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": "folkmoot"},
        "password": PASSWORD,
    }
    nobody = Person(homeserver.url, "", "")
    said = await nobody.call("POST", "login", body=body)
    await nobody.close()
    person = Person(homeserver.url, said["user_id"], said["access_token"])
    for room in (await person.call("GET", "joined_rooms"))["joined_rooms"]:
        await person.leave(room)  # those of the test before
    yield person
    await person.call("POST", "logout")
    await person.close()


@pytest.fixture
async def place() -> AsyncIterator[Mill]:
    async with mill() as one:
        yield one
