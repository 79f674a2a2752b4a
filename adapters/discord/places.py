# SPDX-License-Identifier: AGPL-3.0-or-later
"""The configured channels, and what belongs to them: their threads, and the posts of a forum."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.discord.ids import NETWORK, named, number
from bot.service.lru import Lru
from bot.service.settings import RoomSettings

THREADS = 50_000
"""Threads of configured channels that are kept in mind."""


@dataclass(slots=True)
class Spot:
    """One configured channel. `guild` is the server it is in, once that is known."""

    place: str
    channel: int
    threads: bool
    role: str
    guild: int | None = None


class Places:
    """Which place a channel belongs to.

    Channels are known by their number as text: frames carry it so, and nothing must be converted
    on the way of a vote.
    """

    def __init__(self, rooms: Iterable[RoomSettings]) -> None:
        self._spots = {
            room.room: Spot(room.room, number(room.room), room.threads, room.role)
            for room in rooms
            if room.room.startswith(f"{NETWORK}:")
        }
        self._of: dict[str, str] = {str(one.channel): one.place for one in self._spots.values()}
        self._threads: Lru[str, str] = Lru(THREADS)

    def __iter__(self) -> Iterator[Spot]:
        return iter(self._spots.values())

    def spot(self, place: str) -> Spot | None:
        """A configured place."""
        return self._spots.get(place)

    def of(self, channel: str) -> str | None:
        """The place that a channel or thread belongs to; None for what is nobody's business."""
        return self._of.get(channel) or self._threads.get(channel)

    def thread(self, channel: str) -> bool:
        """Whether this is a thread (or post) of a configured channel."""
        return channel in self._threads

    def learn_thread(self, thread: Mapping[str, Any]) -> None:
        """A thread exists."""
        place = self._of.get(str(thread.get("parent_id")))
        if place is not None:
            self._threads[str(thread["id"])] = place

    def learn_threads(self, data: Mapping[str, Any]) -> None:
        """Several threads exist."""
        for thread in data.get("threads") or ():
            self.learn_thread(thread)

    def forget_thread(self, thread: str) -> None:
        """A thread was deleted."""
        self._threads.pop(thread, None)

    def learn_channel(self, channel: int, guild: int) -> bool:
        """A channel is in a server; whether that is a configured one of which it is news."""
        spot = self._spots.get(named(channel))
        if spot is None or spot.guild == guild:
            return False
        spot.guild = guild
        return True

    def in_guild(self, guild: int) -> list[str]:
        """The configured places in a server."""
        return [one.place for one in self._spots.values() if one.guild == guild]
