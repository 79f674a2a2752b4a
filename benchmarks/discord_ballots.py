# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gateway frames to durable ballots, beside two peers in the same run.

(a) discord.py that only dispatches the same frames to a listener that does nothing: a limit.
(b) a bot on discord.py that commits each vote by itself with SQLAlchemy.
"""

import asyncio
import cProfile
import pstats
import statistics
import tempfile
import time
from pathlib import Path

import discord

from benchmarks.ballots import CommitPerVote
from benchmarks.gateway import (
    FIRST_CARD,
    JOINED,
    PLACE,
    Stopwatch,
    frames,
    opening,
    ready,
    running,
    socket_for,
    user,
    votes,
)
from bot.service.hall import Hall
from bot.service.incoming import Commanded, Incoming, Reacted

PEOPLE = 1_000
IN_FLIGHT = 100
FLOOD = 2_000
"""Votes under way at most where only the rate counts: the socket's buffer is no more patient."""


class Plain(discord.Client):
    """A bot of the library's own kind. `vote` is called with each reaction."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_reactions=True)
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.seen = 0
        self._more = asyncio.Event()

    async def until(self, count: int) -> None:
        """Wait until so many reactions were dealt with."""
        while self.seen < count:
            self._more.clear()
            await self._more.wait()

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Hear of a reaction."""
        await self.vote(payload)
        self.seen += 1
        self._more.set()

    async def vote(self, payload: discord.RawReactionActionEvent) -> None:
        """Do nothing with it."""


class Committing(Plain):
    """(b): one vote, one commit, one after the other as the database takes them."""

    def __init__(self, door: CommitPerVote) -> None:
        super().__init__()
        self._door = door
        self._one = asyncio.Lock()

    async def vote(self, payload: discord.RawReactionActionEvent) -> None:
        """Keep it, durably."""
        content = Reacted(f"discord:{payload.message_id}", str(payload.emoji), "")
        async with self._one:
            await self._door.receive(Incoming("", f"discord:{payload.user_id}", PLACE, content))


async def _plain(client: Plain, count: int) -> float:
    await ready(client)
    socket = socket_for(client)
    for frame in frames(opening()):
        await socket.received_message(frame)
    cards = [FIRST_CARD + index for index in range(max(1, count // PEOPLE))]
    load = frames(votes(cards, PEOPLE, count), 10)
    began = time.perf_counter()
    for index, frame in enumerate(load):
        await socket.received_message(frame)
        if index % FLOOD == 0:
            await client.until(index - FLOOD // 2)
    await client.until(count)
    return count / (time.perf_counter() - began)


async def dispatch_only(count: int) -> list[float]:
    """(a): reactions a second."""
    return [await _plain(Plain(), count)]


async def commit_per_vote(count: int) -> list[float]:
    """(b): reactions a second."""
    with tempfile.TemporaryDirectory() as folder:
        door = CommitPerVote(Path(folder))
        await door.open()
        rate = await _plain(Committing(door), count)
        await door.close()
        return [rate]


async def folkmoot(count: int) -> list[float]:
    """Reactions a second that became chained, rule-checked, durable and answered ballots."""
    took, elapsed = await _run(count, FLOOD)
    assert len(took) == count
    return [count / elapsed]


async def folkmoot_latency(count: int) -> list[float]:
    """Milliseconds from a frame to its durable answer with 100 under way: median and p99."""
    took, _ = await _run(count, IN_FLIGHT)
    cuts = statistics.quantiles(took, n=100)
    return [cuts[49] * 1000, cuts[98] * 1000]


LAYERS = (
    ("discord.py", ("/discord/",)),
    ("adapters", ("/adapters/discord/", "/adapters/")),
    ("bot.service", ("/bot/service/",)),
    ("bot.domain", ("/bot/domain/",)),
    ("bot.record", ("/bot/record/",)),
    ("bot.words", ("/bot/words/",)),
    ("storage", ("/storage/", "/aiosqlite/", "sqlite")),
    ("asyncio", ("/asyncio/", "select.", "_asyncio", "contextvars")),
)
"""Whose time is whose, by the path or name of what runs; the first that fits, longest first."""


async def layers(count: int) -> list[list[object]]:
    """The share of the loop's time that each layer takes itself, by the interpreter's profiler.

    Built-ins count for the layer that calls them; the writer's thread is not seen.
    """
    profile = cProfile.Profile()
    await _run(count, FLOOD, profile)
    shares: dict[str, float] = {}
    for (path, _, name), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if path == "~" and _layer(name) == "":
            for (caller, _, _), figures in callers.items():
                layer = _layer(caller)
                shares[layer] = shares.get(layer, 0.0) + figures[2]
        else:
            layer = _layer(name if path == "~" else path)
            shares[layer] = shares.get(layer, 0.0) + own
    whole = sum(shares.values())
    found = sorted(shares.items(), key=lambda one: -one[1])
    return [[layer or "other", share / whole] for layer, share in found]


def _layer(path: str) -> str:
    for layer, signs in sorted(LAYERS, key=lambda one: one[0] != "adapters"):
        if any(sign in path for sign in signs):
            return layer
    return ""


async def _run(
    count: int, most: int, profile: cProfile.Profile | None = None
) -> tuple[list[float], float]:
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder)) as (hall, network, socket):
            cards = [await _opened(hall, poll) for poll in range(max(1, count // PEOPLE))]
            watch = Stopwatch()
            network.heard = watch.stop
            load = frames(votes(cards, PEOPLE, count), 10)
            if profile is not None:
                profile.enable()
            began = time.perf_counter()
            for number, frame in enumerate(load, 10):
                await watch.below(most)
                watch.start(f"discord:bench:{number}")
                await socket.received_message(frame)
            await watch.below(1)
            elapsed = time.perf_counter() - began
            if profile is not None:
                profile.disable()
            height = await hall.desk("garden").read(lambda commons: commons.height)
            assert height >= count, (height, count)
            return watch.took, elapsed


async def _opened(hall: Hall, poll: int) -> int:
    """Open a poll; returns the message that shows its card."""
    who = f"discord:{user(0)}"
    asked = await hall.receive(
        Incoming(
            source_id=f"discord:interaction:{poll}",
            account=who,
            place=PLACE,
            content=Commanded("poll new", {"question": "Shall we?"}),
            joined_at=discord.utils.parse_time(JOINED),
        )
    )
    answer = await asked
    assert answer.ok, answer
    hall.touch("discord")
    await hall.settle()
    card = hall.directory("garden").receipt(answer.number or 1, PLACE)
    assert card is not None
    return int(card.message.partition(":")[2])
