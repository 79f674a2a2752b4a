# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reading of a card's copy brings: marks nobody told us of, found or gone (§1-3, §18)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import losses
from bot.domain.closing import count
from bot.domain.counting import METHODS
from bot.domain.ids import AccountRef, MarkId
from bot.domain.marking import decide_mark, unmark_task
from bot.domain.members import Arrivals
from bot.domain.refusals import Refusal
from bot.domain.state import Commons, Poll, Task
from bot.domain.works import choices_of

_LAST = datetime.max.replace(tzinfo=UTC)


def steps(commons: Commons, command: c.ReadMarks, at: datetime) -> Iterator[list[e.Event]]:
    """One step for each mark, in the server's order, then the end of the reading."""
    poll = commons.polls.get(command.number)
    subject = poll or commons.tasks.get(command.number)
    if subject is None:
        return
    unclear = _unclear(poll, command) if poll else frozenset()
    doubtful: list[c.FoundMark] = []
    for found in sorted(command.found, key=lambda mark: mark.at or mark.by_then or _LAST):
        if found.at is None and found.by in unclear:
            doubtful.append(found)
        else:
            yield _found(commons, subject, command, found, at)
    for mark, moment in command.withdrawn:
        yield _withdrawn(subject, command, mark, moment, at)
    for mark in command.frozen:
        yield _frozen(subject, mark)
    if poll:
        for found in doubtful:
            yield _asked(poll, _found(commons, poll, command, found, at))
        yield from _end(commons, poll, command, at)


def _end(
    commons: Commons, poll: Poll, command: c.ReadMarks, at: datetime
) -> Iterator[list[e.Event]]:
    """Votes that nobody could read are asked for again; a place read for closing is noted."""
    for account in command.unreadable:
        yield _ask_again(commons, poll, account)
    if not command.closing or poll.state != "counting":
        return
    if poll.due_at is None or command.began < poll.due_at:
        return
    if command.place in poll.awaiting:
        yield [e.PlaceRead(poll.number, command.place)]
    yield count(poll, at, None)


def _found(
    commons: Commons, subject: Poll | Task, command: c.ReadMarks, found: c.FoundMark, at: datetime
) -> list[e.Event]:
    """A mark as if it had come when the server says, within the absence (§1).

    Whatever refuses it (late, spent, an author's, not in the electorate) leaves no trace.
    """
    gone = subject.gone.get(found.mark)
    if gone is not None and gone >= command.began:
        return []  # the reading is older than the news that it was taken away
    if isinstance(subject, Poll) and found.at is not None and found.at > subject.closes_at:
        return []
    moment = min(_made(command, found, at), at)
    if isinstance(subject, Poll):
        moment = min(max(moment, subject.opened_at), subject.closes_at)
    if _was_spent(commons, subject, command, found, moment):
        return []
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


def _made(command: c.ReadMarks, found: c.FoundMark, at: datetime) -> datetime:
    """When a mark was made, as far as that is known.

    What nobody saw and nothing tells the time of was made before the bot was back: whatever its
    sender did since then is newer, however long it takes until the card is read (§1).
    """
    if found.by_then is not None:
        return found.by_then
    if command.absence is None:
        return found.at or at
    since, until = command.absence
    if found.at is None:
        return until
    return min(max(found.at, since), max(until, command.began))


def _was_spent(
    commons: Commons,
    subject: Poll | Task,
    command: c.ReadMarks,
    found: c.FoundMark,
    moment: datetime,
) -> bool:
    """Whether the mark was made before its member's marks were spent (§1).

    A mark of which nothing tells the time is taken for one of those: better a vote asked for
    again than one that its voter took back.
    """
    member = commons.member_of.get(found.by)
    spent = subject.spent.get(member) if member is not None else None
    if spent is None:
        return False
    timeless = found.at is None and found.by_then is None
    return moment <= spent or (timeless and command.absence is None)


def _unclear(poll: Poll, command: c.ReadMarks) -> frozenset[AccountRef]:
    """Who placed several new marks of which only one can count, in an order nobody knows (§2)."""
    if METHODS[poll.method].MULTIPLE:
        return frozenset()
    chosen: dict[tuple[AccountRef, datetime | None], set[str]] = {}
    for found in command.found:
        new = found.at is None and poll.marks.find(found.mark) is None
        if new and found.choice in choices_of(poll):
            chosen.setdefault((found.by, found.by_then), set()).add(found.choice)
    return frozenset(account for (account, _), choices in chosen.items() if len(choices) > 1)


def _asked(poll: Poll, decided: list[e.Event]) -> list[e.Event]:
    """Instead of a mark of unknown order: the ballot that stood stays, else they are asked (§2)."""
    asked: list[e.Event] = []
    for event in decided:
        if not isinstance(event, e.MarkPlaced):
            asked.append(event)
        elif event.member not in poll.unclear and not poll.ballot_stands(event.member):
            asked.append(e.BallotUnclear(poll.number, event.member))
    return asked


def _ask_again(commons: Commons, poll: Poll, account: AccountRef) -> list[e.Event]:
    """Somebody else took away a vote before it could be read: its sender is asked, once (§3)."""
    arrivals = Arrivals(commons)
    member = arrivals.member(account)
    if poll.state != "open" or poll.is_author(member) or member in poll.unclear:
        return []
    return [*arrivals.events, e.BallotUnclear(poll.number, member)]


def _withdrawn(
    subject: Poll | Task,
    command: c.ReadMarks,
    mark: MarkId,
    moment: datetime | None,
    at: datetime,
) -> list[e.Event]:
    """A mark that its sender took away; after the deadline, or who knows when, it stands (§18)."""
    position = subject.marks.find(mark)
    if position is None or subject.marks.is_frozen(position):
        return []
    if isinstance(subject, Task):
        removed, member = unmark_task(subject, mark, position), subject.marks.member_at(position)
        return removed if command.sure else [*removed, *losses.of_claim(subject, member, removed)]
    if (moment or at) > subject.closes_at:
        return []
    lost = [] if command.sure else losses.of_ballot(subject, position)
    return [e.MarkRemoved(subject.number, mark), *lost]


def _frozen(subject: Poll | Task, mark: MarkId) -> list[e.Event]:
    """A mark that somebody else took away: noted once, and it goes on counting (§3)."""
    position = subject.marks.find(mark)
    if position is None or subject.marks.is_frozen(position):
        return []
    return [e.MarkFrozen(subject.number, mark)]
