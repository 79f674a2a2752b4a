# SPDX-License-Identifier: AGPL-3.0-or-later
"""The deadlines of a commons, sorted: for each number the next moment at which it needs care."""

from datetime import datetime
from heapq import heappop, heappush


class Agenda:
    """A heap with one valid moment a number; stale ones are dropped when they come up."""

    __slots__ = ("_heap", "_moments")

    def __init__(self) -> None:
        self._moments: dict[int, datetime] = {}
        self._heap: list[tuple[datetime, int]] = []

    def put(self, number: int, moment: datetime | None) -> None:
        """Say when a number needs care next; None: never again."""
        if moment is None:
            self._moments.pop(number, None)
        elif self._moments.get(number) != moment:
            self._moments[number] = moment
            heappush(self._heap, (moment, number))

    def first(self) -> tuple[datetime, int] | None:
        """The earliest moment and its number."""
        while self._heap:
            moment, number = self._heap[0]
            if self._moments.get(number) == moment:
                return moment, number
            heappop(self._heap)
        return None

    def moments(self) -> dict[int, datetime]:
        """Every number with its next moment."""
        return dict(self._moments)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Agenda) and self._moments == other._moments

    __hash__ = None  # type: ignore[assignment]  # mutable
