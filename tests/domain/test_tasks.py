# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tasks: broadcast, edited, falling due (§14, §20)."""

from datetime import timedelta

from bot.domain import events as e
from bot.domain.refusals import (
    BroadcastLimitReached,
    IsPast,
    NotATask,
    NothingToChange,
    NotTheOpener,
    OutOfBounds,
    Refusal,
    TaskIsClosed,
    TextIsEmpty,
    TextTooLong,
    TooFar,
    UnknownLicence,
    UnknownNumber,
)
from tests.domain.people import Person, words
from tests.domain.story import Story


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
    beyond = garden.now + far + timedelta(seconds=1)
    assert ana.broadcasts(due=beyond) == TooFar(beyond, far)
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
