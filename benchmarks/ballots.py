# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raw Matrix reactions to durable ballots, beside two peers in the same run.

(a) matrix-nio that only parses the same bytes and does nothing with them: a limit.
(b) a bot behind Folkmoot's own parsing that commits each vote by itself with SQLAlchemy.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from nio import SyncResponse
from sqlalchemy import Column, MetaData, String, Table, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.world import (
    PLACE,
    LoopbackMatrix,
    echo,
    reactions,
    running,
    sync_body,
    user,
)
from bot.service.hall import Hall
from bot.service.incoming import Incoming, Reacted, TypedText
from bot.service.ports import SILENCE, RoomFacts

PEOPLE = 1_000
AT_ONCE = 500
"""Reactions a response: more than a homeserver sends by default, as after a busy moment."""


def bodies(cards: list[str], votes: int) -> list[bytes]:
    """The votes as /sync responses: everybody votes on one card, then on the next."""
    return [
        sync_body(
            [],
            list(reactions(cards[start // PEOPLE % len(cards)], PEOPLE, AT_ONCE, start)),
            f"s{start}",
        )
        for start in range(0, votes, AT_ONCE)
    ]


def polls_for(votes: int) -> int:
    """So many polls that nobody votes twice on one."""
    return max(1, votes // PEOPLE)


def parse_only(votes: int) -> float:
    """(a): reactions a second that matrix-nio parses into its event objects."""
    load = bodies([f"$card{poll}" for poll in range(polls_for(votes))], votes)
    began = time.perf_counter()
    found = 0
    for body in load:
        response = SyncResponse.from_dict(json.loads(body))
        for room in response.rooms.join.values():
            found += len(room.timeline.events)
    elapsed = time.perf_counter() - began
    assert found == votes
    return votes / elapsed


async def folkmoot(votes: int) -> float:
    """Reactions a second that became chained, rule-checked, durable and answered ballots."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder)) as (hall, matrix):
            matrix.enter(PEOPLE)
            shown = [await _opened(hall, matrix, poll) for poll in range(polls_for(votes))]
            load = bodies(shown, votes)
            began = time.perf_counter()
            for body in load:
                await matrix.follow(hall, body)
            elapsed = time.perf_counter() - began
            height = await hall.desk("garden").read(lambda commons: commons.height)
            assert height >= votes, (height, votes)
            return votes / elapsed


async def _opened(hall: Hall, matrix: LoopbackMatrix, poll: int) -> str:
    """Open a poll; returns the message that shows its card."""
    asked = await hall.receive(
        Incoming(
            source_id=f"matrix:$poll{poll}",
            account=f"matrix:{user(0)}",
            place=PLACE,
            content=TypedText("!poll new Shall we?"),
            joined_at=hall.joined("garden", f"matrix:{user(0)}"),
        )
    )
    answer = await asked
    assert answer.ok, answer
    hall.touch("matrix")
    await hall.settle()
    card = hall.directory("garden").receipt(answer.number or 1, PLACE)
    assert card is not None
    shown = card.message.partition(":")[2]
    await matrix.follow(hall, sync_body([], [echo(shown)], "s"))
    return shown


class CommitPerVote:
    """(b): a front door that upserts each vote in a transaction of its own."""

    def __init__(self, folder: Path) -> None:
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'peer.db'}")

        @event.listens_for(self._engine.sync_engine, "connect")
        def _(connection, _record) -> None:  # noqa: ANN001
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")

        self._votes = Table(
            "votes",
            MetaData(),
            Column("card", String, primary_key=True),
            Column("account", String, primary_key=True),
            Column("emoji", String),
        )

    async def open(self) -> None:
        """Make the table."""
        async with self._engine.begin() as connection:
            await connection.run_sync(self._votes.metadata.create_all)

    async def receive(self, incoming: Incoming) -> "asyncio.Future[object]":
        """One vote, one commit."""
        assert isinstance(incoming.content, Reacted)
        row = {
            "card": incoming.content.message,
            "account": incoming.account,
            "emoji": incoming.content.emoji,
        }
        upsert = insert(self._votes).values(row)
        async with self._engine.begin() as connection:
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=["card", "account"], set_=row)
            )
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        done.set_result(SILENCE)
        return done

    async def echo(self, place: str, key: str, message: str) -> None:
        """Its own card came back."""

    def room(self, place: str) -> RoomFacts | None:
        """One room."""
        return RoomFacts("garden", "board", "en", "UTC", ()) if place == PLACE else None

    async def close(self) -> None:
        """Let go of the file."""
        await self._engine.dispose()


async def commit_per_vote(votes: int) -> float:
    """(b): reactions a second."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder)) as (_, matrix):
            matrix.enter(PEOPLE)
            door = CommitPerVote(Path(folder))
            await door.open()
            cards = [f"$card{poll}" for poll in range(polls_for(votes))]
            await matrix.follow(door, sync_body([], [echo(card) for card in cards], "s"))
            load = bodies(cards, votes)
            began = time.perf_counter()
            for body in load:
                await matrix.follow(door, body)
            elapsed = time.perf_counter() - began
            await door.close()
            return votes / elapsed


def once(what: Callable[[int], Awaitable[float]], votes: int) -> float:
    """Run one measurement on a loop of its own."""
    return asyncio.run(what(votes))
