# SPDX-License-Identifier: AGPL-3.0-or-later
"""Peer review of a work (§11-13): sound, excellent, needs work, must not go in.

The caller has already turned blocks without a timely reason into "needs work".
"""

from collections.abc import Mapping
from typing import Literal

from bot.domain.charter import Charter
from bot.domain.outcomes import Outcome

MULTIPLE = False

_MARKS = ("sound", "excellent", "needs_work", "block")


def choices(options: int) -> tuple[str, ...]:  # noqa: ARG001 - a review has no options
    """The four marks."""
    return _MARKS


def tally(ballots: Mapping[tuple[str, ...], int], choices: tuple[str, ...]) -> dict[str, int]:
    """Ballots by mark; disjoint: sound leaves excellent out."""
    return {choice: ballots.get((choice,), 0) for choice in choices}


def count(
    ballots: Mapping[tuple[str, ...], int],
    choices: tuple[str, ...],
    quorum: int,
    eligible: int | None,  # noqa: ARG001 - a review never counts shares of the electorate
    rules: Charter,
) -> Outcome:
    """The outcome as if no further extension were possible (see `extension`)."""
    numbers = tally(ballots, choices)
    total = sum(numbers.values())
    good = numbers["sound"] + numbers["excellent"]
    if total < quorum:
        if good and good == total:
            return Outcome("passed", "accepted_unopposed", "review.quorum", numbers, total)
        return Outcome("no_quorum", "unreviewed", "review.quorum", numbers, total)
    if good < quorum:
        return Outcome("failed", "changes_asked", "review.quorum", numbers, total)
    if not rules.threshold("review.threshold").met(good, total):
        return Outcome("failed", "changes_asked", "review.threshold", numbers, total)
    if numbers["block"]:
        if not rules.threshold("review.override").met(good, total):
            return Outcome("failed", "changes_asked", "review.override", numbers, total)
        return Outcome("passed", "accepted", "review.override", numbers, total)
    return Outcome("passed", "accepted", "review.threshold", numbers, total)


def extension(outcome: Outcome, quorum: int) -> Literal["quorum", "block"] | None:
    """Why a review that was not extended yet stays open once more: quorum missed, or a block."""
    if outcome.ballots < quorum:
        return "quorum"
    return "block" if outcome.tally["block"] else None


def missing(tally: Mapping[str, int], quorum: int) -> int:
    """Sound marks short of the quorum."""
    return max(0, quorum - tally["sound"] - tally["excellent"])
