# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moments and durations in words, for networks that do not show them by themselves."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.words.catalogue import N_, SOURCE, nearest_language, translate

_WITH_YEAR = N_("EEEE d MMMM y, HH:mm")
_THIS_YEAR = N_("EEEE d MMMM, HH:mm")
_WITH_PLACE = N_("{when} {place}")
_FIRST = N_("{when} {place} (the first of the two)")
_SECOND = N_("{when} {place} (the second of the two)")
_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_SECONDS = {unit[0]: seconds for unit, seconds in _UNITS}
_DURATION = re.compile(r"(?:\d+[wdhms])+")


def moment_text(at: datetime, zone: str, language: str, now: datetime | None = None) -> str:
    """Like "Friday 4 December, 18:00 Lisbon"; without the year where `now` is in the same one."""
    from babel.dates import format_datetime  # noqa: PLC0415 - late, for a quick --help

    place, name = _zone(zone, language)
    local = at.astimezone(place)
    this_year = now is not None and now.astimezone(place).year == local.year
    pattern = translate(language, _THIS_YEAR if this_year else _WITH_YEAR)
    spoken = nearest_language(language) or SOURCE
    when = format_datetime(local, pattern, tzinfo=place, locale=spoken)
    template = _WITH_PLACE
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        template = _SECOND if local.fold else _FIRST  # clocks are set back: it comes twice
    return translate(language, template).format(when=when, place=name)


def duration_text(value: str | timedelta, language: str) -> str:
    """For "1d12h": 1 day and 12 hours; what is no duration stays as it is."""
    from babel.lists import format_list  # noqa: PLC0415 - late, for a quick --help
    from babel.units import format_unit  # noqa: PLC0415 - late, for a quick --help

    if isinstance(value, timedelta):
        amounts = _split(int(value.total_seconds()))
    elif _DURATION.fullmatch(value):
        amounts = _split(sum(int(n) * _SECONDS[u] for n, u in re.findall(r"(\d+)([wdhms])", value)))
    else:
        return value
    spoken = nearest_language(language) or SOURCE
    parts = [
        format_unit(amount, f"duration-{unit}", length="long", locale=spoken)
        for unit, amount in amounts
    ]
    return format_list(parts, locale=spoken).replace(", and ", " and ")


def _split(seconds: int) -> list[tuple[str, int]]:
    amounts = []
    for unit, size in _UNITS:
        # "2 weeks" reads best, but so do "7 days" and "10 days".
        if unit == "week" and (seconds % size or seconds == size):
            continue
        if seconds >= size:
            amounts.append((unit, seconds // size))
            seconds %= size
    return amounts or [("second", 0)]


def _zone(zone: str, language: str) -> tuple[tzinfo, str]:
    try:
        found = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return UTC, "UTC"
    if "/" not in zone or zone.startswith("Etc/"):
        return found, zone.removeprefix("Etc/")
    from babel.dates import get_timezone_location  # noqa: PLC0415 - late, for a quick --help

    spoken = nearest_language(language) or SOURCE
    return found, get_timezone_location(found, locale=spoken, return_city=True).split("/")[-1]
