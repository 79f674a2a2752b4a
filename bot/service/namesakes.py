# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of one commons who are called alike on different networks.

Each network tells its own people apart; nobody but the commons sees both. An account that is called
like somebody else's on another network is shown with its network's name.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from bot.service.ports import AccountRow
from bot.words.linking import network_name
from bot.words.lookalikes import looks_of


class Namesakes:
    """How many accounts look so on each network; a flood of one name costs no more than others."""

    def __init__(self, rows: Iterable[AccountRow]) -> None:
        self._looks: dict[str, tuple[str, frozenset[str]]] = {}
        self._counts: dict[str, Counter[str]] = {}
        for row in rows:
            self.put(row)

    def put(self, row: AccountRow) -> None:
        """An account is called so from now on."""
        looks = looks_of(row.display) if row.display else frozenset[str]()
        known = self._looks.get(row.ref)
        if known is not None and known[1] == looks:
            return
        self.drop(row.ref)
        self._looks[row.ref] = (_network(row), looks)
        for look in looks:
            self._counts.setdefault(look, Counter())[_network(row)] += 1

    def drop(self, ref: str) -> None:
        """An account is not known any more."""
        via, looks = self._looks.pop(ref, ("", frozenset[str]()))
        for look in looks:
            self._counts[look][via] -= 1
            if not self._counts[look][via]:
                del self._counts[look][via]
            if not self._counts[look]:
                del self._counts[look]

    def shown(self, row: AccountRow, name: str, own: Collection[str]) -> str:
        """The name of an account, with its network where somebody else's looks so on another.

        `own`: the refs of all accounts of the same person.
        """
        via = _network(row)
        for look in looks_of(name):
            counts = self._counts.get(look, Counter[str]())
            mine = Counter(
                known[0] for ref in own if (known := self._looks.get(ref)) and look in known[1]
            )
            if any(counts[other] > mine[other] for other in counts if other != via):
                return f"{name} ({network_name(via)})"
        return name


def _network(row: AccountRow) -> str:
    return row.name.partition(":")[0]
