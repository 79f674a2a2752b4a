# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes in scripts: nobody can foretell them, so `(code)` stands for the one given last.

`(code of Ana)` stands for the one that Ana was given last.
"""

import re
from collections.abc import Callable

from bot.service.codes import ALPHABET, LETTERS
from bot.words.cards import Card
from bot.words.plaintext import plain

_CODE = re.compile(rf"\b[{ALPHABET}{ALPHABET.lower()}]{{{LETTERS}}}\b")
_ASKED = re.compile(r"\(code(?: of (?P<name>[^)]+))?\)")


class HeardCodes:
    """The codes that people were given in a conversation."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._last = ""

    def hear(self, account: str, card: Card) -> None:
        """Somebody was told something; it may hold a code."""
        found = _CODE.search(plain(card))
        if found is not None and found[0].isupper():
            self._last = self._of[account] = found[0]

    def put(self, text: str, account_of: Callable[[str], str]) -> str:
        """What somebody types, with the codes that are meant in it."""

        def code(asked: re.Match[str]) -> str:
            name = asked["name"]
            found = self._last if name is None else self._of.get(account_of(name))
            return found or asked[0]

        return _ASKED.sub(code, text)


def hidden(text: str) -> str:
    """The text with `(code)` in place of each code."""
    return _CODE.sub("(code)", text)
