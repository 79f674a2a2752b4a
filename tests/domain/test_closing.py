# SPDX-License-Identifier: AGPL-3.0-or-later
"""§18, §19: the deadline, the count, what comes late, and what an absence of the bot changes."""

from datetime import timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.commons import next_deadline
from bot.domain.notice_types import AbsenceSaid, BallotWanted, PollRemindedSaid
from bot.domain.refusals import TooLate
from tests.domain.conftest import Garden
from tests.domain.story import Person, Story


def test_s18_due_then_read_then_closed(founds: Garden) -> None:
    garden = founds("red", "blue", poll_quorum="1")
    ana, bo = garden.people("ana bo")
    poll = ana.opens()
    bo.marks(poll, "yes")
    garden.later("7d")
    assert garden.poll(poll).state == "counting"
    assert garden.reads(poll, place="red", closing=True) == (e.PlaceRead(poll, "red"),)
    assert garden.poll(poll).state == "counting"
    assert garden.reads(poll, place="red", closing=True) == ()
    closed = garden.reads(poll, place="blue", closing=True)
    assert isinstance(closed[-1], e.PollClosed)
    view = garden.poll(poll)
    assert (view.state, view.unread) == ("passed", ())
    assert view.height == garden.commons.height


def test_s18_after_the_grace_it_is_counted_and_says_who_was_not_read(founds: Garden) -> None:
    garden = founds("red", "blue", poll_grace="2h")
    (ana,) = garden.people("ana")
    poll = ana.opens()
    garden.later("7d")
    garden.reads(poll, place="red", closing=True)
    garden.later("1h")
    assert garden.poll(poll).state == "counting"
    assert next_deadline(garden.commons) == garden.after("1h")
    garden.later("1h")
    assert garden.poll(poll).unread == ("blue",)


def test_s18_a_place_the_bot_is_not_in_holds_up_nothing(founds: Garden) -> None:
    garden = founds("red", "blue")
    (ana,) = garden.people("ana")
    first, second = ana.opens(), ana.opens()
    garden.sleeps("7d")
    garden.tick("red")
    garden.reads(first, place="red", closing=True)
    assert garden.poll(first).state == "no_quorum"
    garden.tick("blue")  # by now it left the red one
    assert garden.poll(second).state == "no_quorum"
    assert garden.poll(second).unread == ("red",)


def test_s18_without_any_live_place_the_count_is_at_once(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    garden.sleeps("7d")
    garden.deaf()
    assert garden.poll(poll).state == "no_quorum"


def test_s18_a_reading_begun_before_the_deadline_closes_nothing(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    garden.later("7d")
    assert garden.reads(poll, closing=True, began=garden.after("-1s")) == ()
    assert garden.poll(poll).state == "counting"
    assert garden.reads(poll) == ()


def test_s18_a_reading_of_an_open_or_closed_poll_closes_nothing(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    assert garden.reads(poll, closing=True) == ()
    garden.closes(poll)
    assert garden.reads(poll, bo.left("yes"), withdrawn=(("x", None),), closing=True) == ()


def test_s18_exactly_at_the_deadline_is_not_late(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    closes = garden.poll(poll).closes_at
    garden.sleeps("1h")
    assert bo.marks(poll, "yes") != ()
    garden.sleeps("1s")
    assert bo.marks(poll, "no") == TooLate(poll, closes)
    garden.tick()
    assert bo.marks(poll, "no") == TooLate(poll, closes)


def test_s18_a_found_mark_counts_by_its_servers_time(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    closes = garden.poll(poll).closes_at
    garden.sleeps("2h")
    garden.tick()
    found = (bo.left("yes", at=closes), cy.left("yes", at=closes + timedelta(microseconds=1)))
    garden.reads(poll, *found, closing=True)
    assert garden.poll(poll).ballots == 1
    assert garden.happened(e.MarkPlaced)[-1].at == closes


def test_s18_a_found_mark_without_a_time_counts_and_comes_last(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    bo.marks(poll, "yes")
    garden.sleeps("2h")
    garden.tick()
    garden.reads(poll, bo.left("yes"), bo.left("no"), closing=True)
    assert garden.poll(poll).tally["no"] == 1


@pytest.mark.parametrize(
    ("when", "stands"), [("-1h", False), ("-61m", False), ("-59m", True), (None, True)]
)
def test_s18_withdrawals_likewise_and_one_of_unknown_time_leaves_it_standing(
    garden: Story, ana: Person, bo: Person, when: str | None, *, stands: bool
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    bo.marks(poll, "yes")
    garden.sleeps("2h")
    garden.tick()
    moment = when and garden.after(when)
    garden.reads(poll, withdrawn=((bo.mark("yes"), moment), ("other", None)), closing=True)
    assert garden.poll(poll).ballots == int(stands)


def test_s18_before_the_deadline_an_unseen_withdrawal_counts(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    garden.reads(poll, withdrawn=((bo.mark("yes"), None),))
    assert garden.poll(poll).ballots == 0


def test_s18_rooms_moved_or_removed_during_the_count_are_not_waited_for(founds: Garden) -> None:
    garden = founds("red", "blue")
    (ana,) = garden.people("ana")
    poll = ana.opens()
    garden.later("7d")
    _move(garden, "red", "green")
    garden.tick()
    assert garden.poll(poll).state == "counting"
    _arrange(garden, "green")
    assert next_deadline(garden.commons) <= garden.now
    garden.tick()
    assert garden.poll(poll).state == "no_quorum"


def _move(garden: Story, old: str, new: str) -> object:
    return garden.does(c.MovePlace, old=old, new=new)


def _arrange(garden: Story, *places: str) -> object:
    return garden.does(c.ArrangeRooms, places=places)


def test_s27_one_reminder_per_closing_time(garden: Story, ana: Person, bo: Person) -> None:
    poll, cy = ana.opens(), garden.people("cy")[0]
    cy.knows("singing")
    bo.says(poll, "yes")
    closes = garden.poll(poll).closes_at
    garden.later("6d")
    garden.later("1h")
    assert garden.said(PollRemindedSaid) == [PollRemindedSaid(poll, closes, 0)]
    assert [asked.member for asked in garden.said(BallotWanted)] == [ana.id, cy.id]


def test_s27_a_poll_shorter_than_the_reminder_has_none(garden: Story, ana: Person) -> None:
    ana.opens(closes=garden.after("1d"))
    garden.later("1d")
    assert garden.said(PollRemindedSaid) == []


# --- absences -------------------------------------------------------------------------------------


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
