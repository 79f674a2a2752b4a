# SPDX-License-Identifier: AGPL-3.0-or-later
"""§14: claims as signals, slots, and the line."""

from bot.domain import events as e
from bot.domain.notice_types import ClaimPromotedSaid
from bot.domain.refusals import (
    AlreadyClaimed,
    ClaimLimitReached,
    Refusal,
    TaskIsClosed,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


def on(garden: Story, task: int) -> list[int]:
    return [member for member, _ in garden.task(task).claims]


def test_s14_several_may_be_on_it_side_by_side(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.claims(task)
    ana.raises_hand(task)
    assert on(garden, task) == [bo.id, ana.id]
    assert garden.task(task).state == "claimed"


def test_s14_a_second_hand_is_one_mark_more_and_a_second_word_is_refused(
    garden: Story, ana: Person, bo: Person
) -> None:
    task = ana.broadcasts()
    bo.raises_hand(task)
    assert bo.raises_hand(task) == ()
    assert [type(event) for event in bo.raises_hand(task, "blue-card")] == [e.MarkPlaced]
    assert bo.claims(task) == AlreadyClaimed(task, garden.after("7d"))


def test_s14_with_the_last_hand_goes_the_claim(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.raises_hand(task)
    bo.raises_hand(task, "blue-card")
    bo.lowers_hand(task)
    assert on(garden, task) == [bo.id]
    bo.lowers_hand(task, "blue-card")
    assert on(garden, task) == []
    assert garden.task(task).state == "open"


def test_s14_a_full_task_queues_and_a_free_slot_goes_to_the_first_in_line(
    garden: Story, ana: Person
) -> None:
    bo, cy, dee = garden.people("bo cy dee")
    task = ana.broadcasts(slots=1)
    bo.claims(task)
    cy.raises_hand(task)
    dee.claims(task)
    assert dee.claims(task) == AlreadyClaimed(task, None)
    assert (on(garden, task), list(garden.task(task).queue)) == ([bo.id], [cy.id, dee.id])
    bo.releases(task)
    assert (on(garden, task), list(garden.task(task).queue)) == ([cy.id], [dee.id])
    assert garden.said(ClaimPromotedSaid)[0].member == cy.id
    cy.lowers_hand(task)
    assert (on(garden, task), list(garden.task(task).queue)) == ([dee.id], [])


def test_s14_who_leaves_the_line_frees_nothing(garden: Story, ana: Person) -> None:
    bo, cy, dee = garden.people("bo cy dee")
    task = ana.broadcasts(slots=1)
    for person in (bo, cy, dee):
        person.raises_hand(task)
    cy.lowers_hand(task)
    assert (on(garden, task), list(garden.task(task).queue)) == ([bo.id], [dee.id])


def test_s14_more_slots_take_in_the_line(garden: Story, ana: Person) -> None:
    people = garden.crowd(5)
    task = ana.broadcasts(slots=1)
    for person in people:
        person.claims(task)
    ana.edits(task, slots=3)
    assert on(garden, task) == [person.id for person in people[:3]]
    ana.edits(task, slots=1)
    assert len(on(garden, task)) == 3  # nobody is put off
    people[0].releases(task)
    assert list(garden.task(task).queue) == [person.id for person in people[3:]]


def test_s14_who_is_at_their_limit_is_passed_over_and_taken_in_when_it_frees(
    founds: Garden,
) -> None:
    garden = founds(claim_limit="1")
    ana, bo, cy, dee = garden.people("ana bo cy dee")
    full, other = ana.broadcasts(slots=1), ana.broadcasts()
    bo.claims(full)
    cy.claims(full)
    cy.claims(other)
    dee.claims(full)
    bo.releases(full)
    assert on(garden, full) == [dee.id]
    dee.releases(full)
    assert on(garden, full) == []
    cy.releases(other)
    assert on(garden, full) == [cy.id]


def test_s14_an_accepted_work_frees_its_slot_for_the_line(founds: Garden) -> None:
    garden = founds(review_quorum="1")
    ana, bo, cy = garden.people("ana bo cy")
    task = ana.broadcasts(slots=1)
    bo.claims(task)
    cy.claims(task)
    work = bo.submits(task)
    ana.marks(work, "sound")
    garden.closes(work)
    assert garden.task(task).state == "accepted"
    assert on(garden, task) == [cy.id]
    second = cy.submits(task)
    ana.marks(second, "sound")
    garden.closes(second)
    assert [line.result for line in garden.task(task).works] == ["accepted", "accepted"]


def test_s14_slots_never_limit_submissions(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts(slots=1)
    ana.claims(task)
    assert garden.poll(bo.submits(task)).about == task


def test_s14_the_opener_closes_an_accepted_task_to_further_tries(founds: Garden) -> None:
    garden = founds(review_quorum="1")
    ana, bo, cy = garden.people("ana bo cy")
    task = ana.broadcasts()
    work = bo.submits(task)
    cy.marks(work, "sound")
    garden.closes(work)
    assert not isinstance(cy.claims(task), Refusal)
    assert isinstance(ana.withdraws(task)[0], e.TaskClosed)
    assert garden.task(task).closed
    assert cy.submits(task) == TaskIsClosed(task, "accepted")
    assert bo.claims(task) == TaskIsClosed(task, "accepted")
    assert bo.raises_hand(task) == TaskIsClosed(task, "accepted")
    assert ana.withdraws(task) == TaskIsClosed(task, "accepted")


def test_the_claim_limit_counts_what_is_still_to_be_done(founds: Garden) -> None:
    garden = founds(claim_limit="2", review_quorum="1")
    ana, bo, cy = garden.people("ana bo cy")
    tasks = [ana.broadcasts() for _ in range(4)]
    bo.claims(tasks[0])
    bo.claims(tasks[1])
    assert bo.claims(tasks[2]) == ClaimLimitReached(2)
    ana.withdraws(tasks[0])
    assert not isinstance(bo.claims(tasks[2]), Refusal)
    work = cy.submits(tasks[1])
    ana.marks(work, "sound")
    garden.closes(work)  # now an accepted task, with Bo still on it
    assert not isinstance(bo.claims(tasks[3]), Refusal)
