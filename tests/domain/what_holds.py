# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold of every commons, whatever anybody did; looked at after each thing they do."""

from hypothesis.stateful import RuleBasedStateMachine, invariant

from bot.domain import closing
from bot.domain.claims import held_by
from bot.domain.commons import PAUSES, reschedule
from tests.domain.people import Person
from tests.domain.story import Story


class WhatHolds(RuleBasedStateMachine):
    """The invariants; who inherits them tells the story."""

    story: Story
    people: dict[str, Person]

    @invariant()
    def no_authors_mark_counts(self) -> None:
        for poll in self.story.commons.polls.values():
            counted = closing.ballots(poll, self.story.now, final=True)
            assert counted.keys().isdisjoint(poll.authors)

    @invariant()
    def numbers_are_one_sequence(self) -> None:
        commons = self.story.commons
        assert sorted([*commons.tasks, *commons.polls]) == list(range(1, commons.next_number))

    @invariant()
    def nobody_waits_for_a_slot_they_could_have(self) -> None:
        commons = self.story.commons
        for task in commons.tasks.values():
            free = task.slots is None or len(task.claims) < task.slots
            if free and not (task.withdrawn or task.closed):
                assert all(held_by(commons, member) >= 2 for member in task.queue)
            assert not task.queue or task.slots is not None
            assert task.claims.keys().isdisjoint(task.queue)

    @invariant()
    def who_is_on_a_task_or_in_line_has_a_mark_there(self) -> None:
        for task in self.story.commons.tasks.values():
            for member in (*task.claims, *task.queue):
                assert task.marks.standing_of(member)

    @invariant()
    def every_account_is_of_one_person(self) -> None:
        commons = self.story.commons
        accounts = {
            account: member.id for member in commons.members.values() for account in member.accounts
        }
        assert accounts == commons.member_of
        assert commons.arrived >= len(commons.members)
        assert set(commons.became.values()) <= commons.members.keys()
        assert commons.became.keys().isdisjoint(commons.members)
        for member in commons.members.values():
            several = member.accounts if len(member.accounts) > 1 else []
            assert member.brought.keys() == set(several)
            assert member.id not in member.left
            assert set(member.left) <= commons.members.keys()

    @invariant()
    def everything_is_of_somebody_who_is_there(self) -> None:
        commons = self.story.commons
        there = commons.members.keys()
        for task in commons.tasks.values():
            assert {task.by, *task.claims, *task.queue, *task.spent} <= there
            assert task.marks.latest().keys() <= there
        for poll in commons.polls.values():
            assert {poll.by, *poll.authors, *poll.barred, *poll.unclear, *poll.spent} <= there
            assert poll.marks.latest().keys() <= there
            assert poll.cast.ballots().keys() <= there
            assert {commons.person(one) for one in poll.reasons} <= there

    @invariant()
    def who_counts_as_one_has_one_ballot_while_the_poll_is_open(self) -> None:
        for poll in self.story.commons.polls.values():
            assert poll.live or not (poll.counts_as or poll.here)
            assert poll.counts_as.keys().isdisjoint(poll.counts_as.values())
            assert {*poll.counts_as, *poll.counts_as.values()} <= self.story.commons.members.keys()
            counted = closing.ballots(poll, self.story.now, final=True)
            assert counted.keys().isdisjoint(poll.counts_as)
            if poll.live:
                said = [poll.voter(member) for member in poll.reasons]
                assert len(said) == len(set(said))

    @invariant()
    def an_outcome_keeps_the_ballots_that_were_counted(self) -> None:
        for poll in self.story.commons.polls.values():
            closed = poll.state in {"passed", "failed", "no_quorum"}
            assert len(poll.cast) == (poll.ballots if closed else 0)

    @invariant()
    def the_forgotten_leave_nothing_that_acts(self) -> None:
        commons = self.story.commons
        for member in commons.members.values():
            if member.forgotten:
                assert not any(poll.marks.standing_of(member.id) for poll in commons.polls.values())
                assert not any(task.marks.standing_of(member.id) for task in commons.tasks.values())

    @invariant()
    def the_agenda_is_what_the_state_says(self) -> None:
        copy = self.story.copy()
        for number in (PAUSES, *copy.tasks, *copy.polls):
            reschedule(copy, number)  # type: ignore[arg-type]
        assert copy.agenda == self.story.commons.agenda
