# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suggestions as Discord takes them: 25 at most, each of at most 100 letters."""

from collections.abc import Iterable, Iterator
from itertools import islice

from discord import app_commands

from adapters.discord.commands import Choice
from adapters.discord.limits import CHOICE, CHOICES, clipped, units
from bot.service.drafts import Suggestion
from bot.words.taming import tame


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
