# SPDX-License-Identifier: AGPL-3.0-or-later
"""People: how they arrived, what they can do, how they were forgotten (bot.domain.events)."""

from dataclasses import dataclass

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
class MemberForgotten:
    """A member's words and names are erased; numbers and chain stay (§21)."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class TextEdited:
    """The sender edited a text of a card; None: they deleted it, and the card blanks it (§21)."""

    number: Number
    field: str
    text: TextRef | None
