# SPDX-License-Identifier: AGPL-3.0-or-later
"""The double's gateway, seen by a plain client of discord.py: a wrong double proves nothing."""

import asyncio
import random

import discord as library
import pytest

from tests.adapters.matrix.person import wait_until
from tests.discord.conftest import MakeClient
from tests.discord.double import sessions
from tests.discord.double.gateway import frames_of
from tests.discord.double.people import Person
from tests.discord.double.server import Discord
from tests.discord.double.world import Channel, Message


class Scene:
    """A guild with a channel, a message of the bot's in it, and three people."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.guild = discord.world.guild("Garden")
        self.room: Channel = discord.world.channel(self.guild, "commons")
        world = discord.world
        self.card = Message(world.new_id(), self.room, world.bot, world.now(), "#1 A poll")
        self.room.messages[self.card.id] = self.card
        self.people: list[Person] = [
            discord.person(self.guild, name) for name in ("ana", "bo", "cleo")
        ]


class Heard:
    """What a client heard of reactions: (user, emoji, put on?), in order."""

    def __init__(self, client: library.Client) -> None:
        self.all: list[tuple[int, str, bool]] = []
        self.readies = 0
        self.resumes = 0
        client.event(self.on_raw_reaction_add)
        client.event(self.on_raw_reaction_remove)
        client.event(self.on_ready)
        client.event(self.on_resumed)

    async def on_ready(self) -> None:
        self.readies += 1

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def on_raw_reaction_add(self, event: library.RawReactionActionEvent) -> None:
        assert event.member is not None
        self.all.append((event.user_id, str(event.emoji), True))

    async def on_raw_reaction_remove(self, event: library.RawReactionActionEvent) -> None:
        assert event.member is None
        self.all.append((event.user_id, str(event.emoji), False))


@pytest.fixture
def scene(discord: Discord) -> Scene:
    return Scene(discord)


async def test_a_client_connects_and_sees_the_guild(scene: Scene, client: MakeClient) -> None:
    one = await client()
    guild = one.get_guild(scene.guild.id)
    assert guild is not None
    assert guild.me.joined_at == scene.guild.members[scene.discord.world.bot.id].joined_at
    room = guild.get_channel(scene.room.id)
    assert isinstance(room, library.TextChannel)
    assert room.permissions_for(guild.me).send_messages
    assert [member.id for member in guild.members] == [guild.me.id]
    assert guild.member_count == 5


async def test_it_names_everybody_where_the_intent_is_granted(
    scene: Scene, client: MakeClient
) -> None:
    scene.discord.gateway.allowed = sessions.GUILD_MEMBERS
    intents = library.Intents.default()
    intents.members = True
    one = await client(intents=intents)
    guild = one.get_guild(scene.guild.id)
    assert guild is not None
    assert {member.id for member in guild.members} == set(scene.guild.members)
    await scene.people[0].leaves()
    await wait_until(lambda: len(guild.members) == 4)


async def test_intents_that_are_not_granted_end_it(scene: Scene, client: MakeClient) -> None:
    one = await client(intents=library.Intents.all(), ready=False)
    with pytest.raises(library.PrivilegedIntentsRequired):
        await asyncio.wait_for(one.running, 10)  # type: ignore[attr-defined]


async def test_a_wrong_token_ends_it(scene: Scene, client: MakeClient) -> None:
    scene.discord.gateway.token = "another"
    one = await client(ready=False)
    with pytest.raises(library.ConnectionClosed) as closed:
        await asyncio.wait_for(one.running, 10)  # type: ignore[attr-defined]
    assert closed.value.code == 4004


async def test_reactions_are_heard(scene: Scene, client: MakeClient) -> None:
    heard = Heard(await client())
    ana, bo, _ = scene.people
    mark = await ana.reacts(scene.card, "👍")
    assert mark == f"discord:{scene.card.id}:{ana.id}:👍:n"
    await bo.reacts(scene.card, "👎", burst=True)
    await ana.unreacts(scene.card, "👍")
    expected = [(ana.id, "👍", True), (bo.id, "👎", True), (ana.id, "👍", False)]
    await wait_until(lambda: heard.all == expected)
    added = frames_of(scene.discord.gateway, "MESSAGE_REACTION_ADD")[1].data
    assert (added["burst"], added["type"]) == (True, 1)


@pytest.mark.parametrize("how", ["drop", "reconnect", "cut", "invalid but resumable"])
async def test_what_was_missed_is_told_after_a_resume(
    scene: Scene, client: MakeClient, how: str
) -> None:
    heard = Heard(await client())
    gateway, ana, bo = scene.discord.gateway, *scene.people[:2]
    if how == "drop":
        await gateway.drop()
    elif how == "cut":
        gateway.cut()
    elif how == "reconnect":
        gateway.reconnect()
    else:
        gateway.invalidate(resumable=True)
    await ana.reacts(scene.card, "👍")
    await bo.reacts(scene.card, "👎")
    await wait_until(lambda: gateway.resumed == 1 and len(heard.all) == 2, 20)
    assert heard.all == [(ana.id, "👍", True), (bo.id, "👎", True)]
    assert gateway.identified == 1


async def test_a_lost_session_tells_nothing_of_what_was_missed(
    scene: Scene, client: MakeClient
) -> None:
    heard = Heard(await client())
    gateway, ana, bo = scene.discord.gateway, *scene.people[:2]
    await gateway.lose()
    await ana.reacts(scene.card, "👍")
    await wait_until(lambda: gateway.identified == 2 and gateway.sessions, 20)
    await bo.reacts(scene.card, "👎")
    await wait_until(lambda: heard.all, 40)
    assert heard.all == [(bo.id, "👎", True)]
    assert gateway.resumed == 0


async def test_a_resume_may_repeat_what_was_heard(scene: Scene, client: MakeClient) -> None:
    heard = Heard(await client())
    gateway, ana = scene.discord.gateway, scene.people[0]
    gateway.overlap = 1
    await ana.reacts(scene.card, "👍")
    await wait_until(lambda: len(heard.all) == 1)
    await gateway.drop()
    await wait_until(lambda: len(heard.all) == 2, 40)
    assert heard.all == [(ana.id, "👍", True)] * 2


async def test_events_come_twice_and_late_but_each_persons_in_order(
    scene: Scene, client: MakeClient, chance: random.Random
) -> None:
    heard = Heard(await client())
    gateway = scene.discord.gateway
    gateway.chance, gateway.twice, gateway.late = chance, 0.2, 0.3
    done: list[tuple[int, str, bool]] = []
    for _ in range(60):
        person, emoji = chance.choice(scene.people), chance.choice("👍👎🤷")
        there = scene.card.reactions.get(emoji)
        put_on = there is None or person.id not in there.normal
        await (person.reacts if put_on else person.unreacts)(scene.card, emoji)
        done.append((person.id, emoji, put_on))
    await wait_until(lambda: gateway.settled)

    def once(person: int) -> list[tuple[int, str, bool]]:
        told = [one for one in heard.all if one[0] == person]
        return [one for one, before in zip(told, [None, *told], strict=False) if one != before]

    def in_order() -> bool:
        people = [person.id for person in scene.people]
        return all(once(one) == [act for act in done if act[0] == one] for one in people)

    await wait_until(in_order)
    assert len(heard.all) > len(done)
    assert [one for one in heard.all if one in done] != done


async def test_a_refused_first_connect_kills_the_librarys_own_loop(
    scene: Scene, client: MakeClient
) -> None:
    """As Rapptz/discord.py#10520 says; whoever builds on it has to start it again."""
    scene.discord.gateway.refuse = 1
    one = await client(ready=False)
    with pytest.raises(AttributeError, match="sequence"):
        await asyncio.wait_for(one.running, 30)  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["malformed", "garbage"])
async def test_a_malformed_event_kills_the_librarys_own_loop(
    scene: Scene, client: MakeClient, what: str
) -> None:
    one = await client()
    if what == "malformed":
        scene.discord.gateway.malformed()
    else:
        scene.discord.gateway.garbage()
    with pytest.raises((KeyError, ValueError)):
        await asyncio.wait_for(one.running, 10)  # type: ignore[attr-defined]


async def test_a_dead_connection_is_noticed_and_resumed(scene: Scene, client: MakeClient) -> None:
    gateway = scene.discord.gateway
    gateway.heartbeat = 100
    await client(heartbeat_timeout=0.5)
    gateway.deaf = True
    await wait_until(lambda: gateway.links == set() or gateway.identified > 1, 40)
    gateway.deaf = False
    await wait_until(lambda: gateway.resumed >= 1, 40)


async def test_words_are_told_only_to_who_may_read_them(scene: Scene, client: MakeClient) -> None:
    one = await client()
    heard: list[str] = []

    async def on_message(message: library.Message) -> None:
        heard.append(message.content)

    one.event(on_message)
    ana = scene.people[0]
    bot = scene.discord.world.bot
    await ana.says(scene.room, "a secret of ours")
    await ana.says(scene.room, f"<@{bot.id}> help")
    await ana.says(ana.private, "just you and me")
    await wait_until(lambda: len(heard) == 3)
    assert heard == ["", f"<@{bot.id}> help", "just you and me"]


async def test_shards_hear_of_their_own_guilds(scene: Scene, client: MakeClient) -> None:
    guilds = [scene.guild, *(scene.discord.world.guild(f"Guild {n}") for n in range(5))]
    one = await client(library.AutoShardedClient, shard_count=2)
    await wait_until(lambda: len(one.guilds) == len(guilds))
    told = [int(frame.data["id"]) for frame in frames_of(scene.discord.gateway, "GUILD_CREATE")]
    assert sorted(told) == sorted(guild.id for guild in guilds)
    assert len(scene.discord.gateway.sessions) == 2


async def test_what_the_bot_may_not_see_is_not_told(scene: Scene, client: MakeClient) -> None:
    heard = Heard(await client())
    moderator, ana = scene.discord.moderator(scene.guild), scene.people[0]
    await moderator.allows(0)
    await ana.reacts(scene.card, "👍")
    await moderator.allows(1 << 10 | 1 << 16)
    await ana.reacts(scene.card, "👎")
    await wait_until(lambda: heard.all)
    assert heard.all == [(ana.id, "👎", True)]


async def test_the_bot_is_shown_the_door_and_invited_again(
    scene: Scene, client: MakeClient
) -> None:
    one = await client()
    moderator = scene.discord.moderator(scene.guild)
    await moderator.kicks_bot()
    await wait_until(lambda: one.get_guild(scene.guild.id) is None)
    with pytest.raises(library.Forbidden):
        await one.fetch_guild(scene.guild.id)
    await moderator.invites_bot()
    await wait_until(lambda: one.get_guild(scene.guild.id))
