# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people did while the bot was dead is taken in as if it had been there."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person, wait_until
from tests.faults.commons import RULES, rooms_of
from tests.faults.shifted import ShiftedBot
from tests.matrix.rooms_seen import Card, Seen


@dataclass
class Away:
    """A bot in two rooms and four people."""

    bot: ShiftedBot
    people: list[Person]
    rooms: list[str]

    async def poll(self, text: str) -> list[Card]:
        """A poll that Ana opens: its card in each room."""
        ana = self.people[0]
        await ana.say(self.rooms[0], f"!poll new {text}")
        return [await Seen(ana, room, self.bot.user_id).card(1) for room in self.rooms]

    async def counted(self, tally: dict[str, int], limit: float = 40) -> dict[str, Any]:
        """Wait until the poll's tally is this one."""
        deadline = asyncio.get_running_loop().time() + limit
        while (poll := await self.bot.poll(1))["tally"] != tally:
            assert asyncio.get_running_loop().time() < deadline, poll
        return poll


@pytest.fixture
async def away(server: Homeserver, tmp_path: Path) -> AsyncIterator[Away]:
    people = [await server.person(name) for name in ("ana", "bo", "cleo", "dee")]
    rooms = await rooms_of(people, ("10", "12"))
    rules = {**RULES, "poll.outage": "15m", "poll.quorum": 1}
    bot = await asyncio.to_thread(ShiftedBot, server, tmp_path / "bot", rooms, rules)
    try:
        await bot.start()
        yield Away(bot, people, rooms)
    finally:
        bot.kill()
        for person in people:
            await person.close()
    assert bot.complaints() == []


async def test_the_latest_mark_counts_also_across_rooms(away: Away) -> None:
    one, two = await away.poll("Shall we plant a walnut tree?")
    away.bot.kill()
    _, bo, cleo, _ = away.people
    # Whichever room the homeserver names first, one of the two would be wrong.
    await bo.react(away.rooms[0], one.message, "👍")
    await bo.react(away.rooms[1], two.message, "👎")
    await cleo.react(away.rooms[1], two.message, "👍")
    await cleo.react(away.rooms[0], one.message, "👎")
    await away.bot.start()
    await away.counted({"yes": 0, "no": 2, "abstain": 0})


async def test_votes_count_that_were_cast_before_the_deadline_and_heard_of_after_it(
    away: Away,
) -> None:
    one, two = await away.poll("Shall we plant a walnut tree? closes: 10s")
    ana, bo, cleo, dee = away.people
    closes = datetime.fromisoformat((await away.bot.poll(1))["closes_at"])
    withdrawn = await dee.react(away.rooms[0], one.message, "👎")
    await dee.react(away.rooms[1], two.message, "👍")
    await away.counted({"yes": 1, "no": 0, "abstain": 0})
    away.bot.kill()
    await bo.react(away.rooms[0], one.message, "👎")
    await cleo.react(away.rooms[1], two.message, "👎")
    await dee.redact(away.rooms[0], withdrawn)
    assert datetime.now(UTC) < closes
    await wait_until(lambda: datetime.now(UTC) > closes, 40)
    await ana.react(away.rooms[0], one.message, "👍")
    await away.bot.start()
    await away.counted({"yes": 1, "no": 2, "abstain": 0})
    deadline = asyncio.get_running_loop().time() + 40
    while (poll := await away.bot.poll(1))["state"] != "failed":
        assert asyncio.get_running_loop().time() < deadline, poll
    assert poll["tally"] == {"yes": 1, "no": 2, "abstain": 0}
