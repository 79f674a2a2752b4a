# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state of a commons is the fold of its events: `evolve` is the only hand that writes it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.domain import (
    acts,
    claims,
    closing,
    digests,
    founding,
    linking,
    losses,
    marking,
    members,
    polls,
    tasks,
    works,
)
from bot.domain import events as e
from bot.domain.ids import Number
from bot.domain.state import Commons, Poll, Task

__all__ = ["PAUSES", "Commons", "evolve", "next_deadline", "replay", "reschedule"]

_EVOLVE: Mapping[type[e.Event], Callable[[Commons, Any, datetime], None]] = {
    e.CommonsFounded: founding.evolve_founded,
    e.RulesAdopted: founding.evolve_adopted,
    e.PlaceMoved: founding.evolve_moved,
    e.RoomsArranged: founding.evolve_rooms,
    e.AbsenceNoted: founding.evolve_absence,
    e.DigestMade: digests.evolve_digest,
    e.MemberArrived: members.evolve_arrived,
    e.MarkPlaced: marking.evolve_placed,
    e.MarkRemoved: marking.evolve_removed,
    e.MarkLost: losses.evolve_lost,
    e.MarkFrozen: marking.evolve_frozen,
    e.MarksFrozen: marking.evolve_all_frozen,
    e.MarksSpent: marking.evolve_spent,
    e.AuthorBarred: marking.evolve_barred,
    e.BallotUnclear: marking.evolve_unclear,
    e.ReasonGiven: marking.evolve_reason,
    e.TaskBroadcast: tasks.evolve_broadcast,
    e.TaskEdited: tasks.evolve_task_edited,
    e.TaskClaimed: claims.evolve_claimed,
    e.ClaimQueued: claims.evolve_queued,
    e.ClaimExtended: claims.evolve_extended_claim,
    e.ClaimNudged: claims.evolve_nudged,
    e.ClaimReleased: claims.evolve_released,
    e.ClaimLapsed: claims.evolve_released,
    e.TaskFellDue: tasks.evolve_fell_due,
    e.TaskWithdrawn: tasks.evolve_task_withdrawn,
    e.TaskClosed: tasks.evolve_task_closed,
    e.WorkSubmitted: works.evolve_submitted,
    e.CreditAccepted: works.evolve_credit,
    e.PollOpened: polls.evolve_opened,
    e.PollReminded: closing.evolve_reminded,
    e.PollExtended: closing.evolve_poll_extended,
    e.PollDue: closing.evolve_due,
    e.PlaceRead: closing.evolve_read,
    e.PollClosed: closing.evolve_closed,
    e.PollWithdrawn: polls.evolve_withdrawn,
    e.SkillsNamed: members.evolve_skills,
    e.AccountsLinked: linking.evolve_linked,
    e.AccountUnlinked: linking.evolve_unlinked,
    e.MemberForgotten: members.evolve_forgotten,
    e.TextEdited: members.evolve_edited,
    e.Paused: acts.evolve_paused,
    e.Resumed: acts.evolve_resumed,
}

PAUSES = 0
"""The agenda's number for pauses; tasks and polls begin at 1."""

_TIMELESS = frozenset(
    {
        e.MarkPlaced,
        e.MarkRemoved,
        e.MarkFrozen,
        e.MarkLost,
        e.MarksFrozen,
        e.ReasonGiven,
        e.AuthorBarred,
        e.BallotUnclear,
        e.MemberArrived,
    }
)
"""Events that move no deadline: most of them are votes, and votes are many."""

_FOR_ALL = frozenset(
    {
        e.Paused,
        e.Resumed,
        e.RoomsArranged,
        e.PlaceMoved,
        e.RulesAdopted,
        e.AccountsLinked,
    }
)
"""Events without a number that may move any deadline."""


def evolve(commons: Commons, event: e.Event, at: datetime) -> None:
    """Apply one event, stamped `at`, in place.

    Raises IllegalTransitionError for an event that the tables don't allow in this state.
    """
    kind = type(event)
    _EVOLVE[kind](commons, event, at)
    commons.at = at
    if kind in _TIMELESS:
        return
    number: Number | None = getattr(event, "number", None)
    if number is not None:
        reschedule(commons, number)
        poll = commons.polls.get(number)
        if poll is not None and poll.about is not None:
            reschedule(commons, poll.about)
    elif kind in _FOR_ALL:
        for each in (PAUSES, *commons.tasks, *commons.polls):
            reschedule(commons, Number(each))


def replay(commons: Commons, events: Iterable[e.Event], at: datetime) -> None:
    """Apply the events of one entry of the record."""
    for event in events:
        evolve(commons, event, at)
    commons.height += 1


def reschedule(commons: Commons, number: Number) -> None:
    """Work out anew when a number needs care next."""
    moment: datetime | None
    if number == PAUSES:
        moment = min((act.until for act in commons.pauses.values()), default=None)
    elif task := commons.tasks.get(number):
        moment = _task_moment(commons, task)
    else:
        moment = _poll_moment(commons.polls[number])
    commons.agenda.put(number, moment)


def _task_moment(commons: Commons, task: Task) -> datetime | None:
    moments = [claim.until for claim in task.claims.values()]
    moments += [claims.nudge_at(commons, claim) for claim in task.claims.values()]
    if not task.overdue and commons.state_of(task) not in {"withdrawn", "accepted"}:
        moments.append(task.due)
    return min((moment for moment in moments if moment is not None), default=None)


def _poll_moment(poll: Poll) -> datetime | None:
    if poll.state == "counting" and poll.due_at is not None:
        wait = poll.rules.duration("poll.grace")
        return poll.due_at + wait if poll.awaiting else poll.due_at
    if poll.state == "open":
        return min(poll.closes_at, closing.remind_at(poll) or poll.closes_at)
    return None


def next_deadline(commons: Commons) -> datetime | None:
    """The next moment at which a Tick would do something, early closing aside."""
    first = commons.agenda.first()
    return first[0] if first else None
