# SPDX-License-Identifier: AGPL-3.0-or-later
"""§16, §17: majorities with exact edges, one choice of several, and early closing."""

from itertools import combinations_with_replacement

import pytest

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.charter import Charter
from bot.domain.counting import majority
from bot.domain.counting.early import settled
from bot.domain.refusals import IsPast, OutOfBounds, TextIsEmpty, TextTooLong
from tests.domain.conftest import Garden
from tests.domain.people import Person, words
from tests.domain.story import Story


def vote(garden: Story, poll: int, **marks: int) -> None:
    crowd = iter(garden.crowd(sum(marks.values())))
    for choice, many in marks.items():
        for _ in range(many):
            next(crowd).says(poll, choice.removeprefix("o"))


@pytest.mark.parametrize(
    ("threshold", "yes", "no", "abstain", "result"),
    [
        (">1/2", 5, 5, 0, "failed"),
        (">=1/2", 5, 5, 0, "passed"),
        (">1/2", 6, 5, 0, "passed"),
        (">=2/3", 4, 2, 0, "passed"),
        (">=2/3", 199, 100, 0, "failed"),
        (">2/3", 4, 2, 0, "failed"),
        (">1/2", 1, 0, 9, "passed"),  # abstentions never sit in a denominator
        (">1/2", 0, 0, 9, "failed"),  # nothing of nothing
    ],
)
def test_s16_yes_of_yes_and_no(
    founds: Garden, threshold: str, yes: int, no: int, abstain: int, result: str
) -> None:
    garden = founds(poll_threshold=threshold, poll_quorum="1")
    poll = garden.people("ana")[0].opens(others=400)
    vote(garden, poll, yes=yes, no=no, abstain=abstain)
    view = garden.closes(poll)
    assert (view.state, view.result, view.because) == (result, result, "poll.threshold")
    assert view.tally == {"yes": yes, "no": no, "abstain": abstain}


def test_s16_the_quorum_counts_all_ballots(founds: Garden) -> None:
    for many, state in ((3, "passed"), (2, "no_quorum")):
        garden = founds(poll_quorum="4")
        poll = garden.people("ana")[0].opens(others=99)
        vote(garden, poll, yes=1, abstain=many)
        view = garden.closes(poll)
        assert (view.state, view.quorum, view.extended) == (state, 4, False)


@pytest.mark.parametrize(("others", "result"), [(9, "failed"), (8, "passed"), (None, "failed")])
def test_s16_of_the_electorate(founds: Garden, others: int | None, result: str) -> None:
    garden = founds(poll_of="electorate", poll_quorum="1")
    poll = garden.people("ana")[0].opens(others=others)
    vote(garden, poll, yes=5, no=1)
    assert garden.closes(poll).result == result  # where nobody knows its size, nothing passes


@pytest.mark.parametrize(
    ("threshold", "votes", "state", "result"),
    [
        (">1/2", {"o1": 3, "o2": 1, "o3": 1}, "passed", "1"),
        (">1/2", {"o1": 2, "o2": 1, "o3": 1}, "failed", "failed"),  # exactly half
        (">=1/2", {"o1": 2, "o2": 1, "o3": 1}, "passed", "1"),
        (">=1/3", {"o1": 2, "o2": 2}, "failed", "tie"),
        (">0/1", {"o3": 1}, "passed", "3"),
    ],
)
def test_s16_one_choice_of_several(
    founds: Garden, threshold: str, votes: dict[str, int], state: str, result: str
) -> None:
    garden = founds(poll_threshold=threshold, poll_quorum="1")
    poll = garden.people("ana")[0].opens(options=3, others=99)
    vote(garden, poll, **votes)
    view = garden.closes(poll)
    assert (view.state, view.result) == (state, result)


def test_what_a_poll_cannot_be(garden: Story, ana: Person) -> None:
    assert ana.opens(options=1) == OutOfBounds("options", 1, 2, 10)
    assert ana.opens(options=11) == OutOfBounds("options", 11, 2, 10)
    assert ana.opens(question=words("question", 0)) == TextIsEmpty("question")
    assert ana.opens(question=words("question", 301)) == TextTooLong("question", 301, 300)
    assert ana.opens(closes=garden.now) == IsPast(garden.now)
    story_options = (words("option"), words("option", 0))
    assert ana._opens(c.OpenPoll, question=words("question"), options=story_options) == TextIsEmpty(
        "option"
    )
    assert garden.poll(ana.opens(options=10)).choices[-1] == "10"


# --- early closing --------------------------------------------------------------------------------


def test_s17_closes_early_once_nothing_can_change(founds: Garden) -> None:
    garden = founds(poll_early="true", poll_early_after="1h", poll_quorum="2")
    ana, bo, cy, dee = garden.people("ana bo cy dee")
    poll = ana.opens(others=4)
    bo.says(poll, "yes")
    cy.says(poll, "yes")
    garden.sleeps("1h")
    assert garden.tick() == ()  # the other three could still say no
    dee.says(poll, "yes")
    (due,) = garden.tick()
    assert (due.early, garden.poll(poll).closes_at) == (True, garden.now)
    garden.reads(poll, closing=True)
    assert garden.poll(poll).result == "passed"


def test_s17_never_before_its_time(founds: Garden) -> None:
    garden = founds(poll_early="true", poll_early_after="1d", poll_quorum="1")
    (ana,) = garden.people("ana")
    poll = ana.opens(others=0)
    ana.says(poll, "no")
    garden.sleeps("23h")
    assert garden.tick() == ()
    garden.sleeps("1h")
    garden.deaf()
    assert garden.poll(poll).result == "failed"


@pytest.mark.parametrize(("early", "others"), [("false", 0), ("true", None)])
def test_s17_off_or_without_a_finite_electorate_it_waits(
    founds: Garden, early: str, others: int | None
) -> None:
    garden = founds(poll_early=early, poll_early_after="1s", poll_quorum="1", poll_window="1h")
    (ana,) = garden.people("ana")
    poll = ana.opens(others=others)
    ana.says(poll, "yes")
    garden.sleeps("30m")
    assert garden.tick() == ()
    assert garden.poll(poll).state == "open"


def test_s17_a_poll_past_its_deadline_is_not_early(founds: Garden) -> None:
    garden = founds(poll_early="true", poll_early_after="1s", poll_quorum="1", poll_window="1h")
    (ana,) = garden.people("ana")
    poll = ana.opens(others=0)
    closes = garden.poll(poll).closes_at
    ana.says(poll, "yes")
    garden.sleeps("2h")
    garden.tick()
    assert [due.early for due in garden.happened(e.PollDue)] == [False]
    assert garden.poll(poll).closes_at == closes


@pytest.mark.parametrize("of", ["cast", "electorate"])
@pytest.mark.parametrize("threshold", [">1/2", ">=1/2", ">=2/3", ">1/3", ">=9/10", ">=1/1"])
@pytest.mark.parametrize("options", [0, 2, 3])
@pytest.mark.parametrize("quorum", [1, 3, 9])
def test_s17_agrees_with_every_way_the_missing_could_vote(
    of: str, threshold: str, options: int, quorum: int
) -> None:
    rules = Charter({"poll.of": of, "poll.threshold": threshold})
    choices = majority.choices(options)
    eligible = 5
    ends: dict[tuple[str, ...], tuple[str, str]] = {}
    for size in range(eligible + 1):
        for votes in combinations_with_replacement(choices, size):
            ballots = {(choice,): votes.count(choice) for choice in choices}
            outcome = majority.count(ballots, choices, quorum, eligible, rules)
            ends[votes] = (outcome.state, outcome.result if outcome.passed else "")
    for cast, end in ends.items():
        truth = all(
            other == end
            for votes, other in ends.items()
            if all(votes.count(choice) >= cast.count(choice) for choice in choices)
        )
        ballots = {(choice,): cast.count(choice) for choice in choices}
        assert settled(majority, ballots, choices, quorum, eligible, rules) == truth, cast
