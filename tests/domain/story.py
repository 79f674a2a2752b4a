# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commons to tell stories about: people by name, a virtual time, and everything that happened.

    garden = Story()
    ana, bo = garden.people("ana bo")
    door = ana.broadcasts()
    bo.claims(door)
    garden.later("8d")

What a person does answers with its events or with a Refusal; what opens something answers with
its number instead. Rules are given by their names, with an underscore for the dot.
"""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.charter import founding
from bot.domain.commons import Commons, next_deadline, replay
from bot.domain.decide import perform
from bot.domain.durations import parse_duration
from bot.domain.notices import notices
from bot.domain.reading import poll_view, task_view
from bot.domain.refusals import Refusal
from tests.domain.people import Person, account

DAWN = datetime(2026, 3, 1, 8, tzinfo=UTC)
LONG_AGO = DAWN - timedelta(days=400)


class Story:
    """A commons, its time, its log and what people were told."""

    def __init__(
        self, *places: str, stewards: tuple[str, ...] = ("stella",), without: str = "", **rules: str
    ) -> None:
        self.commons = Commons()
        self.now = DAWN
        self.log: list[tuple[datetime, tuple[e.Event, ...]]] = []
        self.told: list[Any] = []
        self._sources = count(1)
        self.places = places or ("red",)
        values = founding({name.replace("_", ".", 1): value for name, value in rules.items()})
        values.pop(without, None)
        self.does(
            c.FoundCommons,
            name="garden",
            engine="1",
            rules=values,
            places=self.places,
            stewards=tuple(map(account, stewards)),
        )

    def people(self, names: str, joined: datetime | None = LONG_AGO) -> list["Person"]:
        """Some people, all in the rooms since then."""
        return [Person(self, name, joined) for name in names.split()]

    def crowd(self, size: int) -> list["Person"]:
        """Many people."""
        return [Person(self, f"p{number}", LONG_AGO) for number in range(1, size + 1)]

    def does(self, command: type[c.Command], **fields: Any) -> Any:
        """Perform a command now."""
        given = command(source=f"source-{next(self._sources)}", **fields)
        answer = perform(self.commons, given, self.now)
        if isinstance(answer, Refusal):
            return answer
        if answer:
            self.log.append((self.now, answer))
            self.told += notices(self.commons, answer)
        return answer

    def replayed(self) -> Commons:
        """The commons that the log tells of."""
        made = Commons()
        for at, events in self.log:
            replay(made, events, at)
        return made

    def copy(self) -> Commons:
        """The state as it is, to compare with later."""
        return deepcopy(self.commons)

    # --- time and the bot -----------------------------------------------------------------------

    def after(self, duration: str) -> datetime:
        """A moment ahead (or with a minus, behind)."""
        sign = -1 if duration.startswith("-") else 1
        return self.now + sign * parse_duration(duration.removeprefix("-"))

    def later(self, duration: str) -> None:
        """Time passes, and the bot sees to every deadline on its way."""
        end = self.after(duration)
        while (moment := next_deadline(self.commons)) is not None and moment <= end:
            self.now = max(self.now, moment)
            self.tick()
        self.now = end

    def sleeps(self, duration: str) -> None:
        """Time passes, and nobody ticks."""
        self.now = self.after(duration)

    def tick(self, *live: str) -> Any:
        """Everything due is done; without arguments the bot is in every place."""
        return self.does(c.Tick, live=live or None)

    def deaf(self) -> Any:
        """A tick while the bot is in no place at all."""
        return self.does(c.Tick, live=())

    def reads(self, number: int, *found: c.FoundMark, place: str = "red", **more: Any) -> Any:
        """The bot reads the card's copy in a place."""
        more.setdefault("began", self.now)
        more.setdefault("copy", f"{place}-{number}")
        return self.does(c.ReadMarks, number=number, place=place, found=found, **more)

    def away(self, since: datetime, until: datetime) -> Any:
        """The bot tells when it was away."""
        return self.does(c.ReportAbsence, places=self.places, since=since, until=until)

    def closes(self, number: int) -> Any:
        """Time passes to the deadline; every place is read; the view of the poll then."""
        poll = self.commons.polls[number]
        if poll.state == "open":
            self.later_to(poll.closes_at)
        for place in poll.awaiting:
            self.reads(number, place=place, closing=True)
        return self.poll(number)

    def later_to(self, moment: datetime) -> None:
        """Time passes to a moment."""
        while (first := next_deadline(self.commons)) is not None and first <= moment:
            self.now = max(self.now, first)
            self.tick()
        self.now = moment

    # --- looking --------------------------------------------------------------------------------

    def task(self, number: int) -> Any:
        """The picture of a task."""
        return task_view(self.commons, number)

    def poll(self, number: int) -> Any:
        """The picture of a poll or review."""
        return poll_view(self.commons, number)

    def said(self, kind: type) -> list[Any]:
        """What of that kind people were told so far."""
        return [notice for notice in self.told if isinstance(notice, kind)]

    def happened(self, kind: type) -> list[Any]:
        """The events of that kind so far."""
        return [event for _, events in self.log for event in events if isinstance(event, kind)]
