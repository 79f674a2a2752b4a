# SPDX-License-Identifier: AGPL-3.0-or-later
"""What taking things in needs of the rest of the service, named by need; the hall fulfils it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.service.codes import Codes
from bot.service.desk import Desk
from bot.service.directory import Directory
from bot.service.ports import Clock, RoomFacts, Store
from bot.service.settings import Settings


class House(Protocol):
    """Where desks, directories and rooms are found."""

    @property
    def store(self) -> Store:
        """Where answers and entries are kept."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def settings(self) -> Settings:
        """The configuration: the prefixes of networks."""

    @property
    def codes(self) -> Codes:
        """The codes by which people show that two accounts are theirs."""

    def desk(self, commons: str) -> Desk:
        """The one mailbox of a commons."""

    def directory(self, commons: str) -> Directory:
        """The erasable side of a commons."""

    def room(self, place: str) -> RoomFacts | None:
        """What is configured of a place; None for a room of no commons."""

    def home(self, commons: str, place: str) -> RoomFacts:
        """How a commons speaks in a place; at a private desk, as the commons itself does."""

    def commons_of(self, account: str) -> Sequence[str]:
        """In which commons somebody is seen: their choices at a private desk."""

    def gone(self, commons: str, account: str) -> bool:
        """Whether somebody is in no room of the commons any more; False where none can tell."""

    def joined(self, commons: str, account: str, hint: datetime | None) -> datetime | None:
        """The earliest unbroken presence in a room of the commons; `hint` is one of them."""

    def taken_away(self, commons: str, number: int, place: str, account: str) -> None:
        """Somebody took a mark off a copy of a card."""

    def census(self, commons: str, account: str) -> int | None:
        """How many people besides this one the rooms show; None where they can't tell."""

    def all_known(self, commons: str) -> bool:
        """Whether every room can tell who is in it."""
