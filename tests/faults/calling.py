# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program as an operator calls it, on a record that a real hall has written."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.service.clock import SteadyClock
from bot.service.hall import Hall
from bot.service.incoming import Incoming, TypedText
from bot.service.ports import Presence
from bot.service.settings import CommonsSettings, RoomSettings, Settings
from bot.words.cards import Outgoing
from storage import open_store
from tests.faults.shifted import environment
from tests.program import REPOSITORY

ROOM = "net:!a"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

CONFIG = """
[storage]
url = "sqlite:folkmoot.db"

[matrix]
homeserver = "http://127.0.0.1:9"
user = "@folkmoot:example.org"
password = "env:FOLKMOOT_PASSWORD"

[[commons]]
name = "garden"
rooms = ["matrix:!abc:example.org"]
"""


class Nowhere:
    """A network that is never there."""

    name = "net"

    def live(self, place: str) -> bool:
        return False

    def lane(self, place: str | None) -> str:
        return self.name

    def present(self, place: str) -> Sequence[Presence] | None:
        return None

    def since(self, place: str, account: str) -> datetime | None:
        return None

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        return None

    def display(self, account: str) -> str | None:
        return None


def settings() -> Settings:
    commons = CommonsSettings(
        name="garden",
        title="The garden",
        language="en",
        timezone="UTC",
        rooms=(RoomSettings(ROOM),),
        stewards=("net:@ana",),
        ignore=(),
        charter={},
    )
    return Settings(storage_url="", matrix=None, commons=(commons,))


@dataclass(frozen=True)
class Told:
    """What a call said, and its status."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one plain sentence on standard error, the log's lines left out."""
        plain = [line for line in self.err.splitlines() if not _is_log(line)]
        assert len(plain) == 1, self.err
        assert plain[0].endswith("."), plain
        assert "Traceback" not in self.err + self.out
        return plain[0]


def _is_log(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


@dataclass(frozen=True)
class Folder:
    """A folder with a configuration, and a database once something was recorded."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "folkmoot.db"

    def call(self, *words: str, ahead: float = 0, limit: float = 60) -> Told:
        """Call the program; `ahead` sets its clock wrong by so many seconds."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words, "--config", str(self.path / "config.toml")],
            cwd=REPOSITORY,
            env=environment(ahead) | {"FOLKMOOT_PASSWORD": "secret"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=limit,
            check=False,
        )
        return Told(done.returncode, done.stdout, done.stderr)

    def record(self, polls: int = 3) -> None:
        """Let a hall found the commons and open some polls."""
        asyncio.run(self._record(polls))

    async def _record(self, polls: int) -> None:
        store = await open_store(f"sqlite:{self.database}")
        hall = Hall(settings(), store, SteadyClock(), [Nowhere()])
        await hall.start()
        for number in range(polls):
            words = TypedText(f"!poll new Is {number} a good number? closes: 8d")
            asked = Incoming(f"net:e{number}", "net:@ana", ROOM, words, joined_at=LONG_AGO)
            assert (await (await hall.receive(asked))).ok
        await hall.settle()
        await hall.stop()
        await store.close()


def folder_at(path: Path) -> Folder:
    path.mkdir(parents=True, exist_ok=True)
    config = path / "config.toml"
    config.write_text(CONFIG)
    config.chmod(0o600)
    return Folder(path)
