# SPDX-License-Identifier: AGPL-3.0-or-later
"""How what is of one member becomes another's, and what goes back when they part (§9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.claims import claim_state
from bot.domain.ids import MemberId
from bot.domain.state import Brought, Claim, Commons, Member, Poll, Task
from bot.domain.transitions import after_claim


def brought_by(commons: Commons, member: Member) -> Brought:
    """What a member with one account brings into a link."""
    closed = [poll for poll in commons.polls.values() if not poll.live]
    return Brought(
        member.id,
        tuple(task.number for task in commons.tasks.values() if task.by == member.id),
        tuple(poll.number for poll in commons.polls.values() if poll.by == member.id),
        tuple(poll.number for poll in commons.polls.values() if member.id in poll.authors),
        tuple(poll.number for poll in closed if member.id in poll.reasons),
        member.skills,
    )


def merge_member(commons: Commons, kept: Member, gone: Member) -> None:
    """Skills and limits of both.

    Whose tenure started anew gets it back by a link only with whom they left, as it was before.
    """
    if gone.left != (kept.id,) and (kept.anew or gone.anew):
        kept.anew = min(kept.anew or kept.since, gone.anew or gone.since)
    kept.since = min(kept.since, gone.since)
    kept.skills = tuple(sorted({*kept.skills, *gone.skills}))
    kept.broadcasts = sorted([*kept.broadcasts, *gone.broadcasts])
    kept.left += gone.left
    for member in commons.members.values():
        lefts = _each(member.left, kept.id, gone.id)
        member.left = tuple(one for one in lefts if one != member.id)
    for one, now in commons.became.items():
        commons.became[one] = _now(now, kept.id, gone.id)
    commons.became[gone.id] = kept.id
    for act in commons.pauses.values():
        act.by = _now(act.by, kept.id, gone.id)


def _now(member: MemberId, kept: MemberId, gone: MemberId) -> MemberId:
    return kept if member == gone else member


def _each(members: Iterable[MemberId], kept: MemberId, gone: MemberId) -> tuple[MemberId, ...]:
    """The members in their order, nobody twice."""
    return tuple(dict.fromkeys(_now(member, kept, gone) for member in members))


# --- polls ----------------------------------------------------------------------------------------


def merge_poll(poll: Poll, kept: MemberId, gone: MemberId) -> None:
    """Marks, authorship and all that was noted of one of the two is noted of the one."""
    both = {*poll.together(kept), *poll.together(gone)} if poll.live else ()
    reasons = [
        (found, _now(one, kept, gone))
        for one in sorted(both)
        if (found := poll.reasons.pop(one, None))
    ]
    poll.marks.reassign(gone, kept)
    poll.cast.reassign(gone, kept)
    _count_together(poll, kept, gone)
    poll.by = _now(poll.by, kept, gone)
    poll.authors = _each(poll.authors, kept, gone)
    poll.barred = _each(poll.barred, kept, gone)
    poll.unclear = _each(poll.unclear, kept, gone)
    _spend_together(poll, kept, gone)
    if reasons:
        chosen = poll.chosen().get(kept)
        reason, said = max(reasons, key=lambda one: (one[0].choice == chosen, one[0].at))
        poll.reasons[said] = reason


def _count_together(poll: Poll, kept: MemberId, gone: MemberId) -> None:
    """Who counted as one of the two counts as the one."""
    own = {poll.voter(kept), poll.voter(gone)}
    here = [poll.here.pop(one) for one in own if one in poll.here]
    others = {one for one, other in poll.counts_as.items() if other in own} | own
    for one in sorted(others - {kept, gone}):
        poll.counts_as[one] = kept
    poll.counts_as.pop(kept, None)
    poll.counts_as.pop(gone, None)
    if here:
        poll.here[kept] = min(here)


def _spend_together(subject: Poll | Task, kept: MemberId, gone: MemberId) -> None:
    spent = [subject.spent.pop(one) for one in (kept, gone) if one in subject.spent]
    if spent:
        subject.spent[kept] = max(spent)


# --- tasks ----------------------------------------------------------------------------------------


def merge_task(
    commons: Commons,
    task: Task,
    kept: MemberId,
    gone: MemberId,
    event: e.AccountsLinked,
    at: datetime,
) -> None:
    """One claim or one place in line of two, at the better of both places."""
    was = {one: claim_state(task, one) for one in (kept, gone)}
    task.by = _now(task.by, kept, gone)
    task.marks.reassign(gone, kept)
    _spend_together(task, kept, gone)
    claims = [claim for one in (kept, gone) if (claim := task.claims.get(one))]
    if claims:
        claim = _one_claim(claims, at)
        held = _each(task.claims, kept, gone)
        task.claims = {one: claim if one == kept else task.claims[one] for one in held}
        task.queue = [one for one in task.queue if one not in {kept, gone}]
        if claim.until is not None and _is_reviewed(commons, task, kept):
            claim.left, claim.until = max(claim.until - at, timedelta(0)), None
    else:
        task.queue = [*_each(task.queue, kept, gone)]
    now = claim_state(task, kept)
    if was[kept] != now:
        after_claim(was[kept], event, now)
    if was[gone] != "none":
        after_claim(was[gone], event, "none")


def _one_claim(claims: list[Claim], at: datetime) -> Claim:
    """The longer of two leases; at rest where one of them is (§15)."""
    rests = any(claim.until is None for claim in claims)
    lefts = [claim.left if claim.until is None else claim.until - at for claim in claims]
    longest = max(range(len(claims)), key=lefts.__getitem__)
    claim = claims[longest]
    return Claim(None, max(lefts[longest], timedelta(0)), claim.nudged) if rests else claim


def _is_reviewed(commons: Commons, task: Task, member: MemberId) -> bool:
    """Whether a work of theirs on the task is under review."""
    reviews = (commons.polls[number] for number in task.works)
    return any(review.live and review.is_author(member) for review in reviews)


# --- parting --------------------------------------------------------------------------------------


def take_back(commons: Commons, left: Member, became: Member, brought: Brought) -> None:
    """What an account brought goes with it, unless another of the accounts brought it too."""
    others = tuple(left.brought.values())
    for number in brought.tasks:
        commons.tasks[number].by = became.id
    for number in brought.polls:
        commons.polls[number].by = became.id
    for number in brought.works:
        poll = commons.polls[number]
        shared = any(number in other.works for other in others)
        authors = [became.id if one == left.id else one for one in poll.authors]
        poll.authors = (*poll.authors, became.id) if shared else tuple(authors)
    for number in brought.reasons:
        reasons = commons.polls[number].reasons
        commons.polls[number].reasons = {
            became.id if one == brought.was else one: reason for one, reason in reasons.items()
        }
