# SPDX-License-Identifier: AGPL-3.0-or-later
"""A garden on simcord: one commons whose board room is a channel, and people in it.

Cards are posted as real messages with real buttons; what people press and type takes the way that
it takes in earnest, from the gateway's event to the desk and back.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord
from simcord.backend.serializers import message_payload
from simcord.interactions import base_payload
from simcord.results import to_discord_message

from adapters.discord.interactions import Interactions
from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from bot.service.incoming import Commanded, Incoming
from bot.service.names import kept_name
from bot.service.ports import Answer
from bot.service.settings import CommonsSettings, RoomSettings, Settings
from storage.memory import MemoryStore
from tests.adapters.discord.simcord_posting import Posting
from tests.discord.checked import Request, requests_checked

START = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Where:
    place: str
    private: bool
    joined_at: datetime | None


class Handing:
    """Hands that hand in at a hall; `places` are the channels of the commons."""

    def __init__(self, garden: "Garden") -> None:
        self._garden = garden
        self.asked: list[Incoming] = []
        self.acquainted: list[int] = []
        self.fault: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.delay = 0.0
        """Seconds, as simcord counts them, that every answer takes."""

    @property
    def door(self) -> Hall:
        return self._garden.hall

    async def acquaint(self, user: int) -> None:
        self.acquainted.append(user)

    async def ask(self, incoming: Incoming) -> Answer:
        self.asked.append(incoming)
        if self.fault is not None:
            raise self.fault
        future = await self._garden.hall.receive(incoming)
        answer = await future
        if self.gate is not None:
            await self.gate.wait()
        if self.delay:
            await asyncio.sleep(self.delay)
        return answer

    def called(self, user: discord.abc.User) -> str:
        return user.display_name

    def where(
        self,
        channel_id: int,
        guild_id: int | None,
        user_id: int,
        joined_at: datetime | None,
        roles: Sequence[int] = (),
    ) -> Where | None:
        if guild_id is None:
            return Where(f"discord:{channel_id}", private=True, joined_at=None)
        if channel_id not in self._garden.channels:
            return None
        if joined_at is not None:
            self._garden.network.people[f"discord:{user_id}"] = joined_at
        return Where(f"discord:{channel_id}", private=False, joined_at=joined_at)


@dataclass
class Garden:
    """Everything there is; `restart` is a new process on the same store."""

    env: simcord.Env
    guild: Any
    board: Any
    requests: list[Request]
    store: MemoryStore = field(default_factory=MemoryStore)
    network: Posting = field(default_factory=Posting)
    channels: set[int] = field(default_factory=set)
    charter: dict[str, str] = field(default_factory=dict)
    several: bool = False
    rehearsal: bool = False
    locales: dict[int, str] = field(default_factory=dict)
    """The languages of people's clients; simcord's own speak American English."""
    sources: int = 0
    hall: Hall = field(init=False)
    hands: Handing = field(init=False)
    interactions: Interactions = field(init=False)

    def __post_init__(self) -> None:
        emit = self.env.backend.emit

        def told(event: str, data: Any, **more: Any) -> None:
            if event == "INTERACTION_CREATE":
                person = data.get("user") or data["member"]["user"]
                data["locale"] = self.locales.get(int(person["id"]), data["locale"])
            emit(event, data, **more)

        self.env.backend.emit = told

    def settings(self) -> Settings:
        rooms = (RoomSettings(f"discord:{self.board.id}"),)
        made = CommonsSettings(
            "garden",
            "The garden",
            "en",
            "UTC",
            rooms,
            ("discord:1",),
            (),
            self.charter,
            rehearsal=self.rehearsal,
        )
        more = CommonsSettings("pond", "The pond", "en", "UTC", (), (), (), {})
        commons = (made, more) if self.several else (made,)
        return Settings(storage_url="memory:", matrix=None, commons=commons)

    @property
    def desk(self) -> Any:
        return self.hall.desk(kept_name("garden", rehearsal=self.rehearsal))

    def wire(self, client: discord.Client) -> None:
        """What the adapter does in earnest before its client signs in."""
        self.hands = Handing(self)
        self.interactions = Interactions(
            client, self.hands, self.hands.acquaint, several=self.several
        )
        self.network.client = client
        vars(client)["tree"] = self.interactions.tree  # simcord reroutes its requests by that name

    async def open(self) -> None:
        """Begin; the first time and after every stop."""
        self.channels = {self.board.id}
        self.hall = Hall(self.settings(), self.store, VirtualClock(START), [self.network])
        await self.hall.start()
        await self.hall.settle()
        await self.interactions.install()
        await self.interactions.sync(self.store)

    async def restart(self) -> None:
        """A new process: all that was in memory is gone."""
        await self.hall.stop()
        await self.env.restart_bot(make_client(self))
        await self.open()

    async def person(self, name: str) -> Any:
        return self.guild.add_member(self.env.create_user(name))

    async def settle(self) -> None:
        await self.hall.settle()
        await self.env.settle()

    async def waits(self, **duration: float) -> None:
        await self.hall.wait(timedelta(**duration))

    def card(self, number: int) -> discord.Message:
        """The message that shows a card now."""
        receipt = self.desk.directory.receipt(number, f"discord:{self.board.id}")
        assert receipt is not None
        return self.network.cards[receipt.message.partition(":")[2]]

    async def fresh(self, number: int) -> discord.Message:
        """The card's message as it is now."""
        await self.settle()
        return await self.card(number).fetch()

    def everything_said(self) -> list[discord.Message]:
        """Every message that the bot sent and that is still there."""
        backend = self.env.backend
        stored = [one for channel in backend.messages.values() for one in channel.values()]
        own = [one for one in stored if one.author_id == backend.bot_user.id]
        return [to_discord_message(self.env, one) for one in own]

    def press_again(self, person: Any, message: discord.Message, custom_id: str) -> Any:
        """A press under a message as an old client still shows it; gives what comes of it."""
        backend = self.env.backend
        record, payload = base_payload(
            backend,
            type=3,
            channel_id=message.channel.id,
            guild_id=self.guild.id,
            user_id=person.id,
            data={"custom_id": custom_id, "component_type": 2},
        )
        stored = backend.get_message(message.channel.id, message.id)
        shown_before = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
        payload["message"] = dict(message_payload(backend, stored)) | {
            "components": [{"type": 1, "components": [shown_before]}]
        }
        backend.emit("INTERACTION_CREATE", payload)
        return simcord.InteractionResult(self.env, record)

    def typed(self, person: Any, path: str, **options: str) -> Incoming:
        """A command as it is handed in, for tests that need hundreds of them."""
        self.sources += 1
        return Incoming(
            source_id=f"discord:test:{self.sources}",
            account=f"discord:{person.id}",
            place=f"discord:{self.board.id}",
            content=Commanded(path, options),
            joined_at=START,
            discreet=True,
        )

    def ballots(self, number: int) -> list[str]:
        return sorted(self.desk.commons.polls[number].marks.latest().values())


def make_client(garden: Garden | None = None) -> discord.Client:
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.guild_reactions = True
    client = discord.Client(
        intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None
    )
    if garden is not None:
        garden.wire(client)
    return client


@asynccontextmanager
async def garden_on_discord(**options: Any) -> AsyncIterator[Garden]:
    """A garden with its bot; every request that it sends is checked at the end."""
    with requests_checked() as requests:
        client = make_client()
        # Not simcord.run: its clock is one of the context, and a fixture ends in another one.
        env = simcord.Env(client)
        await env.start()
        try:
            guild = env.create_guild()
            board = guild.create_text_channel("garden")
            garden = Garden(env, guild, board, requests, **options)
            garden.wire(client)
            await garden.open()
            yield garden
            await garden.hall.stop()
        finally:
            await env.shutdown()
        simcord.assert_no_errors(env)


def text_of(result: Any) -> str:
    """All that somebody was shown, and that it was shown to nobody else."""
    said = [one for one in (result.response, *result.followups) if one is not None]
    assert all(one.ephemeral for one in said)
    return "\n".join(one.content for one in said)
