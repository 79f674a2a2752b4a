# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often the bot may do what: edits card by card, and never a storm of refused requests.

The library waits where Discord names a limit. What is here keeps the bot well below those limits,
so that nothing urgent waits behind something that can wait.
"""

import time
from collections import deque
from types import SimpleNamespace
from typing import Any

import aiohttp
from discord.utils import snowflake_time, utcnow

from bot.service.lru import Lru
from bot.service.ports import NotYetError, TryLaterError

EDIT_EVERY = 5.0
"""Seconds between two edits of one message; the first after a quiet time goes at once."""

OLD_EDIT_EVERY = 20.0
"""The same for messages older than an hour, which Discord lets change more slowly (30046)."""

OLD = 3600.0

CHANNEL_EDITS, CHANNEL_SPAN = 4, 5.0
"""Edits in a channel within so many seconds: one less than Discord lets through."""

MESSAGES = 10_000

REFUSALS, REFUSAL_SPAN = 500, 600.0
"""Refused requests in ten minutes after which the bot keeps still; 10,000 block its address."""

_REFUSED = frozenset((401, 403, 429))


class EditPace:
    """When a message may be changed again."""

    def __init__(self) -> None:
        self._last: Lru[int, float] = Lru(MESSAGES)
        self._channels: Lru[int, deque[float]] = Lru(MESSAGES)

    def take_turn(self, channel: int, message: int) -> None:
        """Take the turn of an edit. Raises NotYetError where it has not come."""
        now = time.monotonic()
        age = (utcnow() - snowflake_time(message)).total_seconds()
        every = OLD_EDIT_EVERY if age > OLD else EDIT_EVERY
        last = self._last.get(message)
        wait = 0.0 if last is None else last + every - now
        recent = self._channels.get(channel)
        if recent is None:
            recent = self._channels[channel] = deque(maxlen=CHANNEL_EDITS)
        if len(recent) == CHANNEL_EDITS:
            wait = max(wait, recent[0] + CHANNEL_SPAN - now)
        if wait > 0:
            raise NotYetError(wait)
        self._last[message] = now
        recent.append(now)

    def forget(self, message: int) -> None:
        """The edit did not arrive: its turn is not used up."""
        self._last.pop(message, None)


class Guard:
    """Counts refused requests, and keeps the bot still long before Discord blocks its address."""

    def __init__(self) -> None:
        self._refused: deque[float] = deque()

    def check(self) -> None:
        """Raises TryLaterError while too many requests were refused lately."""
        now = time.monotonic()
        while self._refused and self._refused[0] < now - REFUSAL_SPAN:
            self._refused.popleft()
        if len(self._refused) >= REFUSALS:
            raise TryLaterError(self._refused[-REFUSALS] + REFUSAL_SPAN - now)

    def note(self, status: int, *, shared: bool = False) -> None:
        """A request was answered; a limit that is shared with others is nobody's fault."""
        if status in _REFUSED and not shared:
            self._refused.append(time.monotonic())

    def trace(self) -> aiohttp.TraceConfig:
        """Lets the library's requests be counted."""
        config = aiohttp.TraceConfig()

        async def ended(_: Any, __: SimpleNamespace, done: aiohttp.TraceRequestEndParams) -> None:
            scope = done.response.headers.get("X-RateLimit-Scope")
            self.note(done.response.status, shared=scope == "shared")

        config.on_request_end.append(ended)
        return config
