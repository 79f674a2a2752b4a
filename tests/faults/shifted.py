# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bot process whose clock can be set, for deadlines that nobody wants to wait for."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.matrix.bot_process import BotProcess

CLOCK = Path(__file__).with_name("clock")


def environment(ahead: float) -> dict[str, str]:
    """The environment of a process whose wall clock is so many seconds ahead."""
    return os.environ | {"PYTHONPATH": str(CLOCK), "FOLKMOOT_TEST_CLOCK": str(ahead)}


@dataclass
class ShiftedBot(BotProcess):
    """As BotProcess; `ahead` holds for the next start, and the log may be kept elsewhere."""

    ahead: float = 0
    log_to: Path | None = None

    @property
    def log_file(self) -> Path:
        return self.log_to or super().log_file

    def environment(self) -> Mapping[str, str]:
        return environment(self.ahead)
