# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` as a person meets it: at a terminal, on a homeserver and the double of Discord.

What it writes is well in the eyes of `check --online`, and nothing that was typed unseen is ever
shown or left where others could read it.
"""

import asyncio
import json
import signal
import stat
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mill import Mill, mill
from terminal import Terminal

from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import Person, wait_until
from tests.discord.double.server import TOKEN

PASSWORD = "open sesame"
pytestmark = [pytest.mark.synapse, needs_synapse]


@pytest.fixture(scope="module")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    server = Homeserver(tmp_path_factory.mktemp("synapse"))
    server.start()
    server.register("folkmoot", PASSWORD)
    yield server
    server.stop(kill=True)


@pytest.fixture
async def bot(homeserver: Homeserver) -> AsyncIterator[Person]:
    """The bot's account, signed in elsewhere, so that it can be brought into rooms."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": "folkmoot"},
        "password": PASSWORD,
    }
    nobody = Person(homeserver.url, "", "")
    said = await nobody.call("POST", "login", body=body)
    await nobody.close()
    person = Person(homeserver.url, said["user_id"], said["access_token"])
    for room in (await person.call("GET", "joined_rooms"))["joined_rooms"]:
        await person.leave(room)  # those of the test before
    yield person
    await person.call("POST", "logout")
    await person.close()


@pytest.fixture
async def place() -> AsyncIterator[Mill]:
    async with mill() as one:
        yield one


async def talk(conversation: Callable[[], Any]) -> Any:
    """Sit at the terminal in a thread, while networks answer here."""
    return await asyncio.to_thread(conversation)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(file.relative_to(folder)): stat.S_IMODE(file.stat().st_mode)
        for file in folder.rglob("*")
        if file.is_file()
    }


async def test_from_nothing_to_a_configuration_that_is_well(
    tmp_path: Path, homeserver: Homeserver, bot: Person, place: Mill
) -> None:
    ana = await homeserver.person("ana")
    room = await ana.create_room(invite=[bot.user_id], name='The "garden"]')
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
    for one in (room, secret):
        await bot.join(one)
    devices = len((await bot.call("GET", "devices"))["devices"])
    at = Terminal("init", cwd=tmp_path, discord=place.discord)

    turns: list[tuple[str, str | None]] = [
        ("3 both [1]", "?"),
        ("each person has one vote", None),
        ("3 both [1]", "irc"),
        ("“irc” is none of", None),
        ("3 both [1]", "3"),
        ("account on Matrix", "folkmoot"),
        ("write it in full", None),
        ("account on Matrix", bot.user_id),
        ("No Matrix homeserver answers at https://folk.test", None),
        ("The web address", "http://127.0.0.1:9"),
        ("No Matrix homeserver answers at http://127.0.0.1:9", None),
        ("The web address", homeserver.url),
        ("Its password", "?"),
        ("never into the configuration", None),
        ("Its password", "hunter2"),
        ("refuses the sign-in of @folkmoot:folk.test", None),
        ("[@folkmoot:folk.test]", ""),
        (f"[{homeserver.url}]", ""),
        ("Its password", PASSWORD),
        ("Signed in as @folkmoot:folk.test.", None),
        ("The bot's token", "wrong"),
        ("Discord does not know the bot's token", None),
        ("The bot's token", f"Bot {TOKEN}"),
        ("Signed in as folkmoot.", None),
        ("read messages", "perhaps"),
        ("neither yes nor no", None),
        ("read messages", ""),
        ("everybody on the server", ""),
        ("Secret: encrypted", None),
        ('The "garden"], 1 person', None),
        ("workshop: the bot lacks Embed Links and Add Reactions", None),
        ("Which room is the board", "99"),
        ("no number 99", None),
        ("Which room is the board", "secret"),
        ("can't read encrypted rooms", None),
        ("Which room is the board", ""),
        ("Which rooms get a digest", "ideas"),
        ("Which rooms only take commands", ""),
        ("community called", "The garden"),
        ("names it in commands [the-garden]", "garden"),
        ("Its language (de, en) [en]", "klingon"),
        ("must be one of", None),
        ("Its language", ""),
        ("[Europe/Lisbon]", "Europe/Lisboa"),
        ("the nearest is Europe/Lisbon", None),
        ("[Europe/Lisbon]", ""),
        (f"the moderators [{ana.account}, discord:{place.operator}]", ""),
        ("About how many people", "a few"),
        ("no number of people", None),
        ("About how many people", "5"),
        ("For about 5 people I propose these rules", None),
        ("Authors don't judge their own work", None),
        ("a rule's name changes it", "review.windw"),
        ("the nearest is review.window", None),
        ("a rule's name changes it", "review.window"),
        ("review.window [5d]", "soon"),
        ("“soon”", None),
        ("review.window [5d]", "4d"),
        ("a rule's name changes it", ""),
        ("Begin with a rehearsal", "yes"),
        ("It begins with a rehearsal.", None),
        ("Write it [yes]", ""),
    ]

    def conversation() -> None:
        at.talks(*turns)
        assert at.ends() == 0

    await talk(conversation)
    shown = at.said()
    assert "permissions=" in shown
    for word in (PASSWORD, "hunter2", TOKEN):
        assert word not in shown
    assert modes(tmp_path) == {
        "config.toml": 0o644,
        "matrix-password": 0o600,
        "discord-token": 0o600,
        "folkmoot-matrix/matrix.json": 0o600,
    }
    text = (tmp_path / "config.toml").read_text()
    for word in (PASSWORD, "hunter2", TOKEN):
        assert word not in text
    (garden,) = tomllib.loads(text)["commons"]
    assert garden["rooms"] == [
        f"matrix:{room}",
        f"discord:{place.garden.id}",
        {"room": f"discord:{place.ideas.id}", "role": "digest"},
    ]
    assert garden["charter"]["review.window"] == "4d"
    assert garden["charter"]["electorate.tenure"] == "0s"
    assert garden["rehearsal"] is True
    assert (tmp_path / "discord-token").read_text().strip() == TOKEN

    def checked(*more: str) -> tuple[int, str]:
        seat = Terminal(
            "check", "--config", "config.toml", *more, cwd=tmp_path, discord=place.discord
        )
        return seat.ends(), seat.said()

    status, said = await talk(lambda: checked("--online"))
    assert status == 0, said
    assert "Warning" not in said
    assert "config.toml is well." in said
    status, said = await talk(lambda: checked("--online", "--json"))
    found = json.loads(said)
    assert found["well"] is True
    # The sign-in that init made is the one that check took up again.
    assert len((await bot.call("GET", "devices"))["devices"]) == devices + 1
    await ana.close()


async def test_the_first_task_stands_on_both_networks(
    tmp_path: Path, homeserver: Homeserver, bot: Person, place: Mill
) -> None:
    ana = await homeserver.person("ana")
    room = await ana.create_room(invite=[bot.user_id], name="Garden")
    for name, value in (("password", PASSWORD), ("token", TOKEN)):
        (tmp_path / name).write_text(value)
        (tmp_path / name).chmod(0o600)
    first = Terminal(
        *("init", "--yes", "--user", bot.user_id, "--homeserver", homeserver.url),
        *("--password", "file:password", "--token", "file:token", "--title", "Garden"),
        *("--board", room, "--board", place.garden.id, "--digest", place.ideas.id),
        cwd=tmp_path,
        discord=place.discord,
    )
    assert await talk(first.ends) == 0, first.said()
    check = Terminal(
        *("check", "--online", "--config", "config.toml"), cwd=tmp_path, discord=place.discord
    )
    assert await talk(check.ends) == 0, check.said()
    assert "the bot goes in when it starts" in check.said()

    running = Terminal("run", "--config", "config.toml", cwd=tmp_path, discord=place.discord)
    await talk(lambda: running.sees(f"room=matrix:{room}"))
    await wait_until(lambda: place.discord.gateway.identified, limit=30)
    await ana.say(room, "!task new Mend the door")

    async def on_matrix() -> bool:
        cards = await ana.messages_of(room, bot.user_id)
        return any("#1 Task, open: Mend the door" in card["content"]["body"] for card in cards)

    def on_discord() -> bool:
        return any("Mend the door" in one.text for one in place.garden.messages.values())

    await wait_until(on_matrix, limit=30)
    await wait_until(on_discord, limit=30)
    running.interrupts()
    assert await talk(running.ends) == 0
    assert PASSWORD not in running.said()
    assert TOKEN not in running.said()
    await ana.close()


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
