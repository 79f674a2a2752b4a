# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cutting lines where a network takes no more: between words, never within a letter."""

import re
import unicodedata
from collections.abc import Callable

from bot.words.cards import Code, Line, Link, Mention, Moment, People, Plain, Span, Strong

FAR = 60
"""So many letters before the end a space is still looked for; else a word is cut."""

_MOMENT = 40
"""Letters that an instant may take, whatever a network makes of it."""

_TIED = frozenset("\u200d\ufe0e\ufe0f\u20e3")
"""What belongs to the letter before it, or ties it to the one behind."""


def safe_cut(text: str, end: int) -> int:
    """The nearest place up to `end` that is not within a letter and its marks, or an emoji."""
    for place in range(min(end, len(text)), max(end - 20, 0), -1):
        if place == len(text) or not _tied(text[place - 1], text[place]):
            return place
    return min(end, len(text))


def _tied(before: str, after: str) -> bool:
    tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    return before == "\u200d" or after in _TIED or tone or bool(unicodedata.combining(after))


def _place(text: str, end: int) -> int:
    """Where to cut a text that must not reach beyond `end`."""
    if end >= len(text):
        return len(text)
    near = text[max(end - FAR, 0) : end + 1]
    spaces = [found.start() for found in re.finditer(r"\s", near)]
    if spaces:
        return max(end - FAR, 0) + spaces[-1]
    return safe_cut(text, end)


def divided(line: Line, letters: int) -> tuple[Line, Line]:
    """The first part of a line, of at most so many letters, and all the rest."""
    head: list[Span] = []
    left = letters
    for index, span in enumerate(line):
        size = _size(span)
        if size <= left:
            head.append(span)
            left -= size
            continue
        first, rest = _divided(span, left, whole=not head)
        kept = [*head, first] if first else head
        return tuple(kept), (*((rest,) if rest else ()), *line[index + 1 :])
    return tuple(head), ()


def size(line: Line) -> int:
    """The letters of a line, as `divided` counts them."""
    return sum(_size(span) for span in line)


def _size(span: Span) -> int:
    match span:
        case Plain(text) | People(text) | Code(text=text) | Link(url=text) | Mention(name=text):
            return len(text)
        case Strong(spans):
            return size(spans)
        case Moment():
            return _MOMENT


def _divided(span: Span, end: int, *, whole: bool) -> tuple[Span | None, Span | None]:
    """A span in two. `whole`: nothing stands before it, so it can't be kept in one piece."""
    match span:
        case Plain(text):
            place = _place(text, end)
            return _some(Plain(text[:place])), _some(Plain(text[place:].lstrip(" ")))
        case People(text):
            place = _place(text, end)
            return _some(People(text[:place])), _some(People(text[place:].lstrip(" ")))
        case Strong(spans):
            first, rest = divided(spans, end)
            return Strong(first) if first else None, Strong(rest) if rest else None
        case Code(text=text) | Link(url=text) if whole:  # it would work no more; it can be read
            place = safe_cut(text, end)
            return _some(People(text[:place])), _some(People(text[place:]))
        case _:
            return None, span


def _some(span: Plain | People) -> Span | None:
    return span if span.text else None


def fitting(line: Line, most: int, fits: Callable[[Line], bool]) -> tuple[Line, Line]:
    """As much of a line as fits, at most so many letters, cut between words; and the rest."""
    letters = size(line)
    if letters <= most and fits(line):
        return line, ()
    low, high = 0, min(letters, most + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        if fits(divided(line, middle)[0]):
            low = middle
        else:
            high = middle
    return divided(line, low)
