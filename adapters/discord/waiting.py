# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests that may take their time, so that what is urgent does not wait behind them.

The library waits within a request where Discord names a limit: up to half a minute, and then this
one has to wait, not everything that is meant for the same channel. A request is never cancelled
for being slow: the library would forget that it waits for everybody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from bot.service.ports import NotYetError, TryLaterError

PATIENCE = 2.0
"""Seconds for which others may wait behind one of these."""


class Waiting:
    """Requests under way by what they are about, each of which is made only once at a time."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Future[None]] = {}

    async def finish(self, about: Hashable) -> None:
        """Let a request that is under way end, however it does. Raises NotYetError."""
        if about in self._under_way:
            await self._end(about)

    async def do(self, about: Hashable, request: Callable[[], Awaitable[None]]) -> None:
        """Make a request, or wait for the one that is under way.

        Raises NotYetError while it goes on, and where Discord wants it later; else what it raises.
        """
        if about not in self._under_way:
            self._under_way[about] = asyncio.ensure_future(request())
        done = await self._end(about)
        try:
            done.result()
        except TryLaterError as error:
            raise NotYetError(error.after) from None

    async def stop(self) -> None:
        """Leave off."""
        tasks = list(self._under_way.values())
        self._under_way.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _end(self, about: Hashable) -> "asyncio.Future[None]":
        task = self._under_way[about]
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        if not done:
            raise NotYetError(PATIENCE)
        self._under_way.pop(about, None)
        task.exception()  # looked at, whether anybody asks for it or not
        return task
