# SPDX-License-Identifier: AGPL-3.0-or-later
"""What networks tell when they are asked: marks that stand on a message, people in a room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SeenMark:
    """A reaction that a reading of a message found standing.

    `source` is the id under which it would have come live, where a mark comes once in its life (on
    Matrix); None where the same mark may be placed, taken away and placed again (on Discord).
    """

    mark: str
    account: str
    emoji: str
    joined_at: datetime | None
    at: datetime | None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message shows.

    Of the known marks that are gone, `withdrawn` were taken away by their own senders (and when,
    where the network tells), `frozen` by anybody else. `unreadable` are marks in the same room
    that somebody else took away before anybody could read them: on which message, and what they
    meant, is lost (their emoji is empty). `sure`: the network says that it was their senders who
    took the withdrawn ones away; where it names nobody, they are told (§3).
    """

    seen: Sequence[SeenMark]
    withdrawn: Sequence[tuple[str, datetime | None]] = ()
    frozen: Sequence[str] = ()
    unreadable: Sequence[SeenMark] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """One person in a room, since when without a break (None: the network can't say)."""

    account: str
    joined_at: datetime | None
    name: str | None = None
