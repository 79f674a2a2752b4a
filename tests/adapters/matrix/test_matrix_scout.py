# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a look around a real homeserver finds, and that it leaves nothing behind."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.matrix.discovery import discover
from adapters.matrix.scout import MatrixScout
from bot.service.faults import SignInError, UnreachableError
from bot.service.settings import MatrixSettings, Secret
from tests.adapters.matrix.fakes import MakePerson
from tests.adapters.matrix.homeserver import Homeserver


def settings(
    server: Homeserver,
    folder: Path,
    user: str,
    password: str = "secret",  # noqa: S107
) -> MatrixSettings:
    return MatrixSettings(
        homeserver=server.url,
        user=user,
        password=Secret(password),
        access_token=None,
        device_id=None,
        state_dir=folder / "state",
        prefix="!",
        inviters=(),
    )


async def test_rooms_with_rights_ghosts_bridges_and_encryption(
    server: Homeserver, person: MakePerson, tmp_path: Path
) -> None:
    ana, bot, ghost = await person("ana"), await person("bot"), await person("discord_77_")
    garden = await ana.create_room(invite=[bot.user_id, ghost.user_id], alias=f"g-{ana.localpart}")
    await ghost.join(garden)
    channel = "300000000000000001"
    bridge = {"protocol": {"id": "discordgo"}, "channel": {"id": channel}}
    await ana.put_state(garden, "m.bridge", bridge, key=f"discord://1/{channel}")
    quiet = await ana.create_room(
        invite=[bot.user_id],
        name="Quiet",
        power_level_content_override={"events_default": 50, "events": {"m.reaction": 60}},
    )
    secret = await ana.create_room(
        invite=[bot.user_id],
        name="Secret",
        state=(
            {
                "type": "m.room.encryption",
                "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            },
        ),
    )
    for room in (garden, quiet, secret):
        await bot.join(room)
    asked = await ana.create_room(invite=[bot.user_id], name="Asked", public=False)
    public = await ana.create_room(alias=f"p-{ana.localpart}")
    closed = await ana.create_room(public=False)
    alias, gone = f"matrix:#g-{ana.localpart}:folk.test", "matrix:#nothing:folk.test"

    scout = MatrixScout(settings(server, tmp_path, bot.user_id))
    seen = await scout.look(
        [alias, gone, f"matrix:#p-{ana.localpart}:folk.test", f"matrix:{closed}"]
    )

    assert seen.me.account == bot.account
    by_name = {room.name: room for room in seen.rooms}
    found = seen.room(alias)
    assert found is not None
    assert found == by_name["Garden"]
    assert found.usable
    assert found.people == 1
    assert found.ghosts == ("matrix:@discord_*:folk.test",)
    assert found.bridged == (f"discord:{channel}",)
    assert [one.account for one in found.keepers] == [ana.account]
    assert found.since is not None
    assert abs(datetime.now(UTC) - found.since) < timedelta(minutes=5)
    assert by_name["Quiet"].lacking == (
        "Send messages (m.room.message)",
        "Send reactions (m.reaction)",
    )
    assert by_name["Secret"].encrypted
    assert (by_name["Asked"].place, by_name["Asked"].joined) == (f"matrix:{asked}", False)
    assert seen.absent[gone].startswith("The homeserver knows no room #nothing:folk.test")
    assert "invite" in seen.absent[f"matrix:{closed}"]
    open_room = seen.room(f"matrix:#p-{ana.localpart}:folk.test")
    assert open_room is not None
    assert (open_room.place, open_room.joined) == (f"matrix:{public}", False)
    assert seen.ahead is not None
    assert abs(seen.ahead) < timedelta(seconds=10)


async def test_the_sign_in_is_kept_and_used_again(
    server: Homeserver, person: MakePerson, tmp_path: Path
) -> None:
    bot = await person("bot")
    kept = settings(server, tmp_path, bot.user_id)
    await MatrixScout(kept).look()
    file = kept.state_dir / "matrix.json"
    before = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    devices = len((await bot.call("GET", "devices"))["devices"])
    await MatrixScout(kept).look()
    assert file.read_bytes() == before
    assert len((await bot.call("GET", "devices"))["devices"]) == devices


async def test_a_wrong_password_is_told(
    server: Homeserver, person: MakePerson, tmp_path: Path
) -> None:
    bot = await person("bot")
    with pytest.raises(SignInError, match="refuses the sign-in") as refused:
        await MatrixScout(settings(server, tmp_path, bot.user_id, "hunter2")).look()
    assert "hunter2" not in str(refused.value)


# --- finding the homeserver -----------------------------------------------------------------------


async def test_a_homeserver_is_found_by_its_address(server: Homeserver) -> None:
    found = await discover(f"{server.url}/")
    assert (found.url, found.passwords) == (server.url, True)


async def test_a_name_points_to_its_homeserver(server: Homeserver) -> None:
    async def pointer(_: web.Request) -> web.Response:
        return web.json_response({"m.homeserver": {"base_url": f"{server.url}/"}})

    application = web.Application()
    application.router.add_get("/.well-known/matrix/client", pointer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    listening: Any = site._server
    port = listening.sockets[0].getsockname()[1]
    try:
        assert (await discover(f"http://127.0.0.1:{port}")).url == server.url
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "said", ["", "nobody.invalid", "@bot:nobody.invalid", "http://[", "ftp://a"]
)
async def test_what_is_no_homeserver_is_told(said: str) -> None:
    with pytest.raises(UnreachableError):
        await discover(said)
