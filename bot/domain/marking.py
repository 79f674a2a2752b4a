# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks placed, taken away and found: who counts, and when (§1-3, §7, §8, §18)."""

from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import losses
from bot.domain.claims import claim_events, claim_state
from bot.domain.ids import TYPED, CopyId, MarkId, MemberId, Number
from bot.domain.members import Arrivals, hands, too_long
from bot.domain.refusals import (
    AuthorsDoNotVote,
    NoBallot,
    NotAPoll,
    NotInElectorate,
    PollIsClosed,
    PresenceUnknown,
    Refusal,
    TooLate,
    UnknownChoice,
    UnknownNumber,
)
from bot.domain.state import Commons, Poll, Reason, Task
from bot.domain.works import choices_of, credit_events


def poll_at(commons: Commons, number: Number) -> Poll | Refusal:
    """The poll with that number, or why there is none."""
    if poll := commons.polls.get(number):
        return poll
    return NotAPoll(number) if number in commons.tasks else UnknownNumber(number)


def _ballot_refused(
    poll: Poll, joined: datetime | None, choice: str, made: datetime, *, live: bool
) -> Refusal | None:
    """Why this ballot does not count: too late, not of the electorate, not a choice."""
    if poll.live and (made > poll.closes_at or (live and poll.state == "counting")):
        return TooLate(poll.number, poll.closes_at)
    if not poll.live:
        return PollIsClosed(poll.number, poll.state)
    if choice not in choices_of(poll):
        return UnknownChoice(poll.number, choices_of(poll))
    if joined is None:
        return PresenceUnknown(poll.number)
    return NotInElectorate(poll.number, poll.cutoff) if joined > poll.cutoff else None


def _here_since(
    commons: Commons, poll: Poll, member: MemberId | None, joined: datetime | None
) -> datetime | None:
    """Since when somebody is in the rooms, for this poll (§7, §9).

    After an unlinking that counts from then; but in the polls that were open, as it was before.
    """
    if member is None:
        return joined
    if len(poll.together(member)) > 1:
        as_one = poll.here.get(poll.voter(member))
        return min((one for one in (joined, as_one) if one is not None), default=None)
    anew = commons.members[member].anew
    return joined if joined is None or anew is None else max(joined, anew)


def judged(poll: Poll) -> str:
    """The digest of the text that a ballot judges (§21)."""
    text = poll.work or poll.question
    return text.digest if text else ""


# --- decide ---------------------------------------------------------------------------------------


def decide_mark(
    commons: Commons, command: c.PlaceMark, at: datetime, made: datetime | None = None
) -> list[e.Event] | Refusal:
    """A reaction or a typed choice, on whatever the number is.

    `made` is when a mark was made that a reading found; a live one is made when it arrives, unless
    the bot was away when it was placed.
    """
    if made is None and command.made is not None:
        made = min(command.made, at)
    if task := commons.tasks.get(command.number):
        return _mark_on_task(commons, command, task, at, made or at)
    poll = commons.polls.get(command.number)
    if poll is None:
        return UnknownNumber(command.number)
    again = _again(commons, poll, command.mark)
    if again is None:
        return []
    if made is not None:
        made = max(made, poll.opened_at)
    if command.choice == "accept" and poll.kind == "review":
        return credit_events(commons, command.by, poll)
    member = commons.member_of.get(command.by)
    if member is not None and poll.is_author(member):
        return _author_marks(poll, member, command.copy)
    joined = _here_since(commons, poll, member, command.joined)
    refused = _ballot_refused(
        poll, joined, command.choice, made or at, live=made is None
    ) or too_long(command.because)
    if refused:
        return refused
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    order = _order(poll, command, member, made or at)
    placed = e.MarkPlaced(
        poll.number, member, command.mark, command.copy, command.choice, order, judged(poll)
    )
    found: list[e.Event] = [*again, *arrivals.events, placed]
    if command.because is not None:
        found.append(e.ReasonGiven(poll.number, member, command.choice, command.because))
    return found


def _order(poll: Poll, command: c.PlaceMark, member: MemberId, made: datetime) -> datetime:
    """The time by which a mark stands among its member's others (§1).

    Networks tell things in order. So what was heard of only after an absence was made after all
    that was heard of before it, even if the stamps which that got lie behind this mark's time.
    """
    if command.made is None:
        return made
    lasts = (poll.marks.latest_of(one) for one in poll.together(member))
    return max([made, *(last for last in lasts if last is not None)])


def _mark_on_task(
    commons: Commons, command: c.PlaceMark, task: Task, at: datetime, made: datetime
) -> list[e.Event] | Refusal:
    if command.choice != "claim":
        return UnknownChoice(task.number, ("claim",))
    again = _again(commons, task, command.mark)
    if again is None:
        return []
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    placed = e.MarkPlaced(task.number, member, command.mark, command.copy, "claim", made)
    found = claim_events(commons, task, placed, command.place, at)
    return found if isinstance(found, Refusal) else [*again, *arrivals.events, *found]


def _again(commons: Commons, subject: Poll | Task, mark: MarkId) -> list[e.Event] | None:
    """What comes before a mark is placed: nothing where it is new, None where it stands already.

    Where marks can be placed again (§1), one that somebody else took away leaves its old place. So
    does one of somebody who was forgotten: that they took it away, nobody could tell any more.
    """
    position = subject.marks.find(mark)
    if position is None:
        return []
    forgotten = commons.members[subject.marks.member_at(position)].forgotten
    if forgotten or subject.marks.is_frozen(position):
        return [e.MarkRemoved(subject.number, mark)]
    return None


def _author_marks(poll: Poll, member: MemberId, copy: CopyId) -> list[e.Event] | Refusal:
    """Authors never judge their work: told once for reactions, each time for words (§8)."""
    if not poll.live:
        return PollIsClosed(poll.number, poll.state)
    if copy == TYPED:
        return AuthorsDoNotVote(poll.number)
    return [] if member in poll.barred else [e.AuthorBarred(poll.number, member)]


def decide_unmark(commons: Commons, command: c.RemoveMark, at: datetime) -> list[e.Event] | Refusal:
    """The sender took a reaction away; unknown marks are nothing to us."""
    own = hands(commons, command.by)
    if task := commons.tasks.get(command.number):
        position = task.marks.find(command.mark)
        if position is None or task.marks.member_at(position) not in own:
            return []
        removed = unmark_task(task, command.mark, position)
        member = task.marks.member_at(position)
        return removed if command.sure else [*removed, *losses.of_claim(task, member, removed)]
    poll = commons.polls.get(command.number)
    if poll is None:
        return []
    position = poll.marks.find(command.mark)
    if position is None or poll.marks.member_at(position) not in own:
        return []
    counting = poll.state == "counting" and command.made is None
    if counting or min(command.made or at, at) > poll.closes_at:
        return TooLate(poll.number, poll.closes_at)
    lost = [] if command.sure else losses.of_ballot(poll, position)
    return [e.MarkRemoved(poll.number, command.mark), *lost]


def unmark_task(task: Task, mark: MarkId, position: int) -> list[e.Event]:
    """A ✋ was taken away; with the last standing one goes the claim."""
    member = task.marks.member_at(position)
    found: list[e.Event] = [e.MarkRemoved(task.number, mark)]
    last_one = task.marks.stands(position) and len(task.marks.standing_of(member)) == 1
    if last_one and claim_state(task, member) != "none":
        found.append(e.ClaimReleased(task.number, member))
    return found


def decide_clear(commons: Commons, command: c.ClearMarks, at: datetime) -> list[e.Event] | Refusal:
    """`poll unvote`: all marks that stand are spent (§1)."""
    poll = poll_at(commons, command.number)
    if isinstance(poll, Refusal):
        return poll
    if not poll.live:
        return PollIsClosed(poll.number, poll.state)
    if at > poll.closes_at or poll.state == "counting":
        return TooLate(poll.number, poll.closes_at)
    member = commons.member_of.get(command.by)
    if member is None or not poll.ballot_stands(member):
        return NoBallot(poll.number)
    return [e.MarksSpent(poll.number, one, "unvote") for one in poll.together(member)]


def decide_freeze(commons: Commons, command: c.FreezeMarks, _: datetime) -> list[e.Event] | Refusal:
    """Only the voter withdraws: what anybody else clears away goes on counting (§3)."""
    poll = commons.polls.get(command.number)
    if poll is not None and not poll.live:
        return []
    subject = poll or commons.tasks.get(command.number)
    if subject is None:
        return []
    marks = subject.marks
    loose = [p for p in marks.on_copy(command.copy, command.choice) if not marks.is_frozen(p)]
    return [e.MarksFrozen(command.number, command.copy, command.choice)] if loose else []


# --- evolve ---------------------------------------------------------------------------------------


def _marks(commons: Commons, number: Number) -> Task | Poll:
    return commons.polls.get(number) or commons.tasks[number]


def evolve_placed(commons: Commons, event: e.MarkPlaced, at: datetime) -> None:
    """The mark stands in its order."""
    subject = _marks(commons, event.number)
    subject.marks.place(event.mark, event.member, event.copy, event.choice, event.at)
    subject.gone.pop(event.mark, None)
    commons.members[event.member].last = at


def evolve_removed(commons: Commons, event: e.MarkRemoved, at: datetime) -> None:
    """The mark is gone, and uncovers the latest earlier one (§1)."""
    subject = _marks(commons, event.number)
    position = subject.marks.find(event.mark)
    if position is not None:
        commons.members[subject.marks.member_at(position)].last = at
        subject.marks.remove(position)
        subject.gone[event.mark] = at


def evolve_frozen(commons: Commons, event: e.MarkFrozen, _: datetime) -> None:
    """Somebody else took it away: it goes on counting (§3)."""
    marks = _marks(commons, event.number).marks
    position = marks.find(event.mark)
    if position is not None:
        marks.freeze(position)


def evolve_all_frozen(commons: Commons, event: e.MarksFrozen, _: datetime) -> None:
    """Somebody else took them away: they go on counting (§3)."""
    marks = _marks(commons, event.number).marks
    for position in marks.on_copy(event.copy, event.choice):
        marks.freeze(position)


def evolve_spent(commons: Commons, event: e.MarksSpent, at: datetime) -> None:
    """Nothing the member placed up to now acts again (§1)."""
    subject = _marks(commons, event.number)
    subject.marks.spend(event.member)
    subject.spent[event.member] = at


def evolve_barred(commons: Commons, event: e.AuthorBarred, at: datetime) -> None:
    """They have been told."""
    poll = commons.polls[event.number]
    poll.barred = (*poll.barred, event.member)
    commons.members[event.member].last = at


def evolve_unclear(commons: Commons, event: e.BallotUnclear, _: datetime) -> None:
    """They have been asked to vote again; until then they abstain, or their ballot stands (§2)."""
    poll = commons.polls[event.number]
    poll.unclear = (*poll.unclear, event.member)


def evolve_reason(commons: Commons, event: e.ReasonGiven, at: datetime) -> None:
    """The latest reason is the one that counts."""
    poll = commons.polls[event.number]
    for one in poll.together(event.member):
        poll.reasons.pop(one, None)
    poll.reasons[event.member] = Reason(event.choice, event.because, at)
