# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: what a link does to claims, and says of polls that are closed; the order changes nothing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import people_notices as p
from tests.domain.conftest import Garden
from tests.domain.linked import kinds, linked
from tests.domain.people import Person, words
from tests.domain.story import Story
from tests.domain.test_transitions import BOTH, both_claim

# --- tasks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("older", "younger"), [*BOTH, ("queued", "queued")])
def test_s9_of_two_claims_the_better_place_stays(older: str, younger: str) -> None:
    garden = both_claim(older, younger)
    task = garden.task(1)
    best = max((older, younger), key=["none", "queued", "running", "resting"].index)
    claims = dict(task.claims)
    if best == "queued":
        assert task.queue == (1,)
    else:
        assert task.queue == ()
        assert (claims[1] is None) == (best == "resting")
    assert garden.replayed() == garden.commons


def test_s9_the_longer_lease_stays(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    task = bo.broadcasts()
    ana.claims(task)
    garden.later("1d")
    anna.claims(task)
    until = dict(garden.task(task).claims)[anna.id]
    anna.links(ana)
    assert garden.task(task).claims == ((ana.id, until),)


def test_s9_a_slot_that_gets_free_is_for_the_next_in_line(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    task = bo.broadcasts(slots=2)
    for person in (ana, anna, bo):
        person.claims(task)
    answer = anna.links(ana)
    assert kinds(answer) == ["AccountsLinked", "TaskClaimed"]
    assert [member for member, _ in garden.task(task).claims] == [ana.id, bo.id]


def test_s9_a_claim_rests_while_the_others_work_is_reviewed(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    task = bo.broadcasts()
    ana.claims(task)
    work = anna.submits(task)
    anna.links(ana)
    assert garden.task(task).claims == ((ana.id, None),)
    anna.withdraws(work)
    assert dict(garden.task(task).claims)[ana.id] is not None


def test_s9_either_lowers_the_hand_of_the_other(garden: Story, ana: Person, anna: Person) -> None:
    task = ana.broadcasts()
    anna.raises_hand(task)
    anna.links(ana)
    assert kinds(anna.lowers_hand(task)) == ["MarkRemoved", "ClaimReleased"]


# --- closed polls ---------------------------------------------------------------------------------


def test_s9_outcomes_that_would_differ_are_reported_and_stand(founds: Garden) -> None:
    garden = founds(poll_quorum="2")
    ana, anna, bo, cy = garden.people("ana anna bo cy")
    for person in (ana, anna, bo, cy):
        person.knows("reading")
    decided, alike, dropped = ana.opens(), ana.opens(), ana.opens()
    for poll in (decided, alike):
        ana.says(poll, "yes")
        anna.says(poll, "yes")
        bo.says(poll, "no")
    cy.says(alike, "yes")
    ana.says(dropped, "yes")
    ana.withdraws(dropped)
    garden.closes(decided)
    garden.closes(alike)
    garden.told.clear()
    event = linked(anna.links(ana))
    assert event.differing == (decided,)
    assert event.recounted == ()
    assert garden.said(p.OutcomesDiffer) == [p.OutcomesDiffer((decided,))]
    view = garden.poll(decided)
    assert (view.state, view.tally) == ("passed", {"yes": 2, "no": 1, "abstain": 0})


def test_s9_a_difference_is_told_once(founds: Garden) -> None:
    garden = founds(poll_quorum="2")
    people = ana, anna, annie, bo, cy = garden.people("ana anna annie bo cy")
    for person in people:
        person.knows("reading")
    poll = ana.opens()
    for person in people[:3]:
        person.says(poll, "yes")
    for person in (bo, cy):
        person.says(poll, "no")
    garden.closes(poll)
    assert linked(anna.links(ana)).differing == (poll,)
    assert linked(annie.links(ana)).differing == ()


def test_s9_of_two_closed_ballots_the_later_would_have_counted(founds: Garden) -> None:
    garden = founds(poll_quorum="1")
    ana, anna, bo = garden.people("ana anna bo")
    for person in (ana, anna, bo):
        person.knows("reading")
    poll = bo.opens()
    anna.says(poll, "no")
    garden.later("1m")
    ana.says(poll, "no")
    garden.later("1m")
    anna.says(poll, "yes")
    assert garden.closes(poll).result == "failed"
    assert linked(ana.links(anna)).differing == (poll,), "one yes and nothing against it"


def test_s9_an_authors_other_account_would_not_have_counted(founds: Garden) -> None:
    garden = founds(review_quorum="2")
    ana, anna, bo, cy = garden.people("ana anna bo cy")
    for person in (ana, anna, bo, cy):
        person.knows("reading")
    work = ana.submits()
    anna.marks(work, "sound")
    bo.marks(work, "sound")
    assert garden.closes(work).result == "accepted"
    assert linked(cy.links(bo)).differing == ()
    assert linked(ana.links(anna)).differing == (work,)


def test_s9_both_reasons_stay_on_an_outcome(founds: Garden) -> None:
    garden = founds(poll_quorum="1")
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("reading")
    poll = bo.opens()
    ana.says(poll, "yes", words("reason"))
    anna.says(poll, "yes", words("reason"))
    before = [line.because for line in garden.closes(poll).reasons]
    anna.links(ana)
    lines = garden.poll(poll).reasons
    assert [line.because for line in lines] == before
    assert {line.member for line in lines} == {ana.id}
    anna.unlinks()
    assert [line.member for line in garden.poll(poll).reasons] == [ana.id, anna.id]
    anna.links(ana)
    ana.forgets()
    assert garden.poll(poll).reasons == ()


# --- linked before or after -----------------------------------------------------------------------

MOVES = st.lists(
    st.tuples(
        st.sampled_from(["ana", "anna", "bo"]),
        st.sampled_from(["marks", "unmarks", "says"]),
        st.sampled_from([0, 1, 2]),
        st.sampled_from(["yes", "no", "abstain"]),
        st.sampled_from([0, 0, 5]),
    ),
    max_size=12,
)


@given(moves=MOVES, swapped=st.booleans())
@settings(max_examples=150, deadline=None)
def test_s9_linked_before_or_after_it_is_the_same_ballot(moves: Any, *, swapped: bool) -> None:
    """§9: what two accounts did as two people counts, once linked, as if one had done it."""
    found = []
    for before in (True, False):
        garden = Story(poll_quorum="1")
        people = {person.name: person for person in garden.people("cy bo ana anna")}
        polls = [people["cy"].opens() for _ in range(3)]
        for name in ("ana", "anna"):
            people[name].knows("reading")
        one, other = ("ana", "anna") if swapped else ("anna", "ana")
        if before:
            people[one].links(people[other])
        for name, what, which, choice, minutes in moves:
            getattr(people[name], what)(polls[which], choice)
            garden.sleeps(f"{minutes}m") if minutes else None
        if not before:
            people[one].links(people[other])
        people[one].unlinks() if swapped else None
        found.append([garden.closes(poll).tally for poll in polls])
    assert found[0] == found[1]


@given(
    st.lists(
        st.tuples(st.sampled_from(["ana", "anna", "bo"]), st.sampled_from(["yes", "no"])),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["1", "2", "3"]),
)
@settings(max_examples=150, deadline=None)
def test_s9_an_outcome_is_reported_when_as_one_it_would_have_been_another(
    moves: list[tuple[str, str]], quorum: str
) -> None:
    results = []
    for before in (True, False):
        garden = Story(poll_quorum=quorum)
        people = {person.name: person for person in garden.people("cy bo ana anna d1 d2 d3")}
        for person in people.values():
            person.knows("reading")
        poll = people["cy"].opens(others=10)
        if before:
            people["anna"].links(people["ana"])
        for name, choice in moves:
            people[name].says(poll, choice)
            garden.sleeps("1m")
        results.append(garden.closes(poll).result)
    assert linked(people["anna"].links(people["ana"])).differing == (
        () if results[0] == results[1] else (poll,)
    )
