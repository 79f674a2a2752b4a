# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a commons and its rooms began and changed. See bot.domain.events."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountRef, MemberId, Place


@dataclass(frozen=True, slots=True)
class CommonsFounded:
    """The record begins; `rules` holds every founding rule with its canonical value."""

    name: str
    engine: str
    rules: dict[str, str]
    places: tuple[Place, ...]
    stewards: tuple[AccountRef, ...]


@dataclass(frozen=True, slots=True)
class RulesAdopted:
    """A new engine brought these rules, with these explicit values (§25)."""

    engine: str
    rules: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlaceMoved:
    """A room was replaced; marks on copies in the old one are frozen as they are."""

    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class RoomsArranged:
    """The board rooms of the commons are these now."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class AbsenceNoted:
    """The bot was away from these places for longer than `poll.outage` (§19)."""

    places: tuple[Place, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DigestMade:
    """The daily summary was made: of what happened from `since` until just before `until`.

    `upto` is when the next one is due. A day without news has none.
    """

    since: datetime
    until: datetime
    upto: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """A steward paused a room, or (None) the commons, until `until` at the latest."""

    by: MemberId
    room: Place | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """A pause ended: lifted by a steward, or (None) by its limit."""

    by: MemberId | None
    room: Place | None
