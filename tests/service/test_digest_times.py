# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a daily summary is due, in every zone and over changes of the clock."""

from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import pytest

from bot.service.civil import daily


def found(zone: str, at: str, first: str, last: str) -> list[str]:
    """Every moment in UTC at which somebody who looks each minute finds a summary due."""
    now, end = (datetime.fromisoformat(f"{day}T00:00+00:00") for day in (first, last))
    moments: list[datetime] = []
    while now < end:
        due = daily(time_of_day.fromisoformat(at), zone, now).due
        if due is not None and due >= now and due not in moments:
            moments.append(due)
        now += timedelta(minutes=1)
    return [f"{one:%d %H:%M}" for one in moments]


@pytest.mark.parametrize(
    ("zone", "at", "first", "last", "moments"),
    [
        ("Europe/Lisbon", "18:00", "2026-03-28", "2026-03-30", ["28 18:00", "29 17:00"]),
        # a gap moves forward, of a fold the first is taken
        ("Europe/Lisbon", "01:30", "2026-03-28", "2026-03-30", ["28 01:30", "29 01:30"]),
        ("Europe/Lisbon", "01:30", "2026-10-24", "2026-10-26", ["24 00:30", "25 00:30"]),
        # no midnight on 24 April, and no 30 December at all
        ("Africa/Cairo", "00:00", "2026-04-22", "2026-04-25", ["22 22:00", "23 22:00", "24 21:00"]),
        ("Pacific/Apia", "18:00", "2011-12-29", "2012-01-01", ["29 04:00", "30 04:00", "31 04:00"]),
        # a gap may carry it into the next day
        ("America/Havana", "00:30", "2026-03-07", "2026-03-09", ["07 05:30", "08 05:30"]),
    ],
)
def test_clocks_are_set_forward_and_back(
    zone: str, at: str, first: str, last: str, moments: list[str]
) -> None:
    assert found(zone, at, first, last) == moments


def test_the_next_one_is_always_ahead() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(24 * 366):
        for zone in ("Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kathmandu"):
            day = daily(time_of_day(2, 30), zone, now)
            assert now < day.upto <= now + timedelta(hours=49)
            assert day.due is None or day.due <= now
        now += timedelta(hours=1)
