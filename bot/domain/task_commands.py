# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask about tasks and works."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.asking import MemberCommand
from bot.domain.ids import AccountRef, Number, SkillRef, TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastTask(MemberCommand):
    """Post a task to every board room."""

    title: TextRef
    details: TextRef | None = None
    skills: tuple[SkillRef, ...] = ()
    due: datetime | None = None
    slots: int | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTask(MemberCommand):
    """Change what a task says; None leaves a field as it is."""

    number: Number
    title: TextRef | None = None
    details: TextRef | None = None
    skills: tuple[SkillRef, ...] | None = None
    due: datetime | None = None
    slots: int | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask(MemberCommand):
    """Signal that one works on a task, by words; ✋ arrives as a PlaceMark."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendClaim(MemberCommand):
    """Renew one's lease for a full `claim.lease` from now."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseClaim(MemberCommand):
    """Give one's claim, or one's place in the queue, back."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTask(MemberCommand):
    """The opener takes a task back, or closes an accepted one to further tries (§14, §20)."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitWork(MemberCommand):
    """Put a work forward for review; without a number it makes its own task.

    `others` is how many eligible people besides the author the rooms show (§10), or None.
    `title` is the first line of `work` for unasked work.
    """

    number: Number | None
    work: TextRef
    title: TextRef | None = None
    licence: str | None = None
    peers: tuple[AccountRef, ...] = ()
    others: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCredit(MemberCommand):
    """A named co-author accepts being one (§8)."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ResubmitWork(MemberCommand):
    """Put an unreviewed work forward again: a new review of the same work (§13)."""

    number: Number
    others: int | None = None
