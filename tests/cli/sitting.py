# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sitting at a terminal, and what is left in a folder afterwards."""

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

PASSWORD = "open sesame"


async def talk(conversation: Callable[[], Any]) -> Any:
    """Sit at the terminal in a thread, while networks answer here."""
    return await asyncio.to_thread(conversation)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(file.relative_to(folder)): stat.S_IMODE(file.stat().st_mode)
        for file in folder.rglob("*")
        if file.is_file()
    }
