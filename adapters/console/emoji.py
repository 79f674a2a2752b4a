# SPDX-License-Identifier: AGPL-3.0-or-later
"""Emoji by word, for keyboards that have none: `:sound` is ✅."""

from bot.words.emoji import NUMBERS, emoji_of

_WORDS = ("claim", "sound", "excellent", "needs_work", "block", "yes", "no", "abstain")

NAMES: dict[str, str] = {word: emoji_of(word) for word in _WORDS}
"""What the prompt offers."""


def emoji_named(text: str) -> str | None:
    """The emoji of a word or a number, or the text itself if it is no word; None: unknown word."""
    word = text.strip(":").casefold().replace("-", "_")
    if word.isdecimal() and word.isascii():
        return NUMBERS[int(word) - 1] if 1 <= int(word) <= len(NUMBERS) else None
    if not word.replace("_", "").isalpha():
        return text
    return NAMES.get(word)
