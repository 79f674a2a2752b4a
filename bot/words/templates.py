# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences with places to fill: the small template language of the catalogues.

`{name}` is filled with a span, `**bold**` becomes Strong, `` `poll withdraw {number}` `` becomes
Code, a command to which each network adds its prefix. Nothing that fills a place is ever read
as a template, so no title can bring markup in.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.words.cards import Code, Line, Link, Mention, Moment, People, Plain, Span, Strong
from bot.words.catalogue import translate, translate_n
from bot.words.taming import tame
from bot.words.voice import Voice

Value = Span | Line | str | int | datetime
"""What may fill a place. A bare str is taken for people's words; ints are shown as they are."""

_TOKEN = re.compile(r"\{(?P<name>\w+)\}|\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`]+)`", re.DOTALL)
_PLACE = re.compile(r"\{(\w+)\}")


def say(voice: Voice, template: str, /, **values: Value) -> Line:
    """The sentence in the voice's language, its places filled."""
    return fill(translate(voice.language, template), values)


def say_n(voice: Voice, one: str, many: str, n: int, /, **values: Value) -> Line:
    """The form of the sentence that goes with `n`, which also fills `{n}`."""
    return fill(translate_n(voice.language, one, many, n), {"n": n, **values})


def spans_of(value: Value) -> Line:
    """What a value looks like in a line; people's words are tamed here, once for all."""
    if isinstance(value, tuple):
        return tuple(span for part in value for span in spans_of(part))
    if isinstance(value, str):
        return (People(tame(value)),)
    if isinstance(value, datetime):
        return (Moment(value),)
    if isinstance(value, int):
        return (Plain(str(value)),)
    return (_tamed(value),)


def _tamed(span: Span) -> Span:
    match span:
        case People(text):
            return People(tame(text))
        case Mention(account, name):
            return Mention(account, tame(name))
        case Code(text, command):
            return Code(tame(text), command)
        case Strong(spans):
            return Strong(spans_of(spans))
        case _:
            return span


def text_of(line: Line) -> str:
    """Only the letters of a line, for places (a command to type) that hold no spans."""
    return "".join(_letters(span) for span in line)


def fill(template: str, values: Mapping[str, Value]) -> Line:
    """The spans of a template; a missing value is a mistake in the code and raises KeyError."""
    spans: list[Span] = []
    end = 0
    for token in _TOKEN.finditer(template):
        _plain(spans, template[end : token.start()])
        end = token.end()
        if token["name"] is not None:
            spans.extend(spans_of(values[token["name"]]))
        elif token["bold"] is not None:
            spans.append(Strong(fill(token["bold"], values)))
        else:
            spans.append(Code(_filled_code(token["code"], values)))
    _plain(spans, template[end:])
    return tuple(spans)


def places(template: str) -> frozenset[str]:
    """The names of the places in a template."""
    return frozenset(_PLACE.findall(template))


def joined(parts: tuple[Line, ...] | list[Line], between: str = " ") -> Line:
    """Lines as one, with the same words between; empty ones are left out."""
    spans: list[Span] = []
    for part in parts:
        if part and spans:
            _plain(spans, between)
        spans.extend(part)
    return tuple(spans)


def _plain(spans: list[Span], text: str) -> None:
    if text:
        spans.append(Plain(text))


def _filled_code(code: str, values: Mapping[str, Value]) -> str:
    return _PLACE.sub(lambda place: text_of(spans_of(values[place[1]])).replace("`", "'"), code)


def _letters(span: Span) -> str:
    match span:
        case Plain(text) | People(text) | Code(text):
            return text
        case Strong(spans):
            return text_of(spans)
        case Link(url):
            return url
        case Moment(at):
            return at.isoformat(timespec="minutes")
        case Mention(name=name):
            return name
