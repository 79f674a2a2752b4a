# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disk is full while people vote and type: nothing is lost, nothing is done twice.

The bot goes on running, holds on to its place in the rooms, and takes everything in once there is
room again. What was asked meanwhile is carried out then, so nobody has to ask again.
"""

import asyncio
import os
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person, wait_until
from tests.faults.commons import RULES, rooms_of
from tests.faults.counting import YES_NO, Copies, Record, differences, standing
from tests.faults.shifted import ShiftedBot
from tests.matrix.rooms_seen import Card, Seen


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, where this user may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass
class Crowded:
    """A bot whose disk can be filled, a poll, and people."""

    bot: ShiftedBot
    people: list[Person]
    rooms: list[str]
    cards: list[Card]

    @property
    def ballast(self) -> Path:
        return self.bot.folder / "ballast"

    def fill(self) -> None:
        """Leave not one byte."""
        with self.ballast.open("ab", buffering=0) as file:
            for size in (1 << 16, 1 << 10, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def make_room(self) -> None:
        self.ballast.unlink()

    def refusals(self) -> int:
        return sum("is full" in str(line.get("why")) for line in self.bot.log())

    async def until_refused(self) -> None:
        """Vote to and fro until the store has refused something."""
        refused = self.refusals()
        ana = self.people[0]
        for _ in range(200):
            mark = await ana.react(self.rooms[0], self.cards[0].message, "🤷")
            await ana.redact(self.rooms[0], mark)
            if self.refusals() > refused:
                return
            self.fill()
        raise AssertionError("the disk was never full")

    async def agrees(self) -> bool:
        messages = dict(zip(self.rooms, (card.message for card in self.cards), strict=True))
        copies = [Copies(1, YES_NO, None, messages)]
        marks = await standing(self.people[0], copies, self.bot.user_id)
        record = Record.folded(await self.bot.record())
        latest = Counter(placed["choice"] for placed in record.marks.values())
        poll = await self.bot.poll(1)
        well = not any(differences(marks, record).values())
        return well and Counter(poll["tally"]) == latest

    async def shows(self, room: str, part: str) -> list[Card]:
        cards = await Seen(self.people[0], room, self.bot.user_id).cards()
        return [card for card in cards if part in card.body]


@pytest.fixture
async def crowded(server: Homeserver, small_disk: Path, tmp_path: Path) -> AsyncIterator[Crowded]:
    people = [await server.person(name) for name in ("ana", "bo", "cleo", "dee")]
    rooms = await rooms_of(people, ("10", "12"))
    bot = await asyncio.to_thread(
        ShiftedBot, server, small_disk, rooms, RULES, log_to=tmp_path / "log.jsonl"
    )
    try:
        await bot.start()
        await people[0].say(rooms[0], "!poll new Shall we plant a walnut tree?")
        cards = [await Seen(people[0], room, bot.user_id).card(1) for room in rooms]
        yield Crowded(bot, people, rooms, cards)
    finally:
        bot.kill()
        for person in people:
            await person.close()


async def test_all_goes_on_where_it_stopped_once_there_is_room(crowded: Crowded) -> None:
    bot, (one, two), (first, second) = crowded.bot, crowded.rooms, crowded.cards
    _, bo, cleo, dee = crowded.people
    early = await dee.react(one, first.message, "👎")
    await eventually(crowded.agrees)
    crowded.fill()
    await crowded.until_refused()
    before = len(await bot.record())
    await bo.react(one, first.message, "👍")
    await cleo.react(two, second.message, "👎")
    await dee.redact(one, early)
    await bo.say(one, "!task new Mend the door")
    refused = crowded.refusals()
    await wait_until(lambda: crowded.refusals() > refused, 30)
    bot.must_run()
    assert len(await bot.record()) == before
    await bot.verify()
    crowded.make_room()
    await eventually(crowded.agrees)
    for room in crowded.rooms:
        await Seen(bo, room, bot.user_id).card(2, lambda card: "Mend the door" in card.body)
        assert len(await crowded.shows(room, "Mend the door")) == 1
    assert len((await bot.status())["tasks"]) == 1
    await bot.verify()
    status, _ = await bot.stop()
    assert status == 0
    assert bot.complaints() == []


async def test_killed_while_the_disk_is_full_and_started_again(crowded: Crowded) -> None:
    bot, (one, two), (first, second) = crowded.bot, crowded.rooms, crowded.cards
    _, bo, cleo, _ = crowded.people
    crowded.fill()
    await crowded.until_refused()
    await bo.react(one, first.message, "👍")
    await cleo.react(two, second.message, "👎")
    await bo.say(one, "!task new Mend the door")
    bot.kill()
    crowded.fill()
    process = bot.launch()

    def settled() -> Any:
        known = any(line.get("event") == "started" for line in bot.log())
        return process.poll() is not None or known

    await wait_until(settled, 30)
    assert "Traceback" not in bot.tail()
    if process.poll() is not None:
        assert process.returncode in (1, 2)
        assert "is full" in bot.tail().splitlines()[-1]
    bot.kill()
    crowded.make_room()
    await bot.start()
    await eventually(crowded.agrees)
    for room in crowded.rooms:
        await Seen(bo, room, bot.user_id).card(2, lambda card: "Mend the door" in card.body)
        assert len(await crowded.shows(room, "Mend the door")) == 1
    await bot.verify()


async def eventually(condition: Any, limit: float = 90) -> None:
    deadline = asyncio.get_running_loop().time() + limit
    while not await condition():
        assert asyncio.get_running_loop().time() < deadline
