# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a configuration, in sentences for the person who wrote it.

A value is quoted only by `quoted`, and never if it may be a secret.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

_LONGEST = 60
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the file, the key ("" for the file as a whole), the line if known."""

    file: str
    key: str
    sentence: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.sentence}"


class ConfigError(Exception):
    """The configuration can't be used; `problems` is everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class RefusedError(Exception):
    """A value is not what it must be.

    `must` says what it must be where the key's own description would say too little; `hint` is a
    mend in a few words; `hidden` keeps the value out of the sentence.
    """

    def __init__(self, hint: str = "", *, must: str = "", hidden: bool = False) -> None:
        super().__init__(hint)
        self.hint = hint
        self.must = must
        self.hidden = hidden


def quoted(value: Any) -> str:
    """Return a refused value as one would write it, on one line and not too long."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool | str):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= _LONGEST else f'{text[: _LONGEST - 2]}…"'
    return str(value)[:_LONGEST]


def key_name(name: str) -> str:
    """Return the name of a key as TOML writes it."""
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
