# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers checked as the configuration would check them, each by the same reader."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot.cli.starting.asking import NotThisError
from bot.config.confidential import reference
from bot.config.schema import COMMONS, HOMES, MATRIX
from bot.config.spots import Key, Reader, Spot, World
from bot.config.values import ACCOUNT, ROOM, account
from bot.config.values import room as one_room
from bot.domain.charter import RULES, canonical
from bot.words.catalogue import languages
from bot.words.nearness import nearest
from bot.words.taming import tame

_MENTION = re.compile(r"<@!?([0-9]+)>")
_WORD = re.compile(r"[^\w-]+")
_LONGEST_NAME = 64
_LONGEST_TITLE = 100
_MOST_PEOPLE = 10_000_000


def checked(reader: Reader, must: str, said: Any) -> Any:
    """What a reader of the configuration makes of an answer; raises NotThisError."""
    world = World(Path("config.toml"), os.environ, languages(), canonical, RULES, HOMES)
    value = Spot(world, "This").read(reader, said, must)
    if world.problems:
        raise NotThisError(world.problems[0].sentence)
    return value


def _by_key(key: Key) -> Callable[[str], Any]:
    def read(said: str) -> Any:
        return checked(key.reader, key.must, said)

    return read


matrix_user = _by_key(MATRIX["user"])
language = _by_key(COMMONS["language"])
time_zone = _by_key(COMMONS["timezone"])
name = _by_key(COMMONS["name"])
web_address = _by_key(MATRIX["homeserver"])


def title(said: str) -> str:
    """What people call the commons, made harmless for one line."""
    tamed = tame(said, _LONGEST_TITLE)
    if not tamed:
        raise NotThisError("It needs a name that people can read.")
    return tamed


def name_of(said: str) -> str:
    """A word that can name a commons, made of its title."""
    return _WORD.sub("-", said.casefold()).strip("-_")[:_LONGEST_NAME].strip("-_") or "commons"


def people(said: str) -> int:
    """How many people, about."""
    digits = re.sub(r"[\s.,'’_]", "", said)
    if not (digits.isascii() and digits.isdigit()) or not 1 <= int(digits) <= _MOST_PEOPLE:
        raise NotThisError(f"“{said}” is no number of people; write it in digits, such as 50.")
    return int(digits)


def accounts(said: str) -> tuple[str, ...]:
    """Accounts with commas or spaces between; the network may be left out where it is plain."""
    if said.casefold() in {"none", "-"}:
        return ()
    words = [word for word in re.split(r"[\s,]+", said) if word]
    return tuple(dict.fromkeys(checked(account, ACCOUNT, _whole(word)) for word in words))


def _whole(word: str) -> str:
    mention = _MENTION.fullmatch(word)
    if mention:
        return f"discord:{mention[1]}"
    if word.startswith("@"):
        return f"matrix:{word}"
    return f"discord:{word}" if word.isdigit() else word


def rule(said: str) -> str:
    """The name of a rule."""
    word = said.strip().strip('"')
    if word in RULES:
        return word
    near = nearest(word, RULES)
    raise NotThisError(
        f"There is no rule “{said}”" + (f"; the nearest is {near}." if near else ".")
    )


def rule_value(rule_name: str, said: str) -> str:
    """A rule's value, canonical."""
    try:
        return canonical(rule_name, said)
    except ValueError as error:
        raise NotThisError(f"{error}.") from None


def secret_reference(said: str) -> str:
    """Where a secret is found; never the secret itself, which would be seen by others."""
    if not said.startswith(("env:", "file:")) or said in {"env:", "file:"}:
        raise NotThisError(
            "write env:NAME for an environment variable or file:PATH for a file, never the "
            "secret itself: other programs can read a command's options."
        )
    return str(checked(reference, "env:NAME or file:PATH", said))


def room(said: str) -> str:
    """A room as the configuration writes it; the network may be left out where it is plain."""
    word = said.strip()
    if word.startswith(("#", "!")):
        word = f"matrix:{word}"
    elif word.isdigit():
        word = f"discord:{word}"
    return str(checked(one_room, ROOM, word))


def listed(words: Iterable[str]) -> str:
    """Words with commas between and `and` before the last."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last
