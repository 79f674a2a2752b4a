# SPDX-License-Identifier: AGPL-3.0-or-later
"""A plain client of discord.py on the double, and a channel that it may write in."""

from dataclasses import dataclass

import discord as library
import pytest

from tests.discord.double.server import Discord
from tests.discord.double.world import Channel, Guild


@dataclass
class Scene:
    """Both sides of it."""

    discord: Discord
    client: library.Client
    guild: Guild
    room: Channel
    channel: library.TextChannel


def refusal(code: int) -> "pytest.RaisesExc[library.HTTPException]":
    """Discord says no with this code."""
    return pytest.raises(library.HTTPException, check=lambda error: error.code == code)
