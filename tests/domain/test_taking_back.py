# SPDX-License-Identifier: AGPL-3.0-or-later
"""§20: who takes what back, and what stands nevertheless."""

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.refusals import (
    NotATask,
    NotTheOpener,
    OutOfBounds,
    PollIsClosed,
    Refusal,
    TaskIsClosed,
    TextIsEmpty,
    TextTooLong,
    UnknownNumber,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person, words
from tests.domain.story import Story


def on(garden: Story, task: int) -> list[int]:
    return [member for member, _ in garden.task(task).claims]


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
