# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which session each connection is in, when it was last heard, and whether it is catching up.

A session that is resumed replays what was missed; a new one does not (semantics §19, §2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from adapters.discord.frames import Stamp
from bot.service.ports import Clock

DEAF = 90.0
"""Seconds of silence after which an open connection counts as lost; heartbeats come more often."""


@dataclass(slots=True)
class _Shard:
    """One connection. `live` is its socket once that has caught up; `seen` when it was heard.

    `begun` counts its sessions.
    """

    live: Any = None
    seen: datetime | None = None
    begun: int = 0


class Sessions:
    """All connections. `socket` gives the one that a server's frames come by."""

    def __init__(self, clock: Clock, shards: int | None) -> None:
        self._clock = clock
        self._count = shards
        self._shards = [_Shard() for _ in range(shards or 1)]
        self.socket: Callable[..., Any] = lambda *_: None

    @property
    def numbers(self) -> range:
        """The numbers of all connections."""
        return range(len(self._shards))

    def shard_of(self, guild: int | None) -> int:
        """The number of the connection that a server's frames come by."""
        return (guild >> 22) % self._count if guild is not None and self._count else 0

    def stamp(self, guild: int | None) -> Stamp:
        """Which frame this is, that is being dealt with."""
        number = self.shard_of(guild)
        shard, socket = self._shards[number], self.socket(guild, number)
        source = f"discord:{socket.session_id}:{socket.sequence}"
        if socket is shard.live:
            return Stamp(source)
        return Stamp(source, shard.seen or self._clock.now())

    def session(self, number: int) -> int:
        """Which session a connection is in, counted from the start; resuming goes on with it."""
        return self._shards[number].begun

    def returned(self, number: int, *, anew: bool) -> tuple[datetime | None, datetime]:
        """A connection is there, and has caught up; since when it was not heard, and until when.

        `anew`: in a new session, so that nothing of what was missed is ever told.
        """
        shard = self._shards[number]
        shard.live = self.socket(None, number)
        shard.begun += anew
        now = self._clock.now()
        since, shard.seen = shard.seen, now
        return since, now

    def recall(self, seen: datetime | None) -> None:
        """When an earlier process last heard anything."""
        for shard in self._shards:
            shard.seen = shard.seen or seen

    def look(self) -> datetime | None:
        """When all connections were last heard, after a look at each of them."""
        for shard in self._shards:
            if self._open(shard):
                shard.seen = self._clock.now() - timedelta(seconds=_silence(shard.live))
        moments = [shard.seen for shard in self._shards]
        heard = [moment for moment in moments if moment is not None]
        return min(heard) if len(heard) == len(moments) else None

    def _open(self, shard: _Shard) -> bool:
        return shard.live is not None and shard.live.open and _silence(shard.live) < DEAF


def _silence(socket: Any) -> float:
    """Seconds since anything came by this socket."""
    alive = getattr(socket, "_keep_alive", None)
    return max(0.0, perf_counter() - alive._last_recv) if alive is not None else 0.0  # noqa: SLF001
