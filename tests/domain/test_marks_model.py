# SPDX-License-Identifier: AGPL-3.0-or-later
"""§1: the columns of Marks against a plain list of marks, step by step."""

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.ids import TYPED
from bot.domain.marks import Marks
from tests.domain.story import DAWN


@dataclass(frozen=True)
class Mark:
    mark: str
    member: int
    copy: str
    choice: str
    at: int
    spent: bool = False
    frozen: bool = False


MEMBERS = st.integers(1, 4)
CHOICES = st.sampled_from(["yes", "no", "abstain"])


class MarksMachine(RuleBasedStateMachine):
    """Whatever is done to the columns is done to a list too."""

    @initialize()
    def begin(self) -> None:
        self.marks = Marks()
        self.model: list[Mark] = []
        self.made = 0

    @rule(
        member=MEMBERS,
        copy=st.sampled_from([TYPED, "red", "blue"]),
        choice=CHOICES,
        at=st.integers(0, 5),
    )
    def place(self, member: int, copy: str, choice: str, at: int) -> None:
        self.made += 1
        mark = Mark(f"m{self.made}", member, copy, choice, at)
        moment = DAWN + timedelta(microseconds=at)
        self.marks.place(mark.mark, member, copy, choice, moment)  # type: ignore[arg-type]
        if copy == TYPED:
            self._drop_typed(member)
        self.model.append(mark)
        self.model.sort(key=lambda one: one.at)  # stable: then by arrival

    def _drop_typed(self, member: int) -> None:
        self.model = [one for one in self.model if (one.member, one.copy) != (member, TYPED)]

    @rule(member=MEMBERS)
    def spend(self, member: int) -> None:
        self.marks.spend(member)  # type: ignore[arg-type]
        self._drop_typed(member)
        self.model = [
            replace(one, spent=True) if one.member == member else one for one in self.model
        ]

    @rule(gone=MEMBERS, kept=MEMBERS)
    def reassign(self, gone: int, kept: int) -> None:
        if gone == kept:
            return
        self.marks.reassign(gone, kept)  # type: ignore[arg-type]
        self.model = [
            replace(one, member=kept) if one.member == gone else one for one in self.model
        ]
        typed = [one for one in self.model if (one.member, one.copy) == (kept, TYPED)]
        self.model = [one for one in self.model if one not in typed[:-1]]

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.model) - 1))
        self.marks.remove(place)
        del self.model[place]

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def freeze(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.model) - 1))
        self.marks.freeze(place)
        self.model[place] = replace(self.model[place], frozen=True)

    @invariant()
    def agrees(self) -> None:
        standing = [one for one in self.model if not one.spent]
        assert len(self.marks) == len(self.model)
        for place, one in enumerate(self.model):
            assert self.marks.find(one.mark) == place  # type: ignore[arg-type]
            assert self.marks.member_at(place) == one.member
            assert self.marks.choice_at(place) == one.choice
            assert self.marks.stands(place) != one.spent
            assert self.marks.is_frozen(place) == one.frozen
            assert self.marks.made_at(place) == DAWN + timedelta(microseconds=one.at)
        assert self.marks.find("never placed") is None  # type: ignore[arg-type]
        assert self.marks.latest() == {one.member: one.choice for one in standing}
        assert self.marks.deciding() == {
            one.member: place for place, one in enumerate(self.model) if not one.spent
        }
        sets = self.marks.sets()
        for member in range(1, 5):
            mine = [one.choice for one in standing if one.member == member]
            assert self.marks.standing_of(member) == mine  # type: ignore[arg-type]
            assert sets.get(member, ()) == tuple(sorted(set(mine)))  # type: ignore[call-overload]
        assert self.marks.others_than((1, 2)) == any(  # type: ignore[arg-type]
            one.member > 2 for one in standing
        )

    @invariant()
    def counts_some_as_others(self) -> None:
        """§9: who was one person when a poll was open counts as one in it."""
        standing = [one for one in self.model if not one.spent]
        counts_as = {2: 1, 4: 3}
        voter = lambda one: counts_as.get(one.member, one.member)  # noqa: E731
        assert self.marks.latest(counts_as) == {voter(one): one.choice for one in standing}  # type: ignore[arg-type]
        assert self.marks.deciding(counts_as) == {  # type: ignore[arg-type]
            voter(one): place for place, one in enumerate(self.model) if not one.spent
        }
        assert self.marks.sets(counts_as) == {  # type: ignore[arg-type]
            one: tuple(sorted({mark.choice for mark in standing if voter(mark) == one}))
            for one in map(voter, standing)
        }
        others = any(voter(one) == 3 for one in standing)
        assert self.marks.others_than((1,), counts_as) == others  # type: ignore[arg-type]

    @invariant()
    def survives_a_snapshot(self) -> None:
        again = Marks.of_columns(self.marks.columns())
        assert again == self.marks
        assert self.marks != self.model


MarksMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMarks = MarksMachine.TestCase


def test_a_marks_print_is_found_only_where_one_begins() -> None:
    marks = Marks()
    for number in range(3):
        marks.place(f"m{number}", 1, "red", "yes", DAWN)  # type: ignore[arg-type]
    print_of_last = bytes(marks._prints[16:24])
    marks._prints[4:12] = print_of_last  # by chance, across two others
    assert marks.find("m2") == 2  # type: ignore[arg-type]
    marks._prints[16:24] = b"\0" * 8
    assert marks.find("m2") is None  # type: ignore[arg-type]
