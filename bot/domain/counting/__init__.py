# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting methods: ballots in, Outcome out; one file each, and one line each in METHODS.

A ballot is the tuple of what one member chose, and is counted by multiplicity, so a method never
learns who voted, nor in which order (only integers and fractions, no floats).
"""

from collections.abc import Mapping
from typing import Protocol

from bot.domain.charter import Charter
from bot.domain.counting import majority, review
from bot.domain.outcomes import Outcome

Ballots = Mapping[tuple[str, ...], int]


class Method(Protocol):
    """What a counting method offers; modules of this package do."""

    MULTIPLE: bool
    """Whether the ballot is the set of a member's standing marks, not the latest one (§1)."""

    def choices(self, options: int) -> tuple[str, ...]:
        """The marks a ballot may hold, for so many options (0: none were given)."""

    def tally(self, ballots: Ballots, choices: tuple[str, ...]) -> dict[str, int]:
        """Disjoint numbers by choice, for cards and JSON."""

    def count(
        self,
        ballots: Ballots,
        choices: tuple[str, ...],
        quorum: int,
        eligible: int | None,
        rules: Charter,
    ) -> Outcome:
        """The outcome, by the rules frozen at opening."""

    def missing(self, tally: Mapping[str, int], quorum: int) -> int:
        """How many more marks the quorum needs (0: none), for reminders."""


METHODS: Mapping[str, Method] = {"review": review, "majority": majority}
