# SPDX-License-Identifier: AGPL-3.0-or-later
"""§19: what an absence of the bot changes, and what not."""

from datetime import timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.notice_types import AbsenceSaid
from bot.domain.refusals import TooLate
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


def test_s19_a_last_day_overlapped_by_an_outage_stays_open_half_a_day(
    garden: Story, ana: Person
) -> None:
    poll = ana.opens()
    garden.later("156h")  # half a day is left
    since = garden.now
    garden.sleeps("1h")
    garden.away(since, garden.now)
    assert garden.poll(poll).closes_at == garden.after("12h")
    assert garden.said(AbsenceSaid) == [AbsenceSaid("red", since, garden.now)]


@pytest.mark.parametrize(("left", "extended"), [("24h", True), ("25h", False), ("26h", False)])
def test_s19_only_the_last_day_matters(founds: Garden, left: str, *, extended: bool) -> None:
    garden = founds(poll_after_outage="2d")
    (ana,) = garden.people("ana")
    poll = ana.opens(closes=garden.after("7d"))
    garden.later_to(garden.poll(poll).closes_at - (garden.after(left) - garden.now))
    since = garden.now
    garden.sleeps("1h")
    garden.away(since, garden.now)
    assert garden.poll(poll).extended is extended


def test_s19_a_shorter_absence_changes_nothing(garden: Story, ana: Person) -> None:
    ana.opens(closes=garden.after("1h"))
    since = garden.now
    garden.sleeps("15m")
    assert garden.away(since, garden.now) == ()
    assert garden.away(garden.now, since) == ()  # nor one that ends before it began
    garden.sleeps("1s")
    assert len(garden.away(since, garden.now)) == 2


def test_s19_what_stays_open_longer_anyway_is_left_alone(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    garden.later("145h")
    since = garden.now
    garden.sleeps("1h")
    assert [type(event) for event in garden.away(since, garden.now)] == [e.AbsenceNoted]
    assert not garden.poll(poll).extended


def test_s19_an_outage_over_the_deadline_reopens_what_is_being_counted(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    since = garden.now
    garden.sleeps("2h")
    garden.tick()
    assert garden.poll(poll).state == "counting"
    garden.away(since, garden.now)
    view = garden.poll(poll)
    assert (view.state, view.closes_at) == ("open", garden.after("12h"))
    assert bo.says(poll, "yes") != ()
    garden.later("11h")
    assert garden.poll(poll).state == "open"
    assert garden.closes(poll).ballots == 1


def test_s19_with_no_time_after_an_outage_it_closes_with_the_return(founds: Garden) -> None:
    garden = founds(poll_after_outage="0s")
    ana, bo = garden.people("ana bo")
    poll = ana.opens(closes=garden.after("1h"))
    since, made = garden.now, garden.after("90m")
    garden.sleeps("2h")
    garden.away(since, garden.now)
    garden.tick()
    garden.reads(poll, bo.left("no", at=made), closing=True)
    assert garden.poll(poll).ballots == 1


def test_s19_votes_cast_while_the_bot_was_away_count(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    since, made = garden.now, garden.after("1h")
    garden.sleeps("3h")
    garden.reads(poll, bo.left("yes", at=made), absence=(since, garden.now))
    assert garden.poll(poll).ballots == 1
    assert garden.happened(e.MarkPlaced)[-1].at == made


def test_s13_s19_no_poll_is_extended_twice(garden: Story, ana: Person) -> None:
    work = ana.submits()
    garden.later("71h")
    since = garden.now
    garden.sleeps("30m")
    garden.away(since, garden.now)
    assert garden.poll(work).extended
    garden.later("11h")
    since = garden.now
    garden.sleeps("30m")
    assert [type(event) for event in garden.away(since, garden.now)] == [e.AbsenceNoted]
    assert garden.closes(work).result == "unreviewed"
    assert len(garden.happened(e.PollExtended)) == 1


def test_s19_over_is_over(garden: Story, ana: Person) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    since = garden.now
    garden.closes(poll)
    garden.sleeps("1h")
    garden.away(since, garden.now)
    assert garden.poll(poll).state == "no_quorum"


def test_s19_the_polls_own_frozen_patience_counts(founds: Garden) -> None:
    garden = founds(poll_outage="1h")
    (ana,) = garden.people("ana")
    poll = ana.opens(closes=garden.after("2h"))
    garden.commons.polls[poll].rules.values["poll.outage"] = "10m"  # as before an amendment
    since = garden.now
    garden.sleeps("30m")
    kinds = [type(event) for event in garden.away(since, garden.now)]
    assert kinds == [e.AbsenceNoted, e.PollExtended]
    garden.commons.polls[poll].rules.values["poll.outage"] = "1h"


def test_s19_an_absence_that_begins_with_the_deadline_overlaps_nothing(
    garden: Story, ana: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    garden.sleeps("1h")
    since = garden.now
    garden.tick()
    garden.sleeps("1h")
    garden.away(since, garden.now)
    assert garden.poll(poll).state == "counting"


def test_s19_what_closes_exactly_then_is_not_extended(founds: Garden) -> None:
    garden = founds(poll_after_outage="1h")
    (ana,) = garden.people("ana")
    poll = ana.opens(closes=garden.after("2h"))
    since = garden.now
    garden.sleeps("1h")
    garden.away(since, garden.now)
    assert not garden.poll(poll).extended


def test_s18_s19_what_was_done_while_the_bot_was_away_is_judged_by_when_it_was_done(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    closes = garden.poll(poll).closes_at
    bo.marks(poll, "no")
    garden.sleeps("2h")
    garden.tick()
    late = closes + timedelta(seconds=1)
    mine = bo.mark("no")
    assert ana.marks(poll, "yes", made=late) == TooLate(poll, closes)
    assert bo._does(c.RemoveMark, number=poll, mark=mine, made=late) == TooLate(poll, closes)
    ana.marks(poll, "yes", made=closes)
    bo._does(c.RemoveMark, number=poll, mark=mine, made=closes)
    assert garden.poll(poll).tally == {"yes": 1, "no": 0, "abstain": 0}


def test_s1_a_time_before_the_card_or_after_now_is_not_believed(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    opened = garden.now
    garden.sleeps("1h")
    ana.marks(poll, "yes", made=garden.after("-9d"))
    bo.marks(poll, "yes", made=garden.after("9d"))
    assert [placed.at for placed in garden.happened(e.MarkPlaced)] == [opened, garden.now]
