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
    A choice wins most easily when all of the missing choose it, and loses most easily when all
    choose one other; the quorum only sees how many they are. Whether a poll that does not pass
    ends as a tie is left open: that changes nothing.
    """
    missing = eligible - sum(ballots.values())
    now = method.count(ballots, choices, quorum, eligible, rules)
    for choice in choices:
        more = dict(ballots)
        more[choice,] = more.get((choice,), 0) + max(0, missing)
        then = method.count(more, choices, quorum, eligible, rules)
        if then.state != now.state or (now.passed and then.result != now.result):
            return False
    return True
