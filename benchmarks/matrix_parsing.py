# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a reaction takes from the bytes of a /sync response to the front door.

Run: python benchmarks/matrix_parsing.py [events]. Beside it: matrix-nio's own parsing of the
same response, which builds its events and touches no room model.
"""

import asyncio
import json
import sys
import time

import nio

from adapters.matrix.answers import Answers
from adapters.matrix.events import Translator
from adapters.matrix.handing import Handing, Stretch
from adapters.matrix.joining import Joining
from adapters.matrix.rooms import Rooms
from adapters.matrix.tenure import Tenure
from adapters.matrix.unread import Unread
from adapters.matrix.wire import decode_sync
from bot.service.ports import SILENCE

ROOM = "!room:example.org"
BOT = "@folkmoot:example.org"


class Server:
    """Stands for the homeserver: knows the bot's name, and is never asked anything."""

    user_id = BOT


class Door:
    """Takes everything in and keeps nothing."""

    def __init__(self) -> None:
        self.count = 0
        self.future = asyncio.get_running_loop().create_future()
        self.future.set_result(SILENCE)

    async def receive(self, _: object) -> object:
        self.count += 1
        return self.future

    async def echo(self, *_: str) -> None:
        return


def member(user: str) -> dict[str, object]:
    return {
        "type": "m.room.member",
        "sender": user,
        "state_key": user,
        "event_id": f"$join-{user}",
        "origin_server_ts": 1_700_000_000_000,
        "content": {"membership": "join", "displayname": user[1:6]},
        "unsigned": {"age": 1},
    }


def response(events: int, people: int = 500) -> bytes:
    users = [f"@person{number}:example.org" for number in range(people)]
    card = {
        "type": "m.room.message",
        "sender": BOT,
        "event_id": "$card",
        "origin_server_ts": 1_700_000_000_500,
        "content": {"msgtype": "m.notice", "body": "x", "org.folkmoot.notice": {"key": "k"}},
        "unsigned": {},
    }
    reactions = [
        {
            "type": "m.reaction",
            "sender": users[number % people],
            "event_id": f"$reaction-{number:040}",
            "origin_server_ts": 1_700_000_001_000 + number,
            "content": {
                "m.relates_to": {"rel_type": "m.annotation", "event_id": "$card", "key": "👍"}
            },
            "unsigned": {"age": 120, "membership": "join"},
        }
        for number in range(events)
    ]
    state = [member(BOT), *map(member, users)]
    room = {
        "timeline": {"events": [card, *reactions], "limited": False, "prev_batch": "s1"},
        "state": {"events": state},
        "account_data": {"events": []},
        "ephemeral": {"events": []},
        "unread_notifications": {},
        "summary": {},
    }
    body = {"next_batch": "s2", "rooms": {"join": {ROOM: room}, "invite": {}, "leave": {}}}
    return json.dumps(body, ensure_ascii=False).encode()


async def ours(body: bytes) -> float:
    server, rooms = Server(), Rooms()
    translator = Translator(server, Tenure(server), Unread())
    joining = Joining(server, rooms, [f"matrix:{ROOM}"], ())
    handing = Handing(server, rooms, translator, joining, Answers(None, translator.about))
    handing.learn_state(decode_sync(body))
    door = Door()
    began = time.perf_counter()
    handed = await handing.hand_in(door, decode_sync(body), Stretch("s1"))
    await handing.settle(door, handed)
    return time.perf_counter() - began


def theirs(body: bytes) -> float:
    began = time.perf_counter()
    parsed = nio.SyncResponse.from_dict(json.loads(body))
    assert isinstance(parsed, nio.SyncResponse), parsed
    return time.perf_counter() - began


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    body, bare = response(events), response(0)
    for name, run in (("folkmoot", lambda b: asyncio.run(ours(b))), ("matrix-nio", theirs)):
        best = min(run(body) - run(bare) for _ in range(5))
        print(f"{name}: {best / events * 1e6:.1f} us a reaction, {events / best:,.0f} a second")


if __name__ == "__main__":
    main()
