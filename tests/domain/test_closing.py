# SPDX-License-Identifier: AGPL-3.0-or-later
"""§18: the deadline, the reading, the count, and what comes late."""

from datetime import timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.commons import next_deadline
from bot.domain.notice_types import BallotWanted, PollRemindedSaid
from bot.domain.refusals import TooLate
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


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


def test_s19_what_was_done_in_time_while_the_bot_was_away_counts_after_the_deadline(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    closes = garden.poll(poll).closes_at
    late = closes + timedelta(milliseconds=1)
    bo.marks(poll, "yes")
    garden.sleeps("2h")
    for _ in range(2):  # before and after the deadline was noticed
        assert cy.marks(poll, "no", made=late) == TooLate(poll, closes)
        assert bo.unmarks(poll, "yes", made=late) == TooLate(poll, closes)
        garden.tick()
    assert bo.unmarks(poll, "yes", made=closes) != ()
    assert cy.marks(poll, "yes", made=closes) != ()
    assert cy.marks(poll, "no", copy="blue-card", made=closes) != ()
    garden.reads(poll, closing=True)
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}


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
