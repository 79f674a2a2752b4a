# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ballots of a poll that is over, in columns: about six bytes each.

An outcome stands for good. But when two accounts turn out to be one person, the community is
told which outcomes would have come out differently, and for that the ballots must be known (§9).
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.ids import MemberId

Ballot = tuple[str, ...]


@dataclass(slots=True)
class Cast:
    """Who chose what, in the order in which the ballots were made."""

    members: bytes = b""
    choices: bytes = b""
    names: tuple[Ballot, ...] = ()
    """What the numbers in `choices` stand for."""

    @classmethod
    def of(cls, ballots: Iterable[tuple[MemberId, Ballot]]) -> "Cast":
        """Keep these ballots, the latest last."""
        members, choices, names = array("I"), array("H"), dict[Ballot, int]()
        for member, ballot in ballots:
            members.append(member)
            choices.append(names.setdefault(ballot, len(names)))
        return cls(members.tobytes(), choices.tobytes(), tuple(names))

    def __len__(self) -> int:
        return len(self.choices) // 2

    def ballots(self) -> dict[MemberId, Ballot]:
        """Each member's ballot; of two that became one member's, the later."""
        members, choices = array("I", self.members), array("H", self.choices)
        return {
            MemberId(member): self.names[choice]
            for member, choice in zip(members, choices, strict=True)
        }

    def has(self, member: MemberId) -> bool:
        """Whether a member's ballot was counted."""
        return member in array("I", self.members)

    def reassign(self, gone: MemberId, kept: MemberId) -> None:
        """All ballots of one member are another's."""
        members = array("I", self.members)
        for position, member in enumerate(members):
            if member == gone:
                members[position] = kept
        self.members = members.tobytes()
