# SPDX-License-Identifier: AGPL-3.0-or-later
"""Virtual time: a demo, or a test, lives through weeks in a moment, and always the same way."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

from bot.service.clock import VirtualClock
from bot.service.desk import Desk
from bot.service.digests import Digests
from bot.service.timekeeper import EVERY, Timekeeper, earliest, early_looks


async def let_pass(
    duration: timedelta,
    clock: VirtualClock,
    desks: Mapping[str, Desk],
    timekeeper: Timekeeper,
    digests: Digests,
    settle: Callable[[], Awaitable[None]],
) -> None:
    """Go from deadline to deadline, doing at each all that is due, until the time has passed."""
    await settle()
    until = clock.now() + duration
    while True:
        timekeeper.wake()
        await settle()
        now = clock.now()
        if now >= until:
            return
        moment = _next(desks.values(), digests.next(now), now) or until
        if moment <= now:  # something is due, and can't be done: look again in a minute
            moment = now + EVERY
        clock.advance(min(moment, until))


def _next(desks: Iterable[Desk], digest: datetime | None, now: datetime) -> datetime | None:
    desks = list(desks)
    moments = [moment for desk in desks for moment in early_looks(desk) if moment > now]
    moments += [moment for moment in (earliest(desks), digest) if moment is not None]
    return min(moments, default=None)
