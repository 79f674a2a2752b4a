# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole program on a homeserver, as a process of its own.

What stands in the rooms is read by people, in `rooms_seen.py`.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.adapters.matrix.homeserver import PASSWORD, Homeserver
from tests.adapters.matrix.person import wait_until
from tests.program import SHORT, Program, toml


@dataclass
class BotProcess(Program):
    """One bot with an account of its own on the homeserver."""

    server: Homeserver
    folder: Path
    rooms: Sequence[str]
    charter: Mapping[str, Any] = field(default_factory=dict)
    stewards: Sequence[str] = ()
    inviters: Sequence[str] = ()
    user_id: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        registered = self.server.register(f"folkmoot{os.urandom(3).hex()}")
        self.user_id = registered["user_id"]
        self.write_configuration()

    def write_configuration(self) -> None:
        rules = {**SHORT, **self.charter}
        lines = [
            "[storage]",
            'url = "sqlite:folkmoot.db"',
            "[matrix]",
            f"homeserver = {toml(self.server.url)}",
            f"user = {toml(self.user_id)}",
            f"password = {toml(PASSWORD)}",
            'state_dir = "state"',
            f"inviters = {toml(list(self.inviters))}",
            "[[commons]]",
            'name = "garden"',
            f"rooms = {toml([f'matrix:{room}' for room in self.rooms])}",
            f"stewards = {toml([f'matrix:{one}' for one in self.stewards])}",
            "[commons.charter]",
            *(f'"{rule}" = {toml(value)}' for rule, value in rules.items()),
        ]
        self.keep_configuration(lines)

    async def start(self, *, rooms: Sequence[str] | None = None, limit: float = 60) -> None:
        """Start `run` and wait until its log names every room that it should be in."""
        before = len(self.log())
        self.launch()
        wanted = {f"matrix:{room}" for room in (self.rooms if rooms is None else rooms)}

        def in_all() -> bool:
            self.must_run()
            lines = self.log()[before:]
            joined = {line["room"] for line in lines if line.get("event") == "joined"}
            return wanted <= joined and any(line.get("event") == "started" for line in lines)

        await wait_until(in_all, limit)
