# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the ballots that are still missing could change an outcome (§17)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.domain.charter import Charter

if TYPE_CHECKING:  # the package imports its methods, and this would close the circle
    from bot.domain.counting import Method


def settled(
    method: "Method",
    ballots: Mapping[tuple[str, ...], int],
    choices: tuple[str, ...],
    quorum: int,
    eligible: int,
    rules: Charter,
) -> bool:
    """True where every way in which the missing ballots may fall ends the same.

    It is enough to try the corners: nobody else votes, or all of the missing choose the same.
    Shares and quorum move in one direction with each ballot added to one choice, so any mixture
    lies between corners.
    """
    missing = eligible - sum(ballots.values())
    now = method.count(ballots, choices, quorum, eligible, rules)
    for choice in choices:
        more = dict(ballots)
        more[choice,] = more.get((choice,), 0) + max(0, missing)
        then = method.count(more, choices, quorum, eligible, rules)
        if (then.state, then.result) != (now.state, now.result):
            return False
    return True
