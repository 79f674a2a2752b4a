# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reading of a card's copy brings: marks nobody told us of, found or gone (§1-3, §18)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.closing import count
from bot.domain.ids import MarkId
from bot.domain.marking import decide_mark, unmark_task
from bot.domain.refusals import Refusal
from bot.domain.state import Commons

_LAST = datetime.max.replace(tzinfo=UTC)


def steps(commons: Commons, command: c.ReadMarks, at: datetime) -> Iterator[list[e.Event]]:
    """One step for each mark, in the server's order, then the end of the reading."""
    for found in sorted(command.found, key=lambda mark: mark.at or _LAST):
        yield _found(commons, command, found, at)
    for mark, moment in command.withdrawn:
        yield _withdrawn(commons, command, mark, moment, at)
    for mark in command.frozen:
        yield _frozen(commons, command, mark)
    poll = commons.polls.get(command.number)
    if command.closing and poll is not None and poll.state == "counting":
        if poll.due_at is None or command.began < poll.due_at:
            return
        if command.place in poll.awaiting:
            yield [e.PlaceRead(poll.number, command.place)]
        yield count(poll, at, None)


def _found(
    commons: Commons, command: c.ReadMarks, found: c.FoundMark, at: datetime
) -> list[e.Event]:
    """A mark as if it had come when the server says, within the absence (§1).

    Whatever refuses it (late, spent, an author's, not in the electorate) leaves no trace.
    """
    poll = commons.polls.get(command.number)
    subject = poll or commons.tasks.get(command.number)
    if subject is None or (poll and found.at is not None and found.at > poll.closes_at):
        return []
    moment = found.at or at
    member = commons.member_of.get(found.by)
    spent = subject.spent.get(member) if member is not None else None
    if spent is not None and moment <= spent:
        return []
    if command.absence is not None:
        moment = min(max(moment, command.absence[0]), command.absence[1])
    moment = min(moment, at, poll.closes_at if poll else at)
    as_if = c.PlaceMark(
        source=command.source,
        by=found.by,
        place=command.place,
        joined=found.joined,
        number=command.number,
        mark=found.mark,
        copy=command.copy,
        choice=found.choice,
    )
    decided = decide_mark(commons, as_if, at, made=moment)
    return [] if isinstance(decided, Refusal) else decided


def _withdrawn(
    commons: Commons, command: c.ReadMarks, mark: MarkId, moment: datetime | None, at: datetime
) -> list[e.Event]:
    """A mark that its sender took away; after the deadline, or who knows when, it stands (§18)."""
    if task := commons.tasks.get(command.number):
        position = task.marks.find(mark)
        return [] if position is None else unmark_task(commons, task, mark, position, at)
    poll = commons.polls.get(command.number)
    if poll is None or not poll.live or poll.marks.find(mark) is None:
        return []
    late = at > poll.closes_at if moment is None else moment > poll.closes_at
    return [] if late else [e.MarkRemoved(poll.number, mark)]


def _frozen(commons: Commons, command: c.ReadMarks, mark: MarkId) -> list[e.Event]:
    """A mark that somebody else took away: noted once, and it goes on counting (§3)."""
    subject = commons.polls.get(command.number) or commons.tasks.get(command.number)
    position = subject.marks.find(mark) if subject else None
    if subject is None or position is None or subject.marks.is_frozen(position):
        return []
    return [e.MarkFrozen(command.number, mark)]
