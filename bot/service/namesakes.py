# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of one commons who are called alike, where their networks can't see it.

Each network tells its own people apart, but none sees the other's, and one that has no list of
people knows only those who did something since its start. So an account that is called like
somebody else's is shown with its network's name, or with a part of its id.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.service.ports import AccountRow
from bot.words.lookalikes import look, looks_of

_CALLED = {"matrix": "Matrix", "discord": "Discord"}
_DIGITS = 4
"""So many of a long number's last digits tell people apart who are called the same."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """On which network somebody is, and how their name looks: whole, and in all ways."""

    via: str
    whole: str
    looks: frozenset[str]


class Namesakes:
    """How many accounts look so on each network; a flood of one name costs no more than others."""

    def __init__(self, rows: Iterable[AccountRow]) -> None:
        self._seen: dict[str, _Seen] = {}
        self._looks: Counter[tuple[str, str]] = Counter()
        self._wholes: Counter[tuple[str, str]] = Counter()
        self._networks: Counter[str] = Counter()
        for row in rows:
            self.put(row)

    def put(self, row: AccountRow) -> None:
        """An account is called so from now on."""
        self.drop(row.ref)
        if row.display:
            via, _, _ = row.name.partition(":")
            self._seen[row.ref] = seen = _Seen(via, look(row.display), looks_of(row.display))
            self._count(seen, 1)

    def drop(self, ref: str) -> None:
        """An account is not known any more."""
        seen = self._seen.pop(ref, None)
        if seen is not None:
            self._count(seen, -1)

    def _count(self, seen: _Seen, by: int) -> None:
        counts = [(self._looks, (seen.via, one)) for one in seen.looks]
        for counter, key in (*counts, (self._wholes, (seen.via, seen.whole))):
            counter[key] += by
            if not counter[key]:
                del counter[key]
        self._networks[seen.via] += by

    def shown(self, row: AccountRow, name: str, own: Collection[str]) -> str:
        """The name of an account, and what tells it from others that are called alike.

        `own`: the refs of all accounts of the same person.
        """
        via, _, known_as = row.name.partition(":")
        mine = [seen for ref in own if (seen := self._seen.get(ref)) is not None]
        whole, looks = look(name), looks_of(name)
        added: list[str] = []
        if self._wholes[via, whole] > sum(one.via == via and one.whole == whole for one in mine):
            added.append(f"…{known_as[-_DIGITS:]}" if known_as.isdecimal() else known_as)
        if any(
            self._looks[other, one] > sum(seen.via == other and one in seen.looks for seen in mine)
            for other in self._networks
            for one in looks
            if other != via
        ):
            added.append(_CALLED.get(via, via))
        return f"{name} ({', '.join(added)})" if added else name
