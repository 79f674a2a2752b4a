# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in a room, by the rules of its version.

matrix-nio keeps a demoted user's old level and knows no creators of version 12, so the levels
are computed here, from the newest state alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapters.matrix.contents import Create, PowerLevels, content
from adapters.matrix.wire import Event

INFINITE = 2**60
"""Above every level that can be written in a room."""

_OLD_VERSIONS = frozenset(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"])


@dataclass(slots=True)
class Powers:
    """The levels of one room."""

    creator: str = ""
    create: Create | None = None
    levels: PowerLevels | None = None
    _creators: frozenset[str] = field(default=frozenset())

    def learn_create(self, sender: str, create: Create) -> None:
        """The room was created so."""
        self.creator, self.create = sender, create
        if create.room_version not in _OLD_VERSIONS:
            self._creators = frozenset((sender, *create.additional_creators))

    def of(self, user_id: str) -> int:
        """The level of somebody now."""
        if user_id in self._creators:
            return INFINITE
        if self.levels is None:
            return 100 if user_id == self.creator else 0
        return self.levels.users.get(user_id, self.levels.users_default)

    def may_send(self, user_id: str, kind: str) -> bool:
        """Whether somebody may send messages of a kind."""
        if self.levels is None:
            return True
        return self.of(user_id) >= self.levels.events.get(kind, self.levels.events_default)

    def holders(self, members: Iterable[str], level: int) -> list[str]:
        """The members with at least this level, such as those who may ban."""
        return sorted(member for member in members if self.of(member) >= level)

    def outside(self, members: Sequence[str]) -> dict[str, list[str]]:
        """Who may do to others what no charter governs: ban, kick and redact."""
        levels = self.levels
        wanted = {
            "ban": levels.ban if levels else 50,
            "kick": levels.kick if levels else 50,
            "redact": levels.redact if levels else 50,
        }
        return {act: self.holders(members, level) for act, level in wanted.items()}


def powers_of(state: Iterable[Event]) -> Powers:
    """The powers that a room's state gives; for a fresh look before a privileged act."""
    powers = Powers()
    for event in state:
        if event.state_key != "":
            continue
        if event.type == "m.room.create":
            powers.learn_create(event.sender, content(event.content, Create))
        elif event.type == "m.room.power_levels":
            powers.levels = content(event.content, PowerLevels)
    return powers
