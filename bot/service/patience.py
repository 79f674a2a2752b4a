# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds back for a moment what may prove needless: "your mark was taken away" (§3).

People change their minds by taking one reaction away and tapping another; nobody wants a letter
about that. So it waits a few seconds, and is dropped where a new choice was made by then
(bot.service.letters). A second loss on the same card within a minute waits for that minute's end,
and takes the place of the first: never more than one a minute, and never none.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.domain.people_notices import MarkLostSaid
from bot.service.envelopes import unpack
from bot.service.lru import Lru
from bot.service.parcels import Letter
from bot.service.ports import StoreUnavailableError

GRACE = 5.0
"""Seconds in which a voter may choose anew."""

GAP = 60.0
"""Seconds between two such letters to one person about one card."""

REMEMBERED = 10_000

Key = tuple[str, int | None, str | None]
"""A commons, a card, and an account."""


class Patience:
    """Letters that wait; `put` sends one on its way, `drop` makes one unsaid."""

    def __init__(
        self, put: Callable[[Letter], None], drop: Callable[[Letter], Awaitable[None]]
    ) -> None:
        self._put = put
        self._drop = drop
        self._held: dict[Key, tuple[Letter, asyncio.TimerHandle]] = {}
        self._sent: Lru[Key, float] = Lru(REMEMBERED)
        self._dropping: set[asyncio.Task[None]] = set()

    def takes(self, letter: Letter) -> bool:
        """Whether a letter is held back here; else it goes at once."""
        if unpack(letter.row.payload).notice != MarkLostSaid.__name__:
            return False
        key = (letter.commons, letter.row.number, letter.row.ref)
        now = time.monotonic()
        due = max(now + GRACE, self._sent.get(key, -GAP) + GAP)
        before = self._held.pop(key, None)
        if before is not None:
            before[1].cancel()
            self._let_go(before[0])
        timer = asyncio.get_running_loop().call_later(due - now, self._send, key)
        self._held[key] = letter, timer
        return True

    def _send(self, key: Key) -> None:
        letter, _ = self._held.pop(key)
        self._sent[key] = time.monotonic()
        self._put(letter)

    def _let_go(self, letter: Letter) -> None:
        async def drop() -> None:
            with suppress(StoreUnavailableError):  # then a restart finds it, and looks again
                await self._drop(letter)

        task = asyncio.create_task(drop())
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)

    async def stop(self) -> None:
        """Nothing more is sent; the store knows what waits."""
        for _, timer in self._held.values():
            timer.cancel()
        self._held.clear()
        await asyncio.gather(*self._dropping)
