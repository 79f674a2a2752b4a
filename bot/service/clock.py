# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks: one that distrusts sudden jumps, and one that a demo or a test moves by hand."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TRUSTED_JUMP = 60.0
"""Seconds by which the wall clock may leave the monotonic one before it needs a witness."""


def _instant(seconds: float) -> datetime:
    """Seconds since 1970 as an instant with whole milliseconds."""
    return datetime.fromtimestamp(int(seconds * 1000) / 1000, tz=UTC)


class SteadyClock:
    """The wall clock, unless it jumps: then the monotonic clock, until a server agrees.

    A laptop that slept, a virtual machine that was paused and a clock that somebody set wrong
    look alike from inside. Believing the wrong one would close polls for good, so a jump is not
    used before `confirm` has heard the same from elsewhere. It never runs backwards.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset = wall() - monotonic()
        self._last = 0.0
        self.doubtful = False

    def now(self) -> datetime:
        """The present instant; aware, UTC, whole milliseconds."""
        wall, steady = self._wall(), self._monotonic() + self._offset
        self.doubtful = abs(wall - steady) > TRUSTED_JUMP
        if self.doubtful:
            wall = steady
        else:
            self._offset += wall - steady
        self._last = max(self._last, wall)
        return _instant(self._last)

    def confirm(self, server_time: datetime) -> None:
        """A server's clock was read: if it agrees with a jump of ours, the jump is used."""
        wall = self._wall()
        if abs(server_time.timestamp() - wall) <= TRUSTED_JUMP:
            self._offset = wall - self._monotonic()
            self.doubtful = False


class VirtualClock:
    """Time that passes only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self.doubtful = False

    def now(self) -> datetime:
        """The instant it was last moved to."""
        return self._now

    def advance(self, to: datetime) -> None:
        """Move forward; an earlier instant changes nothing."""
        self._now = max(self._now, to.astimezone(UTC))

    def pass_time(self, duration: timedelta) -> None:
        """Move forward by a duration."""
        self.advance(self._now + duration)

    def confirm(self, server_time: datetime) -> None:
        """Virtual time takes no advice."""
