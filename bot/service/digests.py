# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a commons makes its daily summary: a time of day in its zone, as instants for the domain.

Nothing is kept here. What was told until when is on the record, and whether there is a summary
follows from the time that it was due, so asking again, late or after a restart, does no harm.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.domain.commands import MakeDigest
from bot.domain.digests import unfinished
from bot.domain.ids import SourceId
from bot.service.civil import Daily, daily
from bot.service.desk import Desk
from bot.service.ports import Clock
from bot.service.requests import Request, Verdict
from bot.service.rooms import Rooms

PATIENCE = timedelta(minutes=10)
"""So long a summary waits for what closes just when it is due: people like round hours."""

SOON = timedelta(seconds=5)


class Digests:
    """Asks each desk for its summary when it is time; a commons without such rooms has none."""

    def __init__(self, desks: Mapping[str, Desk], rooms: Rooms, clock: Clock) -> None:
        self._desks = desks
        self._rooms = rooms
        self._clock = clock
        self._asked: dict[str, datetime] = {}
        """What need not be asked for again each minute."""
        self._next: datetime | None = None
        self._later: dict[str, datetime] = {}
        """Where a summary waits for what closes just then to be counted: when to look again."""

    def look(self, name: str) -> None:
        """Ask for today's summary if its time has come, also late; yesterday's is let be."""
        self._later.pop(name, None)
        now = self._clock.now()
        day = self._day(name, now)
        if day is None or day.due is None or self._asked.get(name) == day.due:
            return
        due, desk = day.due, self._desks[name]
        told = desk.commons.digested
        if told is not None and told >= due:
            return
        if now < due + PATIENCE and unfinished(desk.commons, due):
            self._later[name] = now + SOON
            return
        source = SourceId(f"digest:{name}:{due.isoformat()}")
        command = MakeDigest(source=source, due=due, upto=day.upto)
        asked = desk.ask(Request(source=source, command=command, record=False))
        asked.add_done_callback(partial(self._answered, name, due))

    def _answered(self, name: str, due: datetime, asked: "asyncio.Future[Verdict]") -> None:
        if not asked.cancelled() and asked.exception() is None:  # else the next minute asks again
            self._asked[name] = due

    def next(self, now: datetime) -> datetime | None:
        """When the next summary of any commons is due; worked out once, since votes ask for it."""
        if self._next is None or self._next <= now:
            days = (self._day(name, now) for name in self._desks)
            self._next = min((day.upto for day in days if day is not None), default=None)
        later = [moment for moment in self._later.values() if moment > now]
        return min(later, default=self._next)

    def _day(self, name: str, now: datetime) -> Daily | None:
        settings = self._rooms.settings(name)
        if settings is None or not self._rooms.digests(name):
            return None
        return daily(settings.digest, settings.timezone, now)
