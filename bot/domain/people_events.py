# SPDX-License-Identifier: AGPL-3.0-or-later
"""People: how they arrived, who they are, how they were forgotten (bot.domain.events)."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountRef, MemberId, Number, SkillRef, TextRef


@dataclass(frozen=True, slots=True)
class MemberArrived:
    """Somebody did something for the first time (§7)."""

    member: MemberId
    account: AccountRef


@dataclass(frozen=True, slots=True)
class SkillsNamed:
    """What a member says they can do."""

    member: MemberId
    skills: tuple[SkillRef, ...]


@dataclass(frozen=True, slots=True)
class AccountsLinked:
    """Accounts belong to one person: from now on one member, one ballot (§9).

    `accounts` are new to `member`, the older of two; `merged` is the member that they were of, if
    they did anything before. `recounted` are the open polls whose count changed by it, `differing`
    the closed ones that would have come out differently: their outcomes stand. `by` typed the
    code for which `other` had asked.
    """

    member: MemberId
    accounts: tuple[AccountRef, ...]
    merged: MemberId | None
    recounted: tuple[Number, ...]
    differing: tuple[Number, ...]
    by: AccountRef
    other: AccountRef


@dataclass(frozen=True, slots=True)
class AccountUnlinked:
    """An account of `member` is a member of its own, `became`, whose tenure starts anew (§9).

    In the polls open now both still count as one, who was here since `joined`. `by` said so.
    """

    member: MemberId
    account: AccountRef
    became: MemberId
    joined: datetime | None
    by: AccountRef


@dataclass(frozen=True, slots=True)
class MemberForgotten:
    """A member's words and names are erased; numbers and chain stay (§21)."""

    member: MemberId
    accounts: tuple[AccountRef, ...]
    """All that were theirs: digests that nobody can tell any more."""


@dataclass(frozen=True, slots=True)
class TextEdited:
    """The sender edited a text of a card; None: they deleted it, and the card blanks it (§21)."""

    number: Number
    field: str
    text: TextRef | None
