# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits to be sent on one network, most urgent first, each card at most once."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from bot.service.ports import SayRow


@dataclass(slots=True, eq=False)
class Letter:
    """A notice to be told once. `tried`: a send of it may have arrived already."""

    commons: str
    row: SayRow
    network: str
    tried: bool = False

    @property
    def room(self) -> str | None:
        """The room that must be live for it; None: it goes to one person."""
        return self.row.place if self.row.ref is None else None


@dataclass(slots=True, eq=False)
class CardDue:
    """A card that should show its newest state in a place."""

    commons: str
    number: int
    place: str
    tried: bool = False

    @property
    def network(self) -> str:
        """The network of its place."""
        return self.place.partition(":")[0]

    @property
    def room(self) -> str:
        """The room that must be live for it."""
        return self.place


@dataclass(slots=True, eq=False)
class Seeds:
    """Emoji that the bot still has to put on its card; None: not looked up yet."""

    commons: str
    number: int
    place: str
    left: list[str] | None = None

    @property
    def network(self) -> str:
        """The network of its place."""
        return self.place.partition(":")[0]

    @property
    def room(self) -> str:
        """The room that must be live for it."""
        return self.place


Parcel = Letter | CardDue | Seeds

CardKey = tuple[str, int, str]


class Parcels:
    """A heap by urgency, then by order of arrival. A card that waits already is not put twice."""

    def __init__(self) -> None:
        self._heap: list[tuple[str, int, Parcel]] = []
        self._order = count()
        self._cards: dict[CardKey, CardDue] = {}

    def put(self, parcel: Parcel, urgency: str) -> None:
        """Add a parcel; a card that waits already takes the more urgent of both places."""
        if isinstance(parcel, CardDue):
            key = (parcel.commons, parcel.number, parcel.place)
            waiting = self._cards.get(key)
            if waiting is not None:
                waiting.tried |= parcel.tried
                return
            self._cards[key] = parcel
        heappush(self._heap, (urgency, next(self._order), parcel))

    def take(self) -> tuple[str, Parcel] | None:
        """The most urgent parcel."""
        while self._heap:
            urgency, _, parcel = heappop(self._heap)
            if not isinstance(parcel, CardDue):
                return urgency, parcel
            key = (parcel.commons, parcel.number, parcel.place)
            if self._cards.get(key) is parcel:  # else it was taken out of its turn
                del self._cards[key]
                return urgency, parcel
        return None

    def card(self, commons: str, number: int, place: str) -> CardDue | None:
        """Take a card out of its turn, if it waits."""
        return self._cards.pop((commons, number, place), None)
