# SPDX-License-Identifier: AGPL-3.0-or-later
"""How near a mistyped word is to one that we know: for "did you mean", never for guessing."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONG = 6
"""From this length on a word may differ in more than one letter and still be meant."""
_STRAY = 2
"""But not by more letters than this in length."""


def one_slip(typed: str, meant: str) -> bool:
    """Whether one missing, extra, wrong or swapped letter makes the difference.

    The first letter is hardly ever the wrong one, and asking for it keeps `Sue:` from being
    taken for `due:`; only a swap may touch it.
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b),
        min(len(typed), len(meant)),
    )
    swapped = meant[:start] + meant[start : start + 2][::-1] + meant[start + 2 :]
    if typed == swapped:
        return True
    if start == 0:
        return False
    return (
        typed[start:] == meant[start + 1 :]
        or typed[start + 1 :] == meant[start:]
        or typed[start + 1 :] == meant[start + 1 :]
    )


def near_option(typed: str, names: Iterable[str]) -> str | None:
    """The declared option that a word before a colon was most likely meant to be."""
    known = list(names)
    slipped = next((name for name in known if len(name) > 2 and one_slip(typed, name)), None)
    if slipped:
        return slipped
    long = [
        name
        for name in known
        if len(name) >= _LONG and name[0] == typed[0] and abs(len(name) - len(typed)) <= _STRAY
    ]
    return next(iter(get_close_matches(typed, long, n=1, cutoff=0.84)), None)


def nearest(typed: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that looks most like what was typed, or None."""
    words = list(known)
    slipped = next((word for word in words if one_slip(typed, word)), None)
    return slipped or next(iter(get_close_matches(typed, words, n=1, cutoff=cutoff)), None)
