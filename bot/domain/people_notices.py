# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of people and their accounts (see bot.domain.notice_types)."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountRef, MemberId, Number
from bot.domain.notice_types import Audience, Say


@dataclass(frozen=True, slots=True)
class AccountLinkedSaid(Say):
    """To each other account of a person: it is linked with `other` now, which said so (§9)."""

    audience = Audience.ACCOUNT
    account: AccountRef
    other: AccountRef


@dataclass(frozen=True, slots=True)
class AccountUnlinkedSaid(Say):
    """To each other account of a person: `other` is linked with them no longer; `by` said so."""

    audience = Audience.ACCOUNT
    account: AccountRef
    other: AccountRef
    by: AccountRef


@dataclass(frozen=True, slots=True)
class CountedAsOne(Say):
    """Two who took part in a poll are one person, and count as one; it names nobody (§9)."""

    audience = Audience.THREAD
    number: Number


@dataclass(frozen=True, slots=True)
class MarkLostSaid(Say):
    """To one whose mark is gone by an unknown hand, and a ballot or claim with it (§3).

    It is not said any more once they have chosen anew.
    """

    audience = Audience.MEMBER
    number: Number
    member: MemberId
    choice: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkLostHere(Say):
    """MarkLostSaid, where no private word is possible: it names nobody."""

    audience = Audience.THREAD
    number: Number


@dataclass(frozen=True, slots=True)
class OutcomesDiffer(Say):
    """Outcomes that stand, but would be others with two people counted as the one they are."""

    audience = Audience.ROOMS
    numbers: tuple[Number, ...]
