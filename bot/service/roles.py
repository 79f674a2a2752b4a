# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room's role means, and which rooms of a commons carry its cards.

A new role is one more line of the table.
"""

from dataclasses import dataclass

from bot.service.settings import CommonsSettings, RoomSettings


@dataclass(frozen=True, slots=True)
class Role:
    """`cards`: live cards and what is said about them are posted here; `outcomes`: outcomes are."""

    cards: bool
    outcomes: bool


ROLES: dict[str, Role] = {
    "board": Role(cards=True, outcomes=True),
    "digest": Role(cards=False, outcomes=True),
    "commands": Role(cards=False, outcomes=False),
}


def carries_cards(room: RoomSettings) -> bool:
    """Whether cards go to a room by its role."""
    return ROLES[room.role].cards


def digest_rooms(settings: CommonsSettings) -> tuple[str, ...]:
    """The rooms that get outcomes and no cards."""
    roles = ((room.room, ROLES[room.role]) for room in settings.rooms)
    return tuple(room for room, role in roles if role.outcomes and not role.cards)


def board_rooms(settings: CommonsSettings) -> tuple[str, ...]:
    """The rooms that get cards; of two rooms bridged with each other only one does (§4)."""
    chosen: list[str] = []
    passed_over: set[str] = set()
    boards = {room.room: room for room in settings.rooms if carries_cards(room)}
    for room in boards.values():
        twin = room.bridged_with
        if twin is not None and twin in boards and twin not in passed_over:
            passed_over.add(room.room)
        elif room.room not in chosen:
            chosen.append(room.room)
    return tuple(chosen)
