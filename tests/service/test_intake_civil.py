# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moments as people type them: `due:` and `closes:` take a moment or a duration from now."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.service.civil import Moment, is_civil, read_moment, zone_names
from bot.words.mishaps import BadMoment

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LISBON = "Europe/Lisbon"


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone", "at"),
    [
        ("2026-12-01 18:00", "UTC", "2026-12-01T18:00"),
        ("2026-12-01T18:00", "Europe/Berlin", "2026-12-01T17:00"),
        ("2026-7-1 9:30", LISBON, "2026-07-01T08:30"),
        ("2026-12-01 18：00", "Asia/Tokyo", "2026-12-01T09:00"),
        ("2026-12-01", "UTC", "2026-12-01T23:59"),
        ("2026-12-01 18:00:30", "UTC", "2026-12-01T18:00:30"),
    ],
)
def test_a_civil_moment_is_read_in_the_zone(typed: str, zone: str, at: str) -> None:
    assert read_moment(typed, zone, NOW) == Moment(instant(at))
    assert is_civil(typed)


def test_a_duration_counts_from_now() -> None:
    assert read_moment("1d12h", LISBON, NOW) == Moment(NOW + timedelta(hours=36))
    assert read_moment(" 90s ", "UTC", NOW) == Moment(NOW + timedelta(seconds=90))
    assert not is_civil("3d")


def test_a_gap_moves_forward_and_a_fold_takes_the_earlier() -> None:
    gap = read_moment("2027-03-28 02:30", "Europe/Berlin", NOW)
    assert gap == Moment(instant("2027-03-28T01:30"), "gap")  # 03:30 in summer time
    fold = read_moment("2027-10-31 02:30", "Europe/Berlin", NOW)
    assert fold == Moment(instant("2027-10-31T00:30"), "fold")
    assert read_moment("2027-10-31 03:30", "Europe/Berlin", NOW) == Moment(
        instant("2027-10-31T02:30")
    )


@pytest.mark.parametrize(
    "typed",
    ["tomorrow", "", "2026-13-01", "2026-02-30 10:00", "2026-12-01 25:00", "3", "18:00", "-3d"],
)
def test_anything_else_is_no_moment(typed: str) -> None:
    assert read_moment(typed, "UTC", NOW) == BadMoment(typed)


def test_an_unknown_zone_is_read_as_utc() -> None:
    assert read_moment("2026-12-01 18:00", "Moon/Base", NOW) == Moment(instant("2026-12-01T18:00"))


def test_zones_are_found_whatever_their_case() -> None:
    assert zone_names()["europe/lisbon"] == LISBON
