# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a look around Discord finds, without a gateway."""

from collections.abc import AsyncIterator

import discord
import pytest
from discord.http import Route
from mill import Mill, mill

from adapters.discord.rights import invite_link, lacking, needed
from adapters.discord.scout import DiscordScout
from bot.service.faults import SignInError, UnreachableError
from bot.service.settings import DiscordSettings, Secret
from tests.discord.double.server import TOKEN
from tests.discord.double.sessions import MESSAGE_CONTENT


@pytest.fixture
async def at(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mill]:
    async with mill() as place:
        monkeypatch.setattr(Route, "BASE", place.discord.api)
        yield place


def scout(token: str = TOKEN) -> DiscordScout:
    return DiscordScout(DiscordSettings(Secret(token)))


async def test_channels_with_what_is_missing_by_discords_own_names(at: Mill) -> None:
    at.discord.gateway.allowed = MESSAGE_CONTENT
    seen = await scout().look([f"discord:{at.garden.id}", "discord:12345"])
    assert [(room.name, room.kind, room.home) for room in seen.rooms] == [
        ("garden", "channel", "The mill"),
        ("workshop", "channel", "The mill"),
        ("ideas", "forum", "The mill"),
    ]
    garden, workshop, ideas = seen.rooms
    assert (garden.place, ideas.place) == (f"discord:{at.garden.id}", f"discord:{at.ideas.id}")
    assert garden.usable
    assert workshop.lacking == ("Embed Links", "Add Reactions")
    assert garden.people == 60
    assert garden.since == discord.utils.snowflake_time(at.guild.id)
    assert [one.account for one in garden.keepers] == [f"discord:{at.operator}"]
    assert list(seen.absent) == ["discord:12345"]
    assert seen.intents == {"message_content": True, "members": False}
    assert seen.ahead is not None
    assert abs(seen.ahead.total_seconds()) < 10


async def test_a_hidden_channel_is_named_only_where_it_is_configured(at: Mill) -> None:
    place = f"discord:{at.board.id}"
    assert (await scout().look()).room(place) is None
    room = (await scout().look([place])).room(place)
    assert room is not None
    assert room.lacking[0] == "View Channel"


async def test_a_bot_on_no_server_sees_nothing_and_knows_the_way_there(at: Mill) -> None:
    at.away()
    seen = await scout().look()
    assert seen.rooms == ()
    assert f"client_id={at.discord.world.bot.id}" in seen.invite


@pytest.mark.parametrize("token", ["wrong", "a\nb", "ключ", "Bot x"])
async def test_a_wrong_token_is_refused_in_a_sentence_without_it(at: Mill, token: str) -> None:
    with pytest.raises(SignInError, match="does not know the bot's token") as refused:
        await scout(token).look()
    assert token not in str(refused.value)


async def test_nobody_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:9/api/v10")
    with pytest.raises(UnreachableError):
        await scout().look()


def test_the_link_asks_for_the_needed_rights_and_nothing_else() -> None:
    link = invite_link(42)
    asked = discord.Permissions(int(link.partition("permissions=")[2].partition("&")[0]))
    assert "client_id=42" in link
    assert "scope=bot+applications.commands" in link
    named = {name for name, given in asked if given}
    wanted = {*needed(threads=True), *needed(forum=True)}
    # The library knows several names for some rights.
    assert all(getattr(asked, name) for name in wanted)
    assert asked == discord.Permissions(**dict.fromkeys(wanted, True))
    assert not asked.administrator
    assert "manage_messages" not in named
    for forum in (False, True):
        assert lacking(asked, forum=forum, threads=True) == ()
