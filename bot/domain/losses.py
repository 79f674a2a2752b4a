# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reaction is gone, and the network does not say by whose hand: its voter is told (§3).

It is taken for the voter's own doing, since only they may take it away by themselves. What that
leaves open is a moderator who removes a single vote; so whoever loses a ballot or a claim hears of
it, and can vote again by any way. A mark that changes nothing is nobody's loss.
"""

from datetime import datetime

from bot.domain import events as e
from bot.domain.counting import METHODS
from bot.domain.ids import MemberId, Number
from bot.domain.state import Commons, Poll, Task


def of_ballot(poll: Poll, position: int) -> list[e.Event]:
    """What its voter is told if the mark at this position goes, and their ballot with it."""
    member, choice = poll.marks.member_at(position), poll.marks.choice_at(position)
    standing = sorted(
        one
        for each in poll.together(member)
        for one in poll.marks.of(each)
        if poll.marks.stands(one)
    )
    if position not in standing or poll.is_author(member):
        return []
    if not METHODS[poll.method].MULTIPLE:
        before = standing[-2] if len(standing) > 1 else None
        uncovered = None if before is None else poll.marks.choice_at(before)
        if position != standing[-1] or uncovered == choice:
            return []
    return [e.MarkLost(poll.number, member, choice)]


def of_claim(task: Task, member: MemberId, removed: list[e.Event]) -> list[e.Event]:
    """What a claimant is told if their claim, or place in line, goes with a mark."""
    gone = any(isinstance(event, e.ClaimReleased) for event in removed)
    return [e.MarkLost(task.number, member, "claim")] if gone else []


def evolve_lost(commons: Commons, event: e.MarkLost, at: datetime) -> None:
    """They are told; what went with the mark has events of its own."""


def is_made_good(
    commons: Commons, number: Number, member: MemberId, choice: str, since: datetime
) -> bool:
    """Whether a loss need not be told any more: they chose anew, or nobody can any more."""
    member = commons.person(member)
    if task := commons.tasks.get(number):
        over = task.withdrawn or task.closed
        return over or member in task.claims or member in task.queue
    poll = commons.polls[number]
    if not poll.live:
        return True
    position = poll.marks.deciding(poll.counts_as).get(poll.voter(member))
    if position is None:
        return False
    return poll.marks.choice_at(position) == choice or poll.marks.made_at(position) >= since
