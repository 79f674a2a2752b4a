# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every implementation of the store, one after the other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.service.ports import Store
from storage import open_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database may be made. A name that would trip a careless URL."""
    return tmp_path / "our folk? moot%20#1.db"


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, file: Path) -> AsyncIterator[Store]:
    opened = await open_store("memory:" if request.param == "memory" else f"sqlite:{file}")
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(file: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:{file}")
    yield opened
    await opened.close()
