# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suggestions: what is being typed, and what to offer as Discord takes it.

Discord shows 25 at most, each of at most 100 letters.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from discord import app_commands

from adapters.discord.limits import CHOICE, CHOICES, clipped, units
from bot.service.drafts import Suggestion
from bot.words.taming import tame

Choice = app_commands.Choice[str | int | float]


@dataclass(frozen=True, slots=True)
class Typing:
    """The option that is being filled in, what stands in it, and what in the others."""

    option: str
    typed: str
    others: Mapping[str, str]


def typing(data: Mapping[str, Any]) -> Typing | None:
    """What an interaction's data tell of it; None where nothing is being filled in."""
    options: list[Mapping[str, Any]] = data.get("options") or []
    while options and "options" in options[0]:
        options = options[0]["options"]
    given = {str(one["name"]): str(one.get("value", "")) for one in options}
    focused = next((str(one["name"]) for one in options if one.get("focused")), None)
    return Typing(focused, given.pop(focused), given) if focused is not None else None


def choices(offered: Iterable[Suggestion], *, whole: bool) -> list[Choice]:
    """What to offer. `whole`: the values are whole numbers."""
    return list(islice(_fitting(offered, whole=whole), CHOICES))


def _fitting(offered: Iterable[Suggestion], *, whole: bool) -> Iterator[Choice]:
    """A value that is too long would come back cut, and mean something else: it is left out."""
    for one in offered:
        label = clipped(tame(one.label), CHOICE)
        if whole and one.value.isdecimal():
            yield app_commands.Choice(name=label or one.value, value=int(one.value))
        elif not whole and label and 0 < units(one.value) <= CHOICE:
            yield app_commands.Choice(name=label, value=one.value)
