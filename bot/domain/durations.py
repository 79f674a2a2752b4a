# SPDX-License-Identifier: AGPL-3.0-or-later
"""Durations as people write them: `90s 15m 12h 3d 2w`, and sums such as `1d12h`.

A day is 86,400 seconds, whatever a calendar says.
"""

import re
from datetime import timedelta

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}

_WHOLE = re.compile(r"(?:[0-9]{1,9}[wdhms])+", re.ASCII)
_PART = re.compile(r"([0-9]+)([wdhms])", re.ASCII)

LONGEST = timedelta(days=36_500)
"""A hundred years: anything longer is a slip of the finger."""


def parse_duration(text: str) -> timedelta:
    """Read a duration; raises ValueError for anything else, or for more than a hundred years."""
    folded = text.strip().lower().replace(" ", "")
    if not _WHOLE.fullmatch(folded):
        raise ValueError(text)
    seconds = sum(int(count) * SECONDS[unit] for count, unit in _PART.findall(folded))
    if seconds > LONGEST.total_seconds():
        raise ValueError(text)
    return timedelta(seconds=seconds)


def write_duration(duration: timedelta) -> str:
    """Write whole seconds canonically, in days and below: `1d12h`, `0s`."""
    left = duration // timedelta(seconds=1)
    parts = []
    for unit in "dhms":
        count, left = divmod(left, SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
