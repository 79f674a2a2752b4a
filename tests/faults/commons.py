# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commons of four rooms with polls and reviews in it, on a real homeserver."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person
from tests.faults.counting import OPTIONS, REVIEW, YES_NO, Copies
from tests.faults.shifted import ShiftedBot
from tests.matrix.rooms_seen import Seen

VERSIONS = ("10", "12", "10", "12")

RULES: Mapping[str, str | int] = {
    "poll.window": "1h",
    "review.window": "1h",
    "review.block_reason": "24h",
    "poll.outage": "4w",
    "poll.grace": "12h",
    "poll.quorum": 2,
    "review.quorum": 2,
    "broadcast.limit": 100,
}
"""Nothing closes before its time, and a clock that jumps is no outage."""

NAMES = ("ana", "bo", "cleo", "dee", "emil", "fay", "gus", "hal", "ida", "jon", "kim", "lea")


async def rooms_of(people: Sequence[Person], versions: Sequence[str] = VERSIONS) -> list[str]:
    """Rooms that everybody is in."""
    ana = people[0]
    rooms = [
        await ana.create_room(version, name=f"Room {index}")
        for index, version in enumerate(versions)
    ]
    for room in rooms:
        await asyncio.gather(*(person.join(room) for person in people[1:]))
    return rooms


async def bot_for(server: Homeserver, folder: Path, rooms: Sequence[str]) -> ShiftedBot:
    bot = await asyncio.to_thread(ShiftedBot, server, folder, rooms, RULES)
    await bot.start()
    return bot


async def opened(bot: ShiftedBot, people: Sequence[Person], rooms: Sequence[str]) -> list[Copies]:
    """Two polls, one with options, and two reviews of unasked work: as their cards stand."""
    ana, bo = people[:2]
    await ana.say(rooms[0], "!poll new Shall we plant a walnut tree?")
    await bo.say(rooms[1], "!poll new Which colour? options: red | green | blue")
    await ana.say(rooms[2], "!poll new Open on Sundays?")
    await ana.say(rooms[3], "!task submit https://example.org/door")
    await bo.say(rooms[0], "!task submit https://example.org/gate")
    seen = [Seen(ana, room, bot.user_id) for room in rooms]
    cards: dict[int, Copies] = {}
    copies: dict[int, dict[str, str]] = {}
    # Two works without a task make a task and a review each, so there are seven numbers.
    for number in range(1, 8):
        for one in seen:
            card = await one.card(number)
            if card.kind == "task":
                continue
            copies.setdefault(number, {})[one.room] = card.message
            table, author = YES_NO, None
            if card.kind == "review":
                table = REVIEW
                author = (ana if "/door" in card.body else bo).user_id
            elif "red" in card.body:
                table = OPTIONS
            cards[number] = Copies(number, table, author, copies[number])
    assert len(cards) == 5
    return list(cards.values())
