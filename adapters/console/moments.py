# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stretches of time in words, for the line between two scenes."""

import re
from datetime import timedelta

from bot.words.civil import duration_text

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def passed(length: timedelta) -> str:
    """How much time has gone by: `two days later`."""
    return f"{re.sub(r'[0-9]+(?:,[0-9]+)*', _spelled, duration_text(length, 'en'))} later"


def _spelled(count: re.Match[str]) -> str:
    value = int(count[0].replace(",", ""))
    return _NUMBERS[value] if value < len(_NUMBERS) else count[0]
