# SPDX-License-Identifier: AGPL-3.0-or-later
"""Civil moments as people type them, turned into instants: `2026-12-01 18:00`, `3d`.

Clocks are set forward and back. A moment in the gap does not exist and moves forward by as much as
the clock did; one that comes twice means the first time. Both are said to whoever typed it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.durations import parse_duration
from bot.words.mishaps import BadMoment, Mishap, TooLongAWait

_CIVIL = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:(?:\s+|T)(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?:\d+[wdhms])+", re.IGNORECASE | re.ASCII)
_END_OF_DAY = (23, 59, 0)
"""What a date without a time means: people say "by Friday" and mean all of it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC. `note`: the typed one fell into a gap, or came twice (a fold)."""

    at: datetime
    note: Literal["gap", "fold"] | None = None


def is_civil(text: str) -> bool:
    """Whether the text is a date, which stays what it is whenever it is read again."""
    return _CIVIL.fullmatch(text.strip()) is not None


def read_moment(text: str, zone: str, now: datetime) -> Moment | Mishap:
    """A moment in the zone, or a duration from now."""
    said = text.strip()
    found = _CIVIL.fullmatch(said)
    try:
        if found is None:
            return Moment(now + parse_duration(said))
        date = (int(found["year"]), int(found["month"]), int(found["day"]))
        time = _END_OF_DAY
        if found["hour"] is not None:
            time = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        return _instant(datetime(*date, *time, tzinfo=zone_of(zone)))
    except (ValueError, OverflowError):
        return TooLongAWait(said) if _LENGTH.fullmatch(said) else BadMoment(said)


def _instant(local: datetime) -> Moment:
    """The first instant that the civil moment names; that of a gap lies after it already."""
    at = local.astimezone(UTC)
    if at.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        return Moment(at, "gap")
    later = local.replace(fold=1).astimezone(UTC)
    return Moment(at, "fold" if later - at > timedelta(0) else None)


@dataclass(frozen=True, slots=True)
class Daily:
    """A time of day, every day. `due`: today's instant, once it has come; `upto`: the next one."""

    due: datetime | None
    upto: datetime


def daily(at: time, zone: str, now: datetime) -> Daily:
    """When something that happens every day is due: the day is that of the zone's own calendar.

    A gap and a fold are read as in what people type: forward, and the first time.
    """
    place = zone_of(zone)
    today = now.astimezone(place).date()
    days = (today + timedelta(days=shift) for shift in (-1, 0, 1, 2))
    moments = [_instant(datetime.combine(day, at, place)).at for day in days]
    # A gap around midnight may carry yesterday's moment into today.
    past = [one for one in moments if one <= now and one.astimezone(place).date() == today]
    return Daily(max(past, default=None), min(one for one in moments if one > now))


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@cache
def zone_names() -> dict[str, str]:
    """Every zone of the tz database by its folded name."""
    return {name.casefold(): name for name in sorted(available_timezones())}
