# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims: a signal and a lease, never a lock (§14, §15).

A claim stands on marks, like a ballot: ✋ on any copy of the card, or a typed word. When the last
of a member's marks goes, so does the claim; a lapse or release spends all marks that stand.
"""

from datetime import datetime, timedelta

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.acts import pause_in_force
from bot.domain.ids import TYPED, MarkId, MemberId, Place
from bot.domain.members import Arrivals
from bot.domain.refusals import (
    AlreadyClaimed,
    ClaimLimitReached,
    NotClaimed,
    Refusal,
    TaskIsClosed,
)
from bot.domain.state import Claim, Commons, Task
from bot.domain.tasks import task_at
from bot.domain.transitions import ClaimState, after_claim


def claim_state(task: Task, member: MemberId) -> ClaimState:
    """Where a member stands with a task."""
    if member in task.queue:
        return "queued"
    claim = task.claims.get(member)
    if claim is None:
        return "none"
    return "resting" if claim.until is None else "running"


def held_by(commons: Commons, member: MemberId) -> int:
    """How many claims a member has on tasks that are still to be done."""
    return sum(
        member in task.claims and commons.state_of(task) not in {"withdrawn", "accepted"}
        for task in commons.tasks.values()
    )


def nudge_at(commons: Commons, claim: Claim) -> datetime | None:
    """When to ask how it goes: `reminder.before` the end, or half the lease if that is later."""
    if claim.until is None or claim.nudged:
        return None
    before = min(
        commons.charter.duration("reminder.before"), commons.charter.duration("claim.lease") / 2
    )
    return claim.until - before


def free_slot(task: Task) -> bool:
    """Whether one more may be on it; slots limit claims, never submissions."""
    return task.slots is None or len(task.claims) < task.slots


# --- decide ---------------------------------------------------------------------------------------


def decide_claim(commons: Commons, command: c.ClaimTask, at: datetime) -> list[e.Event] | Refusal:
    """Claim by words, which leaves a typed mark."""
    task = task_at(commons, command.number)
    if isinstance(task, Refusal):
        return task
    member = commons.member_of.get(command.by)
    if member is not None and claim_state(task, member) != "none":
        claim = task.claims.get(member)
        return AlreadyClaimed(task.number, claim.until if claim else None)
    typed = MarkId(f"typed:{command.source}")
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    placed = e.MarkPlaced(task.number, member, typed, TYPED, "claim", at)
    found = claim_events(commons, task, placed, command.place, at)
    return found if isinstance(found, Refusal) else [*arrivals.events, *found]


def claim_events(
    commons: Commons, task: Task, placed: e.MarkPlaced, place: Place, at: datetime
) -> list[e.Event] | Refusal:
    """What a claiming mark leads to: a claim, a place in the queue, or only one mark more."""
    member = placed.member
    if claim_state(task, member) != "none":
        return [placed]
    if task.withdrawn or task.closed:
        return TaskIsClosed(task.number, commons.state_of(task))
    if paused := pause_in_force(commons, place, at):
        return paused
    limit = commons.charter.count("claim.limit")
    if held_by(commons, member) >= limit:
        return ClaimLimitReached(limit)
    if not free_slot(task):
        return [placed, e.ClaimQueued(task.number, member)]
    until = at + commons.charter.duration("claim.lease")
    return [placed, e.TaskClaimed(task.number, member, until)]


def decide_extend(
    commons: Commons, command: c.ExtendClaim, at: datetime
) -> list[e.Event] | Refusal:
    """A full lease from now; a claim at rest needs none."""
    task = task_at(commons, command.number)
    if isinstance(task, Refusal):
        return task
    member = commons.member_of.get(command.by)
    if member is None or member not in task.claims:
        return NotClaimed(task.number)
    if task.claims[member].until is None:
        return []
    until = at + commons.charter.duration("claim.lease")
    return [e.ClaimExtended(task.number, member, until)]


def decide_release(
    commons: Commons, command: c.ReleaseClaim, _: datetime
) -> list[e.Event] | Refusal:
    """Give a claim or a place in the queue back, with all its marks."""
    task = task_at(commons, command.number)
    if isinstance(task, Refusal):
        return task
    member = commons.member_of.get(command.by)
    if member is None or claim_state(task, member) == "none":
        return NotClaimed(task.number)
    return [
        e.MarksSpent(task.number, member, "release"),
        e.ClaimReleased(task.number, member),
    ]


FREEING = frozenset(
    {
        e.ClaimReleased,
        e.ClaimLapsed,
        e.TaskEdited,
        e.TaskWithdrawn,
        e.PollClosed,
        e.RulesAdopted,
        e.AccountsLinked,
    }
)
"""Events after which there may be a free slot, or somebody in line may claim again."""


def promotion(commons: Commons, at: datetime) -> list[e.Event]:
    """While a slot is free, the first in line who may claim has it (§14): one at a time."""
    limit = commons.charter.count("claim.limit")
    until = at + commons.charter.duration("claim.lease")
    for task in commons.tasks.values():
        if task.queue and free_slot(task) and not (task.withdrawn or task.closed):
            for member in task.queue:
                if held_by(commons, member) < limit:
                    return [e.TaskClaimed(task.number, member, until, promoted=True)]
    return []


def decide_claims_due(commons: Commons, task: Task, at: datetime) -> list[e.Event]:
    """Lapse one claim whose lease is over, or nudge those whose end is near."""
    for member, claim in task.claims.items():
        if claim.until is not None and claim.until <= at:
            return [
                e.MarksSpent(task.number, member, "lapse"),
                e.ClaimLapsed(task.number, member),
            ]
    return [
        e.ClaimNudged(task.number, member)
        for member, claim in task.claims.items()
        if (moment := nudge_at(commons, claim)) is not None and moment <= at
    ]


# --- evolve ---------------------------------------------------------------------------------------


def evolve_claimed(commons: Commons, event: e.TaskClaimed, at: datetime) -> None:
    """The member is on it."""
    task = commons.tasks[event.number]
    after_claim(claim_state(task, event.member), event)
    if event.member in task.queue:
        task.queue.remove(event.member)
    task.claims[event.member] = Claim(event.until, event.until - at)
    if not event.promoted:
        commons.members[event.member].last = at


def evolve_queued(commons: Commons, event: e.ClaimQueued, at: datetime) -> None:
    """The member is next in line."""
    task = commons.tasks[event.number]
    after_claim(claim_state(task, event.member), event)
    task.queue.append(event.member)
    commons.members[event.member].last = at


def evolve_extended_claim(commons: Commons, event: e.ClaimExtended, at: datetime) -> None:
    """The lease runs anew."""
    task = commons.tasks[event.number]
    after_claim(claim_state(task, event.member), event)
    task.claims[event.member] = Claim(event.until, event.until - at)
    commons.members[event.member].last = at


def evolve_nudged(commons: Commons, event: e.ClaimNudged, _: datetime) -> None:
    """The claimant was asked; once a lease."""
    task = commons.tasks[event.number]
    after_claim(claim_state(task, event.member), event)
    task.claims[event.member].nudged = True


def evolve_released(commons: Commons, event: e.ClaimReleased | e.ClaimLapsed, at: datetime) -> None:
    """The claim is free again."""
    task = commons.tasks[event.number]
    after_claim(claim_state(task, event.member), event)
    task.claims.pop(event.member, None)
    if event.member in task.queue:
        task.queue.remove(event.member)
    if isinstance(event, e.ClaimReleased):
        commons.members[event.member].last = at


def rest(
    task: Task, member: MemberId, event: e.WorkSubmitted | e.CreditAccepted, at: datetime
) -> None:
    """While an author's work is under review the clock of their claim stands still (§15)."""
    state = claim_state(task, member)
    if state in {"running", "resting"}:
        after_claim(state, event)
        claim = task.claims[member]
        if claim.until is not None:
            claim.left = max(claim.until - at, timedelta(0))
            claim.until = None


def settle(
    task: Task, member: MemberId, event: e.PollClosed | e.PollWithdrawn, at: datetime
) -> None:
    """After the review: an accepted work fulfils the claim, else its clock runs on (§13)."""
    if claim_state(task, member) != "resting":
        return
    if isinstance(event, e.PollClosed) and event.state == "passed":
        after_claim("resting", event, "none")
        del task.claims[member]
        return
    after_claim("resting", event, "running")
    claim = task.claims[member]
    claim.until = at + claim.left
