# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a count comes to."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of counting: whether it passed, the numbers, and the rule that settled it."""

    state: Literal["passed", "failed", "no_quorum"]
    result: str
    because: str
    tally: dict[str, int]
    ballots: int

    @property
    def passed(self) -> bool:
        """True where the poll carried."""
        return self.state == "passed"
