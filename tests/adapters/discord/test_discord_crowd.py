# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole crowd votes on one poll: few edits, the last one exact, each vote soon on disk."""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.service.ports import Store
from storage import open_store
from tests.adapters.discord.double_rig import rig_on_double, until

CHOICES = ("👍", "👎", "🤷")


class Watched:
    """A store that notes when each mark is on disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.durable: dict[str, float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def append(self, batch: Any) -> None:
        await self._store.append(batch)
        now = time.perf_counter()
        for entry in batch.entries:
            self.durable[json.loads(entry.body)["cause"].get("mark", "")] = now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Watched]:
    opened = await open_store(f"sqlite:{tmp_path / 'folkmoot.db'}")
    yield Watched(opened)
    await opened.close()


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_ten_thousand_votes_in_a_minute(
    store: Watched, record_property: Callable[[str, object], None]
) -> None:
    votes, seconds = 10_000, 60.0
    async with rig_on_double(start=False) as rig:
        rig.store = store  # type: ignore[assignment]
        people = [rig.discord.person(rig.guild, f"p{n}") for n in range(votes)]
        await rig.start()
        rig.discord.limits.on = True
        await rig.ana.says(rig.room, "!poll new Lanterns in the yard?")
        card = await rig.card(1)
        await until(lambda: len(card.reactions) == len(CHOICES))
        ledger = rig.discord.ledger
        edits, listings = len(ledger.edits), len(ledger.listings)
        began, cast = time.perf_counter(), {}
        for n, one in enumerate(people):
            await asyncio.sleep(max(0.0, began + n * seconds / votes - time.perf_counter()))
            mark = await one.reacts(card, CHOICES[n % 3])
            cast[mark] = time.perf_counter()
        took = time.perf_counter() - began
        await until(lambda: cast.keys() <= store.durable.keys(), 30)
        await until(lambda: "3334 yes, 3333 no, 3333 abstain" in card.text, 30)
        made = len(ledger.edits) - edits
        p99 = statistics.quantiles([store.durable[one] - at for one, at in cast.items()], n=100)[98]
        record_property("edits", made)
        record_property("p99_ms", round(p99 * 1000, 1))
        assert took < seconds + 5
        assert made <= 15
        assert len(ledger.listings) == listings
        assert ledger.refused[429] == 0
        assert p99 < 0.05
