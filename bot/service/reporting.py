# SPDX-License-Identifier: AGPL-3.0-or-later
"""For adapters: what is amiss in their rooms now, told to the front door as it changes."""

from collections.abc import Collection, Iterable

from bot.service.door import FrontDoor
from bot.words.troubles import Trouble

Found = tuple[str, Trouble]
"""A place, and what is amiss there."""


class Reports:
    """Remembers what was told; what an earlier run told is settled at the first look."""

    def __init__(self) -> None:
        self._told: set[Found] | None = None

    async def tell(self, door: FrontDoor, found: Collection[Found], places: Iterable[str]) -> None:
        """Tell what is new and what is over; `places` are all that were looked at."""
        if self._told is None:
            for place in sorted({*places, *(place for place, _ in found)}):
                await door.mended(place, but=[one for at, one in found if at == place])
            self._told = set()
        for place, trouble in sorted(self._told.difference(found), key=str):
            await door.mended(place, trouble)
        for place, trouble in found:
            if (place, trouble) not in self._told:
                await door.troubled(place, trouble)
        self._told = set(found)
