# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in the rooms of a commons, and since when without a break (semantics §7, §10)."""

import time
from collections.abc import Mapping
from datetime import datetime
from fnmatch import fnmatchcase

from bot.service.outbox import network
from bot.service.ports import Network
from bot.service.rooms import Rooms

FRESH = 2.0
"""Seconds for which a list of a room's people serves: listing them for each vote would not do."""

People = Mapping[str, datetime | None]


class Presences:
    """Asks the networks, and remembers their answers for a moment."""

    def __init__(self, networks: Mapping[str, Network], rooms: Rooms) -> None:
        self._networks = networks
        self._rooms = rooms
        self._lists: dict[str, tuple[float, People | None]] = {}

    def people(self, place: str, fresh: float = FRESH) -> People | None:
        """Who is in a place, since when; None where the network can't tell."""
        now = time.monotonic()
        kept = self._lists.get(place)
        if kept is not None and now - kept[0] < fresh:
            return kept[1]
        via = self._networks.get(network(place))
        present = via.present(place) if via is not None else None
        people = None if present is None else {one.account: one.joined_at for one in present}
        self._lists[place] = (now, people)
        return people

    def joined(self, commons: str, account: str, hint: datetime | None = None) -> datetime | None:
        """The earliest unbroken presence of an account in any room; None where none can tell.

        `hint` is what the network said of the room in which they just acted.
        """
        earliest = hint
        # without a hint somebody new must be looked for now, not in the list of a moment ago
        fresh = FRESH if hint is not None else 0.0
        for place in self._rooms.of(commons):
            if network(place) != network(account):
                continue
            since = (self.people(place, fresh) or {}).get(account)
            if since is not None and (earliest is None or since < earliest):
                earliest = since
        return earliest

    def census(self, commons: str, account: str) -> int | None:
        """How many others are in the rooms of a commons; None where no room can tell."""
        seen: set[str] = set()
        told = False
        for place in self._rooms.of(commons):
            people = self.people(place)
            if people is not None:
                told = True
                seen.update(people)
        seen.discard(account)
        return sum(not self.ignored(commons, one) for one in seen) if told else None

    def commons_of(self, account: str) -> list[str]:
        """The commons in whose rooms an account is."""
        found: dict[str, None] = {}
        for name in self._rooms.names():
            for place in self._rooms.of(name):
                if network(place) == network(account) and account in (self.people(place) or {}):
                    found[name] = None
        return list(found)

    def ignored(self, commons: str, account: str) -> bool:
        """Whether the configuration ignores an account, such as a bridge's ghost (§4)."""
        settings = self._rooms.settings(commons)
        return settings is not None and ignores(settings.ignore, account)


def ignores(patterns: tuple[str, ...], account: str) -> bool:
    """Whether one of the patterns, with `*` for anything, matches an account."""
    return any(fnmatchcase(account, pattern) for pattern in patterns)
