# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Matrix room full of people, as raw bytes a homeserver would send, and a bot to read them."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.matrix.follow import MatrixNetwork
from adapters.matrix.handing import Stretch
from adapters.matrix.session import Identity
from adapters.matrix.wire import decode_sync
from bot.domain.charter import founding
from bot.service.clock import SteadyClock
from bot.service.hall import Hall
from bot.service.ports import FrontDoor
from bot.service.settings import CommonsSettings, MatrixSettings, RoomSettings, Secret, Settings
from bot.words.cards import Outgoing
from storage import open_store

ME = "@bot:example.org"
ROOM = "!garden:example.org"
PLACE = f"matrix:{ROOM}"
FIRST = 1_780_000_000_000
"""Origin time of the room, in milliseconds: long before any poll of a run."""


def user(index: int) -> str:
    """A member's id."""
    return f"@person{index}:example.org"


def sync_body(state: list[dict], timeline: list[dict], batch: str) -> bytes:
    """A /sync response with one joined room."""
    room = {"state": {"events": state}, "timeline": {"events": timeline, "limited": False}}
    return json.dumps({"next_batch": batch, "rooms": {"join": {ROOM: room}}}).encode()


def opening_state(people: int) -> list[dict]:
    """The state of a room in which the bot and so many people are."""

    def state(index: int, kind: str, key: str, content: dict) -> dict:
        return {
            "type": kind,
            "state_key": key,
            "sender": key if kind == "m.room.member" else ME,
            "event_id": f"$state{index}",
            "origin_server_ts": FIRST + index,
            "content": content,
        }

    events = [
        state(0, "m.room.create", "", {"room_version": "10"}),
        state(1, "m.room.power_levels", "", {"users": {ME: 50}}),
        state(2, "m.room.member", ME, {"membership": "join"}),
    ]
    events += [
        state(3 + index, "m.room.member", user(index), {"membership": "join"})
        for index in range(people)
    ]
    return events


def echo(card: str) -> dict:
    """The bot's own card, as the homeserver tells it back before anybody can react to it."""
    return {
        "type": "m.room.message",
        "sender": ME,
        "event_id": card,
        "origin_server_ts": FIRST + 9_000_000,
        "content": {"msgtype": "m.notice", "body": "#1", "org.folkmoot.key": "k"},
    }


def reactions(card: str, people: int, votes: int, start: int = 0) -> Iterator[dict]:
    """So many reactions on one card, person after person, each with its own event id."""
    keys = ("👍", "👎", "🤷")
    for index in range(start, start + votes):
        yield {
            "type": "m.reaction",
            "sender": user(index % people),
            "event_id": f"$reaction{index:09}abcdefghijklmnopqrstuvwxyz",
            "origin_server_ts": FIRST + 10_000_000 + index,
            "content": {
                "m.relates_to": {
                    "rel_type": "m.annotation",
                    "event_id": card,
                    "key": keys[(index // people + index) % 3],
                }
            },
            "unsigned": {"age": 5},
        }


class LoopbackMatrix(MatrixNetwork):
    """The Matrix adapter with everything but the wire: sends arrive at once."""

    sent = 0

    def enter(self, people: int) -> None:
        """Be signed in, and in a room with so many people."""
        self._session._identity = Identity(ME, "BENCH", Secret("unused"))  # noqa: SLF001
        handing = self._loop._handing  # noqa: SLF001
        handing.learn_state(decode_sync(sync_body(opening_state(people), [], "s")))

    async def follow(self, door: FrontDoor, body: bytes) -> None:
        """Take in one response of the homeserver, as the loop does, until it is durable."""
        handing = self._loop._handing  # noqa: SLF001
        await handing.settle(door, await handing.hand_in(door, decode_sync(body), Stretch("s")))

    async def send(self, place: str, message: Outgoing) -> str:  # noqa: ARG002
        LoopbackMatrix.sent += 1
        return f"$card{LoopbackMatrix.sent}"

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:  # noqa: ARG002
        LoopbackMatrix.sent += 1

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Nothing to do: nobody looks."""

    async def whisper(self, account: str, message: Outgoing) -> str | None:  # noqa: ARG002
        return None

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:  # noqa: ARG002
        return None


def settings(folder: Path) -> Settings:
    """A commons of one room."""
    commons = CommonsSettings(
        name="garden",
        title="Garden",
        language="en",
        timezone="UTC",
        rooms=(RoomSettings(PLACE),),
        stewards=(),
        ignore=(),
        charter=founding({}),
    )
    matrix = MatrixSettings(
        homeserver="http://127.0.0.1:9",
        user=ME,
        password=None,
        access_token=Secret("unused"),
        device_id="BENCH",
        state_dir=folder,
        prefix="!",
        inviters=(),
    )
    return Settings(f"sqlite:{folder / 'bench.db'}", matrix, (commons,))


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Hall, LoopbackMatrix]]:
    """A bot on a database in that folder, its room not read yet."""
    config = settings(folder)
    store = await open_store(config.storage_url)
    clock = SteadyClock()
    matrix = LoopbackMatrix(config.matrix, [PLACE], store, clock)
    hall = Hall(config, store, clock, [matrix])
    await hall.start()
    try:
        yield hall, matrix
    finally:
        await hall.stop()
        await store.close()
