# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole program on the double of Discord, as a process of its own.

Its environment holds a folder with a `sitecustomize.py` that points discord.py at the double; the
program itself knows nothing of it.
"""

import os
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.discord.double.server import Discord
from tests.discord.double.world import Channel
from tests.program import SHORT, Program, toml

ELSEWHERE = Path(__file__).with_name("elsewhere")


@dataclass
class DiscordBot(Program):
    """One bot on the double. `ahead`: seconds by which its clock is ahead at its next start.

    `extra` are further keys of `[discord]`, `more` of each room (its `threads`, its `language`).
    """

    discord: Discord
    folder: Path
    rooms: Sequence[Channel]
    charter: Mapping[str, Any] = field(default_factory=dict)
    stewards: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    ahead: float = 0
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.write_configuration()

    def write_configuration(self) -> None:
        self.keep_configuration([*self.storage(), *self.network(), *self.commons(self.places())])

    def storage(self) -> list[str]:
        return ["[storage]", 'url = "sqlite:folkmoot.db"']

    def network(self) -> list[str]:
        extra = [f"{key} = {toml(value)}" for key, value in self.extra.items()]
        return ["[discord]", 'token = "env:FOLKMOOT_TEST_TOKEN"', *extra]

    def places(self) -> list[Mapping[str, Any]]:
        return [{"room": f"discord:{room.id}", **self.more} for room in self.rooms]

    def commons(self, places: Sequence[Mapping[str, Any]]) -> list[str]:
        rules = {**SHORT, **self.charter}
        tables = [
            "{ " + ", ".join(f"{key} = {toml(value)}" for key, value in place.items()) + " }"
            for place in places
        ]
        return [
            "[[commons]]",
            'name = "garden"',
            f"rooms = [{', '.join(tables)}]",
            f"stewards = {toml(list(self.stewards))}",
            "[commons.charter]",
            *(f'"{rule}" = {toml(value)}' for rule, value in rules.items()),
        ]

    def environment(self) -> Mapping[str, str]:
        return os.environ | {
            "PYTHONPATH": str(ELSEWHERE),
            "FOLKMOOT_TEST_DISCORD_API": self.discord.api,
            "FOLKMOOT_TEST_DISCORD_GATEWAY": self.discord.websocket,
            "FOLKMOOT_TEST_TOKEN": self.discord.token,
            "FOLKMOOT_TEST_CLOCK": str(self.ahead),
        }

    @property
    def database(self) -> Path:
        return self.folder / "folkmoot.db"

    def members(self, accounts: Mapping[int, str]) -> dict[int, str]:
        """The names behind the accounts of members, from the table that can be erased."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as db:
            names = dict(db.execute("SELECT ref, name FROM accounts"))
        return {member: names[account] for member, account in accounts.items()}

    async def start(self, limit: float = 60) -> None:
        """Start `run`, and wait until it has a session on the gateway."""
        before = self.discord.gateway.identified
        self.launch()
        await self.until_connected(before, limit)

    async def until_connected(self, before: int, limit: float = 60) -> None:
        """Wait until a session is there that wasn't among the first `before`."""

        def connected() -> bool:
            self.must_run()
            gateway = self.discord.gateway
            return gateway.identified > before and any(
                session.link for session in gateway.sessions.values()
            )

        await wait_until(connected, limit)
