# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a card again when somebody clears up what a reading had to leave open.

Of several marks whose order nobody knows, none is placed, and their maker is asked (§2). When they
answer by taking marks away until one is left, that one is to count now, and not only at closing.
"""

import asyncio
from collections.abc import Mapping

import structlog

from bot.service.desk import Desk, DeskStoppedError
from bot.service.ports import (
    StoreUnavailableError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.reconcile import Reconciler

SOON = 1.0
"""Seconds for which further taps of theirs are waited for."""

log = structlog.get_logger(__name__)

Key = tuple[str, int, str]


class Rereading:
    """At most one reading of each copy waits; what fails is left to the reading at closing."""

    def __init__(self, desks: Mapping[str, Desk], reconciler: Reconciler) -> None:
        self._desks = desks
        self._reconciler = reconciler
        self._tasks: dict[Key, asyncio.Task[None]] = {}

    def taken_away(self, commons: str, number: int, place: str, account: str) -> None:
        """Somebody took a mark off a card: read it soon, if something of theirs was left open."""
        key = (commons, number, place)
        if key in self._tasks or (*key, account) not in self._reconciler.undecided:
            return
        self._tasks[key] = asyncio.create_task(self._read(key), name=f"rereading {key}")
        self._tasks[key].add_done_callback(lambda _: self._tasks.pop(key, None))

    async def _read(self, key: Key) -> None:
        commons, number, place = key
        await asyncio.sleep(SOON)
        try:
            await self._reconciler.card(self._desks[commons], number, place, closing=False)
        except (
            TryLaterError,
            UnreachableError,
            UndeliverableError,
            StoreUnavailableError,
            DeskStoppedError,
        ) as error:
            log.info("a card is not read again", number=number, place=place, why=str(error))

    async def wait_settled(self) -> None:
        """Wait until nothing is to be read."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Leave it off."""
        for task in self._tasks.values():
            task.cancel()
        await self.wait_settled()
