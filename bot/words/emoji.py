# SPDX-License-Identifier: AGPL-3.0-or-later
"""The emoji <-> choice table: what a reaction on a card means (semantics §5).

Normalising affects what an emoji means, never which mark it is: variation selectors, skin tones
and the gender part of 🤷‍♀️ are left out before the table is asked. An emoji that means nothing on
a card is None, and None is silence.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

_JOINER = "\u200d"
_DROPPED = dict.fromkeys(
    (0xFE0E, 0xFE0F, 0x2640, 0x2642, ord(_JOINER), *range(0x1F3FB, 0x1F400)), None
)
"""Text and emoji presentation, ♀ and ♂ joined to a person, and the five skin tones."""

NUMBERS: tuple[str, ...] = (*(f"{digit}\ufe0f\u20e3" for digit in range(1, 10)), "🔟")
"""1️⃣ … 🔟, in order: what is put on a card whose options are numbered."""


@lru_cache(maxsize=4096)
def normalise(emoji: str) -> str:
    """An emoji without what does not change its meaning."""
    return emoji.strip().translate(_DROPPED)


def _table(*pairs: tuple[str, str]) -> Mapping[str, str]:
    return MappingProxyType({normalise(emoji): choice for emoji, choice in pairs})


_YES_NO = (("👍", "yes"), ("👎", "no"), ("🤷", "abstain"))
_REVIEW = (("✅", "sound"), ("🌟", "excellent"), ("🔧", "needs_work"), ("⛔", "block"))
_NUMBERED = tuple((emoji, str(place)) for place, emoji in enumerate(NUMBERS, start=1))

_MEANING: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "task": _table(("✋", "claim")),
        "review": _table(*_REVIEW, ("✋", "accept")),
        "poll": _table(*_YES_NO, *_NUMBERED),
        "amendment": _table(*_YES_NO),
    }
)
_SHOWN: Mapping[str, str] = MappingProxyType(
    {
        choice: emoji
        for emoji, choice in (("✋", "claim"), ("✋", "accept"), *_REVIEW, *_YES_NO, *_NUMBERED)
    }
)
_NOTHING: Mapping[str, str] = MappingProxyType({})


def choice_of(emoji: str, kind: str, choices: Sequence[str] | None = None) -> str | None:
    """What a raw emoji means on a card of that kind, or None.

    `choices` are the poll's own, so that 👍 on a poll with options is silence, and so is 4️⃣ on
    one with three; without them everything of the kind's table is understood.
    """
    choice = _MEANING.get(kind, _NOTHING).get(normalise(emoji))
    if choice is None or choices is None or choice in choices or choice == "accept":
        return choice
    return None


@lru_cache(maxsize=4096)
def has_meaning(emoji: str) -> bool:
    """Whether a raw emoji means anything on any card at all."""
    plain = normalise(emoji)
    return any(plain in table for table in _MEANING.values())


def emoji_of(choice: str) -> str:
    """The emoji by which a choice is shown and seeded; empty for an unknown choice."""
    return _SHOWN.get(choice, "")
