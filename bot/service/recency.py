# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of a person's accounts did something last: there they are most likely to read."""

from collections.abc import Iterable


class Recency:
    """Remembers in which order accounts acted, as far as this process knows."""

    def __init__(self, refs: Iterable[str | None]) -> None:
        self._order: dict[str, int] = {}
        self._count = 0
        for ref in refs:
            self.note(ref)

    def note(self, ref: str | None) -> None:
        """An account did something now."""
        if ref is not None:
            self._count += 1
            self._order[ref] = self._count

    def place(self, ref: str) -> int:
        """The greater, the later it acted; 0: nobody knows."""
        return self._order.get(ref, 0)

    def forget(self, ref: str) -> None:
        """Nothing is kept of it."""
        self._order.pop(ref, None)
