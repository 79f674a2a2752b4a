# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole program as a process of its own, seen only from outside.

A `Program` starts and stops the bot as an operator would, and asks it by its own command line; who
inherits from it writes the configuration for the networks that it is to be on.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]

SHORT: Mapping[str, Any] = {
    "review.window": "8s",
    "review.block_reason": "4s",
    "poll.window": "8s",
    "poll.grace": "5s",
    "poll.quorum": 1,
    "review.quorum": 2,
    "broadcast.limit": 100,
    "claim.lease": "1h",
    "reminder.before": "1s",
}
"""Founding values that let a story end within seconds."""


@dataclass(frozen=True)
class Ran:
    """What a command of the bot's command line said."""

    status: int
    out: str
    err: str


class Program:
    """One bot: a folder with its configuration and database, and at most a process."""

    folder: Path
    process: "subprocess.Popen[bytes] | None" = None

    # --- its files -------------------------------------------------------------------------

    @property
    def configuration(self) -> Path:
        return self.folder / "config.toml"

    @property
    def log_file(self) -> Path:
        return self.folder / "log.jsonl"

    def environment(self) -> Mapping[str, str]:
        """The environment of its process."""
        return os.environ

    def keep_configuration(self, lines: Sequence[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration.write_text("\n".join(lines) + "\n")
        self.configuration.chmod(0o600)

    # --- its process -----------------------------------------------------------------------

    def launch(self) -> "subprocess.Popen[bytes]":
        """Start `run`, and do not wait for anything."""
        log = self.log_file.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--config", str(self.configuration)],
            cwd=REPOSITORY,
            env=self.environment(),
            stdout=log,
            stderr=log,
        )
        log.close()
        return self.process

    def must_run(self) -> None:
        assert self.process is not None, "the bot was not started"
        status = self.process.poll()
        assert status is None, f"the bot ended with status {status}: {self.tail()}"

    async def stop(self, limit: float = 5) -> tuple[int, float]:
        """Stop it as a service manager does; gives its status, and the seconds it took."""
        assert self.process is not None
        process, self.process = self.process, None
        began = time.monotonic()
        process.terminate()
        try:
            status = await asyncio.to_thread(process.wait, limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the bot did not stop within {limit} s: {self.tail()}") from None
        return status, time.monotonic() - began

    def kill(self) -> None:
        """End it as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def log(self) -> list[dict[str, Any]]:
        """The log's lines; a line that is no JSON is a defect, and fails here."""
        if not self.log_file.exists():
            return []
        text = self.log_file.read_text()
        whole = text[: text.rfind("\n") + 1]  # the last line may be half written
        return [json.loads(line) for line in whole.splitlines()]

    def tail(self) -> str:
        return self.log_file.read_text()[-3000:] if self.log_file.exists() else ""

    def complaints(self) -> list[dict[str, Any]]:
        """Lines of the log that tell of something that should never happen."""
        return [line for line in self.log() if line.get("level") in ("error", "critical")]

    # --- its database ----------------------------------------------------------------------

    def entries(self, after: int = -1) -> list[dict[str, Any]]:
        """The entries above a height, read beside the running bot; `record` asks the bot."""
        database = self.folder / "folkmoot.db"
        if not database.exists():
            return []
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as db:
            try:
                rows = db.execute(
                    "SELECT body FROM entries WHERE height > ? ORDER BY height", (after,)
                )
                return [json.loads(body) for (body,) in rows]
            except sqlite3.OperationalError:  # it is being made at this moment
                return []

    # --- its command line ------------------------------------------------------------------

    async def ask(self, *words: str) -> Ran:
        """Run another command of the program on the same configuration."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            "--config",
            str(self.configuration),
            cwd=REPOSITORY,
            env=self.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 30)
        return Ran(process.returncode or 0, out.decode(), err.decode())

    async def status(self) -> dict[str, Any]:
        """The one commons of `status --json`."""
        ran = await self.ask("status", "--json")
        assert ran.status == 0, ran.err
        found = json.loads(ran.out)
        assert [commons["name"] for commons in found["commons"]] == ["garden"]
        return dict(found["commons"][0])

    async def poll(self, number: int) -> dict[str, Any]:
        """One poll or review of the status."""
        polls = (await self.status())["polls"]
        return next(dict(poll) for poll in polls if poll["number"] == number)

    async def tally(self, number: int) -> dict[str, int]:
        return dict((await self.poll(number))["tally"])

    async def task(self, number: int) -> dict[str, Any]:
        """One task of the status."""
        tasks = (await self.status())["tasks"]
        return next(dict(task) for task in tasks if task["number"] == number)

    async def record(self) -> list[dict[str, Any]]:
        """Every entry of the record."""
        ran = await self.ask("record", "show", "--json")
        assert ran.status == 0, ran.err
        return [json.loads(line) for line in ran.out.splitlines()]

    async def verify(self) -> None:
        """The record is whole."""
        ran = await self.ask("record", "verify")
        assert ran.status == 0, ran.err


def toml(value: Any) -> str:
    """A value in TOML; for texts, numbers, flags and lists of these JSON is the same."""
    return json.dumps(value, ensure_ascii=False)
