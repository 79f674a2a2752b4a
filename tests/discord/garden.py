# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commons on the double: a guild with channels, people in it, and the bot as a process."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.discord.ballots import Record
from tests.discord.double.people import Person
from tests.discord.double.server import Discord
from tests.discord.double.world import Channel, Message
from tests.discord.process import DiscordBot
from tests.discord.seen import Seen

NAMES = ("ana", "bo", "cleo", "dee", "emil", "fay", "gus", "hal", "ida", "jon", "kim", "lea")


class Garden:
    """The guild, its channels and people; `bot` is there once `settle` was called."""

    def __init__(self, discord: Discord, folder: Path, *, people: int = 4) -> None:
        self.discord, self.folder = discord, folder
        self.guild = discord.world.guild("Garden")
        self.people: list[Person] = [
            discord.person(self.guild, NAMES[n] if n < len(NAMES) else f"p{n}")
            for n in range(people)
        ]
        self.moderator = discord.moderator(self.guild)
        self.bot: DiscordBot

    @property
    def seen(self) -> Seen:
        """The first channel, as people see it."""
        return Seen(self.discord, self.rooms[0])

    async def settle(
        self,
        *rooms: Channel,
        charter: Mapping[str, Any] | None = None,
        start: bool = True,
        **more: Any,
    ) -> DiscordBot:
        """Let the bot come into channels (one is made, where none is named)."""
        self.rooms: Sequence[Channel] = rooms or [self.discord.world.channel(self.guild, "commons")]
        rules = {"poll.window": "1h", "review.window": "1h", **(charter or {})}
        self.bot = DiscordBot(self.discord, self.folder, self.rooms, rules, **more)
        if start:
            await self.bot.start()
        return self.bot

    async def later(self, **duration: float) -> None:
        """Start the bot (again) so much later, by its clock and by Discord's."""
        self.bot.kill()
        self.discord.world.ahead += timedelta(**duration)
        self.bot.ahead = self.discord.world.ahead.total_seconds()
        await self.bot.start()

    async def ready(self) -> None:
        """Wait until commands are put up, so that people can type them."""
        await wait_until(lambda: self.discord.command_syncs, 20)

    async def opens(
        self, question: str, room: Channel | None = None, **options: Any
    ) -> list[Message]:
        """Ana opens a poll: its card in each room."""
        await self.ready()
        before = set(self.seen.cards())
        asked = {"question": question, **options}
        answer = await self.people[0].slash(room or self.rooms[0], "poll new", **asked)
        assert answer.text, "the command was not answered"
        number = await wait_until(lambda: next(iter(set(self.seen.cards()) - before), None), 20)
        return [await Seen(self.discord, one).card(number) for one in self.rooms]

    async def seeded(self, card: Message, emoji: str = "🤷") -> None:
        """Wait until the bot's own emoji are on a card, up to the last of them."""
        bot = self.discord.world.bot.id
        await wait_until(
            lambda: (there := card.reactions.get(emoji)) is not None and bot in there.normal, 20
        )

    def record(self) -> Record:
        """What the record says by now."""
        return Record.folded(self.bot.entries())

    async def counted(self, number: int, tally: Mapping[str, int], limit: float = 40) -> None:
        """Wait until a poll's ballots on record are these; choices that are left out are none."""
        found: Counter[str] = Counter()

        def so() -> bool:
            self.bot.must_run()
            found.clear()
            found.update(self.record().tally(number))
            return found == tally

        try:
            await every(0.03, so, limit)
        except AssertionError as error:
            raise AssertionError(f"#{number} has {dict(found)}, not {tally}: {error}") from None

    async def closed(self, number: int, limit: float = 60) -> dict[str, Any]:
        """Wait for the outcome of a poll, as the record has it."""

        def outcome() -> dict[str, Any] | None:
            self.bot.must_run()
            return self.record().closed.get(number)

        found = await every(0.03, outcome, limit)
        tally = {choice: count for choice, count in found["tally"].items() if count}
        return {**found, "tally": tally}

    async def due(self, number: int, limit: float = 40) -> None:
        """Wait until a poll is being counted."""
        await every(0.03, lambda: number in self.record().due, limit)


async def every(seconds: float, condition: Callable[[], Any], limit: float) -> Any:
    """As wait_until, with a breath between two looks."""

    async def breathing() -> Any:
        value = condition()
        if not value:
            await asyncio.sleep(seconds)
        return value

    return await wait_until(breathing, limit)
