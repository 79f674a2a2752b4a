# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the configuration says of rooms, followed through the moves that rooms have made since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.service.ports import RoomFacts
from bot.service.roles import board_rooms, digest_rooms
from bot.service.settings import CommonsSettings


class Rooms:
    """Every configured room of every commons. `moves`: old place -> the room that replaced it."""

    def __init__(self, commons: Sequence[CommonsSettings], moves: Mapping[str, str]) -> None:
        self._settings = {one.name: one for one in commons}
        self._facts = {
            room.room: RoomFacts(
                commons=one.name,
                role=room.role,
                language=room.language or one.language,
                zone=one.timezone,
                ignore=one.ignore,
                pictures=room.pictures,
            )
            for one in commons
            for room in one.rooms
        }
        self._of: dict[str, tuple[str, ...]] = {}
        self._moves: dict[str, str] = {}
        for old, new in moves.items():
            self.move(old, new)

    def settings(self, commons: str) -> CommonsSettings | None:
        """How a commons is configured; None for one that is on record only."""
        return self._settings.get(commons)

    def facts(self, place: str) -> RoomFacts | None:
        """What is configured of a place; None for a room of no commons."""
        return self._facts.get(place)

    def home(self, commons: str, place: str) -> RoomFacts:
        """How a commons speaks in a place; where no room tells, as it is configured itself."""
        facts, one = self._facts.get(place), self._settings.get(commons)
        if facts is not None and facts.commons == commons:
            return facts
        if one is None:
            return RoomFacts(commons, "private", "en", "UTC", ())
        return RoomFacts(commons, "private", one.language, one.timezone, one.ignore)

    def names(self) -> tuple[str, ...]:
        """Every configured commons."""
        return tuple(self._settings)

    def of(self, commons: str) -> tuple[str, ...]:
        """Every room of a commons, whatever its role."""
        found = self._of.get(commons)
        if found is None:
            mine = (place for place, facts in self._facts.items() if facts.commons == commons)
            found = self._of[commons] = tuple(mine)
        return found

    def boards(self, commons: str) -> tuple[str, ...]:
        """The rooms of a commons that get cards, where they are now."""
        settings = self._settings.get(commons)
        named = board_rooms(settings) if settings else ()
        return tuple(dict.fromkeys(self.now(place) for place in named))

    def digests(self, commons: str) -> tuple[str, ...]:
        """The rooms of a commons that get a daily summary, where they are now."""
        settings = self._settings.get(commons)
        named = digest_rooms(settings) if settings else ()
        return tuple(dict.fromkeys(self.now(place) for place in named))

    def now(self, place: str) -> str:
        """Where a room is now, after all its moves."""
        seen = {place}
        while (moved := self._moves.get(place)) is not None and moved not in seen:
            seen.add(moved)
            place = moved
        return place

    def called(self, place: str) -> str:
        """What people call a room: the name by which it was configured."""
        named = next((old for old, new in self._moves.items() if new == place), place)
        return named.partition(":")[2]

    def move(self, old: str, new: str) -> bool:
        """A room was replaced; what was configured of it holds for its successor."""
        facts = self._facts.get(old)
        if facts is None or old == new:
            return False
        self._moves[old] = new
        self._facts.setdefault(new, replace(facts))
        self._of.clear()
        return True
