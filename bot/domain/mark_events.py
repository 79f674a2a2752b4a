# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks placed, taken away, spent and explained. See bot.domain.events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.ids import CopyId, MarkId, MemberId, Number, TextRef


@dataclass(frozen=True, slots=True)
class MarkPlaced:
    """A mark stands; its order among others is by `at`, then by arrival (§1)."""

    number: Number
    member: MemberId
    mark: MarkId
    copy: CopyId
    choice: str
    at: datetime
    judged: str = ""


@dataclass(frozen=True, slots=True)
class MarkRemoved:
    """Its own sender took a mark away (§3)."""

    number: Number
    mark: MarkId


@dataclass(frozen=True, slots=True)
class MarkLost:
    """A ballot or claim went with a mark, and the network does not name the hand that took it.

    Its owner is told (§3).
    """

    number: Number
    member: MemberId
    choice: str


@dataclass(frozen=True, slots=True)
class MarkFrozen:
    """Somebody else took a mark away: it stands, and no later reading may drop it (§3)."""

    number: Number
    mark: MarkId


@dataclass(frozen=True, slots=True)
class MarksFrozen:
    """Somebody took all marks off a copy, or all of one choice: as MarkFrozen for each (§3)."""

    number: Number
    copy: CopyId
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class MarksSpent:
    """All marks a member placed on a card up to now are spent and never act again (§1)."""

    number: Number
    member: MemberId
    why: Literal["unvote", "release", "lapse", "author", "forgotten"]


@dataclass(frozen=True, slots=True)
class AuthorBarred:
    """An author marked their own work; that is not counted, and they are told once (§8)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class BallotUnclear:
    """A member's vote could not be read, or not which of several came last: they are asked (§2)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A member said why they chose `choice`; the latest reason counts."""

    number: Number
    member: MemberId
    choice: str
    because: TextRef
