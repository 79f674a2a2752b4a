# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deadlines of polls: reminders, due, read, counted, extended, closed (§12, §13, §17-19)."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.cast import Cast
from bot.domain.counting import METHODS, review
from bot.domain.counting.early import settled
from bot.domain.electorate import LAST_DAY, missing_places
from bot.domain.ids import MemberId, Place
from bot.domain.polls import over
from bot.domain.state import Commons, Poll
from bot.domain.transitions import after_poll
from bot.domain.works import choices_of


def ballots(poll: Poll, at: datetime, *, final: bool) -> dict[MemberId, tuple[str, ...]]:
    """Each member's ballot, as it counts at `at`.

    A block without a reason within `review.block_reason`, or at the final count, counts as
    "needs work" (§11).
    """
    marks = poll.marks
    if METHODS[poll.method].MULTIPLE:
        return marks.sets(poll.counts_as)
    cast: dict[MemberId, tuple[str, ...]]
    cast = {member: (choice,) for member, choice in poll.chosen().items()}
    for member in poll.authors:
        cast.pop(poll.voter(member), None)
    if ("block",) in cast.values():
        for member, position in marks.deciding(poll.counts_as).items():
            blocks = cast.get(member) == ("block",)
            if blocks and _idle(poll, member, marks.made_at(position), at, final=final):
                cast[member] = ("needs_work",)
    return cast


def _idle(poll: Poll, member: MemberId, marked: datetime, at: datetime, *, final: bool) -> bool:
    """Whether a block lacks its reason, given within the time for it."""
    patience = poll.rules.duration("review.block_reason")
    found = (poll.reasons.get(one) for one in poll.together(member))
    reason = next((one for one in found if one is not None), None)
    if reason and reason.choice == "block" and reason.at - marked <= patience:
        return False
    return final or at - marked >= patience


def tally(poll: Poll, at: datetime, *, final: bool = False) -> tuple[dict[str, int], int]:
    """Disjoint numbers by choice, and how many ballots count."""
    cast = Counter(ballots(poll, at, final=final).values())
    method = METHODS[poll.method]
    return method.tally(cast, choices_of(poll)), sum(cast.values())


def remind_at(poll: Poll) -> datetime | None:
    """When the reminder is due: once per closing time, never before the opening (§27)."""
    moment = poll.closes_at - poll.rules.duration("reminder.before")
    if poll.reminded == poll.closes_at or moment <= poll.opened_at:
        return None
    return moment


# --- decide ---------------------------------------------------------------------------------------


def decide_poll_due(
    commons: Commons, poll: Poll, at: datetime, live: tuple[Place, ...] | None
) -> list[e.Event]:
    """What a poll's next moment asks for."""
    if poll.state == "counting":
        return count(poll, at, live)
    if poll.closes_at <= at:
        return [e.PollDue(poll.number, missing_places(commons, live))]
    return [e.PollReminded(poll.number, poll.closes_at)]


def decide_early(
    commons: Commons, poll: Poll, at: datetime, live: tuple[Place, ...] | None
) -> list[e.Event]:
    """Close early where the missing ballots can't change the outcome (§17)."""
    if poll.state != "open" or poll.kind == "review" or not poll.rules.flag("poll.early"):
        return []
    earliest = poll.opened_at + poll.rules.duration("poll.early_after")
    if poll.eligible is None or not earliest <= at < poll.closes_at:
        return []
    cast = Counter(ballots(poll, at, final=True).values())
    method = METHODS[poll.method]
    if not settled(method, cast, choices_of(poll), poll.quorum, poll.eligible, poll.rules):
        return []
    return [e.PollDue(poll.number, missing_places(commons, live), early=True)]


def count(poll: Poll, at: datetime, live: tuple[Place, ...] | None) -> list[e.Event]:
    """Count when every live place has been read or `poll.grace` is over; else wait (§18)."""
    still = tuple(place for place in poll.awaiting if live is None or place in live)
    patient = poll.due_at is not None and at < poll.due_at + poll.rules.duration("poll.grace")
    if still and patient:
        return []
    method = METHODS[poll.method]
    cast: Mapping[tuple[str, ...], int] = Counter(ballots(poll, at, final=True).values())
    outcome = method.count(cast, choices_of(poll), poll.quorum, poll.eligible, poll.rules)
    if poll.kind == "review" and not poll.extended:
        why = review.extension(outcome, poll.quorum)
        if why is not None:
            longer = at + poll.rules.duration("review.window")
            return [e.PollExtended(poll.number, longer, why)]
    return [
        e.PollClosed(
            poll.number,
            outcome.state,
            outcome.result,
            outcome.because,
            outcome.tally,
            outcome.ballots,
            poll.awaiting,
        )
    ]


def decide_absence(commons: Commons, command: c.ReportAbsence, _: datetime) -> list[e.Event]:
    """Votes cast while the bot was away count; polls near their end stay open for them (§19)."""
    away = command.until - command.since
    found: list[e.Event] = []
    for poll in commons.polls.values():
        if not poll.live or poll.extended or away <= poll.rules.duration("poll.outage"):
            continue
        overlaps = command.since < poll.closes_at and command.until > poll.closes_at - LAST_DAY
        longer = command.until + poll.rules.duration("poll.after_outage")
        if overlaps and longer > poll.closes_at:
            found.append(e.PollExtended(poll.number, longer, "outage"))
    if not found and away <= commons.charter.duration("poll.outage"):
        return []
    return [e.AbsenceNoted(command.places, command.since, command.until), *found]


# --- evolve ---------------------------------------------------------------------------------------


def evolve_reminded(commons: Commons, event: e.PollReminded, _: datetime) -> None:
    """The reminder for this closing time went out."""
    commons.polls[event.number].reminded = event.closes_at


def evolve_poll_extended(commons: Commons, event: e.PollExtended, _: datetime) -> None:
    """Open (again) until the new closing time; once per poll (§13)."""
    poll = commons.polls[event.number]
    poll.state = after_poll(poll.state, event)
    poll.closes_at, poll.extended = event.closes_at, True
    poll.due_at, poll.awaiting = None, ()


def evolve_due(commons: Commons, event: e.PollDue, at: datetime) -> None:
    """Voting is over; the rooms are read."""
    poll = commons.polls[event.number]
    poll.state = after_poll(poll.state, event)
    poll.due_at, poll.awaiting = at, event.places
    if event.early:
        poll.closes_at = at


def evolve_read(commons: Commons, event: e.PlaceRead, _: datetime) -> None:
    """One place less to wait for."""
    poll = commons.polls[event.number]
    poll.awaiting = tuple(place for place in poll.awaiting if place != event.place)


def evolve_closed(commons: Commons, event: e.PollClosed, at: datetime) -> None:
    """The outcome stands; the marks have done their work and stay in the record."""
    poll = commons.polls[event.number]
    places = poll.marks.deciding(poll.counts_as)
    counted = ballots(poll, at, final=True)
    poll.cast = Cast.of(sorted(counted.items(), key=lambda one: places[one[0]]))
    poll.state = after_poll(poll.state, event, event.state)
    poll.result, poll.because = event.result, event.because
    poll.tally, poll.ballots, poll.unread = event.tally, event.ballots, event.unread
    poll.height, poll.closed_at = commons.height + 1, at
    over(commons, poll, event, at)
