# SPDX-License-Identifier: AGPL-3.0-or-later
"""A garden on simcord for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.simcord_rig import Garden, garden_on_discord


@pytest.fixture
async def discord_garden() -> AsyncIterator[Garden]:
    async with garden_on_discord() as garden:
        yield garden
