# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of tasks and claims. See bot.domain.events."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MemberId, Number, SkillRef, TextRef


@dataclass(frozen=True, slots=True)
class TaskBroadcast:
    """A task stands open in every board room."""

    number: Number
    by: MemberId
    title: TextRef
    details: TextRef | None
    skills: tuple[SkillRef, ...]
    due: datetime | None
    slots: int | None
    licence: str


@dataclass(frozen=True, slots=True)
class TaskEdited:
    """A task says something else now; the fields are the new, whole values (None: blank)."""

    number: Number
    title: TextRef | None
    details: TextRef | None
    skills: tuple[SkillRef, ...]
    due: datetime | None
    slots: int | None
    licence: str


@dataclass(frozen=True, slots=True)
class TaskClaimed:
    """A member is on it until the lease ends; `promoted` from the queue when a slot got free."""

    number: Number
    member: MemberId
    until: datetime
    promoted: bool = False


@dataclass(frozen=True, slots=True)
class ClaimQueued:
    """All slots are taken: the member is next in line (§14)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimExtended:
    """The lease runs anew."""

    number: Number
    member: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class ClaimNudged:
    """Before the lease ends, the claimant was asked how it goes."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimReleased:
    """The member gave their claim, or place in the queue, back."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimLapsed:
    """The lease ran out and the claim is free again (§15)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class TaskFellDue:
    """The moment by which a task was wanted has passed."""

    number: Number


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    """Its opener took a task back; claims and works on it stand (§20)."""

    number: Number


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """Its opener closed an accepted task to further tries (§14)."""

    number: Number
