# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in the rooms of a commons, and since when without a break (semantics §7, §9, §10)."""

import time
from collections.abc import Mapping
from datetime import datetime
from fnmatch import fnmatchcase

from bot.service.kin import Kin
from bot.service.outbox import network
from bot.service.ports import Network
from bot.service.rooms import Rooms

FRESH = 2.0
"""Seconds for which a list of a room's people serves: listing them for each poll would not do."""


class Presences:
    """Asks the networks, and remembers their lists of people for a moment."""

    def __init__(self, networks: Mapping[str, Network], rooms: Rooms, kin: Kin) -> None:
        self._networks = networks
        self._rooms = rooms
        self._kin = kin
        self._lists: dict[str, tuple[float, frozenset[str] | None]] = {}

    def people(self, place: str) -> frozenset[str] | None:
        """Who is in a place; None where the network can't tell."""
        now = time.monotonic()
        kept = self._lists.get(place)
        if kept is not None and now - kept[0] < FRESH:
            return kept[1]
        via = self._networks.get(network(place))
        present = via.present(place) if via is not None else None
        people = None if present is None else frozenset(one.account for one in present)
        self._lists[place] = (now, people)
        return people

    def joined(self, commons: str, account: str, hint: datetime | None = None) -> datetime | None:
        """The earliest unbroken presence of a person in any room; None where none can tell.

        `hint` is what the network said of the room in which they just acted. A person with several
        accounts is there since the first of them is.
        """
        earliest = hint
        for one in self._kin.same(commons, account):
            since = self._earliest(commons, one)
            if since is not None and (earliest is None or since < earliest):
                earliest = since
        return earliest

    def _earliest(self, commons: str, account: str) -> datetime | None:
        name = network(account)
        via = self._networks.get(name)
        if via is None:
            return None
        earliest: datetime | None = None
        beginning = f"{name}:"
        for place in self._rooms.of(commons):
            if place.startswith(beginning):
                since = via.since(place, account)
                if since is not None and (earliest is None or since < earliest):
                    earliest = since
        return earliest

    def census(self, commons: str, account: str) -> int | None:
        """How many others the rooms of a commons show; None where no room can tell.

        Of a network that can't tell, those are taken who ever did something (§10). A person with
        several accounts is one.
        """
        seen: set[str] = set()
        silent: set[str] = set()
        for place in self._rooms.of(commons):
            people = self.people(place)
            if people is None:
                silent.add(network(place))
            else:
                seen.update(people)
        told = {network(place) for place in self._rooms.of(commons)} - silent
        if not told:
            return None
        seen.update(one for one in self._kin.acted(commons) if network(one) in silent)
        own = self._kin.who(commons, account)
        others = {self._kin.who(commons, one) for one in seen if not self.ignored(commons, one)}
        return len(others - {own})

    def all_known(self, commons: str) -> bool:
        """Whether every room of a commons can tell who is in it."""
        return all(self.people(place) is not None for place in self._rooms.of(commons))

    def commons_of(self, account: str) -> list[str]:
        """The commons in whose rooms an account is."""
        return [name for name in self._rooms.names() if self._earliest(name, account) is not None]

    def gone(self, commons: str, account: str) -> bool:
        """Whether a person is in no room any more with any account; False where none can tell."""
        for one in self._kin.same(commons, account):
            beginning = f"{network(one)}:"
            for place in self._rooms.of(commons):
                if place.startswith(beginning):
                    people = self.people(place)
                    if people is None or one in people:
                        return False
        return self._earliest(commons, account) is None

    def ignored(self, commons: str, account: str) -> bool:
        """Whether the configuration ignores an account, such as a bridge's ghost (§4)."""
        settings = self._rooms.settings(commons)
        return settings is not None and ignores(settings.ignore, account)


def ignores(patterns: tuple[str, ...], account: str) -> bool:
    """Whether one of the patterns, with `*` for anything, matches an account."""
    return any(fnmatchcase(account, pattern) for pattern in patterns)
