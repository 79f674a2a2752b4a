# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what was typed behind an option's colon to the value that its kind promises."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from bot.words.mishaps import (
    BadCount,
    BadNumber,
    Mishap,
    SameTwice,
    TooManyValues,
    UnknownChoiceWord,
    ValueTooLong,
)
from bot.words.splitting import bullet_item, unquote
from bot.words.table import Kind, Option
from bot.words.taming import tame

Value = str | int | tuple[str, ...]

MOST_VALUES = 20
"""More skills or peers than this in one message are a slip, or a nuisance."""

MOST_LETTERS = 255
"""No skill is called by more letters, and no account's address has more."""

_NUMBER = re.compile(r"[#＃]?(\d{1,9})")
_COUNT = re.compile(r"\d{1,15}")


def number_of(word: str) -> int | None:
    """12 for `12` or `#12`, else None."""
    found = _NUMBER.fullmatch(word.rstrip(",.:;"))
    return int(found[1]) if found else None


def convert(option: Option, raw: str) -> Value | Mishap:
    """The value of an option, of the Python type that its kind names."""
    return _CONVERTERS[option.kind](option, raw.strip())


def _text(_: Option, raw: str) -> Value | Mishap:
    return raw


def _number(_: Option, raw: str) -> Value | Mishap:
    number = number_of(raw)
    return BadNumber(raw) if number is None else number


def _count(_: Option, raw: str) -> Value | Mishap:
    return int(raw) if _COUNT.fullmatch(raw) else BadCount(raw)


def _word(option: Option, raw: str) -> Value | Mishap:
    """Folded where the words are ours; as typed where anything goes, so that it can be quoted."""
    if not option.choices:
        return raw
    word = raw.casefold()
    return word if word in option.choices else UnknownChoiceWord(raw, option.choices)


def _list(option: Option, raw: str) -> Value | Mishap:
    return _limited(option, _items(re.split(r"[,，、;\n]", raw)))


def _options(_: Option, raw: str) -> Value | Mishap:
    for signs in (r"[|｜\n]", r"[,，、]"):  # a list with commas only is still a list
        parts = re.split(signs, raw)
        items = _items(parts)
        if twice := _twice(parts):
            return SameTwice(twice)
        if len(items) > 1:
            return items
    return _items([raw])


def _peers(option: Option, raw: str) -> Value | Mishap:
    return _limited(option, _items(re.split(r"[,，\s]+", raw)))


def _limited(option: Option, items: tuple[str, ...]) -> Value | Mishap:
    if len(items) > MOST_VALUES:
        return TooManyValues(option.name, MOST_VALUES)
    long = next((item for item in items if len(item) > MOST_LETTERS), None)
    return items if long is None else ValueTooLong(option.name, long, MOST_LETTERS)


def _items(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts without bullets, quotes, blanks and repetitions."""
    kept: dict[str, str] = {}
    for item in _bare(parts):
        kept.setdefault(_alike(item), item)
    return tuple(kept.values())


def _bare(parts: Iterable[str]) -> list[str]:
    """The parts that say something, without bullets and quotes."""
    items = (unquote((bullet_item(part) or part).strip()) for part in parts)
    return [item for item in items if tame(item)]


def _alike(item: str) -> str:
    """What is the same for items that nobody can tell apart."""
    return unicodedata.normalize("NFKC", tame(item)).casefold()


def _twice(parts: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for item in _bare(parts):
        if _alike(item) in seen:
            return item
        seen.add(_alike(item))
    return None


_CONVERTERS: Mapping[Kind, Callable[[Option, str], Value | Mishap]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.WHEN: _text,
    Kind.LIST: _list,
    Kind.OPTIONS: _options,
    Kind.COUNT: _count,
    Kind.WORD: _word,
    Kind.PEERS: _peers,
}
