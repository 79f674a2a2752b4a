# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures for cards and lists, and which cards change with what happens (§27)."""

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import notices as told
from bot.domain.agenda import Agenda
from bot.domain.commons import evolve
from bot.domain.decide import decide
from bot.domain.ids import Number
from bot.domain.notice_types import (
    AbsenceSaid,
    Board,
    OutcomeSaid,
    PollWithdrawnSaid,
    TaskWithdrawnSaid,
)
from bot.domain.reading import (
    choices_of,
    kind_of,
    live_numbers,
    poll_numbers,
    poll_view,
    task_numbers,
    task_view,
)
from bot.domain.transitions import IllegalTransitionError
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import DAWN, Story


def boards(garden: Story) -> list[int]:
    shown = [notice.number for notice in garden.told if isinstance(notice, Board)]
    garden.told.clear()
    return shown


def test_what_a_number_is_and_what_marks_mean_on_it(garden: Story, ana: Person) -> None:
    task, poll, work = ana.broadcasts(), ana.opens(options=2), ana.submits(1)
    kinds = [kind_of(garden.commons, number) for number in (task, poll, work, 99)]
    assert kinds == ["task", "poll", "review", None]
    assert choices_of(garden.commons, task) == ("claim",)
    assert choices_of(garden.commons, poll) == ("1", "2")
    assert choices_of(garden.commons, work)[-1] == "accept"
    assert choices_of(garden.commons, 99) == ()
    assert task_view(garden.commons, poll) is None
    assert poll_view(garden.commons, task) is None


def test_lists(garden: Story, ana: Person, bo: Person) -> None:
    dig, old = ana.broadcasts(skills=("dig",)), ana.broadcasts()
    poll, his = ana.opens(), bo.opens()
    ana.withdraws(old)
    bo.withdraws(his)
    bo.claims(dig)
    assert task_numbers(garden.commons) == [dig]
    assert task_numbers(garden.commons, "withdrawn") == [old]
    assert task_numbers(garden.commons, "claimed", "dig") == [dig]
    assert task_numbers(garden.commons, skill="sing") == []
    assert poll_numbers(garden.commons) == [poll]
    assert poll_numbers(garden.commons, closed=True) == [his]
    assert poll_numbers(garden.commons, closed=True, by=ana.ref) == []
    assert poll_numbers(garden.commons, by=ana.ref) == [poll]
    assert live_numbers(garden.commons) == [dig, poll]


def test_a_votes_card_changes_and_a_reminder_changes_none(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    boards(garden)
    ana.says(poll, "yes")
    assert boards(garden) == [poll]
    garden.later("6d")
    assert boards(garden) == []


def test_what_happens_to_a_work_shows_on_its_task(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    boards(garden)
    work = ana.submits(task, bo)
    assert boards(garden) == [work, task]
    bo.marks(work, "sound")
    assert boards(garden) == [work]
    bo.accepts(work)
    assert set(boards(garden)) == {work, task}
    ana.edits(task, slots=2)
    assert boards(garden) == [task, work]
    garden.later("3d")
    assert boards(garden) == [work, task]
    ana.withdraws(work)
    assert PollWithdrawnSaid(work, ana.id) in garden.told
    assert boards(garden) == [work, task]


def test_outcomes_and_withdrawn_tasks_are_said(garden: Story, ana: Person) -> None:
    task, poll = ana.broadcasts(), ana.opens()
    ana.withdraws(task)
    garden.closes(poll)
    assert garden.said(TaskWithdrawnSaid) == [TaskWithdrawnSaid(task, ana.id)]
    assert garden.said(OutcomeSaid) == [OutcomeSaid(poll)]


def test_new_rooms_get_every_live_card(founds: Garden) -> None:
    garden = founds("red")
    (ana,) = garden.people("ana")
    task, poll = ana.broadcasts(), ana.opens()
    boards(garden)
    assert garden.does(c.ArrangeRooms, places=("red",)) == ()
    garden.does(c.ArrangeRooms, places=("red", "blue"))
    assert boards(garden) == [task, poll]
    garden.does(c.MovePlace, old="red", new="green")
    assert boards(garden) == [task, poll]
    garden.sleeps("1h")
    garden.away(garden.after("-1h"), garden.now)
    assert garden.said(AbsenceSaid) == []  # told for the red room, which is no more


def test_every_notice_row_is_for_an_event() -> None:
    assert set(told.SAYS) <= set(e.Event.__args__)


def test_what_is_not_one_decision_is_an_error(garden: Story) -> None:
    with pytest.raises(TypeError, match="Tick"):
        decide(garden.commons, c.Tick(source="x"), garden.now)


def test_the_tables_forbid_what_they_do_not_list(garden: Story, ana: Person) -> None:
    task, poll = ana.broadcasts(), ana.opens()
    copy = garden.copy()
    for event in (
        e.PollClosed(poll, "passed", "", "", {}, 0, ()),
        e.ClaimLapsed(task, ana.id),
        e.ClaimReleased(task, ana.id),
    ):
        with pytest.raises(IllegalTransitionError, match="can't have"):
            evolve(copy, event, garden.now)


def test_records_that_speak_of_marks_long_gone_can_be_read(garden: Story, ana: Person) -> None:
    poll = ana.opens()
    copy = garden.copy()
    evolve(copy, e.MarkRemoved(poll, "gone"), garden.now)
    evolve(copy, e.MarkFrozen(poll, "gone"), garden.now)
    assert copy == garden.commons


def test_an_agenda_drops_what_was_moved() -> None:
    agenda = Agenda()
    assert agenda.first() is None
    agenda.put(1, DAWN)
    agenda.put(1, DAWN.replace(year=2030))
    agenda.put(2, DAWN.replace(year=2031))
    assert agenda.first() == (DAWN.replace(year=2030), 1)
    agenda.put(Number(1), None)
    assert agenda.first() == (DAWN.replace(year=2031), 2)
    assert agenda.moments() == {2: DAWN.replace(year=2031)}
    assert agenda != {}
