# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Discord server full of people, as the frames that a gateway would send, and a bot to read them.

The library's own socket decodes each frame (`DiscordWebSocket.received_message`) in all contestants
alike; nothing but the network itself is left out.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import discord
from discord.gateway import DiscordWebSocket

from adapters.discord.client import build
from adapters.discord.follow import DiscordNetwork
from bot.domain.charter import founding
from bot.service.clock import SteadyClock
from bot.service.hall import Hall
from bot.service.incoming import Incoming
from bot.service.ports import Answer, Reading
from bot.service.settings import CommonsSettings, DiscordSettings, RoomSettings, Secret, Settings
from bot.words.cards import Outgoing
from storage import open_store

ME, GUILD, CHANNEL, FIRST_CARD, FIRST_USER = 900, 1 << 40, 1 << 41, 1 << 42, 1 << 43
PLACE = f"discord:{CHANNEL}"
JOINED = "2024-05-01T12:00:00.000000+00:00"


def user(index: int) -> int:
    """Somebody's number."""
    return FIRST_USER + index


def opening() -> list[dict]:
    """READY, and the server with its one channel."""
    me = {"id": str(ME), "username": "folkmoot", "discriminator": "0", "avatar": None, "bot": True}
    everything = {
        "id": str(GUILD),
        "name": "@everyone",
        "permissions": str(discord.Permissions.all().value),
        "position": 0,
        "color": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
    }
    channel = {"id": str(CHANNEL), "type": 0, "name": "garden", "permission_overwrites": []}
    guild = {
        "id": str(GUILD),
        "name": "Garden",
        "owner_id": str(ME),
        "roles": [everything],
        "channels": [channel | {"position": 0}],
        "members": [{"user": me, "roles": [], "joined_at": JOINED, "flags": 0}],
        "threads": [],
        "emojis": [],
        "features": [],
        "member_count": 2,
        "large": False,
        "unavailable": False,
    }
    ready = {
        "v": 10,
        "user": me,
        "guilds": [{"id": str(GUILD), "unavailable": True}],
        "session_id": "bench",
        "resume_gateway_url": "ws://127.0.0.1:9",
        "application": {"id": str(ME), "flags": 0},
    }
    return [{"t": "READY", "d": ready}, {"t": "GUILD_CREATE", "d": guild}]


def votes(cards: list[int], people: int, count: int) -> Iterator[dict]:
    """So many reactions: everybody votes on one card, then on the next."""
    keys = ("👍", "👎", "🤷")
    for index in range(count):
        who = index % people
        person = {
            "id": str(user(who)),
            "username": f"person{who}",
            "global_name": f"Person {who}",
            "discriminator": "0",
            "avatar": None,
        }
        member = {"user": person, "roles": [], "joined_at": JOINED, "nick": None, "flags": 0}
        yield {
            "t": "MESSAGE_REACTION_ADD",
            "d": {
                "user_id": str(user(who)),
                "channel_id": str(CHANNEL),
                "guild_id": str(GUILD),
                "message_id": str(cards[index // people % len(cards)]),
                "message_author_id": str(ME),
                "member": member,
                "emoji": {"id": None, "name": keys[(index // people + index) % 3]},
                "burst": False,
                "type": 0,
            },
        }


def frames(payloads: Iterator[dict] | list[dict], first: int = 1) -> list[str]:
    """Payloads as the gateway numbers and writes them."""
    return [
        json.dumps({"op": 0, "s": number, **payload}, ensure_ascii=False, separators=(",", ":"))
        for number, payload in enumerate(payloads, first)
    ]


def socket_for(client: discord.Client) -> DiscordWebSocket:
    """The library's socket on that client, with nothing at its other end."""
    socket = DiscordWebSocket(SimpleNamespace(closed=False), loop=asyncio.get_running_loop())
    connection = client._connection  # noqa: SLF001
    socket._connection = connection  # noqa: SLF001
    socket._discord_parsers = connection.parsers  # noqa: SLF001
    socket._dispatch = client.dispatch  # noqa: SLF001
    socket.session_id, socket.shard_id = "bench", None
    connection._update_references(socket)  # noqa: SLF001
    client.ws = socket
    return socket


async def ready(client: discord.Client) -> None:
    """What the library does before it connects."""
    await client._async_setup_hook()  # noqa: SLF001


class LoopbackDiscord(DiscordNetwork):
    """The Discord adapter with everything but the wire: sends arrive at once.

    `heard` is called with the source of each input when it is answered, and so durable.
    """

    heard: Callable[[str], None] = staticmethod(lambda _: None)
    sent = 0

    async def connect(self) -> DiscordWebSocket:
        """Be signed in and connected."""
        client = build(DiscordSettings(Secret("unused")), self._set_up)
        await ready(client)
        me = {"id": str(ME), "username": "folkmoot", "discriminator": "0", "avatar": None}
        client._connection.user = discord.ClientUser(state=client._connection, data=me)  # noqa: SLF001
        client._connection.application_id = ME  # noqa: SLF001
        socket = socket_for(client)
        await self._set_up(client)
        return socket

    async def _sync(self, interactions: object) -> None:
        """No command goes to a Discord that is not there."""

    def _answered(self, incoming: Incoming, answer: Answer) -> None:
        super()._answered(incoming, answer)
        self.heard(incoming.source_id)

    async def send(self, place: str, message: Outgoing) -> str:  # noqa: ARG002
        LoopbackDiscord.sent += 1
        return str(FIRST_CARD + LoopbackDiscord.sent)

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:  # noqa: ARG002
        self._edits.take_turn(CHANNEL, int(message_id))
        LoopbackDiscord.sent += 1

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Nothing to do: nobody looks."""

    async def whisper(self, account: str, message: Outgoing) -> str | None:  # noqa: ARG002
        return None

    async def find(self, place: str, key: str) -> str | None:  # noqa: ARG002
        return None

    async def read(self, *_: object, **__: object) -> Reading:  # type: ignore[override]
        raise AssertionError("nothing is listed while a poll is open")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Hall, LoopbackDiscord, DiscordWebSocket]]:
    """A bot on a database in that folder, connected, its server heard of."""
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
    url = f"sqlite:{folder / 'bench.db'}"
    settings = Settings(url, None, (commons,), discord=DiscordSettings(Secret("unused")))
    store, clock = await open_store(url), SteadyClock()
    assert settings.discord is not None
    network = LoopbackDiscord(settings.discord, commons.rooms, store, clock)
    hall = Hall(settings, store, clock, [network])
    await hall.start()
    network._hands.open(hall)  # noqa: SLF001
    handing = asyncio.create_task(network._hands.run())  # noqa: SLF001
    try:
        socket = await network.connect()
        for frame in frames(opening()):
            await socket.received_message(frame)
        await network._hands.caught_up()  # noqa: SLF001
        yield hall, network, socket
    finally:
        handing.cancel()
        await hall.stop()
        await store.close()


class Stopwatch:
    """Since when each input is under way, and how long the finished ones took."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}
        self.took: list[float] = []
        self._room = asyncio.Event()

    def start(self, source: str) -> None:
        """An input is handed in."""
        self._began[source] = time.perf_counter()

    def stop(self, source: str) -> None:
        """It is answered."""
        began = self._began.pop(source, None)
        if began is not None:
            self.took.append(time.perf_counter() - began)
            self._room.set()

    async def below(self, most: int) -> None:
        """Wait until fewer than that are under way."""
        while len(self._began) >= most:
            self._room.clear()
            await self._room.wait()
