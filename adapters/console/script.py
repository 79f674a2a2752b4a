# SPDX-License-Identifier: AGPL-3.0-or-later
"""The script language: conversations as people would write them down.

One parser serves the demo, `--script`, the prompt and the dialog tests. A script is a header of
settings, then lines of talk; the reference is docs/scripts.md. Nothing here knows a network.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.console.emoji import emoji_named
from adapters.console.steps import (
    Action,
    Away,
    Deletes,
    Edits,
    Joins,
    Leaves,
    Reacts,
    Says,
    Tells,
    Unreacts,
    Waits,
)
from bot.domain.durations import parse_duration

_NAME = r"(?P<name>[^\W\d_][\w.'’-]*)"
_WHERE = r"(?:@(?P<room>[\w-]+))?"
_SAYS = re.compile(
    rf"{_NAME}{_WHERE}(?P<private>\s*\(privately\))?\s*:(?:\s+(?P<text>.*)|$)", re.DOTALL
)
_REACTS = re.compile(rf"{_NAME}{_WHERE}\s+(?P<sign>[+-])\s*(?P<emoji>\S+)\s+#?(?P<number>\d+)$")
_REPLIES = re.compile(rf"{_NAME}{_WHERE}\s+>\s*#?(?P<number>\d+)\s*:\s*(?P<text>.+)$", re.DOTALL)
_EDITS = re.compile(rf"{_NAME}\s+edits\s*:\s*(?P<text>.+)$", re.DOTALL)
_MOVES = re.compile(rf"{_NAME}{_WHERE}\s+(?P<verb>deletes|leaves|joins)$")
_WAITS = re.compile(r"wait\s+(?P<length>\S.*)$")
_LONGEST = timedelta(days=3660)

_HEADER = (
    "title",
    "people",
    "rooms",
    "language",
    "zone",
    "stewards",
    "rule",
    "room",
    "digest",
    "rehearsal",
    "start",
)


class ScriptError(Exception):
    """A line that can't be read; its text is one plain sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Step:
    """One action, the line it stands on, and what the bot is expected to say to it."""

    line: int
    action: Action
    expected: tuple[str, ...] = ()
    end: int = 0
    """The last line of the action itself; expected replies follow it."""


@dataclass(slots=True)
class Script:
    """A whole conversation: what holds from the start, then what happens."""

    settings: list[tuple[int, str, str]] = field(default_factory=list)
    """Header lines: (line, key, value)."""
    steps: list[Step] = field(default_factory=list)


def parse_action(text: str, line: int = 1) -> Action:
    """One action from one line (or several, where the talk goes on in indented lines)."""
    text = text.strip()
    if text.startswith("##"):
        return Tells(text.lstrip("#").strip())
    if text in {"offline", "online"}:
        return Away(begins=text == "offline")
    for pattern, read in _FORMS:
        if found := pattern.match(text):
            return read(found, line)
    raise ScriptError(
        line,
        f"“{_short(text)}” is not understood; write “Ana: !task list”, “Ana +✅ #2”, "
        "“Ana > #2: sound”, “Ana edits: …” or “wait 2d”.",
    )


def _duration(text: str) -> timedelta | None:
    try:
        length = parse_duration(text)
    except ValueError:
        return None
    return length if timedelta(0) < length < _LONGEST else None


def _waiting(found: re.Match[str], line: int) -> Action:
    length = _duration(found["length"])
    if length is None:
        raise ScriptError(
            line,
            f"“{_short(found['length'])}” is no length of time; write for example 90s, 15m, 12h, "
            "3d or 1d12h.",
        )
    return Waits(length)


def _reply(found: re.Match[str], line: int) -> Action:  # noqa: ARG001 - one signature for all
    number = int(found["number"])
    return Says(found["name"], found["text"], room=found["room"], reply_to=number)


def _edit(found: re.Match[str], line: int) -> Action:  # noqa: ARG001 - one signature for all
    return Edits(found["name"], found["text"])


def _reaction(found: re.Match[str], line: int) -> Action:
    emoji = emoji_named(found["emoji"])
    if emoji is None:
        word = _short(found["emoji"])
        raise ScriptError(line, f"No emoji is called “{word}”; write the emoji itself.")
    made = Reacts if found["sign"] == "+" else Unreacts
    return made(found["name"], emoji, int(found["number"]), room=found["room"])


def _move(found: re.Match[str], line: int) -> Action:  # noqa: ARG001 - one signature for all
    if found["verb"] == "deletes":
        return Deletes(found["name"])
    return (Leaves if found["verb"] == "leaves" else Joins)(found["name"], room=found["room"])


def _speech(found: re.Match[str], line: int) -> Action:
    text = (found["text"] or "").strip()
    if not text:
        raise ScriptError(line, f"{found['name']} says nothing; write the words after the colon.")
    return Says(found["name"], text, room=found["room"], private=found["private"] is not None)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Action]], ...] = (
    (_WAITS, _waiting),
    (_REACTS, _reaction),
    (_REPLIES, _reply),
    (_EDITS, _edit),
    (_MOVES, _move),
    (_SAYS, _speech),
)


def parse_script(text: str) -> Script:
    """A whole script; raises ScriptError at the first line that can't be read."""
    script = Script()
    for start, end, block in _blocks(text):
        if block.startswith("| ") or block == "|":
            _expect(script, start, block[2:])
            continue
        key, _, value = block.partition(" ")
        if not script.steps and key in _HEADER and ":" not in key:
            script.settings.append((start, key, value.strip()))
            continue
        script.steps.append(Step(start, parse_action(block, start), end=end))
    return script


def _expect(script: Script, line: int, reply: str) -> None:
    if not script.steps:
        raise ScriptError(line, "An expected reply stands before anybody has said anything.")
    last = script.steps[-1]
    script.steps[-1] = Step(last.line, last.action, (*last.expected, reply), last.end)


def _blocks(text: str) -> Iterator[tuple[int, int, str]]:
    """Lines with their numbers; indented lines belong to the talk above them."""
    start, block = 0, ""
    end = 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if not line:
            continue
        if line[0] in " \t" and block and not block.startswith("|"):
            block, end = f"{block}\n{line.strip()}", number
            continue
        if block:
            yield start, end, block
            block = ""
        if line.startswith("##") or not line.startswith("#"):
            start, end, block = number, number, line if line.startswith("|") else line.strip()
    if block:
        yield start, end, block


def _short(text: str, most: int = 40) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= most else first[: most - 1] + "…"
