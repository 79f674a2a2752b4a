# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crowd that votes and changes its mind while the bot is dropped, lost and killed.

Everything that is random comes of one seed. Reactions are Discord's: they stand whatever becomes of
the bot. Whoever presses a button looks at the answer, and presses again where none came.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from tests.discord.ballots import Copy
from tests.discord.double.people import Person
from tests.discord.double.world import Message
from tests.discord.garden import Garden, every

VARIANTS = {"👍": ("👍", "👍", "👍🏽"), "👎": ("👎", "👎", "👎🏿")}
MEANINGLESS = "🎉"

ROUTES = (
    r"POST /channels/\d+/messages$",
    r"PATCH /channels/",
    r"GET /channels/",
    r"GET /guilds/",
    r"PUT /channels/",
    r"POST /webhooks/",
)


@dataclass(frozen=True)
class Plan:
    """How much is to happen, and within how many seconds."""

    deeds: int
    presses: int
    kills: int
    losses: int
    drops: int
    faults: int
    questions: int
    people: int
    seconds: float
    late_kills: int = 1
    """Kills while the polls close."""


@dataclass
class Storm:
    """One run of a plan; `copies` are the cards that are voted on by tapping."""

    plan: Plan
    chance: random.Random
    garden: Garden
    copies: list[Copy]
    pressed: Copy
    """The card that is voted on by pressing, by `pressers` alone."""
    tappers: Sequence[Person]
    pressers: Sequence[Person]
    answered: dict[int, str] = field(default_factory=dict)
    """The last choice of each presser that the bot said it has."""
    kills: int = 0
    dead: asyncio.Lock = field(default_factory=asyncio.Lock)
    done: bool = False

    async def blow(self) -> None:
        """All that is planned; it is over when everybody has done what they wanted."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._over(self._tap, self.plan.deeds))
            group.create_task(self._over(self._kill, self.plan.kills))
            group.create_task(self._over(self._lose, self.plan.losses))
            group.create_task(self._over(self._drop, self.plan.drops))
            group.create_task(self._over(self._fault, self.plan.faults))
            group.create_task(self._over(self._ask, self.plan.questions))
            for person in self.pressers:
                times = self.plan.presses // len(self.pressers)
                group.create_task(self._over(lambda p=person: self._press(p), times))

    async def _over(self, deed: Callable[[], Awaitable[None]], times: int) -> None:
        """Do something so many times at random moments of the storm, one after the other."""
        loop = asyncio.get_running_loop()
        began, seconds = loop.time(), self.plan.seconds
        for moment in sorted(self.chance.uniform(0, seconds) for _ in range(times)):
            await asyncio.sleep(max(0.0, began + moment - loop.time()))
            await deed()

    # --- people ------------------------------------------------------------------------------

    async def _tap(self) -> None:
        """Put something on a card, or take something off it that stands there."""
        person, copy = self.chance.choice(self.tappers), self.chance.choice(self.copies)
        own = [
            (emoji, burst)
            for emoji, there in copy.message.reactions.items()
            for burst in (False, True)
            if person.id in there.of(burst=burst)
        ]
        if own and self.chance.random() < 0.45:
            emoji, burst = self.chance.choice(own)
            await person.unreacts(copy.message, emoji, burst=burst)
            return
        emoji = self.chance.choice([*copy.table, MEANINGLESS])
        worn = self.chance.choice(VARIANTS.get(emoji, (emoji,)))
        if worn in copy.message.reactions or len(copy.message.reactions) < 20:
            await person.reacts(copy.message, worn, burst=self.chance.random() < 0.1)

    async def _press(self, person: Person) -> None:
        """Press a button until it is answered: then the ballot is cast, whatever comes."""
        choice = self.chance.choice(list(self.pressed.table.values()))
        while True:
            try:
                answer = await person.taps(self.pressed.message, choice).until_settled(6)
            except AssertionError:
                continue
            assert answer.ephemeral
            if f"Your ballot on #{self.pressed.number}: {choice}" in answer.text:
                self.answered[person.id] = choice
                return
            assert "try it again" in answer.text, answer.text

    async def _ask(self) -> None:
        """Open a poll in the midst of it, and vote on it at the first sight of its card."""
        person, question = self.chance.choice(self.tappers), f"Is {self.chance.random()} enough?"
        room = self.garden.rooms[0]
        while True:
            try:
                data = {"question": question}
                await person.slash(room, "poll new", **data)
            except AssertionError:
                if not self._sighted(question):
                    continue
            break
        cards = await self._until_sighted(question)
        number = int(cards[0].content.lstrip("*# ").split()[0])
        for card in cards:
            self.copies.append(Copy(number, card, self.copies[0].table))
            await self.chance.choice(self.tappers).reacts(card, "👍")

    def _sighted(self, question: str) -> list[Message]:
        return [
            message
            for room in self.garden.rooms
            for message in list(room.messages.values())
            if question in message.content and message.embeds
        ]

    async def _until_sighted(self, question: str) -> list[Message]:
        rooms = len(self.garden.rooms)
        return await every(
            0.01, lambda: found if len(found := self._sighted(question)) == rooms else None, 60
        )

    # --- what goes wrong -----------------------------------------------------------------------

    async def _kill(self) -> None:
        """Kill the bot, maybe while it starts, and start it again, maybe after a while."""
        pause = self.chance.choice((0, 0, 0.5, 1.5))
        async with self.dead:
            self.garden.bot.must_run()
            self.garden.bot.kill()
            self.kills += 1
            await asyncio.sleep(pause)
            self.garden.bot.launch()

    async def _lose(self) -> None:
        await self.garden.discord.gateway.lose(self.chance.choice((4000, 4007, 4009)))

    async def _drop(self) -> None:
        gateway = self.garden.discord.gateway
        match self.chance.randrange(5):
            case 0:
                gateway.cut()
            case 1:
                gateway.reconnect()
            case 2:
                gateway.malformed()
            case 3:
                gateway.refuse = 1
                await gateway.drop()
            case _:
                await gateway.drop(self.chance.choice((1000, 1001, 4000)))

    async def _fault(self) -> None:
        """One request goes wrong: refused, lost on the way back, slow, or too soon."""
        faults, route = self.garden.discord.faults, self.chance.choice(ROUTES)
        match self.chance.randrange(4):
            case 0:
                faults.fail(route, self.chance.choice((500, 502, 503)))
            case 1:
                faults.lose(route)
            case 2:
                faults.slow(route, self.chance.uniform(0.2, 1.5))
            case _:
                faults.limit(route, self.chance.uniform(0.1, 0.8))
