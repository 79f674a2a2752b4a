# SPDX-License-Identifier: AGPL-3.0-or-later
"""§1, §16: who votes before whom changes no outcome."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.closing import tally
from tests.domain.people import words
from tests.domain.story import Story

REVIEW = ("sound", "excellent", "needs_work", "block")
PLAIN = ("yes", "no", "abstain")


def outcome(votes: list[tuple[int, int]], *, review: bool) -> tuple[object, ...]:
    """What a poll comes to when these people say these things, in this order."""
    garden = Story(poll_quorum="3")
    author, *crowd = garden.crowd(7)
    number = author.submits(others=6) if review else author.opens(others=6)
    for person, choice in votes:
        said = (REVIEW if review else PLAIN)[choice % (4 if review else 3)]
        crowd[person].says(number, said, words("reason") if choice % 2 else None)
    running = tally(garden.commons.polls[number], garden.now)
    view = garden.closes(number)
    return running, view.state, view.result, view.tally, view.ballots, view.closes_at


@settings(max_examples=60, deadline=None)
@given(
    votes=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=12),
    review=st.booleans(),
    data=st.data(),
)
def test_the_order_between_people_does_not_matter(
    votes: list[tuple[int, int]], *, review: bool, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(6)))
    by_person = [vote for person in order for vote in votes if vote[0] == person]
    assert outcome(votes, review=review) == outcome(by_person, review=review)
