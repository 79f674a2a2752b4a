# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bot is killed, stopped and started: nothing is lost, and nothing is done twice."""

import asyncio
import random
import signal
import sys

import pytest

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person, wait_until
from tests.matrix import promises
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen
from tests.program import REPOSITORY

CHOICES = {"👍": "yes", "👎": "no", "🤷": "abstain"}


class Voter:
    """Taps and untaps at random, and knows what stands."""

    def __init__(self, person: Person, room: str, message: str, seed: int) -> None:
        self.person, self.room, self.message = person, room, message
        self.chance = random.Random(seed)
        self.standing: dict[str, str] = {}  # emoji -> reaction, the oldest first

    async def act(self, times: int) -> None:
        for _ in range(times):
            what = self.chance.choice([*CHOICES, "chat", "chat"])
            if what == "chat":
                await self.person.say(self.room, f"Has anybody seen my hat? {self.chance.random()}")
            elif what in self.standing:
                await self.person.redact(self.room, self.standing.pop(what), reason=None)
            else:
                reaction = await self.person.react(self.room, self.message, what)
                self.standing[what] = reaction

    @property
    def ballot(self) -> str | None:
        return CHOICES[list(self.standing)[-1]] if self.standing else None


async def test_200_events_pass_while_the_bot_is_dead(people: People, bot_in: MakeBot) -> None:
    crowd = await people(*(f"p{number}" for number in range(12)))
    ana, bo = crowd[0], crowd[1]
    old, new = await ana.create_room("10"), await bo.create_room("12")
    for person in crowd[2:]:
        await person.join(old if crowd.index(person) % 2 == 0 else new)
    await ana.join(new)
    bot = await bot_in(old, new, charter={"poll.window": "1h"})
    rooms = Seen(ana, old, bot.user_id), Seen(bo, new, bot.user_id)
    await ana.say(old, "!poll new Shall we plant a walnut tree?")
    cards = [await seen.card(1) for seen in rooms]
    voters = [
        Voter(person, rooms[index % 2].room, cards[index % 2].message, seed=index)
        for index, person in enumerate(crowd)
    ]
    await asyncio.gather(*(voter.act(4) for voter in voters))

    bot.kill()
    await asyncio.gather(*(voter.act(16) for voter in voters))
    command = await bo.say(new, "!task new Typed while nobody listened")
    await bot.start()
    for seen in rooms:
        await seen.card(2, lambda card: "Typed while nobody listened" in card.body)
    await rooms[1].ticked(command)

    truth = dict.fromkeys(CHOICES.values(), 0)
    for voter in voters:
        if voter.ballot:
            truth[voter.ballot] += 1
    assert await bot.tally(1) == truth
    said = f"So far: {truth['yes']} yes, {truth['no']} no, {truth['abstain']} abstain."
    for seen in rooms:
        await seen.card(1, lambda card: said in card.body)
        assert len(await seen.notices("Typed while")) == 0
    status = await bot.status()
    promises.check_status(status)
    assert [task["title"] for task in status["tasks"]] == ["Typed while nobody listened"]
    entries = await bot.record()
    promises.check_record(entries)
    sources = [entry["cause"].get("source") for entry in entries]
    assert len(sources) == len(set(sources)), "nothing was taken in twice"


async def test_after_an_absence_the_latest_of_two_marks_in_two_rooms_counts(
    people: People, bot_in: MakeBot
) -> None:
    """Which room is read first does not matter (semantics, 1)."""
    ana, bo, cleo = await people("ana", "bo", "cleo")
    first, second = await ana.create_room("10"), await ana.create_room("12")
    for person in (bo, cleo):
        await person.join(first)
        await person.join(second)
    bot = await bot_in(first, second, charter={"poll.window": "1h"})
    here, there = Seen(ana, first, bot.user_id), Seen(ana, second, bot.user_id)
    await ana.say(first, "!poll new Shall we plant a walnut tree?")
    one, other = (await here.card(1)).message, (await there.card(1)).message
    bot.kill()
    await bo.react(first, one, "👎")
    await cleo.react(second, other, "👎")
    await bo.react(second, other, "👍")
    await cleo.react(first, one, "👍")
    await bot.start()
    await here.card(1, lambda card: "2 yes, 0 no" in card.body)


async def test_what_was_said_before_the_bot_came_is_not_its_business(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo = await people("ana", "bo")
    room = await ana.create_room()
    await bo.join(room)
    await ana.say(room, "!task new From before")
    await ana.say(room, "!poll new From before?")
    bot = await bot_in(room)
    seen = Seen(bo, room, bot.user_id)
    await bo.say(room, "!task new From after")
    assert "From after" in (await seen.card(1)).body
    assert [task["title"] for task in (await bot.status())["tasks"]] == ["From after"]
    assert (await bot.status())["polls"] == []
    assert await seen.notices("From before") == []


@pytest.mark.parametrize("seed", [1])
async def test_a_kill_between_a_card_and_its_receipt_doubles_nothing(
    people: People, bot_in: MakeBot, seed: int
) -> None:
    """Killed right before, while and after a card appears, again and again."""
    ana, bo = await people("ana", "bo")
    old, new = await ana.create_room("10"), await bo.create_room("12")
    await bo.join(old)
    await ana.join(new)
    bot = await bot_in(old, new)
    rooms = Seen(ana, old, bot.user_id), Seen(bo, new, bot.user_id)
    delays = (0.0, 0.02, 0.04, 0.07, 0.11, 0.2)
    for number, delay in enumerate(delays, start=1):
        await ana.say(old, f"!task new Kill me after {delay} seconds")
        if number % 2:  # the clock runs from the card's appearing, else from the command

            async def appeared(number: int = number) -> bool:
                return any(one.number == number for one in await rooms[0].cards())

            await wait_until(appeared)
        await asyncio.sleep(delay)
        bot.kill()
        if number % 2:
            (card,) = [one for one in await rooms[0].cards() if one.number == number]
            await bo.react(old, card.message, "✋")
        await bot.start()
    for number in range(1, len(delays) + 1):
        for seen in rooms:
            card = await seen.card(number)
            if number % 2:
                await seen.card(number, lambda card: "On it" in card.body)
            await wait_for_seeds(seen, card.message, ["✋"])
    status = await bot.status()
    promises.check_status(status)
    assert [task["claims"] for task in status["tasks"]] == [[bo.account], []] * 3
    await bot.verify()


async def wait_for_seeds(seen: Seen, message: str, emoji: list[str]) -> None:
    """The bot's own reactions stand on its card, each once."""

    async def seeds() -> bool:
        own = [key for sender, key in await seen.reactions(message) if sender == seen.bot]
        return sorted(own) == sorted(emoji)

    await wait_until(seeds, 20)


async def test_a_second_bot_on_one_database_is_refused(people: People, bot_in: MakeBot) -> None:
    (ana,) = await people("ana")
    bot = await bot_in(await ana.create_room())
    second = await bot.ask("run")
    assert second.status == 2
    (sentence,) = second.err.splitlines()
    assert "folkmoot.db is in use by another running folkmoot" in sentence
    assert second.out == ""
    bot.must_run()
    assert (await bot.stop())[0] == 0


async def test_a_stop_in_the_midst_of_deliveries_is_quick_and_loses_nothing(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo = await people("ana", "bo")
    rooms = [await ana.create_room(version) for version in ("10", "12")]
    for room in rooms:
        await bo.join(room)
    bot = await bot_in(*rooms)
    seen = [Seen(bo, room, bot.user_id) for room in rooms]
    await asyncio.gather(*(ana.say(rooms[0], f"!task new Task {number}") for number in range(15)))
    await seen[0].card(2)
    status, took = await bot.stop()
    assert status == 0
    assert took < 5
    await bot.start()
    for room in seen:
        titles = [(await room.card(number)).body.splitlines()[0] for number in range(1, 16)]
        assert len(set(titles)) == 15
        assert len(await room.cards()) == 15
    assert bot.process is not None
    bot.process.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(bot.process.wait, 5) == 0


async def test_a_stop_is_quick_when_the_homeserver_does_not_answer(
    people: People, bot_in: MakeBot, server: Homeserver
) -> None:
    (ana,) = await people("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    assert server.process is not None
    await ana.say(room, "!task new Is anybody there?")
    server.process.send_signal(signal.SIGSTOP)
    try:
        status, took = await bot.stop()
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert status == 0
    assert took < 5


async def test_a_stop_right_after_the_start_is_quick_too(people: People, bot_in: MakeBot) -> None:
    (ana,) = await people("ana")
    bot = await bot_in(await ana.create_room(), start=False)
    for pause in (0.4, 0.7, 1.0):
        process = bot.launch()
        await asyncio.sleep(pause)
        process.send_signal(signal.SIGTERM)
        status = await asyncio.to_thread(process.wait, 5)
        # Before its handler stands the signal ends any process; later it is an orderly stop.
        assert status in (0, -signal.SIGTERM)
    await bot.start()
    await bot.stop()
    await bot.verify()


async def test_a_bot_that_can_not_sign_in_says_so_in_one_sentence(
    people: People, bot_in: MakeBot
) -> None:
    (ana,) = await people("ana")
    bot = await bot_in(await ana.create_room(), start=False)
    text = bot.configuration.read_text().replace('password = "', 'password = "not ')
    bot.configuration.write_text(text)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(bot.configuration)),
        cwd=REPOSITORY,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 2
    sentences = [line for line in err.decode().splitlines() if not line.startswith("{")]
    assert len(sentences) == 1
    assert "check matrix.user and matrix.password" in sentences[0]
