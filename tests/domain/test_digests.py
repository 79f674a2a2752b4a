# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daily summary: what belongs to it, and that everything is told in exactly one."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.digests import MOST, arrived, digest_view, settled, unfinished
from bot.domain.notice_types import DigestSaid
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story

DAY = timedelta(days=1)


def digest(garden: Story, due: datetime | None = None, upto: datetime | None = None) -> Any:
    due = due or garden.now
    return garden.does(c.MakeDigest, due=due, upto=upto or due + DAY)


def view(garden: Story) -> Any:
    (said,) = garden.said(DigestSaid)[-1:]
    return digest_view(garden.commons, said.since, said.until, said.upto)


def numbers(part: Any) -> list[int]:
    return [one.number for one in part.views]


def test_a_day_without_news_leaves_no_trace(garden: Story) -> None:
    garden.later("1d")
    assert digest(garden) == ()
    assert garden.commons.digested is None
    assert garden.said(DigestSaid) == []


def test_what_came_and_what_waits_each_number_once(garden: Story, ana: Person, bo: Person) -> None:
    old = ana.broadcasts()
    garden.later("1d")
    digest(garden)
    assert numbers(view(garden).new) == [old]
    poll, task, taken = bo.opens(), bo.broadcasts(), ana.broadcasts()
    bo.claims(taken)
    work = bo.submits(task)
    garden.later("1d")
    (made,) = digest(garden)
    assert made == e.DigestMade(garden.now - DAY, garden.now, garden.now + DAY)
    shown = view(garden)
    assert numbers(shown.new) == [taken, work, poll]  # doing before voting
    assert numbers(shown.waiting) == [old]
    assert numbers(shown.closing) == numbers(shown.decided) == []
    assert shown.places == garden.commons.places


def test_a_review_waits_until_it_has_its_sound_marks(founds: Garden) -> None:
    garden = founds(review_window="9d")
    ana, bo, cy, dee = garden.people("ana bo cy dee")
    work = ana.submits(others=9)
    garden.later("1d")
    digest(garden)
    bo.marks(work, "sound")
    cy.marks(work, "needs_work")
    bo.broadcasts()
    garden.later("1d")
    digest(garden)
    assert work in numbers(view(garden).waiting)
    for person in (cy, dee):
        person.marks(work, "excellent")
    assert work not in numbers(view(garden).waiting)


def test_what_was_decided_with_its_outcome(garden: Story, ana: Person, bo: Person) -> None:
    poll, work = ana.opens(), ana.submits()
    gone = ana.opens()
    ana.withdraws(gone)
    digest(garden, garden.now + timedelta(0))  # nothing: it came at this very moment
    garden.later("12h")
    digest(garden)
    for number in (work, poll):
        garden.closes(number)
    garden.closes(work)  # it was extended
    for number in (poll, work):
        if garden.commons.polls[number].state == "counting":
            garden.tick()
    garden.later("1d")
    digest(garden)
    decided = view(garden).decided
    assert numbers(decided) == [work, poll]
    assert {one.state for one in decided.views} == {"no_quorum"}
    assert gone not in numbers(decided)


def test_what_closes_before_the_next_one_is_news(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    closes = garden.commons.polls[poll].closes_at
    garden.later("1d")
    digest(garden)
    garden.later_to(closes - DAY - timedelta(seconds=1))
    assert digest(garden) == ()
    garden.later_to(closes - DAY)
    assert digest(garden)
    assert numbers(view(garden).closing) == [poll]
    assert digest(garden) == ()


def test_a_long_day_leaves_no_gap(garden: Story, ana: Person) -> None:
    """Where clocks are set back, the next summary is 25 hours away."""
    poll = ana.opens()
    closes = garden.commons.polls[poll].closes_at
    garden.later("1h")
    digest(garden)
    garden.later_to(closes - timedelta(hours=24, minutes=30))
    assert digest(garden) == ()
    assert digest(garden, upto=garden.now + timedelta(hours=25))


def test_a_late_one_tells_of_everything_so_far(garden: Story, ana: Person) -> None:
    early = ana.broadcasts()
    garden.later("1h")
    due = garden.now
    late = ana.broadcasts()
    garden.later("3h")
    (made,) = digest(garden, due)
    assert arrived(garden.commons, made.since, made.until) == [late, early]
    at_that_moment = ana.opens()
    garden.later("20h")
    (made,) = digest(garden, due + DAY) or digest(garden)
    assert made.since == due + timedelta(hours=3)
    assert arrived(garden.commons, made.since, made.until) == [at_that_moment]


def test_what_closes_just_then_belongs_to_that_day(founds: Garden) -> None:
    garden = founds(poll_window="1d")
    ana, bo = garden.people("ana bo")
    poll, work = ana.opens(), bo.submits()
    ana.marks(work, "sound")
    garden.later("1h")
    digest(garden)
    due = garden.commons.polls[poll].closes_at
    garden.later_to(due)
    assert unfinished(garden.commons, due)
    garden.later("2m")
    garden.reads(poll, closing=True)
    garden.tick()
    assert not unfinished(garden.commons, due)
    garden.later("1m")
    (made,) = digest(garden, due)
    assert settled(garden.commons, made.since, made.until) == [poll]
    assert digest(garden, due) == ()


def test_what_came_only_afterwards_makes_no_late_summary(garden: Story, ana: Person) -> None:
    until = garden.after("1h")
    garden.later("2h")
    ana.broadcasts()
    ana.opens(closes=garden.after("2h"))
    assert digest(garden, until) == ()


@pytest.mark.parametrize("shift", ["future", "again", "stale"])
def test_what_can_not_be_is_left_out(garden: Story, ana: Person, shift: str) -> None:
    ana.broadcasts()
    garden.later("2d")
    if shift == "future":
        assert digest(garden, garden.after("1s")) == ()
    elif shift == "again":
        until = garden.now
        garden.later("1m")
        assert digest(garden, garden.after("-1d"), garden.after("1h")) == ()
        assert ana.broadcasts()
        garden.later("1m")
        assert digest(garden, garden.now)
        assert digest(garden, garden.now) == ()
        assert digest(garden, until) == ()
    else:
        assert digest(garden, garden.after("-1d"), garden.now) == ()


def test_long_parts_are_counted(garden: Story) -> None:
    for person in garden.crowd(MOST + 3):
        person.broadcasts()
    garden.later("1h")
    digest(garden)
    new = view(garden).new
    assert len(new.views) == MOST
    assert new.more == 3
    assert new.views[0].number == MOST + 3


def test_everything_is_told_in_exactly_one(garden: Story, ana: Person, bo: Person) -> None:
    """However the days are cut, intervals follow on each other."""
    told: list[int] = []
    outcomes: list[int] = []
    for hours in (3, 24, 1, 30, 24, 24, 50, 24, 24, 24, 24, 24, 24):
        ana.opens(closes=garden.after("1d"))
        garden.later("30m")
        bo.broadcasts() if hours > 20 else None
        garden.later(f"{hours}h")
        for poll in list(garden.commons.polls.values()):
            if poll.state == "counting":
                garden.reads(poll.number, closing=True)
                garden.tick()
        for made in digest(garden) or ():
            told += arrived(garden.commons, made.since, made.until)
            outcomes += settled(garden.commons, made.since, made.until)
    assert len(told) == len(set(told))
    assert len(outcomes) == len(set(outcomes)) > 5
