# SPDX-License-Identifier: AGPL-3.0-or-later
"""§1, §15: leases that lapse, rest and run on, and the marks they stand on."""

from bot.domain.notice_types import ClaimLapsedSaid, ClaimNudgedSaid
from bot.domain.refusals import (
    NotATask,
    NotClaimed,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


def on(garden: Story, task: int) -> list[int]:
    return [member for member, _ in garden.task(task).claims]


def test_s1_a_lapse_spends_all_marks_also_those_found_later(founds: Garden) -> None:
    garden = founds(claim_lease="2d")
    ana, bo = garden.people("ana bo")
    task = ana.broadcasts()
    bo.raises_hand(task)
    made = garden.after("1h")
    garden.later("3d")
    assert garden.said(ClaimLapsedSaid) == [ClaimLapsedSaid(task, bo.id)]
    assert on(garden, task) == []
    assert bo.raises_hand(task) == ()
    assert garden.reads(task, bo.left("claim"), bo.left("claim", made, "blue-card")) == ()
    bo.lowers_hand(task)
    bo.raises_hand(task)
    assert on(garden, task) == [bo.id]


def test_s1_a_release_spends_all_marks(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.raises_hand(task)
    bo.raises_hand(task, "blue-card")
    bo.releases(task)
    assert on(garden, task) == []
    assert bo.lowers_hand(task)  # nothing but one mark less
    assert on(garden, task) == []
    assert bo.releases(task) == NotClaimed(task)
    assert bo.claims(task)
    assert on(garden, task) == [bo.id]


def test_s2_hands_found_after_an_absence_claim_and_lowered_ones_release(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    task = ana.broadcasts(slots=1)
    bo.raises_hand(task)
    garden.sleeps("1h")
    garden.reads(task, cy.left("claim"), withdrawn=((bo.mark("claim"), None), ("unknown", None)))
    assert on(garden, task) == [cy.id]
    assert garden.task(task).queue == ()


def test_a_refused_hand_leaves_no_trace_but_is_found_again(founds: Garden) -> None:
    garden = founds(claim_limit="1")
    ana, bo = garden.people("ana bo")
    one, two = ana.broadcasts(), ana.broadcasts()
    bo.claims(one)
    assert garden.reads(two, bo.left("claim")) == ()
    bo.releases(one)
    assert garden.reads(two, bo.left("claim"))
    assert on(garden, two) == [bo.id]


def test_s15_a_claim_is_nudged_once_and_lapses_once(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.claims(task)
    until = garden.after("7d")
    garden.later("6d")
    assert garden.said(ClaimNudgedSaid) == [ClaimNudgedSaid(task, bo.id, until)]
    bo.extends(task)
    assert on(garden, task) == [bo.id]
    garden.later("8d")
    assert len(garden.said(ClaimNudgedSaid)) == 2
    assert garden.said(ClaimLapsedSaid) == [ClaimLapsedSaid(task, bo.id)]


def test_a_bot_that_slept_over_both_says_only_that_it_lapsed(
    garden: Story, ana: Person, bo: Person
) -> None:
    task = ana.broadcasts()
    bo.claims(task)
    garden.sleeps("8d")
    garden.tick()
    assert garden.said(ClaimNudgedSaid) == []
    assert len(garden.said(ClaimLapsedSaid)) == 1


def test_only_who_is_on_it_extends_or_releases(garden: Story, ana: Person, bo: Person) -> None:
    task, poll = ana.broadcasts(), ana.opens()
    for act in (bo.extends, bo.releases, ana.extends, ana.releases):
        assert act(task) == NotClaimed(task)
        assert act(poll) == NotATask(poll)
    assert bo.claims(poll) == NotATask(poll)


def test_s15_under_review_the_clock_stands_still(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.claims(task)
    garden.later("5d")
    work = bo.submits(task)
    assert garden.task(task).claims == ((bo.id, None),)
    assert bo.extends(task) == ()
    other = bo.submits(task)
    garden.sleeps("2d")
    bo.withdraws(other)
    assert garden.task(task).claims == ((bo.id, None),)  # the first is still under review
    for person in garden.crowd(3):
        person.says(work, "needs_work")
    view = garden.closes(work)
    assert view.result == "changes_asked"
    assert garden.task(task).claims == ((bo.id, garden.after("2d")),)
    assert view.claim_until == ((bo.id, garden.after("2d")),)


def test_s15_withdrawing_the_work_runs_the_clock_on(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.claims(task)
    garden.later("6d")
    work = bo.submits(task)
    garden.sleeps("1d")
    bo.withdraws(work)
    assert garden.task(task).claims == ((bo.id, garden.after("1d")),)


def test_s15_a_co_authors_claim_stands_still_too(founds: Garden) -> None:
    garden = founds(review_quorum="1")
    ana, bo, cy = garden.people("ana bo cy")
    task = ana.broadcasts()
    bo.claims(task)
    cy.claims(task)
    first, second = bo.submits(task, cy), bo.submits(task, cy)
    cy.accepts(first)
    assert garden.task(task).claims == ((bo.id, None), (cy.id, None))
    cy.accepts(second)
    bo.withdraws(second)
    ana.marks(first, "sound")
    garden.closes(first)
    assert on(garden, task) == []


def test_s15_a_claim_that_rests_can_be_given_back(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.raises_hand(task)
    work = bo.submits(task)
    bo.lowers_hand(task)
    assert on(garden, task) == []
    bo.withdraws(work)
    assert on(garden, task) == []


def test_s15_work_put_forward_after_its_lease_has_nothing_left_when_asked_for_changes(
    garden: Story, ana: Person, bo: Person
) -> None:
    task = ana.broadcasts()
    bo.claims(task)
    garden.sleeps("8d")
    work = bo.submits(task)  # before any tick saw the lapse
    garden.tick()
    for person in garden.crowd(3):
        person.says(work, "needs_work")
    garden.sleeps("3d")
    garden.tick("red")
    garden.tick("elsewhere")  # the bot left the only room: nothing holds up the count
    assert garden.poll(work).result == "changes_asked"
    assert on(garden, task) == []
    assert garden.deaf() == ()


def test_s15_a_claim_made_after_the_work_was_put_forward_runs_through_its_review(
    garden: Story, ana: Person, bo: Person
) -> None:
    task = ana.broadcasts()
    work = bo.submits(task)
    bo.claims(task)
    until = dict(garden.task(task).claims)[bo.id]
    bo.withdraws(work)
    assert garden.task(task).claims == ((bo.id, until),)
