# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person, one ballot: accounts that are linked make one member, and may part again (§9).

Who links gives up one of two votes, so it costs nobody anything but oneself. Who unlinks gets no
second vote in what is open, and waits as a newcomer does for what comes. An account that leaves
takes along what it brought: nobody keeps another's credit by having lured them into a link.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.cast import Ballot
from bot.domain.counting import METHODS
from bot.domain.ids import MemberId
from bot.domain.members import Arrivals
from bot.domain.merging import brought_by, merge_member, merge_poll, merge_task, take_back
from bot.domain.people_refusals import AlreadyLinked, NotLinked, SameAccount
from bot.domain.refusals import Refusal
from bot.domain.state import Brought, Commons, Member, Poll, Task
from bot.domain.works import choices_of

# --- decide ---------------------------------------------------------------------------------------


def decide_link(commons: Commons, command: c.LinkAccounts, _: datetime) -> list[e.Event] | Refusal:
    """Make one member of two; the older goes on. An account that did nothing yet just joins."""
    if command.by == command.other:
        return SameAccount()
    mine, others = commons.member_of.get(command.by), commons.member_of.get(command.other)
    if mine is not None and mine == others:
        return AlreadyLinked()
    arrivals = Arrivals(commons)
    if mine is not None and others is not None:
        kept, merged = min(mine, others), max(mine, others)
        return [*_linked(commons, kept, merged, command)]
    known, new = (command.by, command.other) if mine else (command.other, command.by)
    kept = arrivals.member(known)
    event = e.AccountsLinked(kept, (new,), None, (), (), command.by, command.other)
    return [*arrivals.events, event]


def _linked(
    commons: Commons, kept: MemberId, merged: MemberId, command: c.LinkAccounts
) -> Iterable[e.Event]:
    polls = commons.polls.values()
    void = [poll for poll in polls if poll.live and _is_void(poll, kept, merged)]
    doubled = [poll for poll in polls if poll.live and _is_doubled(poll, kept, merged)]
    yield e.AccountsLinked(
        kept,
        tuple(commons.members[merged].accounts),
        merged,
        tuple(sorted({poll.number for poll in (*void, *doubled)})),
        tuple(poll.number for poll in polls if _would_differ(poll, kept, merged)),
        command.by,
        command.other,
    )
    for poll in void:
        standing = {
            kept if one == merged else one
            for one in (*poll.together(kept), *poll.together(merged))
            if poll.marks.standing_of(one)
        }
        for one in sorted(standing):
            yield e.MarksSpent(poll.number, one, "author")


def _is_void(poll: Poll, kept: MemberId, merged: MemberId) -> bool:
    """Whether one of the two made the work that the other judged (§8)."""
    judged = poll.ballot_stands(kept) or poll.ballot_stands(merged)
    return judged and (poll.is_author(kept) or poll.is_author(merged))


def _is_doubled(poll: Poll, kept: MemberId, merged: MemberId) -> bool:
    """Whether both have a ballot, which are one from now on."""
    apart = poll.voter(kept) != poll.voter(merged)
    return apart and poll.ballot_stands(kept) and poll.ballot_stands(merged)


def _would_differ(poll: Poll, kept: MemberId, merged: MemberId) -> bool:
    """Whether a poll that is over would have come out differently with the two as one.

    What an earlier link showed of it is not told again.
    """
    if not len(poll.cast) or not (poll.cast.has(kept) or poll.cast.has(merged)):
        return False
    authors = {kept if one == merged else one for one in poll.authors}
    before = poll.cast.ballots()
    after: dict[MemberId, Ballot] = {}
    for member, ballot in before.items():
        one = kept if member == merged else member
        after.pop(one, None)
        after[one] = ballot
    outcome = _outcome(poll, after, authors)
    return outcome not in {(poll.state, poll.result), _outcome(poll, before, set(poll.authors))}


def _outcome(poll: Poll, cast: dict[MemberId, Ballot], authors: set[MemberId]) -> tuple[str, str]:
    counted = Counter(ballot for member, ballot in cast.items() if member not in authors)
    method = METHODS[poll.method]
    found = method.count(counted, choices_of(poll), poll.quorum, poll.eligible, poll.rules)
    return found.state, found.result


def decide_unlink(
    commons: Commons, command: c.UnlinkAccount, _: datetime
) -> list[e.Event] | Refusal:
    """Let an account be a member of its own again: the one that asks, or another of theirs."""
    member = commons.member_of.get(command.by)
    if member is None or commons.member_of.get(command.account) != member:
        return NotLinked()
    if len(commons.members[member].accounts) < 2:
        return NotLinked()
    became = MemberId(commons.arrived + 1)
    return [e.AccountUnlinked(member, command.account, became, command.joined, command.by)]


# --- evolve ---------------------------------------------------------------------------------------


def evolve_linked(commons: Commons, event: e.AccountsLinked, at: datetime) -> None:
    """Whatever was of the younger member is of the older."""
    kept = commons.members[event.member]
    if not kept.brought:
        kept.brought = {kept.accounts[0]: brought_by(commons, kept)}
    if event.merged is None:
        kept.brought |= dict.fromkeys(event.accounts, Brought())
    else:
        gone = commons.members.pop(event.merged)
        kept.brought |= gone.brought or {gone.accounts[0]: brought_by(commons, gone)}
        merge_member(commons, kept, gone)
        for poll in commons.polls.values():
            merge_poll(poll, kept.id, gone.id)
        for task in commons.tasks.values():
            merge_task(commons, task, kept.id, gone.id, event, at)
    kept.accounts += event.accounts
    kept.last = at
    for account in event.accounts:
        commons.member_of[account] = kept.id
    for poll in commons.polls.values():
        if kept.id in poll.authors:  # nobody is asked to accept a credit that they have
            poll.pending = tuple(one for one in poll.pending if one not in kept.accounts)


def evolve_unlinked(commons: Commons, event: e.AccountUnlinked, at: datetime) -> None:
    """The account is a member of its own, with what it brought; claims stay where they are."""
    left = commons.members[event.member]
    brought = left.brought.pop(event.account)
    left.accounts.remove(event.account)
    own = event.by == event.account
    became = Member(event.became, [event.account], at, at if own else left.last, brought.skills)
    became.anew, became.left = at, (left.id, *left.left)
    became.broadcasts = list(left.broadcasts)  # else a limit ends where an account is unlinked
    commons.members[became.id] = became
    commons.member_of[event.account] = became.id
    commons.arrived = became.id
    if not own:
        left.last = at
    subjects: tuple[Task | Poll, ...] = (*commons.tasks.values(), *commons.polls.values())
    for subject in subjects:
        if left.id in subject.spent:
            subject.spent[became.id] = subject.spent[left.id]
    for poll in commons.polls.values():
        if poll.live:
            voter = poll.voter(left.id)
            poll.counts_as[became.id] = voter
            if event.joined is not None:
                poll.here[voter] = min(poll.here.get(voter, event.joined), event.joined)
    take_back(commons, left, became, brought)
    if len(left.accounts) < 2:
        left.brought = {}
