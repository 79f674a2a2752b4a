# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names for what people wrote that say nothing of it, and can be checked by who has it (§21).

The record's hash covers these digests and never the words: erase the words and their salt, and
nothing in the record tells what they were. Salts are the caller's to mint.
"""

from hashlib import sha256

from bot.domain.ids import AccountRef, SkillRef, TextKind, TextRef

PUBLIC = frozenset({"title", "details", "link", "words", "question", "option", "reason"})
"""The kinds of text that stand on cards, and so go into an export."""


def salted(body: str, salt: bytes) -> str:
    """Return hex SHA-256(salt, then the UTF-8 text); ValueError for half a surrogate pair."""
    return sha256(salt + body.encode()).hexdigest()


def refer(body: str, kind: TextKind, salt: bytes) -> TextRef:
    """Return the reference by which the record knows a text; ValueError as `salted`."""
    return TextRef(salted(body, salt), len(body), kind)


def account_ref(name: str, salt: bytes) -> AccountRef:
    """Return the reference of an account, whose name is `network:identity`."""
    return AccountRef(salted(name, salt)[:32])


def skill_ref(word: str, salt: bytes) -> SkillRef:
    """Return the reference of a folded skill word; one salt a commons keeps them comparable."""
    return SkillRef(salted(word, salt)[:32])
