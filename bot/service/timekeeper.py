# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time: wakes the desks when something is due, and does nothing else.

Deadlines live in the commons; a timer is only a wake-up, so losing one loses nothing. A Tick
that finds nothing due changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.commands import Tick
from bot.domain.commons import next_deadline
from bot.domain.ids import Number, Place, SourceId
from bot.service.desk import Desk
from bot.service.digests import Digests
from bot.service.ports import Clock
from bot.service.requests import Request

EVERY = timedelta(minutes=1)
"""The longest time between two looks at the agenda: clocks jump, timers get lost."""

SOONEST = timedelta(milliseconds=5)

AFTER_A_VOTE = timedelta(seconds=1)
"""So long after a change somebody looks whether a poll may close early."""

log = structlog.get_logger(__name__)


def tick(at: datetime, live: Sequence[str]) -> Request:
    """The request that lets time pass; it leaves no trace unless something was due."""
    source = SourceId(f"tick:{at.isoformat()}")
    command = Tick(source=source, live=tuple(Place(place) for place in live))
    return Request(source=source, command=command, record=False)


def earliest(desks: Iterable[Desk]) -> datetime | None:
    """The next deadline of all these desks."""
    deadlines = (next_deadline(desk.commons) for desk in desks)
    return min((moment for moment in deadlines if moment is not None), default=None)


def early_looks(desk: Desk) -> list[datetime]:
    """From when on the open polls may close early: no deadline, but worth a look (§17)."""
    polls = desk.commons.polls
    live = (polls[Number(one)] for one in desk.commons.agenda.moments() if one in polls)
    return [
        poll.opened_at + poll.rules.duration("poll.early_after")
        for poll in live
        if poll.state == "open" and poll.kind != "review" and poll.rules.flag("poll.early")
    ]


class Timekeeper:
    """Submits Ticks. `live` tells which board rooms of a commons the bot is in now."""

    def __init__(
        self,
        desks: Mapping[str, Desk],
        clock: Clock,
        live: Callable[[str], Sequence[str]],
        digests: Digests,
    ) -> None:
        self._desks = desks
        self._clock = clock
        self._live = live
        self._digests = digests
        self._scheduler: AsyncIOScheduler | None = None
        self._next: datetime | None = None

    def start(self) -> None:
        """Begin to keep time."""
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            # the library's own default drops whatever is a second late
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._scheduler.start()
        self._scheduler.add_job(self._woken, "interval", seconds=EVERY.total_seconds())
        self.wake()

    def stop(self) -> None:
        """Keep time no longer."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def _woken(self) -> None:
        # a coroutine: the scheduler runs anything else on a thread of its own, off our loop
        self.wake()

    def wake(self) -> None:
        """Let every desk look at what is due, and see to the next wake-up."""
        for name in self._desks:
            self.tick(name)
            self._digests.look(name)
        self._next = None
        self.arrange(overdue=False)

    def tick(self, name: str) -> None:
        """Let one desk look at what is due."""
        future = self._desks[name].ask(tick(self._clock.now(), self._live(name)))
        future.add_done_callback(lambda done: done.cancelled() or done.exception())

    def arrange(self, *, overdue: bool = True) -> None:
        """See to it that somebody wakes up at the next deadline; call it after each commit.

        Without `overdue`, what is due already has just been asked for: if that fails, the next
        minute tries again, and not the next millisecond.
        """
        if self._scheduler is None:
            return
        now = self._clock.now()
        look = self._look(now, overdue=overdue)
        moments = (earliest(self._desks.values()), self._digests.next(now), look)
        first = min((one for one in moments if one is not None), default=None)
        if first is None or first == self._next:
            return
        if first == look and self._next is not None and now < self._next < first:
            return  # that wake-up sees to the next one: a crowd of votes can't put it off for ever
        # the scheduler goes by the wall clock, deadlines by ours, so only the distance counts
        left = first - now
        if left <= SOONEST:
            if not overdue:
                return
            left = SOONEST
        self._next = first
        self._scheduler.add_job(
            self._woken,
            "date",
            run_date=datetime.now(self._scheduler.timezone) + left,
            id="next",
            replace_existing=True,
        )

    def _look(self, now: datetime, *, overdue: bool) -> datetime | None:
        """When to look whether a poll may close early: what is past was looked at just now."""
        moments = (one for desk in self._desks.values() for one in early_looks(desk))
        return min(
            (max(one, now + AFTER_A_VOTE) for one in moments if overdue or one > now), default=None
        )
