# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which letter looks like which, from Unicode's list of confusables, as bot.words reads it."""

from confusable_homoglyphs.confusables import confusables_data

HEAD = (
    "# Letters that look like others, by their numbers in Unicode. From Unicode's list of",
    "# confusables (UTS 39), as the package confusable-homoglyphs has it; `python -m manuals`.",
)


def letters() -> str:
    """The file, a line for each letter: its number, and those of what it looks like."""
    lines = [
        " ".join(f"{ord(each):04x}" for each in (chr(one), *like))
        for one, like in sorted(table().items())
    ]
    return "\n".join((*HEAD, *lines, ""))


def table() -> dict[int, str]:
    """Each letter that looks like another, with the one (or ones) that it looks like.

    The library tells pairs: every letter with what it looks like, and that with all its doubles.
    So the one that has many is the original.
    """
    pairs: dict[str, set[str]] = {}
    for one, others in confusables_data.items():
        for other in others:
            first, second = _visible(one), _visible(other["c"])
            pairs.setdefault(first, set()).add(second)
            pairs.setdefault(second, set()).add(first)
    found: dict[int, str] = {}
    for letter, others in pairs.items():
        if len(letter) > 1 or letter in "0123456789" or len(others) > 1:
            continue
        (other,) = others
        if max(letter, other, key=lambda one: _weight(one, pairs)) == other:
            found[ord(letter)] = other
    return found


def _visible(letters: str) -> str:
    return letters.replace("\u200e", "").replace("\u200f", "")


def _weight(letters: str, pairs: dict[str, set[str]]) -> tuple[int, int, bool, str]:
    return len(pairs[letters]), len(letters), letters.isascii(), letters
