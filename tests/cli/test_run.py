# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot run` as a service: on a real homeserver, stopped by signals, watched by `status`."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_samples import ROOT, configured, folkmoot

from tests.adapters.matrix.homeserver import Homeserver, needs_synapse
from tests.adapters.matrix.person import Person, wait_until

NOWHERE = """
[matrix]
homeserver = "http://127.0.0.1:9"
user = "@folkmoot:example.org"
password = "env:PASSWORD"

[[commons]]
name = "garden"
rooms = ["matrix:!abc:example.org"]
"""


class Running:
    """A bot in a process of its own, as systemd would have it."""

    def __init__(self, config: Path) -> None:
        self.log = config.with_name("log.jsonl")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--config", str(config)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "PASSWORD": "secret"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def events(self, name: str) -> list[dict[str, Any]]:
        """What the log says; every line of it must be JSON."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines(keepends=True)]
        return [line for line in lines if line["event"] == name]

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; gives the status and the seconds until it came."""
        asked = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(20), time.monotonic() - asked

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[list[Running]]:
    bots: list[Running] = []
    yield bots
    for bot in bots:
        bot.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_well_even_while_nobody_answers(
    tmp_path: Path, running: list[Running], number: signal.Signals
) -> None:
    config = configured(tmp_path, NOWHERE)
    running.append(bot := Running(config))
    await wait_until(lambda: bot.events("network_waits"))
    second = await asyncio.to_thread(folkmoot, "run", "--config", config)
    assert second.status == 2
    assert "is in use by another running folkmoot" in second.err
    status, seconds = bot.end(number)
    assert status == 0
    assert seconds < 5
    assert bot.events("stopped")


@needs_synapse
@pytest.mark.synapse
def test_a_wrong_password_is_said_with_status_2(tmp_path: Path, homeserver: Homeserver) -> None:
    homeserver.register("folkmoot")
    text = on(homeserver, "!abc:folk.test").replace("env:PASSWORD", "env:WRONG")
    config = configured(tmp_path, text)
    for command in (["run"], ["check", "--online"]):
        told = folkmoot(*command, "--config", config, WRONG="hunter2")
        assert told.status == 2
        last = told.err.splitlines()[-1]
        assert "refuses the sign-in" in last
        assert "hunter2" not in told.err


@pytest.fixture
def homeserver(tmp_path: Path) -> Iterator[Homeserver]:
    server = Homeserver(tmp_path / "synapse")
    server.start()
    yield server
    server.stop(kill=True)


def on(server: Homeserver, room: str) -> str:
    """A configuration for the bot on that server, with one room."""
    return f"""
[matrix]
homeserver = "{server.url}"
user = "@folkmoot:{server.domain}"
password = "env:PASSWORD"
inviters = ["@*:{server.domain}"]

[[commons]]
name = "garden"
rooms = ["matrix:{room}"]
"""


async def ask(person: Person, room: str, text: str, bot: str, answer: str) -> None:
    """Say something in a room, and wait until the bot says something with this in it."""
    await person.say(room, text)

    async def said() -> bool:
        messages = await person.messages_of(room, bot)
        return any(answer in message["content"].get("body", "") for message in messages)

    await wait_until(said, limit=30)


@needs_synapse
@pytest.mark.synapse
async def test_a_task_on_a_homeserver_is_seen_by_status_and_kept(
    tmp_path: Path, homeserver: Homeserver, running: list[Running]
) -> None:
    bot_user = homeserver.register("folkmoot")["user_id"]
    ana = await homeserver.person("ana")
    room = await ana.create_room(invite=[bot_user])
    config = configured(tmp_path, on(homeserver, room))
    running.append(bot := Running(config))
    joined = await wait_until(lambda: bot.events("joined"), limit=30)
    assert joined[0]["room"] == f"matrix:{room}"
    await ask(ana, room, "!task new Mend the door", bot_user, "#1 Task, open: Mend the door")

    beside = await asyncio.to_thread(folkmoot, "status", "--config", config, "--json")
    (garden,) = json.loads(beside.out)["commons"]
    assert [task["title"] for task in garden["tasks"]] == ["Mend the door"]
    copy = tmp_path / "copy.db"
    assert (await asyncio.to_thread(folkmoot, "backup", "--config", config, copy)).status == 0
    assert (await asyncio.to_thread(folkmoot, "check", "--online", "--config", config)).status == 0

    status, seconds = bot.end()
    assert (status, seconds < 5) == (0, True)
    told = await asyncio.to_thread(folkmoot, "record", "verify", "--config", config)
    assert "as sealed" in told.out

    running.append(again := Running(config))
    await wait_until(lambda: again.events("joined"), limit=30)
    await ask(ana, room, "!task list", bot_user, "#1")
    assert again.end()[0] == 0
    await ana.close()
