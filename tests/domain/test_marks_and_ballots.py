# SPDX-License-Identifier: AGPL-3.0-or-later
"""§1: what a mark is, and which of them is the ballot."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import counting
from bot.domain import events as e
from bot.domain.closing import tally
from bot.domain.refusals import NoBallot
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


def test_s1_the_latest_mark_in_force_is_the_ballot(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    bo.marks(poll, "no", copy="blue-card")
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}
    bo.says(poll, "abstain")
    assert garden.poll(poll).tally == {"yes": 0, "no": 0, "abstain": 1}


def test_s1_taking_a_mark_away_uncovers_the_latest_earlier_one(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.says(poll, "abstain")
    bo.marks(poll, "yes")
    bo.marks(poll, "no")
    bo.unmarks(poll, "no")
    assert garden.poll(poll).tally["yes"] == 1
    bo.unmarks(poll, "yes")
    assert garden.poll(poll).tally["abstain"] == 1


def test_s1_there_is_at_most_one_typed_choice(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.says(poll, "yes")
    bo.says(poll, "no")
    assert len(garden.commons.polls[poll].marks) == 1


def test_s1_the_same_mark_again_changes_nothing(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    before = garden.copy()
    assert bo.marks(poll, "yes") == ()
    assert garden.commons == before


def test_s1_unvoting_spends_every_mark_that_stands(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    bo.says(poll, "no")
    bo.unvotes(poll)
    assert garden.poll(poll).ballots == 0
    assert bo.marks(poll, "yes") == ()  # the same mark again: it is spent
    assert garden.poll(poll).ballots == 0
    assert bo.unvotes(poll) == NoBallot(poll)


def test_s1_after_unvoting_a_new_mark_counts(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    bo.unvotes(poll)
    bo.unmarks(poll, "yes")
    bo.marks(poll, "yes")  # on Discord the same identity as the one taken away
    assert garden.poll(poll).tally["yes"] == 1


def test_s1_a_mark_placed_before_the_unvote_and_found_later_is_spent(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    made = garden.now
    garden.later("1h")
    bo.says(poll, "yes")
    bo.unvotes(poll)
    garden.later("1h")
    assert garden.reads(poll, bo.left("no", at=made)) == ()
    assert garden.reads(poll, bo.left("no", at=garden.now)) != ()


def test_s1_a_found_mark_of_unknown_time_within_an_absence_before_the_unvote_is_spent(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    since = garden.now
    garden.later("1h")
    back = garden.now
    bo.says(poll, "yes")
    garden.later("1m")
    bo.unvotes(poll)
    garden.later("1h")
    assert garden.reads(poll, bo.left("no"), absence=(since, back)) == ()
    assert garden.poll(poll).ballots == 0


def test_s1_a_found_mark_of_quite_unknown_time_is_taken_for_a_spent_one(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.says(poll, "yes")
    bo.unvotes(poll)
    garden.later("1h")
    assert garden.reads(poll, bo.left("no")) == ()


def test_s1_a_found_mark_after_the_unvote_counts(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.says(poll, "yes")
    bo.unvotes(poll)
    garden.later("1h")
    since = garden.now
    garden.later("1h")
    garden.reads(poll, bo.left("no"), absence=(since, garden.now))
    assert garden.poll(poll).tally["no"] == 1


def test_s1_marks_found_together_are_ordered_by_the_servers_time(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    first, second = garden.after("1h"), garden.after("2h")
    garden.sleeps("3h")
    garden.reads(poll, bo.left("yes", at=second), bo.left("no", at=first))
    assert garden.poll(poll).tally["yes"] == 1


def test_s1_found_times_are_clamped_to_the_absence(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    garden.later("2h")
    bo.marks(poll, "no")
    since = garden.now
    garden.sleeps("2h")
    lies = datetime(1901, 1, 1, tzinfo=UTC)
    garden.reads(poll, bo.left("yes", at=lies), absence=(since, garden.after("-1h")))
    assert garden.happened(e.MarkPlaced)[-1].at == since
    assert garden.poll(poll).tally["yes"] == 1


def test_s1_marks_heard_of_after_an_absence_are_ordered_by_the_networks_time(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    first, second = garden.after("1h"), garden.after("2h")
    garden.sleeps("3h")
    bo.marks(poll, "no", copy="blue-card", made=first)
    bo.marks(poll, "yes", made=second)
    garden.reads(poll, bo.left("abstain", at=garden.after("-90m")))
    assert garden.poll(poll).tally["yes"] == 1
    bo.marks(poll, "no", copy="green-card", made=garden.after("1h"))
    assert garden.happened(e.MarkPlaced)[-1].at == garden.now
    assert garden.poll(poll).tally["no"] == 1


def test_s1_a_mark_heard_of_after_another_was_made_after_it(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    sent = garden.after("1h")
    garden.sleeps("90m")  # the first is heard of half an hour late, while the bot is there
    bo.marks(poll, "yes")
    garden.sleeps("1h")
    bo.marks(poll, "no", copy="blue-card", made=sent)
    assert garden.poll(poll).tally["no"] == 1


def test_s1_a_servers_impossible_time_is_clamped_to_the_opening(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    opened = garden.now
    garden.later("1h")
    garden.reads(poll, bo.left("yes", at=datetime(1, 1, 1, tzinfo=UTC)))
    assert garden.happened(e.MarkPlaced)[-1].at == opened
    task = ana.broadcasts()
    garden.reads(task, bo.left("claim", at=datetime(1, 1, 1, tzinfo=UTC)))
    assert garden.task(task).claims[0][0] == bo.id


def test_s1_a_mark_from_the_future_is_made_now(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    garden.reads(poll, bo.left("yes", at=garden.after("1h")))
    assert garden.happened(e.MarkPlaced)[-1].at == garden.now


def test_s1_microseconds_decide_too(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    tick = timedelta(microseconds=1)
    early, late = garden.now + tick, garden.now + tick * 2
    garden.sleeps("1s")
    garden.reads(poll, bo.left("yes", at=late), bo.left("no", at=early))
    assert garden.poll(poll).tally["yes"] == 1


def test_s1_where_several_options_may_be_chosen_the_ballot_is_the_set(
    founds: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Approval:
        MULTIPLE = True
        choices = staticmethod(counting.majority.choices)

        @staticmethod
        def tally(
            ballots: Mapping[tuple[str, ...], int], choices: tuple[str, ...]
        ) -> dict[str, int]:
            return {c: sum(n for b, n in ballots.items() if c in b) for c in choices}

    garden = founds()
    ana, bo = garden.people("ana bo")
    poll = ana.opens(options=3)
    for person in (ana, bo):
        person.marks(poll, "1")
        person.marks(poll, "3")
    bo.unmarks(poll, "1")
    since, until = garden.now, garden.after("1h")
    with monkeypatch.context() as patched:
        patched.setitem(counting.METHODS, "majority", Approval)  # type: ignore[arg-type]
        numbers, ballots = tally(garden.commons.polls[poll], garden.now)
        garden.sleeps("1h")
        garden.reads(poll, bo.left("1"), bo.left("2"), absence=(since, until))
        more, _ = tally(garden.commons.polls[poll], garden.now)
    assert (numbers, ballots) == ({"1": 1, "2": 0, "3": 2}, 2)
    assert more == {"1": 2, "2": 1, "3": 2}


def test_s1_a_mark_of_the_very_moment_of_the_unvote_is_spent(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.says(poll, "yes")
    bo.unvotes(poll)
    assert garden.reads(poll, bo.left("no", at=garden.now)) == ()


def test_s1_s3_a_mark_placed_again_after_somebody_took_it_away_is_the_latest(
    garden: Story, ana: Person, bo: Person
) -> None:
    """On Discord the same emoji of the same person is the same mark, however often it is put."""
    poll, task = ana.opens(), ana.broadcasts()
    bo.marks(poll, "yes")
    garden.sleeps("1h")
    bo.marks(poll, "no")
    garden.reads(poll, frozen=(bo.mark("yes"), bo.mark("no")))
    assert garden.poll(poll).tally["no"] == 1
    garden.sleeps("1h")
    bo.marks(poll, "yes")
    assert garden.poll(poll).tally == {"yes": 1, "no": 0, "abstain": 0}
    bo.unmarks(poll, "yes")
    assert garden.poll(poll).tally["no"] == 1
    bo.raises_hand(task)
    garden.reads(task, frozen=(bo.mark("claim"),))
    bo.raises_hand(task)
    assert list(garden.commons.tasks[task].claims) == [bo.id]
    bo.lowers_hand(task)
    assert not garden.commons.tasks[task].claims
