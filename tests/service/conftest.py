# SPDX-License-Identifier: AGPL-3.0-or-later
"""A garden that is stopped after each test."""

from collections.abc import AsyncIterator

import pytest
from service_fakes import Garden
from two_networks import Village


@pytest.fixture
async def garden() -> AsyncIterator[Garden]:
    made = await Garden().open()
    yield made
    await made.hall.stop()


@pytest.fixture
async def village() -> AsyncIterator[Village]:
    """One commons on two networks."""
    made = await Village().open()
    yield made
    await made.hall.stop()
