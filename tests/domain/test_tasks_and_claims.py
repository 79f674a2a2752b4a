# SPDX-License-Identifier: AGPL-3.0-or-later
"""§14, §15, §20: tasks, claims as signals with a lease, the line, and who takes what back."""

from datetime import timedelta

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.notice_types import ClaimLapsedSaid, ClaimNudgedSaid, ClaimPromotedSaid
from bot.domain.refusals import (
    AlreadyClaimed,
    BroadcastLimitReached,
    ClaimLimitReached,
    IsPast,
    NotATask,
    NotClaimed,
    NothingToChange,
    NotTheOpener,
    OutOfBounds,
    PollIsClosed,
    Refusal,
    TaskIsClosed,
    TextIsEmpty,
    TextTooLong,
    TooFar,
    UnknownLicence,
    UnknownNumber,
)
from tests.domain.conftest import Garden
from tests.domain.story import Person, Story, words


def on(garden: Story, task: int) -> list[int]:
    return [member for member, _ in garden.task(task).claims]


# --- broadcasting and editing ---------------------------------------------------------------------


def test_numbers_of_tasks_works_and_polls_are_one_sequence(garden: Story, ana: Person) -> None:
    numbers = [ana.broadcasts(), ana.opens(), ana.submits(1), ana.submits(), ana.opens()]
    assert numbers == [1, 2, 3, 5, 6]


def test_a_task_takes_the_charters_first_licence_or_a_free_one_in_any_case(
    garden: Story, ana: Person
) -> None:
    assert garden.task(ana.broadcasts()).licence == "CC-BY-SA-4.0"
    assert garden.task(ana.broadcasts(licence=" cc0-1.0 ")).licence == "CC0-1.0"
    refused = ana.broadcasts(licence="All rights reserved")
    assert isinstance(refused, UnknownLicence)
    assert refused.licence == "All rights reserved"
    assert isinstance(ana.submits(licence="secret"), UnknownLicence)
    assert isinstance(ana.edits(1, licence="secret"), UnknownLicence)


def test_what_a_task_cannot_be(garden: Story, ana: Person) -> None:
    assert ana.broadcasts(title=words("title", 0)) == TextIsEmpty("title")
    assert ana.broadcasts(title=words("title", 201)) == TextTooLong("title", 201, 200)
    assert ana.broadcasts(details=words("details", 4001)) == TextTooLong("details", 4001, 4000)
    assert ana.broadcasts(slots=0) == OutOfBounds("slots", 0, 1, 1000)
    assert ana.broadcasts(slots=10**12) == OutOfBounds("slots", 10**12, 1, 1000)
    skills = tuple(f"s{n}" for n in range(21))
    assert ana.broadcasts(skills=skills) == OutOfBounds("skills", 21, 0, 20)
    assert ana.broadcasts(due=garden.now) == IsPast(garden.now)
    far = timedelta(days=3650)
    assert ana.broadcasts(due=garden.now + far + timedelta(seconds=1)) == TooFar(far)
    assert ana.broadcasts(due=garden.now + far) == 1


def test_five_broadcasts_a_day_and_no_more(garden: Story, ana: Person) -> None:
    first = garden.now
    for _ in range(5):
        ana.broadcasts()
        garden.sleeps("1h")
    assert ana.broadcasts() == BroadcastLimitReached(5, first + timedelta(days=1))
    garden.sleeps("19h")
    assert not isinstance(ana.broadcasts(), Refusal)
    assert isinstance(ana.broadcasts(), BroadcastLimitReached)


def test_works_that_nobody_asked_for_have_no_limit(garden: Story, ana: Person) -> None:
    assert not [made for made in (ana.submits() for _ in range(9)) if isinstance(made, Refusal)]


def test_a_task_falls_due_once_and_a_new_moment_lifts_that(garden: Story, ana: Person) -> None:
    task = ana.broadcasts(due=garden.after("1d"))
    garden.later("2d")
    assert garden.task(task).overdue
    ana.edits(task, details=words("details"))
    assert garden.task(task).overdue
    ana.edits(task, due=garden.after("1d"))
    assert not garden.task(task).overdue
    garden.later("2d")
    assert len(garden.happened(e.TaskFellDue)) == 2


def test_s20_only_the_opener_edits_and_only_what_is_new(
    garden: Story, ana: Person, bo: Person
) -> None:
    task, poll = ana.broadcasts(skills=("dig", "dig")), ana.opens()
    assert garden.task(task).skills == ("dig",)
    assert bo.edits(task, slots=2) == NotTheOpener(task, ana.id)
    assert ana.edits(task) == NothingToChange(task)
    assert ana.edits(poll, slots=2) == NotATask(poll)
    assert ana.edits(99, slots=2) == UnknownNumber(99)
    assert ana.edits(task, slots=0) == OutOfBounds("slots", 0, 1, 1000)
    ana.edits(task, skills=(), slots=2, licence="cc0-1.0")
    assert (garden.task(task).skills, garden.task(task).slots) == ((), 2)
    ana.rewrites(task, "title", None)
    ana.edits(task, slots=3)
    assert garden.task(task).title is None
    ana.withdraws(task)
    assert ana.edits(task, slots=4) == TaskIsClosed(task, "withdrawn")


# --- claims ---------------------------------------------------------------------------------------


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


# --- taking back ----------------------------------------------------------------------------------


def test_s20_only_the_opener_withdraws(garden: Story, ana: Person, bo: Person) -> None:
    task, poll, work = ana.broadcasts(), ana.opens(), ana.submits()
    stranger = garden.people("stranger")[0]
    for number in (task, poll, work):
        assert bo.withdraws(number) == NotTheOpener(number, ana.id)
        assert stranger.withdraws(number) == NotTheOpener(number, ana.id)
        assert not isinstance(ana.withdraws(number), Refusal)
    assert ana.withdraws(task) == TaskIsClosed(task, "withdrawn")
    assert ana.withdraws(poll) == PollIsClosed(poll, "withdrawn")
    assert ana.withdraws(99) == UnknownNumber(99)
    assert ana._does(c.WithdrawTask, number=poll) == NotATask(poll)


def test_s20_a_co_author_may_withdraw_the_work_and_is_named_for_it(
    garden: Story, ana: Person, bo: Person
) -> None:
    work = ana.submits(None, bo)
    assert bo.withdraws(work) == NotTheOpener(work, ana.id)
    bo.accepts(work)
    garden.sleeps("1h")
    assert bo.withdraws(work) == (e.PollWithdrawn(work, bo.id),)
    assert (bo.last, ana.last < garden.now) == (garden.now, True)
    assert garden.told[-3].by == bo.id


def test_s20_withdrawing_a_task_leaves_claims_and_works_standing(founds: Garden) -> None:
    garden = founds(review_quorum="1")
    ana, bo, cy, dee = garden.people("ana bo cy dee")
    task = ana.broadcasts(slots=2)
    bo.claims(task)
    cy.claims(task)
    dee.claims(task)
    work = cy.submits(task)
    ana.withdraws(task)
    assert on(garden, task) == [bo.id, cy.id]
    assert dee.submits(task) == TaskIsClosed(task, "withdrawn")
    assert not isinstance(bo.submits(task), Refusal)
    ana.marks(work, "sound")
    assert garden.closes(work).result == "accepted"
    assert on(garden, task) == [bo.id]
    assert list(garden.task(task).queue) == [dee.id]  # nobody is called to a withdrawn task
    assert garden.task(task).state == "withdrawn"
    assert dee.releases(task)


def test_s20_marks_of_a_withdrawn_poll_are_over(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.says(poll, "yes", words("reason"))
    ana.withdraws(poll)
    assert bo.says(poll, "no") == PollIsClosed(poll, "withdrawn")
    assert bo.unvotes(poll) == PollIsClosed(poll, "withdrawn")
    assert [line.choice for line in garden.poll(poll).reasons] == ["yes"]


def test_what_a_submission_cannot_be(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    assert ana.submits(poll) == NotATask(poll)
    assert ana.submits(work=words("link", 0)) == TextIsEmpty("link")
    assert ana.submits(work=words("link", 2001)) == TextTooLong("link", 2001, 2000)
    assert ana.submits(None, *garden.crowd(21)) == OutOfBounds("with", 21, 0, 20)


@pytest.mark.parametrize("field", ["title", "details"])
def test_an_edit_may_change_one_text(garden: Story, ana: Person, field: str) -> None:
    task, text = ana.broadcasts(), words(field)
    ana.edits(task, **{field: text})
    assert getattr(garden.task(task), field) == text
