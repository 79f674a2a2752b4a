# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask about polls, and their marks."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.asking import MemberCommand
from bot.domain.ids import CopyId, MarkId, Number, TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMark(MemberCommand):
    """A reaction on a copy of a card, or (copy "") a typed or button choice.

    `choice` is the meaning; `because` a reason typed with it. `made` is when the network says that
    it was made, where that was while the bot was away; otherwise it is made when it arrives.
    """

    number: Number
    mark: MarkId
    copy: CopyId
    choice: str
    because: TextRef | None = None
    made: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMark(MemberCommand):
    """The sender of a mark took it away themselves (§3); `made` as for PlaceMark.

    `sure`: the network says that it was them. Else it is taken for that, and they are told.
    """

    number: Number
    mark: MarkId
    made: datetime | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearMarks(MemberCommand):
    """`poll unvote`: spend all of one's marks on a poll (§1)."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoll(MemberCommand):
    """Ask the commons: yes or no without options, else one choice of two to ten.

    `quorum` and `threshold` are canonical rule values; they may only be stricter (§10). `others` is
    how many eligible people besides who asks are known, and `all_known` that there are no more.
    """

    question: TextRef
    options: tuple[TextRef, ...] = ()
    closes: datetime | None = None
    quorum: str | None = None
    threshold: str | None = None
    others: int | None = None
    all_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPoll(MemberCommand):
    """The opener takes a poll back; an author their work (§20)."""

    number: Number
