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
    unseen: int = 0
    """How often its picture could not be shown."""

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

Key = tuple[type[Parcel], str, int, str]


class Parcels:
    """A heap by urgency, then by order of arrival. What concerns a card waits at most once."""

    def __init__(self) -> None:
        self._heap: list[tuple[str, int, Parcel]] = []
        self._order = count()
        self._waiting: dict[Key, CardDue | Seeds] = {}

    def put(self, parcel: Parcel, urgency: str) -> None:
        """Add a parcel, unless the same is to be done for its card already."""
        if not isinstance(parcel, Letter):
            waiting = self._waiting.setdefault(key_of(parcel), parcel)
            if waiting is not parcel:
                if isinstance(waiting, CardDue) and isinstance(parcel, CardDue):
                    waiting.tried |= parcel.tried
                return
        heappush(self._heap, (urgency, next(self._order), parcel))

    def take(self) -> tuple[str, Parcel] | None:
        """The most urgent parcel."""
        while self._heap:
            urgency, _, parcel = heappop(self._heap)
            if isinstance(parcel, Letter):
                return urgency, parcel
            key = key_of(parcel)
            if self._waiting.get(key) is parcel:  # else it was taken out of its turn
                del self._waiting[key]
                return urgency, parcel
        return None

    def card(self, commons: str, number: int, place: str) -> CardDue | None:
        """Take a card out of its turn, if it waits."""
        found = self._waiting.pop((CardDue, commons, number, place), None)
        return found if isinstance(found, CardDue) else None


def key_of(parcel: CardDue | Seeds) -> Key:
    """What is the same for parcels that do the same to the same card."""
    return type(parcel), parcel.commons, parcel.number, parcel.place
