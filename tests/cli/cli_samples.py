# SPDX-License-Identifier: AGPL-3.0-or-later
"""Configurations, records and calls to test the command line with."""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.commands import Tick
from bot.domain.events import CommonsFounded
from bot.domain.ids import SourceId
from bot.record.entries import GENESIS, Sealed
from bot.record.sealing import seal
from bot.service.ports import Append, EntryRow, TextRow
from storage import open_store

ROOT = Path(__file__).parent.parent.parent
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
CONFIG = """
[matrix]
homeserver = "https://example.org"
user = "@folkmoot:example.org"
password = "env:PASSWORD"

[[commons]]
name = "garden"
rooms = ["matrix:!abc:example.org"]
"""


@dataclass(frozen=True)
class Told:
    """What a call said, and its status."""

    status: int
    out: str
    err: str


def folkmoot(*arguments: object, cwd: Path | None = None, **environ: str) -> Told:
    """Call the program as people do, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PASSWORD": "open sesame", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return Told(done.returncode, done.stdout, done.stderr)


def configured(folder: Path, text: str = CONFIG) -> Path:
    """A configuration in a folder; its database is folkmoot.db beside it."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def entries(length: int) -> list[Sealed]:
    """A record of nothing but a founding and the passing of time."""
    rows: list[Sealed] = []
    for height in range(length):
        event = CommonsFounded("garden", "0.1.0", {}, (), ())
        command = Tick(source=SourceId(f"tick:{height}"))
        prev = rows[-1].hash if rows else GENESIS
        at = NOON + timedelta(minutes=height)
        rows.append(seal(height, at, command, (event,), "0.1.0", prev))
    return rows


def database(file: Path, rows: list[Sealed], *names: str) -> Path:
    """A database that holds these entries, for each commons."""

    async def write() -> None:
        store = await open_store(f"sqlite:{file}")
        sealed = [EntryRow(row.height, row.prev, row.hash, row.body) for row in rows]
        text = TextRow("ab" * 32, b"salt", "account", "b0" * 16, "Bo")
        for name in names or ("garden",):
            await store.append(Append(name, -1, entries=sealed, texts=[text]))
        await store.close()

    asyncio.run(write())
    return file
