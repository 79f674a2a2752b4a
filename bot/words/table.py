# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of a chat command: one declaration feeds every network, help and docs.

The declarations themselves stand beside what they do, in bot.service.chat.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What an option's words must be; the grammar parses each into the Python type named."""

    TEXT = "text"  # str, as typed, one paragraph or several
    NUMBER = "number"  # int: 12 or #12
    WHEN = "when"  # str: a moment or a duration, resolved in the member's zone by intake
    LIST = "list"  # tuple[str, ...]: a,b,c or bullet lines
    OPTIONS = "options"  # tuple[str, ...]: a|b|c or bullet lines
    COUNT = "count"  # int
    WORD = "word"  # str: one word, case folded
    PEERS = "peers"  # tuple[str, ...]: accounts, @-signs allowed, or mentions


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command.

    `name` is what people type before the colon; `free` makes it take the words that stand alone.
    `summary` is a message id of the catalogue.
    """

    name: str
    kind: Kind
    summary: str
    free: bool = False
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """For words: what is allowed; empty means anything."""


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """One command: its path ("task new"), its options in order, and where it may be typed.

    A free NUMBER comes before free text: `task submit 12 https://…`.
    """

    path: str
    summary: str
    options: tuple[Option, ...] = ()
    where: Literal["anywhere", "room", "private"] = "anywhere"
    """`room`: changes shared things, so it is refused at a private desk."""
    topic: str = ""
    """The heading under which help lists it; help puts doing before voting."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it: the values by option name, each of its Kind's type."""

    path: str
    values: dict[str, str | int | tuple[str, ...]]
