# SPDX-License-Identifier: AGPL-3.0-or-later
"""§10: what quorums come to, and that all rules of a poll are frozen at its opening."""

import pytest

from bot.domain.refusals import (
    BadRuleValue,
    LooserThanCharter,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


@pytest.mark.parametrize(
    ("rule", "others", "acted", "quorum"),
    [
        ("3", 99, 1, 3),
        ("3", 3, 1, 2),  # half of four
        ("3", 4, 1, 3),  # half of five, rounded up
        ("3", 0, 1, 1),
        ("20%", 99, 10, 2),
        ("20%", 99, 11, 3),  # 2.2, rounded up
        ("1.5sqrt", 99, 1, 2),
        ("1.5sqrt", 99, 4, 3),
        ("1.5sqrt", 99, 16, 6),
        ("1.5sqrt", 99, 17, 7),
        ("3sqrt", 5, 9, 3),
        ("1.5sqrt", None, 1, 1),  # those who ever acted: one
        ("1.5sqrt", None, 3, 2),  # 2.6 is 3, but half of three is 2
    ],
)
def test_s10_a_quorum_is_rounded_up_capped_at_half_and_at_least_one(
    founds: Garden, rule: str, others: int | None, acted: int, quorum: int
) -> None:
    garden = founds(poll_quorum=rule)
    people = garden.crowd(acted)
    for person in people[1:]:
        person.knows("singing")
    poll = people[0].opens(others=others)
    assert garden.poll(poll).quorum == quorum


def test_s10_the_author_is_left_out_of_their_review(founds: Garden) -> None:
    garden = founds(review_quorum="3")
    ana, bo, cy, dee = garden.people("ana bo cy dee")
    assert garden.poll(ana.submits(others=4)).quorum == 2  # half of the other four
    assert garden.poll(bo.submits()).quorum == 1
    cy.knows("singing")
    dee.knows("singing")
    assert garden.poll(ana.submits()).quorum == 2  # of three others


def test_s10_the_quorum_and_rules_are_frozen_at_opening(founds: Garden) -> None:
    garden = founds(poll_quorum="50%")
    ana, bo, cy = garden.people("ana bo cy")
    poll = ana.opens(others=9)
    bo.knows("singing")
    cy.knows("singing")
    assert garden.poll(poll).quorum == 1
    assert garden.poll(poll).rules["poll.quorum"] == "50%"


def test_s10_the_forgotten_are_not_eligible(founds: Garden) -> None:
    garden = founds(poll_quorum="9")
    people = garden.crowd(6)
    for person in people:
        person.knows("singing")
    for person in people[3:]:
        person.forgets()
    assert garden.poll(people[0].opens()).quorum == 2


@pytest.mark.parametrize(
    ("option", "value", "charter", "fits"),
    [
        ("threshold", ">=2/3", ">1/2", True),
        ("threshold", ">50%", ">1/2", True),
        ("threshold", ">=1/2", ">1/2", False),
        ("threshold", ">=1/3", ">1/2", False),
        ("quorum", "4", "3", True),
        ("quorum", "3", "3", True),
        ("quorum", "2", "3", False),
        ("quorum", "50%", "3", False),
    ],
)
def test_s10_what_is_typed_with_a_poll_may_only_be_stricter(
    founds: Garden, option: str, value: str, charter: str, *, fits: bool
) -> None:
    garden = founds(**{f"poll_{option}": charter})
    (ana,) = garden.people("ana")
    answer = ana.opens(**{option: value})
    if fits:
        assert garden.poll(answer).rules[f"poll.{option}"] != ""
    else:
        assert answer == LooserThanCharter(f"poll.{option}", value, charter)


def test_s10_nonsense_typed_with_a_poll_is_quoted(garden: Story, ana: Person) -> None:
    answer = ana.opens(quorum="many")
    assert isinstance(answer, BadRuleValue)
    assert (answer.rule, answer.value) == ("poll.quorum", "many")
