# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of people and their accounts (see bot.domain.notice_types)."""

from dataclasses import dataclass

from bot.domain.ids import AccountRef, Number
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
class OutcomesDiffer(Say):
    """Outcomes that stand, but would be others with two people counted as the one they are."""

    audience = Audience.ROOMS
    numbers: tuple[Number, ...]
