# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bot away, the server away, a proxy in between, a full disk: nothing is lost or repeated."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from adapters.matrix import sync
from bot.service.incoming import Reacted, TypedText
from bot.service.ports import SignInError, TryLaterError
from bot.service.settings import Secret
from tests.adapters.matrix.fakes import MakeBot, MakePerson, live_card, make_bot, notice
from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import wait_until


async def test_a_gap_of_200_events_is_filled_in_order(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    await ana.say(room, "before")
    await wait_until(lambda: "before" in bot.door.texts())
    await bot.stop()
    bot.door.received.clear()
    for number in range(200):
        await ana.say(room, f"{number}")
    reaction = await ana.react(room, await ana.say(room, "200"), "👍")
    await bot.start()
    await wait_until(lambda: len(bot.door.received) >= 202)

    assert bot.door.texts() == [str(number) for number in range(201)]
    assert bot.door.received[-1].content.mark == f"matrix:{reaction}"
    assert all(one.late for one in bot.door.received)
    ((places, since, until),) = bot.door.away
    assert places == [f"matrix:{room}"]
    assert since < until
    await ana.say(room, "after")
    await wait_until(lambda: "after" in bot.door.texts())
    assert not bot.door.received[-1].late


async def test_a_burst_is_taken_whole(person: MakePerson, bot_in: MakeBot) -> None:
    """More events at once than a timeline holds, while the bot is there."""
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))
    keys = [f"emoji {number}" for number in range(150)]
    await asyncio.gather(*(ana.react(room, message, key) for key in keys))
    await wait_until(lambda: len(bot.door.of(Reacted)) >= 150)
    assert Counter(one.content.emoji for one in bot.door.received) == Counter(keys)
    assert not any(one.late for one in bot.door.received)


async def test_votes_by_people_who_left_during_the_absence_keep_their_stay(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))
    await bot.stop()
    await bo.react(room, message, "👍")
    await bo.leave(room)
    await bot.start()
    await wait_until(lambda: bot.door.of(Reacted))
    (vote,) = bot.door.of(Reacted)
    assert vote.joined_at is not None
    assert vote.joined_at < vote.sent_at


async def test_the_position_moves_only_after_the_effects(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    await ana.say(room, "one")
    await wait_until(lambda: "one" in bot.door.texts())
    await asyncio.sleep(0.2)
    bot.door.broken = 2
    before = bot.positions.kept[sync.SINCE]
    await ana.say(room, "two")
    await wait_until(lambda: bot.door.broken == 0)
    assert bot.positions.kept[sync.SINCE] == before
    await ana.say(room, "three")

    await wait_until(lambda: "three" in bot.door.texts())
    assert bot.door.texts() == ["one", "two", "three"]
    await wait_until(lambda: bot.positions.kept[sync.SINCE] != before)


async def test_stopping_takes_no_second(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    bot = await bot_in(await ana.create_room())
    await asyncio.sleep(0.3)  # the long poll is under way
    began = time.monotonic()
    await bot.stop()
    assert time.monotonic() - began < 1
    assert sync.SEEN in bot.positions.kept


async def test_a_dead_token_is_renewed_once_on_the_same_device(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    session = bot.matrix._session
    device, token = session._identity.device_id, session._identity.token.reveal()
    state = bot.settings.state_dir / "matrix.json"
    assert state.stat().st_mode & 0o777 == 0o600
    assert token not in repr(session._identity)

    await log_out(bot.server, token)
    await ana.say(room, "still there?")
    await wait_until(lambda: "still there?" in bot.door.texts())
    assert session._identity.device_id == device
    assert session._identity.token.reveal() != token

    await log_out(bot.server, session._identity.token.reveal())
    with pytest.raises(SignInError, match="keeps being ended"):
        await asyncio.wait_for(bot.running, 15)


async def log_out(server: Homeserver, token: str) -> None:
    async with (
        ClientSession(headers={"Authorization": f"Bearer {token}"}) as client,
        client.post(f"{server.url}/_matrix/client/v3/logout", json={}) as answer,
    ):
        assert answer.status == 200


async def test_the_same_sign_in_is_used_again(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    bot = await bot_in(await ana.create_room())
    first = bot.matrix._session._identity
    await bot.stop()
    await bot.start()
    second = bot.matrix._session._identity
    assert (second.device_id, second.token.reveal()) == (first.device_id, first.token.reveal())


async def test_a_wrong_password_is_said_in_one_sentence(server: Homeserver, tmp_path: Path) -> None:
    bot = await make_bot(server, tmp_path)
    bot.settings = replace(bot.settings, password=Secret("wrong"))
    with pytest.raises(SignInError, match=r"check matrix\.user and matrix\.password"):
        await bot.start(until_live=False)
    await bot.stop()


@asynccontextmanager
async def proxy(upstream: str) -> AsyncIterator[tuple[str, asyncio.Event, Counter[str]]]:
    """A proxy that counts requests, and answers with a page of HTML while the fault is set."""
    seen, fault = Counter(), asyncio.Event()
    app = web.Application(client_max_size=2**26)
    client = ClientSession(auto_decompress=False)

    async def handle(request: web.Request) -> web.Response:
        seen[request.path.rsplit("/", 1)[-1]] += 1
        if fault.is_set():
            return web.Response(
                status=502, text="<html>Bad gateway</html>", content_type="text/html"
            )
        async with client.request(
            request.method,
            upstream + request.path_qs,
            data=await request.read(),
            headers={
                k: v for k, v in request.headers.items() if k in ("Authorization", "Content-Type")
            },
        ) as answer:
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                headers={"Content-Type": answer.headers.get("Content-Type", "application/json")},
            )

    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}", fault, seen
    finally:
        await client.close()
        await runner.cleanup()


async def test_a_proxy_that_answers_html_causes_no_hot_loop(
    person: MakePerson, bot_in: MakeBot, server: Homeserver
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    async with proxy(server.url) as (url, fault, seen):
        bot = await bot_in(room, url=url)
        bot.door.reconciled.clear()
        await ana.say(room, "before")
        await wait_until(lambda: "before" in bot.door.texts())
        fault.set()
        await ana.say(room, "the poll under way still brings this")
        await wait_until(lambda: len(bot.door.texts()) == 2)
        await ana.say(room, "meanwhile")
        seen.clear()
        await asyncio.sleep(4)
        assert 1 <= seen["sync"] <= 5
        fault.clear()
        await wait_until(lambda: "meanwhile" in bot.door.texts())
        assert bot.door.away[-1][0] == [f"matrix:{room}"]
        assert bot.door.received[-1].late
        await wait_until(lambda: [f"matrix:{room}"] in bot.door.reconciled)
        await bot.stop()


@needs_synapse
@pytest.mark.synapse
async def test_the_server_restarts_and_the_bot_goes_on(tmp_path: Path) -> None:
    server = Homeserver(tmp_path / "synapse")
    server.start()
    bot = None
    try:
        ana = await server.person("ana")
        room = await ana.create_room()
        bot = await make_bot(server, tmp_path, f"matrix:{room}")
        await bot.start()
        server.stop(kill=True)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(server.start)
        await ana.say(room, "back again")
        await wait_until(lambda: "back again" in bot.door.texts(), limit=30)
        await ana.close()
    finally:
        if bot is not None:
            await bot.stop()
        server.stop(kill=True)


async def test_a_rate_limit_says_how_long_to_wait(
    limited_server: Homeserver, tmp_path: Path
) -> None:
    """Ten messages, then one per five seconds: the default of a homeserver."""
    ana = await limited_server.person("ana")
    room = await ana.create_room()
    bot = await make_bot(limited_server, tmp_path, f"matrix:{room}")
    await bot.start()
    try:
        place = f"matrix:{room}"
        with pytest.raises(TryLaterError) as told:  # noqa: PT012
            for number in range(15):
                await bot.matrix.send(place, notice(f"say:{number}"))
        assert 0 < told.value.after <= 10
        sent = len(await ana.messages_of(room, bot.user_id))
        assert sent >= 8

        with pytest.raises(TryLaterError):  # known without asking the server again
            await bot.matrix.send(place, notice("say:more"))
        await asyncio.sleep(told.value.after)
        await bot.matrix.send(place, notice("say:more"))
    finally:
        await bot.stop()
        await ana.close()


async def test_people_who_speak_while_nobody_listens_are_not_chatter(
    person: MakePerson, bot_in: MakeBot
) -> None:
    """A typed message that arrives through the first response is late, one after it is not."""
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    await bot.stop()
    await ana.say(room, "!task list")
    await bot.start()
    await wait_until(lambda: bot.door.of(TypedText))
    assert bot.door.received[0].late
