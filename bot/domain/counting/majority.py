# SPDX-License-Identifier: AGPL-3.0-or-later
"""Majority (§16): yes or no with abstentions, or one choice of several.

An option wins only when it meets the threshold and no other has as many; abstentions count for
the quorum and never sit in a denominator of cast votes.
"""

from collections.abc import Mapping

from bot.domain.charter import Charter
from bot.domain.outcomes import Outcome

MULTIPLE = False

_YES_NO = ("yes", "no", "abstain")


def choices(options: int) -> tuple[str, ...]:
    """Yes, no, abstain; or the numbers of the options."""
    return tuple(str(number) for number in range(1, options + 1)) or _YES_NO


def tally(ballots: Mapping[tuple[str, ...], int], choices: tuple[str, ...]) -> dict[str, int]:
    """Ballots by choice."""
    return {choice: ballots.get((choice,), 0) for choice in choices}


def count(
    ballots: Mapping[tuple[str, ...], int],
    choices: tuple[str, ...],
    quorum: int,
    eligible: int | None,
    rules: Charter,
) -> Outcome:
    """Quorum of all ballots first; then the threshold, of the votes cast or of the electorate.

    With `poll.of` = electorate and an electorate of unknown size nothing can pass: fail closed.
    """
    numbers = tally(ballots, choices)
    total = sum(numbers.values())
    if total < quorum:
        return Outcome("no_quorum", "no_quorum", "poll.quorum", numbers, total)
    of_electorate = rules.value("poll.of") == "electorate"
    whole = (eligible or 0) if of_electorate else total - numbers.get("abstain", 0)
    threshold = rules.threshold("poll.threshold")
    if choices == _YES_NO:
        passed = threshold.met(numbers["yes"], whole)
        state = "passed" if passed else "failed"
        return Outcome("passed" if passed else "failed", state, "poll.threshold", numbers, total)
    most = max(numbers.values())
    top = [choice for choice in choices if numbers[choice] == most]
    if len(top) > 1:
        return Outcome("failed", "tie", "poll.threshold", numbers, total)
    if threshold.met(most, whole):
        return Outcome("passed", top[0], "poll.threshold", numbers, total)
    return Outcome("failed", "failed", "poll.threshold", numbers, total)


def missing(tally: Mapping[str, int], quorum: int) -> int:
    """Ballots short of the quorum."""
    return max(0, quorum - sum(tally.values()))
