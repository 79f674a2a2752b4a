# SPDX-License-Identifier: AGPL-3.0-or-later
"""A crowd that reacts and changes its mind while the bot is killed and the homeserver falls over.

Everything that is random comes of one seed. The people never lose a deed of theirs: whatever the
homeserver did not acknowledge is tried again under the same transaction id.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import Person, RefusedError
from tests.faults.counting import YES_NO, Copies
from tests.faults.shifted import ShiftedBot
from tests.matrix.rooms_seen import CARD

AT_ONCE = 8
"""People who act at the same time."""

LOOK_EVERY = 0.15
"""Seconds between two looks of those who wait for a card."""

VARIANTS = ("", "", "", "\ufe0f")
TONES = ("", "", "\U0001f3fd")
MEANINGLESS = "🎉"


@dataclass(frozen=True)
class Plan:
    """How much is to happen, and how fast."""

    reactions: int
    withdrawals: int
    tasks: int
    kills: int
    questions: int
    people: int = 12
    seconds: float = 12
    late_kills: int = 1
    """Kills while the polls close."""


@dataclass
class Storm:
    """One run of a plan."""

    plan: Plan
    chance: random.Random
    server: Homeserver
    bot: ShiftedBot
    people: Sequence[Person]
    rooms: Sequence[str]
    kills: int = 0
    withdrawn: int = 0
    killing: asyncio.Lock = field(default_factory=asyncio.Lock)
    awaited: defaultdict[str, dict[str, "asyncio.Future[Any]"]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    asked: list[Copies] = field(default_factory=list)
    """The polls that were opened in the midst of it."""

    async def blow(self, cards: Sequence[Copies]) -> None:
        """All reactions and withdrawals, and everything that goes wrong meanwhile."""
        deeds = self._deeds(cards)
        watching = [asyncio.create_task(self._watch(room)) for room in self.rooms]
        try:
            await self._blow(deeds)
        finally:
            for task in watching:
                task.cancel()

    async def _blow(self, deeds: Sequence[Any]) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._act(deeds))
            for index in range(self.plan.questions):
                group.create_task(self._ask(index, self.chance.uniform(0, self.plan.seconds)))
            group.create_task(self._keep_killing())
            group.create_task(self._break_server())

    # --- people ----------------------------------------------------------------------------

    def _deeds(self, cards: Sequence[Copies]) -> list[Any]:
        plan, chance = self.plan, self.chance
        wanted = [
            (person, room, card.messages[room], emoji)
            for person in self.people
            for card in cards
            for room in self.rooms
            for emoji in (*card.table, MEANINGLESS)
            if emoji != MEANINGLESS or chance.random() < 0.2
        ]
        chosen = chance.sample(wanted, plan.reactions)
        placed: list[asyncio.Future[str]] = [
            asyncio.get_running_loop().create_future() for _ in chosen
        ]
        deeds: list[tuple[float, Any]] = []
        for index, (person, room, message, emoji) in enumerate(chosen):
            worn = emoji + chance.choice(TONES if emoji in ("👍", "👎") else VARIANTS)
            when = chance.random()
            deeds.append((when, self._react(person, room, message, worn, placed[index])))
            if index < plan.withdrawals:
                later = when + chance.random() ** 2 * (1 - when)
                deeds.append((later, self._take_back(person, room, placed[index])))
        for index in range(plan.tasks):
            person, room = chance.choice(self.people), chance.choice(self.rooms)
            deeds.append((chance.random(), self._say(person, room, f"!task new Errand {index}")))
        return [deed for _, deed in sorted(deeds, key=lambda pair: pair[0])]

    async def _act(self, deeds: Sequence[Any]) -> None:
        """One deed after the other, evenly over the time there is, a few at the same time."""
        loop = asyncio.get_running_loop()
        began, busy = loop.time(), asyncio.Semaphore(AT_ONCE)

        async def one(deed: Any) -> None:
            try:
                await deed
            finally:
                busy.release()

        async with asyncio.TaskGroup() as group:
            for index, deed in enumerate(deeds):
                due = began + self.plan.seconds * index / len(deeds)
                await asyncio.sleep(max(0.0, due - loop.time()))
                await busy.acquire()
                group.create_task(one(deed))

    async def _ask(self, index: int, after: float) -> None:
        """Open a poll, and vote in each room as soon as its card is seen there.

        Every other time the bot is killed at the sight of the first one, most likely before it
        noted that it had sent it.
        """
        question = f"Is {index} enough?"
        asking, room = self.chance.choice(self.people), self.chance.choice(self.rooms)
        voters = self.chance.sample(self.people, len(self.rooms))
        seen = asyncio.Event()
        await asyncio.sleep(after)
        await self._say(asking, room, f"!poll new {question}")
        async with asyncio.TaskGroup() as group:
            voting = [
                group.create_task(self._vote(person, room, question, seen))
                for person, room in zip(voters, self.rooms, strict=True)
            ]
            await seen.wait()
            if index % 2:
                await self.kill_and_launch()
        cards = [vote.result() for vote in voting]
        (number,) = {card["content"][CARD]["number"] for card in cards}
        messages = {card["room_id"]: card["event_id"] for card in cards}
        self.asked.append(Copies(number, YES_NO, None, messages))

    async def _vote(self, person: Person, room: str, question: str, seen: asyncio.Event) -> Any:
        card = await self._sighting(room, question)
        seen.set()
        placed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        await self._react(person, room, card["event_id"], "👍", placed)
        return card | {"room_id": room}

    def _sighting(self, room: str, question: str) -> "asyncio.Future[Any]":
        """Done with the card, once it stands in the room."""
        return self.awaited[room].setdefault(question, asyncio.get_running_loop().create_future())

    async def _watch(self, room: str) -> None:
        """Look for cards that somebody waits for; all who wait share the looking."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            waiting = {key: one for key, one in self.awaited[room].items() if not one.done()}
            if not waiting:
                continue
            try:
                said = await self.people[0].messages_of(room, self.bot.user_id)
            except (aiohttp.ClientError, OSError, ValueError, RefusedError):
                continue
            for question, sighting in waiting.items():
                card = next((one for one in said if _shows(one, question)), None)
                if card is not None:
                    sighting.set_result(card)

    async def _react(
        self, person: Person, room: str, message: str, emoji: str, placed: "asyncio.Future[str]"
    ) -> None:
        relates = {"rel_type": "m.annotation", "event_id": message, "key": emoji}
        answer = await self._put(person, room, "send", "m.reaction", {"m.relates_to": relates})
        placed.set_result(answer["event_id"])

    async def _take_back(self, person: Person, room: str, placed: "asyncio.Future[str]") -> None:
        await self._put(person, room, "redact", await placed, {"reason": None})
        self.withdrawn += 1

    async def _say(self, person: Person, room: str, text: str) -> None:
        await self._put(person, room, "send", "m.room.message", {"msgtype": "m.text", "body": text})

    async def _put(
        self, person: Person, room: str, verb: str, what: str, body: Mapping[str, Any]
    ) -> Any:
        transaction = f"storm{next(person._count)}"
        while True:
            try:
                return await person.call("PUT", "rooms", room, verb, what, transaction, body=body)
            except RefusedError as refusal:
                if refusal.status < 500:
                    raise
            except (aiohttp.ClientError, OSError, ValueError):
                pass
            await asyncio.sleep(0.1)

    # --- what goes wrong -------------------------------------------------------------------

    async def _keep_killing(self) -> None:
        """Kill the bot at random moments, also while it starts, and start it again."""
        moments = sorted(self.chance.uniform(0, self.plan.seconds) for _ in range(self.plan.kills))
        pauses = [self.chance.choice((0, 0, 0.5, 1.5)) for _ in moments]
        began = asyncio.get_running_loop().time()
        for moment, pause in zip(moments, pauses, strict=True):
            await self._until(began + moment)
            await self.kill_and_launch(pause)

    async def kill_and_launch(self, pause: float = 0) -> None:
        async with self.killing:
            self.bot.must_run()
            self.bot.kill()
            self.kills += 1
            await asyncio.sleep(pause)
            self.bot.launch()

    async def _break_server(self) -> None:
        """The homeserver dies once, in the middle, and comes back."""
        began = asyncio.get_running_loop().time()
        await self._until(began + self.chance.uniform(0.3, 0.7) * self.plan.seconds)
        await asyncio.to_thread(self.server.stop, kill=True)
        await asyncio.to_thread(self.server.start)

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


def _shows(event: Mapping[str, Any], question: str) -> bool:
    """Whether a message is the card with this question, as it was first sent."""
    content = event["content"]
    return CARD in content and "m.new_content" not in content and question in content["body"]
