# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling free words and `name:value` options apart (contract, Text grammar).

Only declared names are options. People write titles such as `Fix: the gate` and addresses such as
`https://…`; these stay text. What looks like a slip of a declared name is handed back as a
`Slip`, to be refused with the right name, for a deadline lost in a title helps nobody.

On one line an option reaches as far as its kind allows: a word, a list, a date with its time, or
for text the end of the line or the next `name:value`. On a line of its own all of it is the value,
and text and lists go on over the lines below.
"""

import re
from dataclasses import dataclass, field

from bot.words.nearness import near_option
from bot.words.table import ChatCommand, Kind, Option

_PAIR = (
    r'(?:"[^"\n]*"|“[^“”\n]*”|„[^„“”\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|＂[^＂\n]*＂'
    r'|["“”][^"“”\n]*["“”])'
)
_QUOTED = re.compile(rf"(?<!\S){_PAIR}(?!\w)")
_WHOLE_QUOTED = re.compile(_PAIR.replace(r"\n", ""))
_HEAD = re.compile(r"(?<!\S)(?P<name>[^\W\d_][\w-]*)[:：](?!//)")
_OWN_HEAD = re.compile(r"\s*(?P<name>[^\W\d_][\w-]*)\s?[:：](?!//)")
_BULLET = re.compile(r"\s*(?:[-*+•·‣◦–—]|\d{1,2}[.)])\s+(?P<item>.*)")
_MOMENT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:(?:\s+|[Tt])\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?")
_WORD = re.compile(r"\S+")
_COMMAS = re.compile(r"[^\s,，、]+(?:\s*[,，、]\s*[^\s,，、]+)*[,，]?")
_PIPES = re.compile(r"[^\s|｜]+(?:\s*[|｜]\s*[^\s|｜]+)*")
_AT_WORDS = re.compile(r"\S+(?:\s*[,，]\s*\S+|\s+@\S+)*")
_REACH = {Kind.LIST: _COMMAS, Kind.OPTIONS: _PIPES, Kind.PEERS: _AT_WORDS}

_SIGNS = {
    Kind.WHEN: re.compile(r"\s+\d+(?:[wdhms]|-\d)", re.IGNORECASE),
    Kind.COUNT: re.compile(r"\s+\d+\b"),
    Kind.PEERS: re.compile(r"\s+@"),
}
"""By what begins behind the colon an option is known, even where its name is short."""

_ITEMS = (Kind.LIST, Kind.OPTIONS, Kind.PEERS)
_LONG_NAME = 6
_SPACES = {ord(space): " " for space in "\u00a0\u2007\u2009\u202f\u3000"}
_NOTHING = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff"))


def plain_spaces(text: str) -> str:
    """The text with no-break spaces as spaces and without invisible marks at all."""
    return text.translate({**_SPACES, **_NOTHING})


@dataclass(frozen=True, slots=True)
class Slip:
    """A word before a colon that is nearly, but not quite, a declared name."""

    name: str
    nearest: str


@dataclass(slots=True)
class Parts:
    """What was typed: the free words of the main line, lines below it, and raw option values."""

    words: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    twice: str | None = None
    """An option that was given more than once."""

    @property
    def main(self) -> str:
        """The free words."""
        return " ".join(self.words)

    @property
    def rest(self) -> str:
        """The lines below the main one that belong to no option."""
        return "\n".join(self.below).strip()

    def value(self, name: str) -> str | None:
        """The raw value of an option, quotes removed; None where it was not given."""
        lines = self.values.get(name)
        return None if lines is None else unquote("\n".join(lines).strip())


def unquote(text: str) -> str:
    """A value without the pair of quotes around it, straight or curly."""
    return text[1:-1].strip() if _WHOLE_QUOTED.fullmatch(text) else text


def bullet_item(line: str) -> str | None:
    """What stands behind a bullet or `1.`; None where the line has neither."""
    bullet = _BULLET.match(line)
    return bullet["item"].strip() if bullet else None


def split(text: str, command: ChatCommand) -> Parts | Slip:
    """Split what follows a command's path into free words and options."""
    return _Splitter(command).run(plain_spaces(text))


class _Splitter:
    def __init__(self, command: ChatCommand) -> None:
        self._names: dict[str, Option] = {}
        for option in command.options:
            for name in (option.name, *option.aliases):
                self._names[name] = option
        self._slips = [name for name, option in self._names.items() if not option.free]
        self._listed = any(option.free and option.kind in _ITEMS for option in command.options)
        self._parts = Parts()
        self._open: Option | None = None
        """The text or list that lines below may go on with."""

    def run(self, text: str) -> Parts | Slip:
        for index, line in enumerate(text.splitlines()):
            slip = self._line(line, first=index == 0)
            if slip:
                return slip
        return self._parts

    def _line(self, line: str, *, first: bool) -> Slip | None:
        if not line.strip():
            self._blank()
            return None
        head = None if first else _OWN_HEAD.match(line)
        if head:
            name = head["name"].casefold()
            if name in self._names:
                return self._own(self._names[name], line[head.end() :].strip())
            slip = self._slip(head["name"])
            if slip:
                return slip
        if not first and self._goes_on(line):
            return None
        self._open = None
        return self._inline(line.strip())

    def _blank(self) -> None:
        """An empty line parts paragraphs of a text, and ends anything else."""
        if self._open and self._open.kind is Kind.TEXT:
            self._parts.values[self._open.name].append("")
        else:
            self._open = None
        if self._parts.below:
            self._parts.below.append("")

    def _own(self, option: Option, value: str) -> Slip | None:
        """`name: value` on a line of its own."""
        head = None if option.kind is Kind.TEXT else self._next_head(value, 0, within_text=False)
        if isinstance(head, Slip):
            return head
        end = head.start() if head else len(value)
        self._take(option, value[:end].strip())
        self._open = None if head else option
        return self._inline(value[end:]) if head else None

    def _goes_on(self, line: str) -> bool:
        """Whether a line goes on with the text or list that was opened above it."""
        item = bullet_item(line)
        option = self._open
        if option is None or option.kind not in (Kind.TEXT, *_ITEMS):
            if item and self._listed:
                self._parts.below.append(item)
            return bool(item and self._listed)
        lines = self._parts.values[option.name]
        if option.kind is Kind.TEXT:
            lines.append(line.rstrip())
            return True
        if item or not lines[0]:
            lines.append(item or line.strip())
            return True
        return False

    def _inline(self, line: str) -> Slip | None:
        """Free words, with options among them."""
        main = not self._parts.words
        start = 0
        while True:
            head = self._next_head(line, start, within_text=not main)
            if isinstance(head, Slip):
                return head
            words = line[start : head.start() if head else None].strip()
            if words:
                (self._parts.words if main else self._parts.below).append(words)
            if head is None:
                return None
            ended = self._reach(line, self._names[head["name"].casefold()], head.end())
            if isinstance(ended, Slip):
                return ended
            if self._parts.twice:
                return None  # it is refused anyway, however much more there is
            start = ended

    def _reach(self, line: str, option: Option, start: int) -> int | Slip:
        """Take the value that begins at `start`; say where it ends."""
        start += len(line[start:]) - len(line[start:].lstrip())
        quoted = _QUOTED.match(line, start)
        if quoted and not line[quoted.end() : quoted.end() + 1].strip():
            end = quoted.end()
        elif self._runs_on(option):
            head = self._next_head(line, start, within_text=option.kind is Kind.TEXT)
            if isinstance(head, Slip):
                return head
            end = head.start() if head else len(line)
        else:
            moment = _MOMENT.match(line, start) if option.kind is Kind.WHEN else None
            found = moment or _REACH.get(option.kind, _WORD).match(line, start)
            end = found.end() if found else start
        self._take(option, line[start:end].strip())
        self._open = option if end == len(line) and not quoted else None
        return end

    def _runs_on(self, option: Option) -> bool:
        """Text may have spaces in it; so may a list once the main words are there."""
        if option.kind in (Kind.LIST, Kind.OPTIONS):
            return bool(self._parts.words)
        return option.kind is Kind.TEXT

    def _take(self, option: Option, value: str) -> None:
        if option.name in self._parts.values:
            self._parts.twice = option.name
        self._parts.values[option.name] = [value]

    def _next_head(
        self, line: str, start: int, *, within_text: bool
    ) -> "re.Match[str] | Slip | None":
        """The next declared name at or after `start`; inside a text only one with its value on."""
        quotes = [match.span() for match in _QUOTED.finditer(line, start)]
        for head in _HEAD.finditer(line, start):
            if any(begin < head.start() < end for begin, end in quotes):
                continue
            name = head["name"].casefold()
            attached = head.end() < len(line) and not line[head.end()].isspace()
            if name in self._names:
                if attached or not within_text:
                    return head
            elif not within_text:
                slip = self._slip(head["name"])
                if slip and (attached or self._is_meant(slip, head)):
                    return slip
        return None

    def _is_meant(self, slip: Slip, head: "re.Match[str]") -> bool:
        """Whether a slip with a space after its colon is none of those short words of a title."""
        sign = _SIGNS.get(self._names[slip.nearest].kind)
        if sign and sign.match(head.string, head.end()):
            return True
        return head.start() > 0 and len(slip.name) >= _LONG_NAME

    def _slip(self, typed: str) -> Slip | None:
        meant = near_option(typed.casefold(), self._slips)
        return Slip(typed, self._names[meant].name) if meant else None
