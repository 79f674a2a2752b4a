# SPDX-License-Identifier: AGPL-3.0-or-later
"""§20-22: texts that freeze, people who forget, pauses, skills, and what one sees of oneself."""

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.notice_types import Board, PausedSaid, ResumedSaid, SkillsWanted
from bot.domain.people_refusals import IsPaused, NotASteward, NotPaused, UnknownRoom
from bot.domain.reading import my_view
from bot.domain.refusals import (
    NotAPoll,
    NotATask,
    NotTheOpener,
    Refusal,
    TextIsEmpty,
    TextIsFrozen,
    TextTooLong,
    UnknownNumber,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person, account, words
from tests.domain.story import Story

# --- texts ----------------------------------------------------------------------------------------


def test_s21_the_senders_own_edit_edits_and_their_deletion_blanks(
    garden: Story, ana: Person, bo: Person
) -> None:
    task, poll, work = ana.broadcasts(), ana.opens(options=2), ana.submits()
    for number, field in (
        (task, "title"),
        (task, "details"),
        (poll, "question"),
        (poll, "option:2"),
        (work, "work"),
    ):
        text = words(field.partition(":")[0])
        garden.sleeps("1m")
        assert ana.rewrites(number, field, text) == (e.TextEdited(number, field, text),)
        assert ana.last == garden.now
        assert ana.rewrites(number, field, text) == ()
        assert bo.rewrites(number, field, None) == NotTheOpener(number, ana.id)
        assert ana.rewrites(number, field, words("title", 0)) == TextIsEmpty("title")
        assert ana.rewrites(number, field, words("title", 201)) == TextTooLong("title", 201, 200)
        assert ana.rewrites(number, field, None) == (e.TextEdited(number, field, None),)
    assert garden.task(task).title is None
    assert garden.task(task).details is None
    assert garden.poll(poll).options[1] is None
    assert garden.poll(poll).question is None
    assert garden.poll(work).work is None


@pytest.mark.parametrize("field", ["option:0", "option:3", "option:x", "option", "work", "title"])
def test_a_field_that_a_poll_does_not_have(garden: Story, ana: Person, field: str) -> None:
    poll = ana.opens(options=2)
    assert ana.rewrites(poll, field, words()) == NotATask(poll)


def test_fields_of_other_cards(garden: Story, ana: Person) -> None:
    task, work = ana.broadcasts(), ana.submits()
    assert ana.rewrites(task, "question", words()) == NotAPoll(task)
    assert ana.rewrites(work, "question", words()) == NotATask(work)
    assert ana.rewrites(99, "title", words()) == UnknownNumber(99)


def test_s21_once_anothers_mark_stands_question_and_options_are_frozen(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens(options=2)
    ana.marks(poll, "1")
    assert not isinstance(ana.rewrites(poll, "question", words("question")), Refusal)
    bo.marks(poll, "1")
    assert ana.rewrites(poll, "question", words("question")) == TextIsFrozen(poll)
    assert ana.rewrites(poll, "option:1", words("option")) == TextIsFrozen(poll)
    assert ana.rewrites(poll, "option:1", None) == (e.TextEdited(poll, "option:1", None),)
    bo.unmarks(poll, "1")
    assert not isinstance(ana.rewrites(poll, "question", words("question")), Refusal)
    garden.closes(poll)
    assert ana.rewrites(poll, "question", words("question")) == TextIsFrozen(poll)


def test_s21_a_works_link_and_title_freeze_with_anothers_mark(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    task = ana.broadcasts()
    work = bo.submits(task, cy)
    assert not isinstance(ana.rewrites(task, "title", words("title")), Refusal)
    cy.marks(work, "sound")
    assert bo.rewrites(work, "work", words("link")) == TextIsFrozen(work)
    assert ana.rewrites(task, "title", words("title")) == TextIsFrozen(task)
    assert ana.edits(task, title=words("title")) == TextIsFrozen(task)
    assert not isinstance(ana.edits(task, details=words("details")), Refusal)
    assert not isinstance(ana.rewrites(task, "details", words("details")), Refusal)
    cy.accepts(work)  # an author now, and their mark is void
    assert not isinstance(bo.rewrites(work, "work", words("link")), Refusal)


def test_s21_withdraw_and_open_anew(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    work = bo.submits(task)
    ana.marks(work, "needs_work")
    assert ana.rewrites(task, "title", words("title")) != ()
    bo.withdraws(work)
    assert not isinstance(ana.rewrites(task, "title", words("title")), Refusal)


def test_s21_each_ballot_keeps_the_digest_of_what_it_judged(
    garden: Story, ana: Person, bo: Person
) -> None:
    link, question = words("link"), words("question")
    work, poll = ana.submits(work=link), ana.opens(question=question)
    bo.marks(work, "sound")
    bo.marks(poll, "yes")
    ana.rewrites(poll, "question", None)
    bo.marks(poll, "no")
    judged = [placed.judged for placed in garden.happened(e.MarkPlaced)]
    assert judged == [link.digest, question.digest, ""]


# --- forgetting -----------------------------------------------------------------------------------


def test_s21_forgetting_spends_marks_frees_claims_and_keeps_numbers(
    garden: Story, ana: Person
) -> None:
    bo, cy, dee = garden.people("bo cy dee")
    task, other, poll, work = ana.broadcasts(slots=1), ana.broadcasts(slots=1), ana.opens(), 4
    ana.submits(task, bo)
    bo.knows("digging")
    bo.claims(task)
    cy.claims(task)
    dee.claims(other)
    bo.claims(other)
    bo.says(poll, "yes", words("reason"))
    number = bo.id
    bo.forgets()
    assert garden.poll(poll).ballots == 0
    assert garden.poll(poll).reasons == ()
    assert garden.poll(work).pending == ()
    assert [claim[0] for claim in garden.task(task).claims] == [cy.id]  # the next in line
    assert garden.task(other).queue == ()
    gone = garden.commons.members[number]
    assert (gone.accounts, gone.skills, gone.forgotten) == ([], (), True)
    assert bo.forgets() == ()


def test_s21_a_forgotten_persons_next_act_is_a_newcomers(garden: Story, bo: Person) -> None:
    bo.knows("digging")
    first = bo.id
    bo.forgets()
    bo.knows("digging")
    assert bo.id != first


def test_s21_who_waits_in_two_lines_is_promoted_within_their_limit(founds: Garden) -> None:
    garden = founds(claim_limit="2")
    ana, bo, cy = garden.people("ana bo cy")
    tasks = [ana.broadcasts(slots=1) for _ in range(2)]
    for task in tasks:
        bo.claims(task)
        cy.claims(task)
    own = ana.broadcasts()
    cy.claims(own)
    bo.forgets()
    held = [task for task in tasks if garden.task(task).claims]
    assert held == tasks[:1]


def test_s21_reasons_in_closed_polls_are_forgotten_too(garden: Story, ana: Person) -> None:
    (bo,) = garden.people("bo")
    poll = ana.opens()
    bo.says(poll, "no", words("reason"))
    garden.closes(poll)
    assert len(garden.poll(poll).reasons) == 1
    bo.forgets()
    assert garden.poll(poll).reasons == ()
    assert garden.poll(poll).ballots == 1


# --- skills ---------------------------------------------------------------------------------------


def test_skills_are_references_and_the_same_again_is_nothing(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    bo.knows("saw", "dig", "saw")
    assert bo.knows("dig", "saw") == ()
    cy.knows("sing")
    assert my_view(garden.commons, bo.ref).skills == ("dig", "saw")
    task = ana.broadcasts(skills=("dig",))
    assert garden.said(SkillsWanted) == [SkillsWanted(task, (bo.id,))]
    bo.broadcasts(skills=("dig",))  # nobody is called to their own task
    assert len(garden.said(SkillsWanted)) == 1


# --- pauses ---------------------------------------------------------------------------------------


def test_a_pause_stops_new_tasks_claims_and_polls_and_nothing_else(
    garden: Story, ana: Person, bo: Person
) -> None:
    stella = garden.people("stella")[0]
    task, poll = ana.broadcasts(), ana.opens(closes=garden.after("1h"))
    assert ana.pauses() == NotASteward()
    assert ana.resumes() == NotASteward()
    stella.pauses()
    until = garden.after("3d")
    stop = IsPaused(until, stella.id)
    assert ana.broadcasts() == stop
    assert ana.opens() == stop
    assert bo.claims(task) == stop
    assert bo.raises_hand(task) == stop
    assert not isinstance(bo.says(poll, "yes"), Refusal)
    assert not isinstance(bo.submits(task), Refusal)
    assert not isinstance(bo.submits(), Refusal)
    assert garden.closes(poll).ballots == 1
    garden.later("3d")
    assert not isinstance(bo.claims(task), Refusal)
    assert garden.said(PausedSaid) == [PausedSaid("red", stella.id, until)]
    assert garden.said(ResumedSaid) == [ResumedSaid("red", None)]


def test_a_pause_of_one_room(founds: Garden) -> None:
    garden = founds("red", "blue", stewards=("stella", "stan"))
    ana, stella, stan = garden.people("ana stella stan")
    assert stella.pauses("green") == UnknownRoom("green")
    stella.pauses("blue")
    assert not isinstance(ana.broadcasts(), Refusal)
    ana.place = "blue"
    assert isinstance(ana.broadcasts(), IsPaused)
    assert stan.resumes() == NotPaused()
    garden.sleeps("1h")
    stan.resumes("blue")
    assert stan.last == garden.now
    assert not isinstance(ana.broadcasts(), Refusal)
    assert garden.said(ResumedSaid) == [ResumedSaid("blue", stan.id)]


def test_a_pause_is_over_at_its_limit_even_before_a_tick(garden: Story, ana: Person) -> None:
    garden.people("stella")[0].pauses()
    garden.sleeps("3d")
    assert not isinstance(ana.broadcasts(), Refusal)


def test_a_pause_moves_with_its_room(founds: Garden) -> None:
    garden = founds("red", "blue")
    ana, stella = garden.people("ana stella")
    stella.pauses("blue")
    assert garden.does(c.MovePlace, old="green", new="grey") == ()
    assert garden.does(c.MovePlace, old="blue", new="red") == ()
    garden.does(c.MovePlace, old="blue", new="green")
    ana.place = "green"
    assert isinstance(ana.broadcasts(), IsPaused)
    garden.later("3d")
    assert garden.commons.pauses == {}
    assert garden.commons.places == ("red", "green")


# --- oneself --------------------------------------------------------------------------------------


def test_what_one_sees_of_oneself(garden: Story, ana: Person, bo: Person) -> None:
    assert my_view(garden.commons, ana.ref).member is None
    assert my_view(garden.commons, account("stella")).steward
    task, done = ana.broadcasts(), ana.broadcasts()
    ana.withdraws(done)
    poll, own = ana.opens(), ana.submits()
    bo.claims(task)
    bo.says(poll, "no")
    bo.says(own, "sound")
    ana.claims(task)
    mine, his = my_view(garden.commons, ana.ref), my_view(garden.commons, bo.ref)
    assert mine.tasks == (task, own - 1)
    assert [line.number for line in mine.works] == [own]
    assert mine.ballots == ()
    assert his.ballots == ((poll, "no"), (own, "sound"))
    assert his.claims == ((task, garden.after("7d")),)
    assert (his.since, his.steward) == (garden.now, False)


def test_a_forgotten_persons_cards_are_drawn_again(garden: Story, ana: Person) -> None:
    task = ana.broadcasts()
    garden.told.clear()
    ana.forgets()
    assert garden.told == [Board(task)]
