# SPDX-License-Identifier: AGPL-3.0-or-later
"""The homeserver is taken away in the middle of a review, and comes back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import wait_until
from tests.matrix import promises
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Homeserver]:
    """A server that a story may stop."""
    homeserver = Homeserver(tmp_path / "synapse")
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


async def test_a_review_goes_on_after_the_server_was_away(
    people: People, bot_in: MakeBot, own_server: Homeserver
) -> None:
    ana, bo, cleo, dee = await people("ana", "bo", "cleo", "dee", on=own_server)
    room = await ana.create_room("12")
    for person in (bo, cleo, dee):
        await person.join(room)
    bot = await bot_in(room, on=own_server, charter={"review.window": "1h"})
    seen = Seen(ana, room, bot.user_id)
    await bo.say(room, "!task submit https://example.org/song")
    review = await seen.card(2)
    await ana.react(room, review.message, "✅")
    await seen.card(2, lambda card: "So far: 1 " in card.body)

    await asyncio.to_thread(own_server.stop, kill=True)
    assert (await bot.poll(2))["state"] == "open"  # the bot lives, and can be asked
    await asyncio.to_thread(own_server.start)
    await cleo.react(room, review.message, "🌟")
    await dee.reply(room, review.message, "needs work: The third verse.")
    # The bot comes back by itself, after a wait that grows while nobody answers.
    await seen.card(2, lambda card: "So far: 2 " in card.body and "third" in card.body, limit=40)
    bot.must_run()
    assert await bot.tally(2) == {"sound": 1, "excellent": 1, "needs_work": 1, "block": 0}
    promises.check_status(await bot.status())
    promises.check_record(await bot.record())


async def test_a_poll_that_ends_while_the_server_is_away_is_counted_when_it_is_back(
    people: People, bot_in: MakeBot, own_server: Homeserver
) -> None:
    """The room can't be read at the deadline: the count waits for it, within the grace."""
    ana, bo = await people("ana", "bo", on=own_server)
    room = await ana.create_room("10")
    await bo.join(room)
    bot = await bot_in(room, on=own_server, charter={"poll.grace": "1h"})
    seen = Seen(ana, room, bot.user_id)
    await ana.say(room, "!poll new Shall we plant a walnut tree? closes: 3s")
    card = await seen.card(1)
    await bo.react(room, card.message, "👍")
    await seen.card(1, lambda card: "1 yes" in card.body)
    await asyncio.to_thread(own_server.stop)

    async def counting() -> bool:
        return bool((await bot.poll(1))["state"] == "counting")

    await wait_until(counting)
    await asyncio.to_thread(own_server.start)
    await seen.notice("#1 Passed", limit=40)
    assert (await bot.poll(1))["ballots"] == 1
