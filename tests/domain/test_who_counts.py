# SPDX-License-Identifier: AGPL-3.0-or-later
"""§7, §8, §10: who belongs to a poll, and that authors never judge."""

import pytest

from bot.domain import events as e
from bot.domain.closing import tally
from bot.domain.commons import evolve
from bot.domain.notice_types import AuthorTold, CreditOffered, Welcome
from bot.domain.refusals import (
    AuthorsDoNotVote,
    NotAPoll,
    NotInElectorate,
    NotNamedAsPeer,
    PollIsClosed,
    PresenceUnknown,
    TextTooLong,
    UnknownNumber,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person, words
from tests.domain.story import Story


def test_s7_a_member_begins_with_the_first_thing_they_do(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    assert [welcome.member for welcome in garden.said(Welcome)] == [ana.id]
    bo.marks(poll, "yes")
    bo.marks(poll, "no")
    assert [welcome.member for welcome in garden.said(Welcome)] == [ana.id, bo.id]


def test_s7_a_refusal_makes_no_member(garden: Story, ana: Person, bo: Person) -> None:
    assert bo.says(1, "yes") == UnknownNumber(1)
    assert garden.commons.members == {}


def test_s7_who_came_before_the_opening_belongs_and_who_came_after_does_not(
    garden: Story, ana: Person
) -> None:
    poll = ana.opens()
    opened = garden.now
    garden.later("1h")
    (early,) = garden.people("early", joined=opened)
    (late,) = garden.people("late", joined=garden.now)
    assert early.marks(poll, "yes") != ()
    assert late.marks(poll, "yes") == NotInElectorate(poll, opened)
    assert garden.poll(poll).ballots == 1


def test_s7_tenure_is_the_openings(founds: Garden) -> None:
    garden = founds(electorate_tenure="2d")
    (ana,) = garden.people("ana")
    (just,) = garden.people("just", joined=garden.now)
    (short,) = garden.people("short", joined=garden.after("1s"))
    garden.later("2d")
    poll = ana.opens()
    assert just.marks(poll, "yes") != ()
    assert short.marks(poll, "yes") == NotInElectorate(poll, just.joined)


def test_s7_where_no_room_knows_since_when_the_ballot_is_refused(
    garden: Story, ana: Person
) -> None:
    poll = ana.opens()
    (ghost,) = garden.people("ghost", joined=None)
    assert ghost.marks(poll, "yes") == PresenceUnknown(poll)
    assert garden.reads(poll, ghost.left("yes")) == ()


def test_s7_active_is_who_did_something_lately(founds: Garden) -> None:
    garden = founds(poll_quorum="100%", member_active="2d")
    people = garden.crowd(6)
    for person in people[:5]:
        person.knows("singing")
    garden.later("2d")
    garden.later("1s")
    people[1].knows("digging")
    garden.sleeps("2d")  # to the very edge of the second one's activity
    poll = people[5].opens(others=99)  # one active, and the opener, who acts by opening
    assert garden.poll(poll).quorum == 2


def test_s7_being_promoted_or_credited_again_is_no_activity(founds: Garden) -> None:
    garden = founds(claim_lease="1d", review_window="1d", review_quorum="1")
    ana, bo, cy = garden.people("ana bo cy")
    task = ana.broadcasts(slots=1)
    bo.claims(task)
    cy.claims(task)
    queued = garden.now
    garden.later("25h")
    assert [claim[0] for claim in garden.task(task).claims] == [cy.id]
    assert cy.last == queued
    work = ana.submits(task, bo)
    bo.accepts(work)
    accepted = garden.now
    garden.closes(work)
    garden.closes(work)  # extended once
    assert garden.poll(work).result == "unreviewed"
    again = ana.resubmits(work)
    assert garden.poll(again).authors == (ana.id, bo.id)
    assert bo.last == accepted


@pytest.mark.parametrize("choice", ["sound", "excellent", "needs_work", "block"])
def test_s8_authors_never_judge_their_work(
    garden: Story, ana: Person, bo: Person, choice: str
) -> None:
    work = ana.submits()
    ana.marks(work, choice)
    ana.marks(work, choice, copy="blue-card")
    assert garden.said(AuthorTold) == [AuthorTold(work, ana.id)]  # told once
    assert ana.says(work, choice) == AuthorsDoNotVote(work)
    garden.reads(work, ana.left(choice, copy="green-card"))
    assert garden.poll(work).ballots == 0


def test_s8_a_named_peer_is_pending_until_they_accept(
    garden: Story, ana: Person, bo: Person
) -> None:
    work = ana.submits(None, bo, ana, bo)
    assert garden.said(CreditOffered) == [CreditOffered(work, ana.id, (bo.ref,))]
    assert garden.poll(work).pending == (bo.ref,)
    bo.marks(work, "sound")
    assert garden.poll(work).ballots == 1
    bo.accepts(work)
    assert garden.poll(work).authors == (ana.id, bo.id)
    assert garden.poll(work).pending == ()
    assert garden.poll(work).ballots == 0
    assert garden.happened(e.MarksSpent) == [e.MarksSpent(work, bo.id, "author")]


def test_s8_accepting_by_hand_is_accepting(garden: Story, ana: Person, bo: Person) -> None:
    work = ana.submits(None, bo)
    bo.marks(work, "accept")
    assert bo.marks(work, "accept", copy="blue-card") == ()
    assert garden.poll(work).authors == (ana.id, bo.id)
    bo.marks(work, "sound")
    assert garden.poll(work).ballots == 0


def test_s8_a_hand_and_a_mark_found_together_make_no_ballot(
    founds: Garden,
) -> None:
    for hand_first in (True, False):
        garden = founds()
        ana, bo = garden.people("ana bo")
        work = ana.submits(None, bo)
        one, two = garden.after("1m"), garden.after("2m")
        garden.sleeps("1h")
        hand, mark = (one, two) if hand_first else (two, one)
        garden.reads(work, bo.left("accept", at=hand), bo.left("sound", at=mark))
        garden.reads(work, bo.left("excellent", at=one, copy="blue-card"), copy="blue-card")
        assert garden.poll(work).ballots == 0
        assert garden.poll(work).authors == (ana.id, bo.id)


def test_s8_only_named_peers_accept_and_only_while_it_is_open(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    task, work, poll = ana.broadcasts(), ana.submits(None, bo), ana.opens()
    assert cy.accepts(work) == NotNamedAsPeer(work)
    assert cy.accepts(poll) == NotNamedAsPeer(poll)
    assert cy.accepts(task) == NotAPoll(task)
    assert cy.accepts(99) == UnknownNumber(99)
    ana.withdraws(work)
    assert bo.accepts(work) == PollIsClosed(work, "withdrawn")


def test_s8_an_authors_mark_on_a_closed_review_is_refused_like_any(
    garden: Story, ana: Person
) -> None:
    work = ana.submits()
    ana.withdraws(work)
    assert ana.marks(work, "sound") == PollIsClosed(work, "withdrawn")


def test_s8_a_co_authors_accepting_during_the_count_still_voids_their_ballot(
    founds: Garden,
) -> None:
    garden = founds(review_quorum="1")
    ana, bo = garden.people("ana bo")
    work = ana.submits(None, bo)
    bo.marks(work, "sound")
    garden.later("3d")
    assert garden.poll(work).state == "counting"
    bo.accepts(work)
    garden.closes(work)
    assert garden.poll(work).ballots == 0


def test_s21_a_reason_has_a_limit(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    assert bo.says(poll, "no", words("reason", 1001)) == TextTooLong("reason", 1001, 1000)
    assert bo.says(poll, "no", words("reason", 1000)) != ()
    assert garden.poll(poll).reasons[0].choice == "no"
    bo.says(poll, "yes")
    assert garden.poll(poll).reasons == ()
    assert garden.happened(e.ReasonGiven)


def test_s8_even_a_record_with_an_authors_mark_does_not_count_it(
    garden: Story, ana: Person
) -> None:
    work = ana.submits()
    copy = garden.copy()
    evolve(copy, e.MarkPlaced(work, ana.id, "m", "red", "sound", garden.now), garden.now)
    assert tally(copy.polls[work], garden.now)[1] == 0
