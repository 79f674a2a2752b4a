# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text grammar: from a chat message to a command as somebody typed it (contract).

    task new Mend the door skills:carpentry due:2026-12-01 18:00

Pure: a table of commands and a text go in, a Typed or a Mishap comes out, or None for what is not
said to us at all, which is met with silence (semantics §28).
"""

import re
from collections.abc import Iterable, Mapping

from bot.words.mishaps import (
    BadNumber,
    EmptyOption,
    GivenTwice,
    IncompleteCommand,
    LeftOver,
    Mishap,
    MissingOption,
    UnknownBranch,
    UnknownCommand,
    UnknownOption,
)
from bot.words.nearness import nearest
from bot.words.splitting import Parts, Slip, plain_spaces, split, unquote
from bot.words.table import ChatCommand, Kind, Option, Typed
from bot.words.taming import tame
from bot.words.values import Value, convert, number_of

_FIRST = re.compile(r"\s*(?P<word>\S+)")
_SAMPLES: Mapping[str, str] = {
    "number": "12",
    "title": "Mend the greenhouse door",
    "work": "https://example.org/door",
    "question": "Shall we meet on Friday?",
    "choice": "yes",
    "rule": "review.quorum",
    "skills": "carpentry, baking",
    "zone": "Europe/Lisbon",
    "language": "en",
    "switch": "on",
    "details": "The hinge is loose.",
    "because": "It keeps the rain out.",
    "licence": "CC-BY-SA-4.0",
    "quorum": "5",
    "threshold": ">=2/3",
    "skill": "carpentry",
}
"""What an example shows for an option; names that are not here show themselves."""


def strip_prefix(text: str, prefix: str, *, addressed: bool) -> str | None:
    """The text that is meant for us, prefix or leftover of a mention cut off; None: chatter."""
    said = plain_spaces(text).strip()
    if addressed:
        said = said.lstrip(":,：， ").removeprefix(prefix)
        return said.lstrip()
    if said.startswith(prefix):
        return said.removeprefix(prefix).lstrip()
    return None


class Grammar:
    """Understands the commands of one table."""

    def __init__(self, commands: Iterable[ChatCommand]) -> None:
        self._commands = {command.path: command for command in commands}
        self._roots = {path.split()[0] for path in self._commands}

    def parse(
        self,
        text: str,
        *,
        addressed: bool = False,
        number: int | None = None,
        extra: tuple[Option, ...] = (),
    ) -> Typed | Mishap | None:
        """Read a message whose prefix is off.

        `addressed`: it mentions us, so that an unknown first word gets a suggestion. `number`: the
        card that it answers, which is meant where a number is missing. `extra`: options that every
        command understands here.
        """
        found = self._command(text, addressed=addressed)
        if not isinstance(found, tuple):
            return found
        command, rest = found
        if extra:
            command = ChatCommand(
                command.path, command.summary, (*command.options, *extra), command.where
            )
        parts = split(rest, command)
        if isinstance(parts, Slip):
            return UnknownOption(parts.name, parts.nearest, command.path)
        if parts.twice:
            return GivenTwice(parts.twice)
        return _Filling(command, parts, number).typed()

    def filled(
        self, path: str, options: Mapping[str, str], number: int | None = None
    ) -> Typed | Mishap:
        """A command whose options were told apart already, such as a network's own form does.

        Options that the command does not know are left out. Raises KeyError for an unknown path.
        """
        parts = Parts(values={name: [value] for name, value in options.items()})
        return _Filling(self._commands[path], parts, number).typed()

    def command(self, path: str) -> ChatCommand | None:
        """The declaration of a command."""
        return self._commands.get(path)

    def _command(self, text: str, *, addressed: bool) -> tuple[ChatCommand, str] | Mishap | None:
        """The command a text begins with, and what follows it."""
        first, rest = _word_off(text)
        if not first and addressed and "help" in self._commands:
            return self._commands["help"], ""
        if first not in self._roots:
            if not addressed:
                return None
            meant = nearest(first, self._roots) if first else None
            return UnknownCommand(first, None if meant == "help" else meant)
        second, below = _word_off(rest)
        longer = self._commands.get(f"{first} {second}")
        if longer:
            return longer, below
        command = self._commands.get(first)
        subs = [path.split()[1] for path in self._commands if path.startswith(f"{first} ")]
        if command and (not second or command.options or not subs or ":" in second):
            return command, rest
        if not second:
            return IncompleteCommand(first, tuple(f"{first} {sub}" for sub in subs))
        meant = "show" if number_of(second) and "show" in subs else nearest(second, subs)
        if meant is None:
            return UnknownBranch(f"{first} {second}", first)
        return UnknownCommand(f"{first} {second}", f"{first} {meant}")


def _word_off(text: str) -> tuple[str, str]:
    """The first word, folded and without a colon at its end, and what follows."""
    found = _FIRST.match(text)
    if not found:
        return "", ""
    return found["word"].rstrip(":：").casefold(), text[found.end() :]


class _Filling:
    """Hands what was typed to the options that it belongs to."""

    def __init__(self, command: ChatCommand, parts: Parts, number: int | None) -> None:
        self._command = command
        self._parts = parts
        self._number = number
        self._values: dict[str, Value] = {}

    def typed(self) -> Typed | Mishap:
        mishap = self._named() or self._free() or self._missing()
        return mishap or Typed(self._command.path, self._values)

    def _named(self) -> Mishap | None:
        for option in self._command.options:
            raw = self._parts.value(option.name)
            if raw is not None:
                mishap = self._set(option, raw)
                if mishap:
                    return mishap
        return None

    def _set(self, option: Option, raw: str) -> Mishap | None:
        if not tame(raw):
            return self._lacking(option)
        value = convert(option, raw)
        if value == ():
            return self._lacking(option)
        if isinstance(value, Mishap):
            return value
        self._values[option.name] = value
        return None

    def _free(self) -> Mishap | None:
        """Free words go to the free options, in their order; lines below to a text beside them."""
        words, below = self._parts.main, self._parts.rest
        free = [o for o in self._command.options if o.free and o.name not in self._values]
        for index, option in enumerate(free):
            if option.kind is Kind.NUMBER:
                taken = self._take_number(option, words, wanted=free[index + 1 :])
                if isinstance(taken, Mishap):
                    return taken
                words = taken
            elif words or below:
                head, words, below = self._portion(option, words, below)
                mishap = self._set(option, head) if head else None
                if mishap:
                    return mishap
        return self._left(words, below)

    def _take_number(self, option: Option, words: str, wanted: list[Option]) -> str | Mishap:
        """Take a number off the front; where it is missing, the card answered to is meant."""
        first, rest = _word_off(words)
        number = number_of(first)
        if self._number is not None and number is not None:
            starved = not rest.strip() and not self._parts.below
            starved = starved and any(later.required for later in wanted)
            wordy = not option.required and number != self._number and first[0] not in "#＃"
            if starved or wordy:
                number = None
        if number is not None:
            self._values[option.name] = number
            return rest.strip()
        if self._number is not None:
            self._values[option.name] = self._number
        elif option.required and first:
            return BadNumber(first)
        return words

    def _portion(self, option: Option, words: str, below: str) -> tuple[str, str, str]:
        """What of the free words and the lines below them an option takes."""
        if option.kind in (Kind.WORD, Kind.COUNT, Kind.WHEN):
            head = words.split(maxsplit=1)
            return (head[0], head[1] if len(head) > 1 else "", below) if head else ("", "", below)
        if option.kind is Kind.TEXT and self._beside():
            return unquote(words), "", below
        return unquote(f"{words}\n{below}".strip()), "", ""

    def _beside(self) -> Option | None:
        """The text option that lines below the main one belong to."""
        return next((o for o in self._command.options if o.kind is Kind.TEXT and not o.free), None)

    def _left(self, words: str, below: str) -> Mishap | None:
        beside = self._beside()
        if below and beside:
            given = self._values.get(beside.name)
            self._values[beside.name] = f"{given}\n{below}" if given else below
            below = ""
        left = f"{words} {below}".strip()
        kinds = [option.kind for option in self._command.options if option.free]
        if left and (kinds != [Kind.NUMBER] or number_of(left.split()[0]) is not None):
            return LeftOver(left, self._command.path)
        return None  # "task claim 12, I have the tools" is as clear as it is friendly

    def _missing(self) -> Mishap | None:
        for option in self._command.options:
            if option.required and option.name not in self._values:
                return self._lacking(option)
        return None

    def _lacking(self, option: Option) -> MissingOption | EmptyOption:
        shown = example(self._command, option)
        if option.free:
            return MissingOption(self._command.path, option.name, shown)
        return EmptyOption(option.name, shown)


def example(command: ChatCommand, shown: Option | None = None) -> str:
    """A whole command that would do, with `shown` in it."""
    said = [command.path]
    for option in command.options:
        if option.free and (option.required or option is shown):
            said.append(option.choices[0] if option.choices else _sample(option))
        elif option is shown:
            said.append(f"{option.name}:{option.choices[0] if option.choices else _sample(option)}")
    return " ".join(said)


def _sample(option: Option) -> str:
    kinds = {Kind.WHEN: "3d", Kind.COUNT: "2", Kind.OPTIONS: "red|green", Kind.PEERS: "@bo"}
    return kinds.get(option.kind) or _SAMPLES.get(option.name, f"<{option.name}>")
