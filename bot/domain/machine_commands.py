# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the machine asks by itself: founding, time, absence, readings."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.asking import Command
from bot.domain.ids import AccountRef, CopyId, MarkId, Number, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCommons(Command):
    """Begin the record: the founding rules (canonical values), rooms and stewards."""

    name: str
    engine: str
    rules: dict[str, str]
    places: tuple[Place, ...]
    stewards: tuple[AccountRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptRules(Command):
    """A newer engine brings rules that this commons does not have yet (§25)."""

    engine: str
    rules: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlace(Command):
    """A room was replaced by its successor (a tombstone was followed)."""

    old: Place
    new: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeRooms(Command):
    """The configuration names other board rooms than before."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAbsence(Command):
    """The bot was away from these places between two instants (§19)."""

    places: tuple[Place, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDigest(Command):
    """The daily summary is `due`, now or since then; the next one is due at `upto`.

    Both are instants, since the domain knows no time zones.
    """

    due: datetime
    upto: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """Time has passed: do everything that is due.

    `live` are the board places the bot is in now; None means all of them.
    """

    live: tuple[Place, ...] | None = None


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A mark that a reading of a card's copy found standing; `at` is the server's time or None.

    `choice` is what the emoji means on that card ("sound", "yes", "2", "claim", …). `by_then`:
    an earlier reading found it, when nothing told its order; it is older than what came since.
    """

    mark: MarkId
    by: AccountRef
    joined: datetime | None
    choice: str
    at: datetime | None
    by_then: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeMarks(Command):
    """Somebody took all marks off one copy of a card, or all of one choice: they stand (§3)."""

    number: Number
    copy: CopyId
    choice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMarks(Command):
    """What one copy of a card showed when it was read (§2, §18).

    `began` is when the reading began; `withdrawn` are marks that are gone and were taken away by
    their own senders, and when if that is known; `frozen` are marks that somebody else removed:
    they go on counting (§3). `unreadable` are the senders of marks that somebody else removed
    before anybody read them: they are asked to vote again. `sure` as for RemoveMark.
    `absence` is the interval in which unseen marks of unknown time must have been made; no other
    was made before it. With `closing`, this was the last copy of its place, read for closing the
    poll.
    """

    number: Number
    place: Place
    copy: CopyId
    began: datetime
    found: tuple[FoundMark, ...]
    withdrawn: tuple[tuple[MarkId, datetime | None], ...] = ()
    frozen: tuple[MarkId, ...] = ()
    unreadable: tuple[AccountRef, ...] = ()
    absence: tuple[datetime, datetime] | None = None
    closing: bool = False
    sure: bool = True
