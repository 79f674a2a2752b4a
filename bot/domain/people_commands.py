# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask about themselves and their words, and stewards of rooms."""

from dataclasses import dataclass

from bot.domain.asking import MemberCommand
from bot.domain.ids import AccountRef, Number, Place, SkillRef, TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSkills(MemberCommand):
    """Say what one can do; replaces what was said before."""

    skills: tuple[SkillRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget(MemberCommand):
    """Erase my words and names, spend my standing marks, keep numbers and chain (§21)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccounts(MemberCommand):
    """The account that asked for a code and the one that typed it belong to one person (§9)."""

    other: AccountRef


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkAccount(MemberCommand):
    """One account of the person who asks becomes a member of its own (§9)."""

    account: AccountRef


@dataclass(frozen=True, slots=True, kw_only=True)
class EditText(MemberCommand):
    """The sender edited the chat message that a card's text came from; None blanks it (§21)."""

    number: Number
    field: str
    text: TextRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(MemberCommand):
    """A steward stops new tasks, claims and polls, in one room or (None) in all."""

    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(MemberCommand):
    """A steward lifts a pause."""

    room: Place | None
