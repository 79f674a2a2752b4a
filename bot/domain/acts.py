# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stewards do: public, temporary, and never about marks, submissions or closing."""

from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import Place
from bot.domain.members import Arrivals
from bot.domain.people_refusals import IsPaused, NotASteward, NotPaused, UnknownRoom
from bot.domain.refusals import Refusal
from bot.domain.state import Act, Commons


def pause_in_force(commons: Commons, place: Place, at: datetime) -> IsPaused | None:
    """The refusal of new tasks, claims and polls where a pause stands."""
    for room in (None, place):
        act = commons.pauses.get(room)
        if act and at < act.until:
            return IsPaused(act.until, act.by)
    return None


def decide_pause(commons: Commons, command: c.Pause, at: datetime) -> list[e.Event] | Refusal:
    """Pause one room or all, for at most `steward.act_limit`."""
    if command.by not in commons.stewards:
        return NotASteward()
    if command.room is not None and command.room not in commons.places:
        return UnknownRoom(command.room)
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    until = at + commons.charter.duration("steward.act_limit")
    return [*arrivals.events, e.Paused(member, command.room, until)]


def decide_resume(commons: Commons, command: c.Resume, _: datetime) -> list[e.Event] | Refusal:
    """Lift a pause; any steward may, not only the one who paused."""
    if command.by not in commons.stewards:
        return NotASteward()
    if command.room not in commons.pauses:
        return NotPaused()
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    return [*arrivals.events, e.Resumed(member, command.room)]


def decide_pause_due(commons: Commons, at: datetime) -> list[e.Event]:
    """Pauses that have reached their limit end by themselves."""
    return [e.Resumed(None, room) for room, act in commons.pauses.items() if act.until <= at]


def evolve_paused(commons: Commons, event: e.Paused, at: datetime) -> None:
    """The pause stands."""
    commons.pauses[event.room] = Act(event.by, event.until)
    commons.members[event.by].last = at


def evolve_resumed(commons: Commons, event: e.Resumed, at: datetime) -> None:
    """The pause is over."""
    del commons.pauses[event.room]
    if event.by is not None:
        commons.members[event.by].last = at
