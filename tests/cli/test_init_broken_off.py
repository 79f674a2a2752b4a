# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` at a terminal: left in the midst, run again, and for a bot without rooms."""

import signal
import tomllib
from pathlib import Path

import pytest
from mill import Mill
from sitting import PASSWORD, modes, talk
from terminal import Terminal

from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import Person
from tests.discord.double.server import TOKEN

pytestmark = [pytest.mark.synapse, needs_synapse]


async def test_breaking_off_leaves_nothing_behind(
    tmp_path: Path, homeserver: Homeserver, bot: Person
) -> None:
    devices = len((await bot.call("GET", "devices"))["devices"])
    at = Terminal("init", cwd=tmp_path)

    def conversation() -> None:
        at.answers("3 both", "1")
        at.answers("account on Matrix", bot.user_id)
        at.answers("The web address", homeserver.url)
        at.answers("Its password", PASSWORD)
        at.sees("Signed in as")
        at.sees("Which room is the board")
        at.interrupts()
        assert at.ends() == 1

    await talk(conversation)
    assert "Nothing was written." in at.said()
    assert modes(tmp_path) == {}
    assert len((await bot.call("GET", "devices"))["devices"]) == devices


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_closed_terminal_leaves_nothing_behind(
    tmp_path: Path, homeserver: Homeserver, bot: Person, number: signal.Signals
) -> None:
    devices = len((await bot.call("GET", "devices"))["devices"])
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    at = Terminal("init", cwd=tmp_path, TMPDIR=str(elsewhere))

    def conversation() -> None:
        at.answers("3 both", "1")
        at.answers("account on Matrix", bot.user_id)
        at.answers("The web address", homeserver.url)
        at.answers("Its password", PASSWORD)
        at.sees("Which room is the board")
        assert [file.name for file in elsewhere.rglob("*.json")] == ["matrix.json"]
        at.process.kill(number)
        assert at.ends() == 1

    await talk(conversation)
    assert modes(tmp_path) == {}
    assert len((await bot.call("GET", "devices"))["devices"]) == devices


@pytest.mark.parametrize("question", ["3 both", "account on Matrix", "The web address", "password"])
async def test_breaking_off_at_any_question(
    tmp_path: Path, homeserver: Homeserver, question: str
) -> None:
    at = Terminal("init", cwd=tmp_path)
    answers = {"3 both": "1", "account on Matrix": "@folkmoot:folk.test"}

    def conversation() -> None:
        for asked, answer in (answers | {"The web address": homeserver.url}).items():
            if asked == question:
                break
            at.answers(asked, answer)
        at.sees(question)
        at.interrupts()
        assert at.ends() == 1

    await talk(conversation)
    assert "Nothing was written." in at.said()
    assert modes(tmp_path) == {}


async def test_again_keeps_the_sign_in_and_what_is_not_changed(
    tmp_path: Path, homeserver: Homeserver, bot: Person
) -> None:
    ana = await homeserver.person("ana")
    room = await ana.create_room(invite=[bot.user_id])
    await bot.join(room)
    (tmp_path / "secret").write_text(PASSWORD)
    (tmp_path / "secret").chmod(0o600)
    first = Terminal(
        *("init", "--yes", "--user", bot.user_id, "--homeserver", homeserver.url),
        *("--password", "file:secret", "--board", room, "--title", "Garden"),
        cwd=tmp_path,
    )
    assert await talk(first.ends) == 0, first.said()
    config = tmp_path / "config.toml"
    config.write_text(config.read_text() + "\n# Ana was here.\n")
    before = config.read_text()
    files = modes(tmp_path)
    devices = len((await bot.call("GET", "devices"))["devices"])
    at = Terminal("init", cwd=tmp_path)

    def conversation() -> None:
        at.answers("3 both [1]")
        at.answers(f"[{bot.user_id}]")
        at.answers(f"[{homeserver.url}]")
        at.answers("Keep that [yes]")
        at.answers("Change the rooms [no]")
        at.answers("community called [Garden]")
        at.answers("Its language", "de")
        at.answers("Its time zone")
        at.answers(f"the moderators [{ana.account}]")
        at.answers("Go through the rules again [no]")
        at.answers("Begin with a rehearsal")
        at.answers("Write it")
        assert at.ends() == 0

    await talk(conversation)
    assert config.read_text() == before.replace('language = "en"', 'language = "de"')

    another = Terminal("init", cwd=tmp_path)

    def slip() -> None:
        another.answers("3 both [1]")
        another.answers(f"[{bot.user_id}]")
        another.answers(f"[{homeserver.url}]")
        another.answers("Keep that [yes]", "no")
        another.answers("Its password", "hunter2")
        another.sees("refuses the sign-in")
        another.sees(
            "The bot's account on Matrix"
        )  # a key pressed between two questions may be lost
        another.interrupts()
        assert another.ends() == 1

    await talk(slip)
    assert config.read_text() == before.replace('language = "en"', 'language = "de"')
    assert (tmp_path / "config.toml.bak").read_text() == before
    assert modes(tmp_path) == files | {"config.toml.bak": 0o600}
    assert len((await bot.call("GET", "devices"))["devices"]) == devices
    await ana.close()


async def test_an_access_token_in_place_of_a_password(
    tmp_path: Path, homeserver: Homeserver, bot: Person
) -> None:
    at = Terminal("init", "--network", "matrix", cwd=tmp_path)
    ana = await homeserver.person("ana")

    def conversation() -> None:
        at.answers("account on Matrix", bot.user_id)
        at.answers("The web address", homeserver.url)
        at.answers("Its password")
        at.answers("Its access token", "?")
        at.sees("stands for a sign-in")
        at.answers("Its access token", "wrong")
        at.sees("matrix.access_token is not valid")
        at.answers(f"[{bot.user_id}]")
        at.answers(f"[{homeserver.url}]")
        at.answers("Its password")
        at.answers("Its access token", bot.token)
        at.answers("Which room is the board", "#nothing:folk.test")
        at.sees("knows no room #nothing:folk.test")
        at.answers("Which room is the board", room)
        at.sees(f"The bot is not in {room}: invite {bot.user_id} there.")
        at.answers("community called", "Attic")
        for question in ("names it", "Its language", "time zone", "stewards", "how many people"):
            at.answers(question, ana.account if question == "stewards" else "")
        at.answers("a rule's name changes it")
        at.answers("Begin with a rehearsal")
        at.answers("Write it")
        assert at.ends() == 0

    room = await ana.create_room(public=False)
    await talk(conversation)
    assert "Still to be mended:" in at.said()
    assert bot.token not in at.said()
    assert modes(tmp_path) == {"config.toml": 0o644, "matrix-token": 0o600}
    said = tomllib.loads((tmp_path / "config.toml").read_text())
    assert said["matrix"]["access_token"] == "file:matrix-token"
    assert "password" not in said["matrix"]
    # Somebody else's sign-in is not ended by looking around with it.
    assert (await bot.call("GET", "account", "whoami"))["user_id"] == bot.user_id
    await ana.close()


async def test_a_bot_on_no_server_waits_for_its_invitation(tmp_path: Path, place: Mill) -> None:
    place.away()
    at = Terminal("init", "--network", "discord", cwd=tmp_path, discord=place.discord)

    def conversation() -> None:
        at.answers("The bot's token", TOKEN)
        at.sees("It is on no server yet")
        at.sees("https://discord.com/oauth2/authorize?client_id=")
        at.types()
        at.sees("It is on no server yet")
        place.invited()
        at.types()
        at.answers("read messages", "yes")
        at.answers("everybody on the server")
        at.sees("Switch the Message Content Intent on")
        at.answers("Which room is the board", str(place.workshop.id))
        at.sees("still lacks Embed Links and Add Reactions")
        at.answers("get a digest, one summary a day [1]", "none")
        at.sees("only take commands")
        at.interrupts()
        assert at.ends() == 1

    await talk(conversation)
    assert modes(tmp_path) == {}
