# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tasks: broadcast by anyone to everybody, edited and withdrawn by their opener (§14, §20)."""

from datetime import datetime, timedelta

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.acts import pause_in_force
from bot.domain.charter import Charter
from bot.domain.ids import Number, TextRef
from bot.domain.members import Arrivals, is_frozen, recent, too_long
from bot.domain.refusals import (
    BroadcastLimitReached,
    IsPast,
    NotATask,
    NothingToChange,
    NotTheOpener,
    OutOfBounds,
    Refusal,
    TaskIsClosed,
    TextIsEmpty,
    TextIsFrozen,
    TooFar,
    UnknownLicence,
    UnknownNumber,
)
from bot.domain.state import Commons, Task

LONGEST_WAIT = timedelta(days=3650)
"""A due or closing moment further away is a slip of the finger."""

MOST_SLOTS = 1000
MOST_SKILLS = 20


def moment_refused(moment: datetime | None, at: datetime) -> Refusal | None:
    """Due and closing moments lie ahead, and not absurdly far."""
    if moment is not None and moment <= at:
        return IsPast(moment)
    if moment is not None and moment - at > LONGEST_WAIT:
        return TooFar(moment, LONGEST_WAIT)
    return None


def licence_of(charter: Charter, asked: str | None, usual: str) -> str | UnknownLicence:
    """The licence in its canonical spelling; the usual one where none was asked for."""
    if asked is None:
        return usual
    allowed = charter.licences()
    known = {licence.lower(): licence for licence in allowed}
    return known.get(asked.strip().lower()) or UnknownLicence(asked, allowed)


def task_at(commons: Commons, number: Number) -> Task | Refusal:
    """The task with that number, or why there is none."""
    if task := commons.tasks.get(number):
        return task
    return NotATask(number) if number in commons.polls else UnknownNumber(number)


def _fields_refused(
    title: TextRef | None,
    details: TextRef | None,
    skills: tuple[str, ...] | None,
    due: datetime | None,
    slots: int | None,
    at: datetime,
) -> Refusal | None:
    if title is not None and title.length == 0:
        return TextIsEmpty("title")
    if slots is not None and not 1 <= slots <= MOST_SLOTS:
        return OutOfBounds("slots", slots, 1, MOST_SLOTS)
    if skills is not None and len(skills) > MOST_SKILLS:
        return OutOfBounds("skills", len(skills), 0, MOST_SKILLS)
    return too_long(title, details) or moment_refused(due, at)


# --- decide ---------------------------------------------------------------------------------------


def decide_broadcast(
    commons: Commons, command: c.BroadcastTask, at: datetime
) -> list[e.Event] | Refusal:
    """Post a task, within the limits of the charter."""
    if paused := pause_in_force(commons, command.place, at):
        return paused
    refused = _fields_refused(
        command.title, command.details, command.skills, command.due, command.slots, at
    )
    if refused:
        return refused
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    limit = commons.charter.count("broadcast.limit")
    known = commons.members.get(member)
    lately = recent(known.broadcasts, at) if known else []
    if len(lately) >= limit:
        return BroadcastLimitReached(limit, lately[-limit] + timedelta(days=1))
    licence = licence_of(commons.charter, command.licence, commons.charter.licences()[0])
    if isinstance(licence, Refusal):
        return licence
    return [
        *arrivals.events,
        e.TaskBroadcast(
            commons.next_number,
            member,
            command.title,
            command.details,
            tuple(dict.fromkeys(command.skills)),
            command.due,
            command.slots,
            licence,
        ),
    ]


def decide_edit_task(
    commons: Commons, command: c.EditTask, at: datetime
) -> list[e.Event] | Refusal:
    """Change a task's fields; its opener only."""
    task = task_at(commons, command.number)
    if isinstance(task, Refusal):
        return task
    if commons.member_of.get(command.by) != task.by:
        return NotTheOpener(command.number, task.by)
    if task.withdrawn or task.closed:
        return TaskIsClosed(command.number, commons.state_of(task))
    refused = _fields_refused(
        command.title, command.details, command.skills, command.due, command.slots, at
    )
    if refused:
        return refused
    if command.title and command.title != task.title and is_frozen(commons, task.number, "title"):
        return TextIsFrozen(command.number)
    licence = licence_of(commons.charter, command.licence, task.licence)
    if isinstance(licence, Refusal):
        return licence
    edited = e.TaskEdited(
        task.number,
        command.title or task.title,
        command.details or task.details,
        task.skills if command.skills is None else tuple(dict.fromkeys(command.skills)),
        command.due or task.due,
        command.slots or task.slots,
        licence,
    )
    same = (task.title, task.details, task.skills, task.due, task.slots, task.licence)
    new = (edited.title, edited.details, edited.skills, edited.due, edited.slots, edited.licence)
    return NothingToChange(task.number) if same == new else [edited]


def decide_withdraw_task(
    commons: Commons, command: c.WithdrawTask, _: datetime
) -> list[e.Event] | Refusal:
    """Take a task back, or close an accepted one; claims and works of others stand (§14, §20)."""
    task = task_at(commons, command.number)
    if isinstance(task, Refusal):
        return task
    if commons.member_of.get(command.by) != task.by:
        return NotTheOpener(command.number, task.by)
    state = commons.state_of(task)
    if task.withdrawn or task.closed:
        return TaskIsClosed(task.number, state)
    if state == "accepted":
        return [e.TaskClosed(task.number)]
    return [e.TaskWithdrawn(task.number)]


# --- evolve ---------------------------------------------------------------------------------------


def evolve_broadcast(commons: Commons, event: e.TaskBroadcast, at: datetime) -> None:
    """A new task stands open."""
    commons.tasks[event.number] = Task(
        event.number,
        event.by,
        event.title,
        event.details,
        event.skills,
        event.due,
        event.slots,
        event.licence,
        opened_at=at,
    )
    member = commons.members[event.by]
    member.broadcasts = [*recent(member.broadcasts, at), at]
    member.last = at


def evolve_task_edited(commons: Commons, event: e.TaskEdited, at: datetime) -> None:
    """The task says something else."""
    task = commons.tasks[event.number]
    task.title, task.details, task.skills = event.title, event.details, event.skills
    task.overdue = task.overdue and event.due == task.due
    task.due, task.slots, task.licence = event.due, event.slots, event.licence
    commons.members[task.by].last = at


def evolve_fell_due(commons: Commons, event: e.TaskFellDue, _: datetime) -> None:
    """The moment by which it was wanted has passed."""
    commons.tasks[event.number].overdue = True


def evolve_task_withdrawn(commons: Commons, event: e.TaskWithdrawn, at: datetime) -> None:
    """Its opener took it back."""
    task = commons.tasks[event.number]
    task.withdrawn = True
    commons.members[task.by].last = at


def evolve_task_closed(commons: Commons, event: e.TaskClosed, at: datetime) -> None:
    """Its opener closed it to further tries."""
    task = commons.tasks[event.number]
    task.closed = True
    commons.members[task.by].last = at
