# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms that were seen on all networks, and looking for one that was not."""

from collections.abc import Callable, Collection, Sequence

from bot.cli.starting.looking import name_of
from bot.service.scouts import SeenRoom, Sighting

Look = Callable[[Collection[str]], Sequence[Sighting]]
"""Looks around once more on every network, also for these places."""


class Rooms:
    """All rooms that were seen; their numbers are their places in `all`, from 1 on."""

    def __init__(self, seen: Sequence[Sighting], look: Look) -> None:
        self._look = look
        self._wanted: set[str] = set()
        self.sightings = seen

    @property
    def all(self) -> list[SeenRoom]:
        """Every room, network by network."""
        return [room for sighting in self.sightings for room in sighting.rooms]

    def again(self) -> None:
        """Look once more."""
        self.sightings = self._look(self._wanted)

    def at(self, place: str) -> SeenRoom | None:
        """A room by its id, or by an alias that was looked for."""
        sighting = self._network(place)
        return sighting.room(place) if sighting else None

    def find(self, *places: str) -> None:
        """Look for places that were never seen nor looked for, all of them at once."""
        fresh = {
            place
            for place in places
            if self._network(place) and self.at(place) is None and place not in self._wanted
        }
        if fresh:
            self._wanted |= fresh
            self.again()

    def why_not(self, place: str) -> str:
        """Why a place can't be seen, in a sentence; empty where nobody looked."""
        sighting = self._network(place)
        return sighting.absent.get(place, "") if sighting else ""

    def unknown(self, place: str) -> bool:
        """Whether there is no such room at all."""
        sighting = self._network(place)
        return sighting is not None and place in sighting.unknown

    def mend(self, place: str) -> str:
        """How somebody gives the bot rights there."""
        sighting = self._network(place)
        return sighting.mend_rights if sighting else ""

    def called(self, place: str) -> str:
        """What people call a room; its place where that is not known."""
        room = self.at(place)
        return name_of(room) if room else place

    def _network(self, place: str) -> Sighting | None:
        name = place.partition(":")[0]
        return next((one for one in self.sightings if one.network == name), None)
