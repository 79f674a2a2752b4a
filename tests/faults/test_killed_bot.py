# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bot is killed again and again while people vote, and the homeserver once: nothing is lost.

What counts is read from outside only: from the server, from the record, and from `status --json`.
The short version runs always; `pytest -m long tests/faults` runs the long one.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person
from tests.faults.commons import NAMES, bot_for, opened, rooms_of
from tests.faults.counting import Copies, Mark, Record, at_closing, differences, standing, tallies
from tests.faults.storm import Plan, Storm
from tests.matrix.rooms_seen import CARD, NOTICE, Seen

SHORT = Plan(reactions=100, withdrawals=25, tasks=3, kills=4, questions=2)
LONG = Plan(
    reactions=500, withdrawals=125, tasks=10, kills=12, questions=8, seconds=45, late_kills=3
)

HOURS_LATER = 2 * 3600.0
LIMIT = 60.0


async def test_nothing_is_lost_and_nothing_said_twice(
    own_server: Homeserver, tmp_path: Path, chance: random.Random
) -> None:
    await weathered(own_server, tmp_path, chance, SHORT)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_nothing_is_lost_and_nothing_said_twice_in_a_long_storm(
    own_server: Homeserver, tmp_path: Path, chance: random.Random
) -> None:
    await weathered(own_server, tmp_path, chance, LONG)


async def weathered(server: Homeserver, tmp_path: Path, chance: random.Random, plan: Plan) -> None:
    """A storm, and then everything is as if there had been none."""
    async with crowd(server, plan) as people:
        rooms = await rooms_of(people)
        bot = await bot_for(server, tmp_path / "bot", rooms)
        try:
            cards = await opened(bot, people, rooms)
            storm = Storm(plan, chance, server, bot, people, rooms)
            await storm.blow(cards)
            assert storm.kills >= plan.kills
            assert storm.withdrawn == plan.withdrawals
            world = World(storm, [*cards, *storm.asked])
            await world.must_agree()
            await world.close()
            await world.must_have_said_all_once()
            await bot.verify()
            assert bot.complaints() == []
        finally:
            bot.kill()


@asynccontextmanager
async def crowd(server: Homeserver, plan: Plan) -> AsyncIterator[list[Person]]:
    people = list(await asyncio.gather(*map(server.person, NAMES[: plan.people])))
    try:
        yield people
    finally:
        for person in people:
            await person.close()


class World:
    """What is true when the storm is over, and what has to agree with it."""

    def __init__(self, storm: Storm, cards: Sequence[Copies]) -> None:
        self.storm = storm
        self.bot = storm.bot
        self.cards = cards
        self.person = storm.people[-1]
        self.seen = [Seen(self.person, room, self.bot.user_id) for room in storm.rooms]
        self.marks: dict[str, Mark] = {}
        self.numbers = 7 + storm.plan.tasks + storm.plan.questions

    async def record(self) -> Record:
        return Record.folded(await self.bot.record())

    # --- marks and ballots -----------------------------------------------------------------

    async def must_agree(self) -> None:
        """The record holds exactly the marks that stand, and they are counted by the rule."""
        self.marks = await standing(self.person, self.cards, self.bot.user_id)
        record = await agreeing(self._caught_up)
        assert not any(differences(self.marks, record).values()), differences(self.marks, record)
        counted = tallies(self.marks)
        status = await self.bot.status()
        for poll in status["polls"]:
            number = poll["number"]
            expected = counted.get(number, Counter())
            found = Counter(poll["tally"])
            assert found == expected, self._explained(number, record, found, expected)
            assert poll["ballots"] == expected.total()
            assert poll["state"] == "open"
        assert record.tallies() == counted

    async def _caught_up(self) -> tuple[Record, bool]:
        self.bot.must_run()
        record = await self.record()
        differ = any(differences(self.marks, record).values())
        return record, not differ and len(record.numbers) == self.numbers

    def _explained(
        self, number: int, record: Record, found: Mapping[str, int], expected: Mapping[str, int]
    ) -> str:
        lines = [f"#{number}: counted {dict(found)}, but it should be {dict(expected)}"]
        chains: dict[str, list[Any]] = {}
        for name, mark in sorted(self.marks.items(), key=lambda pair: pair[1].at):
            if mark.number == number:
                place = self.storm.rooms.index(mark.room)
                chains.setdefault(mark.sender, []).append(
                    (mark.at, place, mark.choice, record.marks[name]["at"])
                )
        return "\n".join([*lines, *(f"{who}: {chain}" for who, chain in chains.items())])

    # --- closing ---------------------------------------------------------------------------

    async def close(self) -> None:
        """Hours later, and killed while it counts: the outcomes are those of a count by hand."""
        status, _ = await self.bot.stop()
        assert status == 0
        self.bot.ahead = HOURS_LATER
        self.bot.launch()
        for _ in range(self.storm.plan.late_kills):
            await asyncio.sleep(self.storm.chance.uniform(0.5, 3))
            await self.storm.kill_and_launch()
        record = await agreeing(self._closed)
        assert record.closed.keys() == {card.number for card in self.cards}
        polls = {poll["number"]: poll for poll in (await self.bot.status())["polls"]}
        for number, expected in tallies(self.marks).items():
            poll, final = polls[number], at_closing(expected)
            assert Counter(poll["tally"]) == final, number
            assert poll["ballots"] == final.total()
            _, closed = record.closed[number]
            assert Counter(closed["tally"]) == final
            assert closed["unread"] == []
            assert closed["state"] == poll["state"]

    async def _closed(self) -> tuple[Record, bool]:
        self.bot.must_run()
        record = await self.record()
        return record, len(record.closed) == len(self.cards)

    # --- what was said ---------------------------------------------------------------------

    async def must_have_said_all_once(self) -> None:
        """Each card and each notice is in its rooms exactly once, also after one more start."""
        await agreeing(self._all_said)
        assert await self.bot.stop() is not None
        before = await self._messages()
        await self.bot.start()
        asked = await self.person.say(self.storm.rooms[0], "!poll list closed")
        await agreeing(lambda: self._answered(asked))
        await self.bot.stop()
        after = await self._messages()
        for room in self.storm.rooms:
            new = [body for body in after[room] if body not in before[room]]
            assert len(after[room]) - len(before[room]) <= (room == self.storm.rooms[0]), new
        _, said = await self._all_said()
        assert said

    async def _answered(self, question: str) -> tuple[Any, bool]:
        answers = [
            event
            for event in await self.seen[0].notices()
            if question in event["content"][NOTICE]["key"]
        ]
        return answers, bool(answers)

    async def _messages(self) -> dict[str, list[str]]:
        return {
            one.room: [event["content"]["body"] for event in await one.said() if not edits(event)]
            for one in self.seen
        }

    async def _all_said(self) -> tuple[list[str], bool]:
        """What is wanting; whatever was said twice fails at once."""
        record = await self.record()
        wanting: list[str] = []
        keys: Counter[str] = Counter()
        welcomes = 0
        shown: dict[int, set[str]] = {}
        for one in self.seen:
            outcomes: Counter[int] = Counter()
            numbers: Counter[int] = Counter()
            for event in await one.said():
                content = event["content"]
                assert (CARD in content) != (NOTICE in content), content
                if edits(event):
                    continue
                if CARD in content:
                    numbers[content[CARD]["number"]] += 1
                    continue
                keys[content[NOTICE]["key"]] += 1
                welcomes += content["body"].startswith("Welcome.")
                for number, (height, _) in record.closed.items():
                    if f"Record {height}, " in content["body"]:
                        assert content["body"].startswith(f"#{number} ")
                        outcomes[number] += 1
            twice = {number: count for number, count in numbers.items() if count > 1}
            assert not twice, f"cards that stand twice in {one.room}: {twice}"
            wanting += [f"card {n} in {one.room}" for n in record.numbers - numbers.keys()]
            assert max(outcomes.values(), default=1) == 1, f"{one.room}: {outcomes}"
            wanting += [f"outcome {n} in {one.room}" for n in record.closed.keys() - outcomes]
            for card in await one.cards():
                shown.setdefault(card.number, set()).add(card.body)
        twice_said = {key: count for key, count in keys.items() if count > 1}
        assert not twice_said, f"said twice: {twice_said}"
        assert welcomes <= record.arrived
        if welcomes < record.arrived:
            wanting.append(f"{record.arrived - welcomes} welcomes")
        wanting += [f"#{n} differs from room to room" for n, b in shown.items() if len(b) > 1]
        return wanting, not wanting


def edits(event: Mapping[str, Any]) -> bool:
    relates = event["content"].get("m.relates_to", {})
    return bool(relates.get("rel_type") == "m.replace")


async def agreeing(look: Any, limit: float = LIMIT) -> Any:
    """Look until what is seen is as it should be; gives what was seen last."""
    deadline = asyncio.get_running_loop().time() + limit
    while True:
        found, well = await look()
        if well or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.2)
