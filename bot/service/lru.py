# SPDX-License-Identifier: AGPL-3.0-or-later
"""A dict that holds the newest so many keys: bounded memory for what is only a short cut."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lru(dict[K, V]):
    """The oldest keys leave, an eighth of the room at a time, when it is full."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def __setitem__(self, key: K, value: V) -> None:
        dict.__setitem__(self, key, value)  # super() costs half as much again, at every vote
        if len(self) > self.room:
            self._make_room()

    def put(self, pairs: Iterable[tuple[K, V]]) -> None:
        """Set many keys, each to its value."""
        dict.update(self, pairs)
        if len(self) > self.room:
            self._make_room()

    def take(self, keys: Iterable[K], value: V) -> None:
        """Set many keys at once."""
        super().update(dict.fromkeys(keys, value))
        if len(self) > self.room:
            self._make_room()

    def _make_room(self) -> None:
        surplus = len(self) - self.room + self.room // 8
        for key in list(islice(self, surplus)):
            del self[key]
