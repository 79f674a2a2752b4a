# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names for the things that commands and events speak of.

None of them holds what a person wrote: people's words and account names live in an
erasable table, and the domain knows them only by salted digest (semantics §21).
"""

from dataclasses import dataclass
from typing import Literal, NewType

AccountRef = NewType("AccountRef", str)
"""One network identity, as 32 hex digits of a salted digest of its name."""

MemberId = NewType("MemberId", int)
"""A person in one commons, counted from 1 in order of their first act."""

Number = NewType("Number", int)
"""The number people type, as in #12: one sequence per commons for tasks, works and polls."""

Place = NewType("Place", str)
"""One room: `network:room`, for example `matrix:!abc:example.org`."""

CopyId = NewType("CopyId", str)
"""The message that shows one copy of a card: `network:message`; "" for a typed choice."""

MarkId = NewType("MarkId", str)
"""What identifies one mark; a reaction's event id on Matrix (§1)."""

SourceId = NewType("SourceId", str)
"""What identifies one input: a Matrix event id, a console line; each is handled once."""

SkillRef = NewType("SkillRef", str)
"""One folded skill word of one commons, as a salted digest."""

TextKind = Literal[
    "title", "details", "link", "words", "question", "option", "reason", "account", "skill", "name"
]


@dataclass(frozen=True, slots=True)
class TextRef:
    """A person's words, by reference: salted SHA-256 in hex, length in characters, and kind."""

    digest: str
    length: int
    kind: TextKind


TYPED = CopyId("")
"""The copy on which typed words and buttons leave their mark."""
