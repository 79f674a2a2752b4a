# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of works and polls. See bot.domain.events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.ids import AccountRef, MemberId, Number, Place, TextRef

PollKind = Literal["review", "poll", "amendment"]


@dataclass(frozen=True, slots=True)
class WorkSubmitted:
    """A work was put forward for a task; its review has the same number (§11)."""

    number: Number
    task: Number
    by: MemberId
    work: TextRef
    licence: str
    peers: tuple[AccountRef, ...]


@dataclass(frozen=True, slots=True)
class CreditAccepted:
    """A named peer accepted being a co-author (§8)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class PollOpened:
    """A poll or review is open; its rules and electorate are frozen here (§7, §10).

    `rules` holds the canonical values of every rule that decides this poll; `quorum` is the number
    in force; `cutoff` is the latest joining that belongs to the electorate; `eligible` is the
    size of the electorate where it is finite and known.
    """

    number: Number
    kind: PollKind
    method: str
    by: MemberId
    about: Number | None
    question: TextRef | None
    options: tuple[TextRef, ...]
    closes_at: datetime
    quorum: int
    cutoff: datetime
    eligible: int | None
    rules: dict[str, str]


@dataclass(frozen=True, slots=True)
class PollReminded:
    """The reminder before closing went out (§27)."""

    number: Number
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class PollExtended:
    """A poll stays open longer; at most once for its own sake (§13)."""

    number: Number
    closes_at: datetime
    why: Literal["quorum", "block", "outage"]


@dataclass(frozen=True, slots=True)
class PollDue:
    """Voting is over; these places are read before the count (§17, §18)."""

    number: Number
    places: tuple[Place, ...]
    early: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """Every copy of the card in one place was read after the deadline (§18)."""

    number: Number
    place: Place


@dataclass(frozen=True, slots=True)
class PollClosed:
    """The outcome, for good: replay never counts again (§24).

    `tally` holds disjoint numbers by choice, `ballots` how many ballots counted, `because` the
    name of the rule that settled it, `unread` the places that could not be read in time.
    """

    number: Number
    state: Literal["passed", "failed", "no_quorum"]
    result: str
    because: str
    tally: dict[str, int]
    ballots: int
    unread: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PollWithdrawn:
    """Its opener took a poll back, or an author a work (§20); `by` says who."""

    number: Number
    by: MemberId | None = None
