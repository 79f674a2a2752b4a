# SPDX-License-Identifier: AGPL-3.0-or-later
"""§1, §2: marks of which a network tells no time, against what was done when it was seen again."""

from tests.domain.people import Person
from tests.domain.story import Story


def test_s1_what_an_absence_hid_came_before_what_was_done_after_the_return(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    poll = ana.opens()
    since = garden.now
    garden.sleeps("10m")
    back = garden.now
    garden.sleeps("2s")
    bo.says(poll, "no")
    cy.marks(poll, "no")
    garden.sleeps("3s")
    began = garden.now
    garden.sleeps("1s")
    absence = (since, back)
    garden.reads(poll, bo.left("yes"), cy.left("yes"), began=began, absence=absence)
    assert garden.poll(poll).tally["no"] == 2
    cy.unmarks(poll, "no")
    assert garden.poll(poll).tally == {"yes": 1, "no": 1, "abstain": 0}


def test_s1_what_was_taken_back_after_the_return_stays_so(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.says(poll, "yes")
    since = garden.now
    garden.sleeps("10m")
    back = garden.now
    garden.sleeps("2s")
    bo.unvotes(poll)
    garden.sleeps("2s")
    garden.reads(poll, bo.left("yes"), absence=(since, back))
    assert garden.poll(poll).ballots == 0


def test_s2_what_was_left_open_is_older_than_what_its_maker_did_since(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    then = garden.now
    no, yes = bo.left("no", by_then=then), bo.left("yes", by_then=then)
    garden.reads(poll, bo.left("no"), bo.left("yes"))
    garden.sleeps("1m")
    bo.marks(poll, "abstain")
    garden.sleeps("1m")
    assert garden.reads(poll, no, yes) == ()
    garden.reads(poll, no)
    assert garden.poll(poll).tally["abstain"] == 1
    bo.unmarks(poll, "abstain")
    assert garden.poll(poll).tally["no"] == 1


def test_s2_what_is_left_of_it_is_newer_than_the_ballot_that_stood(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "abstain")
    garden.sleeps("1m")
    then = garden.now
    garden.reads(poll, bo.left("no"), bo.left("yes"))
    assert garden.poll(poll).tally["abstain"] == 1
    garden.sleeps("1m")
    garden.reads(poll, bo.left("yes", by_then=then))
    assert garden.poll(poll).tally["yes"] == 1


def test_s2_of_one_left_open_and_one_of_a_later_absence_the_later_counts(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    then = garden.now
    garden.sleeps("1m")
    garden.reads(poll, bo.left("no"), bo.left("yes", by_then=then))
    assert garden.poll(poll).tally["no"] == 1


def test_s1_what_was_taken_back_stays_so_though_it_was_left_open(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    then = garden.now
    garden.sleeps("1m")
    bo.says(poll, "yes")
    bo.unvotes(poll)
    garden.sleeps("1m")
    assert garden.reads(poll, bo.left("no", by_then=then)) == ()


def test_s21_whoever_was_forgotten_can_raise_their_hand_again(
    garden: Story, ana: Person, bo: Person
) -> None:
    task = ana.broadcasts()
    bo.raises_hand(task)
    bo.forgets()
    bo.lowers_hand(task)
    bo.raises_hand(task)
    assert [member for member, _ in garden.task(task).claims] == [bo.id]


def test_s2_of_marks_in_unknown_order_what_is_left_is_no_newer_than_the_answer(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll, then = ana.opens(), garden.now
    garden.reads(poll, bo.left("no"), bo.left("yes"))
    garden.sleeps("1s")
    bo.says(poll, "abstain")
    garden.sleeps("1h")
    bo.unmarks(poll, "no")  # to have only one there; they have answered already
    garden.reads(poll, bo.left("yes", by_then=then))
    assert garden.poll(poll).tally == {"yes": 0, "no": 0, "abstain": 1}


def test_s2_what_is_left_of_several_marks_is_an_answer_where_there_is_no_other(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll, then = ana.opens(), garden.now
    garden.reads(poll, bo.left("no"), bo.left("yes"))
    bo.unmarks(poll, "no")
    garden.sleeps("1h")
    garden.reads(poll, bo.left("yes", by_then=then))
    assert garden.poll(poll).tally["yes"] == 1
