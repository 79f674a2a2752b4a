# SPDX-License-Identifier: AGPL-3.0-or-later
"""§11-13: what a review comes to, mark by mark."""

import pytest

from bot.domain import events as e
from bot.domain.notice_types import PollExtendedSaid, ReasonWanted
from bot.domain.refusals import NotTheOpener, NotUnreviewed, TaskIsClosed, TextIsEmpty
from tests.domain.conftest import Garden
from tests.domain.people import Person, words
from tests.domain.story import Story

WHY = words("reason")


def review(garden: Story, marks: str) -> tuple[int, list[Person]]:
    """A work, judged by a crowd: s(ound), e(xcellent), n(eeds work), B(lock), b(lock, no why)."""
    (author,) = garden.people("author")
    work = author.submits(others=99)
    crowd = garden.crowd(len(marks))
    judge(work, crowd, marks)
    return work, crowd


def judge(work: int, crowd: list[Person], marks: str) -> None:
    meaning = {"s": "sound", "e": "excellent", "n": "needs_work", "B": "block", "b": "block"}
    for person, letter in zip(crowd, marks, strict=True):
        person.says(work, meaning[letter], WHY if letter == "B" else None)


def test_s11_a_work_and_its_review_share_one_number(garden: Story, ana: Person) -> None:
    task = ana.broadcasts()
    work = ana.submits(task)
    view = garden.poll(work)
    assert (work, view.kind, view.about) == (task + 1, "review", task)
    assert garden.task(task).works[0].number == work


def test_s11_unasked_work_makes_its_task(garden: Story, ana: Person) -> None:
    link, title = words("link"), words("title")
    work = ana.submits(work=link, title=title)
    task = garden.poll(work).about
    assert (task, work) == (1, 2)
    assert garden.task(task).title == title
    assert garden.task(task).state == "review"
    untitled = ana.submits(work=link, title=words("title", 0))
    assert garden.poll(untitled).question == link


@pytest.mark.parametrize(
    ("marks", "state", "result", "because"),
    [
        ("sss", "passed", "accepted", "review.threshold"),
        ("see", "passed", "accepted", "review.threshold"),
        ("ssssn", "passed", "accepted", "review.threshold"),
        ("ssssnn", "passed", "accepted", "review.threshold"),  # 2/3 exactly
        ("sssnn", "failed", "changes_asked", "review.threshold"),  # 3/5
        ("ssn", "failed", "changes_asked", "review.quorum"),  # two sound of three needed
        ("nnn", "failed", "changes_asked", "review.quorum"),
    ],
)
def test_s12_s13_with_the_quorum_met(
    garden: Story, marks: str, state: str, result: str, because: str
) -> None:
    work, _ = review(garden, marks)
    view = garden.closes(work)
    assert (view.state, view.result, view.because) == (state, result, because)
    assert view.ballots == len(marks)
    assert not view.extended


@pytest.mark.parametrize(
    ("marks", "state", "result"),
    [
        ("", "no_quorum", "unreviewed"),
        ("s", "passed", "accepted_unopposed"),
        ("ee", "passed", "accepted_unopposed"),
        ("sn", "no_quorum", "unreviewed"),
        ("n", "no_quorum", "unreviewed"),
        ("b", "no_quorum", "unreviewed"),
        ("sB", "no_quorum", "unreviewed"),
    ],
)
def test_s13_quorum_missed_extends_once_then_decides(
    garden: Story, marks: str, state: str, result: str
) -> None:
    work, _ = review(garden, marks)
    first = garden.poll(work).closes_at
    view = garden.closes(work)
    assert (view.state, view.extended) == ("open", True)
    assert view.closes_at - first == first - view.opened_at
    assert garden.said(PollExtendedSaid)[0].why == "quorum"
    view = garden.closes(work)
    assert (view.state, view.result) == (state, result)
    assert len(garden.happened(e.PollExtended)) == 1


@pytest.mark.parametrize(
    ("marks", "state", "result"),
    [
        ("sssB", "passed", "accepted"),  # 3/4 override
        ("ssssBB", "passed", "accepted"),  # 2/3 exactly
        ("sssBB", "failed", "changes_asked"),
        ("ssB", "failed", "changes_asked"),
    ],
)
def test_s12_a_reasoned_block_extends_once_and_is_overridden_by_two_thirds(
    garden: Story, marks: str, state: str, result: str
) -> None:
    work, _ = review(garden, marks)
    assert garden.closes(work).state == "open"
    assert garden.said(PollExtendedSaid)[0].why == "block"
    view = garden.closes(work)
    assert (view.state, view.result) == (state, result)


def test_s12_the_override_may_be_stricter_than_the_threshold(founds: Garden) -> None:
    garden = founds(review_override=">=4/5")
    work, _ = review(garden, "sssB")
    garden.closes(work)
    view = garden.closes(work)
    assert (view.result, view.because) == ("changes_asked", "review.override")


def test_s11_a_block_asks_for_its_reason_in_private(garden: Story, ana: Person, bo: Person) -> None:
    work = ana.submits()
    bo.marks(work, "block")
    assert garden.said(ReasonWanted) == [ReasonWanted(work, bo.id, garden.after("24h"))]
    bo.says(work, "block", WHY)
    bo.marks(work, "block", copy="blue-card")  # their reason stands
    assert len(garden.said(ReasonWanted)) == 1


def test_s11_a_block_without_reason_counts_as_needs_work_after_a_day(
    garden: Story, ana: Person, bo: Person
) -> None:
    work = ana.submits()
    bo.marks(work, "block")
    garden.sleeps("23h")
    bo.knows("x")
    assert garden.poll(work).tally["block"] == 1
    garden.sleeps("1h")
    bo.knows("y")
    assert garden.poll(work).tally["needs_work"] == 1


def test_s11_a_reason_in_time_keeps_the_block(garden: Story, ana: Person, bo: Person) -> None:
    work = ana.submits()
    bo.marks(work, "block")
    garden.sleeps("24h")
    mark = "typed:reason"
    bo.marks(work, "block", "", mark=mark, because=WHY)
    garden.sleeps("30h")
    ana.knows("x")
    assert garden.poll(work).tally["block"] == 1


def test_s11_a_reason_for_something_else_does_not_back_a_block(
    garden: Story, ana: Person, bo: Person
) -> None:
    work = ana.submits()
    bo.says(work, "needs_work", WHY)
    bo.says(work, "block")
    garden.sleeps("24h")
    ana.knows("x")
    assert garden.poll(work).tally["needs_work"] == 1


def test_s11_a_reason_that_came_with_a_later_mark_is_not_in_time_for_an_earlier_one(
    garden: Story, ana: Person, bo: Person
) -> None:
    work = ana.submits()
    bo.marks(work, "block")
    garden.sleeps("25h")
    bo.says(work, "block", WHY)
    assert garden.poll(work).tally["block"] == 1  # a new block, with its reason
    bo.marks(work, "sound", copy="blue-card")
    bo.unmarks(work, "sound", copy="blue-card")
    assert garden.poll(work).tally["block"] == 1


def test_s11_at_closing_a_block_without_reason_counts_as_needs_work(founds: Garden) -> None:
    garden = founds(review_window="1h")
    work, _ = review(garden, "sssb")
    view = garden.closes(work)
    assert view.tally == {"sound": 3, "excellent": 0, "needs_work": 1, "block": 0}
    assert view.result == "accepted"


def test_s13_what_was_extended_for_the_quorum_is_not_extended_for_a_block(garden: Story) -> None:
    work, crowd = review(garden, "s")
    garden.closes(work)
    judge(work, [crowd[0], *garden.crowd(5)[1:]], "sssBB")
    view = garden.closes(work)
    assert view.result == "changes_asked"
    assert len(garden.happened(e.PollExtended)) == 1


def test_s13_unreviewed_work_can_be_put_forward_again_once(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    work = ana.submits(None, bo, cy)
    bo.accepts(work)
    assert ana.resubmits(work) == NotUnreviewed(work)
    garden.closes(work)
    garden.closes(work)
    assert cy.resubmits(work) == NotTheOpener(work, ana.id)
    assert garden.people("stranger")[0].resubmits(work) == NotTheOpener(work, ana.id)
    again = bo.resubmits(work)
    view, before = garden.poll(again), garden.poll(work)
    assert (view.work, view.licence, view.about) == (before.work, before.licence, before.about)
    assert (view.authors, view.pending) == ((ana.id, bo.id), (cy.ref,))
    assert ana.resubmits(work) == NotUnreviewed(work)
    bo.marks(again, "sound")
    assert garden.poll(again).ballots == 0
    assert before.state == "no_quorum"


def test_s13_a_blanked_work_or_a_closed_task_keeps_it_from_being_put_forward(
    founds: Garden,
) -> None:
    garden = founds(review_quorum="1", review_window="1h")
    ana, bo, cy = garden.people("ana bo cy")
    task = ana.broadcasts()
    blank, late, good = bo.submits(task), bo.submits(task), bo.submits(task)
    cy.marks(good, "sound")
    for work in (blank, late, good):
        garden.closes(work)
    for work in (blank, late):
        garden.closes(work)
    bo.rewrites(blank, "work", None)
    assert bo.resubmits(blank) == TextIsEmpty("link")
    ana.withdraws(task)
    assert bo.resubmits(late) == TaskIsClosed(task, "accepted")


def test_s13_only_unreviewed_works_are_put_forward_again(garden: Story, ana: Person) -> None:
    task, poll = ana.broadcasts(), ana.opens()
    assert ana.resubmits(poll) == NotUnreviewed(poll)
    assert type(ana.resubmits(task)).__name__ == "NotAPoll"
    assert type(ana.resubmits(99)).__name__ == "UnknownNumber"


@pytest.mark.parametrize(("after", "counted"), [("24h", "block"), ("86401s", "needs_work")])
def test_s11_a_reason_exactly_in_time_backs_the_mark_it_was_given_for(
    garden: Story, ana: Person, bo: Person, after: str, counted: str
) -> None:
    work = ana.submits()
    bo.marks(work, "block")
    garden.sleeps(after)
    bo.marks(work, "block", copy="blue-card", because=WHY)
    bo.unmarks(work, "block", copy="blue-card")
    garden.sleeps("1h")
    ana.knows("x")
    assert garden.poll(work).tally[counted] == 1
