# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room's role means: which rooms of a commons carry its cards, and which a daily summary.

A new role is one more line of the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.service.settings import CommonsSettings, RoomSettings


@dataclass(frozen=True, slots=True)
class Role:
    """`cards`: live cards and what is said about them are posted here; `digests`: a daily summary.

    Whatever the role, what is typed in a room is answered there.
    """

    cards: bool = False
    digests: bool = False


ROLES: dict[str, Role] = {
    "board": Role(cards=True),
    "digest": Role(digests=True),
    "commands": Role(),
}


def carries_cards(room: RoomSettings) -> bool:
    """Whether cards go to a room by its role."""
    return ROLES[room.role].cards


def digest_rooms(settings: CommonsSettings) -> tuple[str, ...]:
    """The rooms that get a daily summary."""
    return _once(room for room in settings.rooms if ROLES[room.role].digests)


def board_rooms(settings: CommonsSettings) -> tuple[str, ...]:
    """The rooms that get cards."""
    return _once(room for room in settings.rooms if carries_cards(room))


def _once(rooms: Iterable[RoomSettings]) -> tuple[str, ...]:
    """Of two rooms bridged with each other only one gets what is sent to both (§4)."""
    chosen: list[str] = []
    passed_over: set[str] = set()
    named = {room.room: room for room in rooms}
    for room in named.values():
        twin = room.bridged_with
        if twin is not None and twin in named and twin not in passed_over:
            passed_over.add(room.room)
        elif room.room not in chosen:
            chosen.append(room.room)
    return tuple(chosen)
