# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` as a person meets it: at a terminal, on a homeserver and the double of Discord.

What it writes is well in the eyes of `check --online`, and nothing that was typed unseen is ever
shown or left where others could read it.
"""

import json
import tomllib
from pathlib import Path

import pytest
from mill import Mill
from sitting import PASSWORD, modes, talk
from terminal import Terminal

from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import Person, wait_until
from tests.discord.double.server import TOKEN

pytestmark = [pytest.mark.synapse, needs_synapse]


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
