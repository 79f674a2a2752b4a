# SPDX-License-Identifier: AGPL-3.0-or-later
"""Works: put forward by anyone, asked for or not, and reviewed under the same number."""

from datetime import datetime
from typing import cast

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.claims import rest
from bot.domain.counting import METHODS
from bot.domain.electorate import opening
from bot.domain.ids import AccountRef, MemberId, Number, TextRef
from bot.domain.members import Arrivals, too_long
from bot.domain.refusals import (
    NotAPoll,
    NotNamedAsPeer,
    NotTheOpener,
    NotUnreviewed,
    OutOfBounds,
    PollIsClosed,
    Refusal,
    TaskIsClosed,
    TextIsEmpty,
    UnknownNumber,
)
from bot.domain.state import Commons, Poll, Task
from bot.domain.tasks import licence_of, task_at

MOST_PEERS = 20


def choices_of(poll: Poll) -> tuple[str, ...]:
    """What a ballot on this poll may hold."""
    return METHODS[poll.method].choices(len(poll.options))


# --- decide ---------------------------------------------------------------------------------------


def decide_submit(commons: Commons, command: c.SubmitWork, at: datetime) -> list[e.Event] | Refusal:
    """Put a work forward; without a number it makes its own task (§11)."""
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    refused = _work_refused(command)
    if refused:
        return refused
    task: Task | None = None
    if command.number is not None:
        found = task_at(commons, command.number)
        if isinstance(found, Refusal):
            return found
        if found.closed or (found.withdrawn and member not in found.claims):
            return TaskIsClosed(found.number, commons.state_of(found))
        task = found
    usual = task.licence if task else commons.charter.licences()[0]
    licence = licence_of(commons.charter, command.licence, usual)
    if isinstance(licence, Refusal):
        return licence
    made: list[e.Event] = list(arrivals.events)
    number = task_number = commons.next_number
    if task is None:
        title = command.title if command.title and command.title.length else command.work
        made.append(e.TaskBroadcast(task_number, member, title, None, (), None, None, licence))
        number = Number(number + 1)
    else:
        task_number = task.number
    own = (command.by, *(known.accounts if (known := commons.members.get(member)) else ()))
    peers = tuple(dict.fromkeys(peer for peer in command.peers if peer not in own))
    return [
        *made,
        *_forward(
            commons, at, number, task_number, member, command.work, licence, peers, command.others
        ),
    ]


def _work_refused(command: c.SubmitWork) -> Refusal | None:
    if command.work.length == 0:
        return TextIsEmpty(command.work.kind)
    if len(command.peers) > MOST_PEERS:
        return OutOfBounds("with", len(command.peers), 0, MOST_PEERS)
    return too_long(command.work, command.title)


def _forward(  # noqa: PLR0913, PLR0917 - the two events of one submission
    commons: Commons,
    at: datetime,
    number: Number,
    task: Number,
    member: MemberId,
    work: TextRef,
    licence: str,
    peers: tuple[AccountRef, ...],
    others: int | None,
) -> list[e.Event]:
    return [
        opening(
            commons,
            at,
            number=number,
            kind="review",
            method="review",
            by=member,
            others=others,
            about=task,
        ),
        e.WorkSubmitted(number, task, member, work, licence, peers),
    ]


def was_forwarded(commons: Commons, poll: Poll) -> bool:
    """Whether this very work was put forward again."""
    works = commons.tasks[poll.about].works if poll.about is not None else []
    return any(commons.polls[later].work == poll.work for later in works if later > poll.number)


def decide_resubmit(
    commons: Commons, command: c.ResubmitWork, at: datetime
) -> list[e.Event] | Refusal:
    """An unreviewed work goes to a new review, with its authors and named peers (§13)."""
    poll = commons.polls.get(command.number)
    if poll is None:
        return (
            NotAPoll(command.number)
            if command.number in commons.tasks
            else UnknownNumber(command.number)
        )
    member = commons.member_of.get(command.by)
    if poll.kind != "review" or poll.result != "unreviewed":
        return NotUnreviewed(command.number)
    if member is None or member not in poll.authors:
        return NotTheOpener(command.number, poll.by)
    if poll.work is None or poll.licence is None or poll.about is None:
        return TextIsEmpty("link")
    task = commons.tasks[poll.about]
    if task.closed:
        return TaskIsClosed(task.number, commons.state_of(task))
    if was_forwarded(commons, poll):
        return NotUnreviewed(command.number)
    number = commons.next_number
    forwarded = _forward(
        commons,
        at,
        number,
        poll.about,
        poll.by,
        poll.work,
        poll.licence,
        poll.pending,
        command.others,
    )
    accepted = [e.CreditAccepted(number, peer) for peer in poll.authors if peer != poll.by]
    return [*forwarded, *accepted]


def credit_events(commons: Commons, ref: AccountRef, poll: Poll) -> list[e.Event] | Refusal:
    """✋ or `accept` by a named peer: credited, barred, and their ballot void (§8)."""
    if not poll.live:
        return PollIsClosed(poll.number, poll.state)
    known = commons.member_of.get(ref)
    if known is not None and poll.is_author(known):
        return []
    own = commons.members[known].accounts if known is not None else [ref]
    if set(own).isdisjoint(poll.pending):
        return NotNamedAsPeer(poll.number)
    arrivals = Arrivals(commons)
    member = arrivals.member(ref)
    found: list[e.Event] = [*arrivals.events, e.CreditAccepted(poll.number, member)]
    found += [
        e.MarksSpent(poll.number, one, "author")
        for one in poll.together(member)
        if poll.marks.standing_of(one)
    ]
    return found


def decide_accept(
    commons: Commons, command: c.AcceptCredit, _: datetime
) -> list[e.Event] | Refusal:
    """`accept`, typed."""
    poll = commons.polls.get(command.number)
    if poll is None:
        return (
            NotAPoll(command.number)
            if command.number in commons.tasks
            else UnknownNumber(command.number)
        )
    return credit_events(commons, command.by, poll)


# --- evolve ---------------------------------------------------------------------------------------


def evolve_submitted(commons: Commons, event: e.WorkSubmitted, at: datetime) -> None:
    """The review has its work, and the author's claim rests (§15)."""
    poll = commons.polls[event.number]
    poll.work, poll.licence = event.work, event.licence
    poll.authors, poll.pending = (event.by,), event.peers
    task = commons.tasks[event.task]
    task.works.append(event.number)
    rest(task, event.by, event, at)
    commons.members[event.by].last = at


def evolve_credit(commons: Commons, event: e.CreditAccepted, at: datetime) -> None:
    """One author more."""
    poll = commons.polls[event.number]
    poll.authors = (*poll.authors, event.member)
    member = commons.members[event.member]
    if not set(poll.pending).isdisjoint(member.accounts):
        member.last = at  # else their credit came along with a work put forward again
    poll.pending = tuple(ref for ref in poll.pending if ref not in member.accounts)
    task = commons.tasks[cast("Number", poll.about)]  # only works have peers
    rest(task, event.member, event, at)
