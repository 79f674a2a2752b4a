# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which letters can be drawn: with the font that matplotlib brings, and with wider ones if here.

A letter that no font has would be a box. A word with such letters becomes an ellipsis; numbers
stand before options, and the words beside the picture say the rest.
"""

import re
import unicodedata
from functools import cache

from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font

BROUGHT = "DejaVu Sans"

WIDER = (
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Thai",
    "Noto Sans Tamil",
    "Noto Sans Ethiopic",
    "WenQuanYi Zen Hei",
)
"""Fonts that others may have installed; the picture uses those that are there."""

_SIGNS = frozenset({"So", "Sk", "Cf", "Cs", "Co", "Cn"})
"""Emoji and what joins them: left out where they can't be drawn. Everything else is a letter."""

_SELECTORS = re.compile("[\u200d\ufe00-\ufe0f\u20e3]")


@cache
def families() -> tuple[str, ...]:
    """The fonts to draw with, the first that has a letter being used for it."""
    here = {font.name for font in fontManager.ttflist}
    return (BROUGHT, *(family for family in WIDER if family in here))


@cache
def font(size: float, weight: str = "normal") -> FontProperties:
    """A font for a text, with all the others behind it."""
    return FontProperties(family=list(families()), size=size, weight=weight)


@cache
def _letters(weight: str) -> frozenset[int]:
    known: set[int] = set()
    for family in families():
        wanted = FontProperties(family=family, weight=weight)
        known |= FT2Font(fontManager.findfont(wanted)).get_charmap().keys()
    return frozenset(known)


def drawable(text: str, weight: str = "normal") -> str:
    """The text without what can't be drawn."""
    known = _letters(weight)
    words: list[str] = []
    for word in text.split():
        kept = _SELECTORS.sub("", word)
        lacking = [char for char in kept if ord(char) not in known]
        if not all(unicodedata.category(char) in _SIGNS for char in lacking):
            if not words or words[-1] != "…":
                words.append("…")
            continue
        kept = "".join(char for char in kept if ord(char) in known)
        if kept:
            words.append(kept)
    return " ".join(words)
