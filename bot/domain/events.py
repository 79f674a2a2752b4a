# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened, in the past tense: the only thing that ever changes a commons.

`evolve` (bot.domain.commons) folds events into state; the record keeps them for good, so a
field is never renamed without an upcaster (bot.record.codec).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.ids import (
    AccountRef,
    CopyId,
    MarkId,
    MemberId,
    Number,
    Place,
    SkillRef,
    TextRef,
)

PollKind = Literal["review", "poll", "amendment"]


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
class MemberArrived:
    """Somebody did something for the first time (§7)."""

    member: MemberId
    account: AccountRef


# --- marks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MarkPlaced:
    """A mark stands; its order among others is by `at`, then by arrival (§1)."""

    number: Number
    member: MemberId
    mark: MarkId
    copy: CopyId
    choice: str
    at: datetime
    judged: str = ""


@dataclass(frozen=True, slots=True)
class MarkRemoved:
    """Its own sender took a mark away (§3)."""

    number: Number
    mark: MarkId


@dataclass(frozen=True, slots=True)
class MarkFrozen:
    """Somebody else took a mark away: it stands, and no later reading may drop it (§3)."""

    number: Number
    mark: MarkId


@dataclass(frozen=True, slots=True)
class MarksSpent:
    """All marks a member placed on a card up to now are spent and never act again (§1)."""

    number: Number
    member: MemberId
    why: Literal["unvote", "release", "lapse", "author", "forgotten"]


@dataclass(frozen=True, slots=True)
class AuthorBarred:
    """An author marked their own work; that is not counted, and they are told once (§8)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class BallotUnclear:
    """A member's vote could not be read, or not which of several came last: they are asked (§2)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A member said why they chose `choice`; the latest reason counts."""

    number: Number
    member: MemberId
    choice: str
    because: TextRef


# --- tasks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskBroadcast:
    """A task stands open in every board room."""

    number: Number
    by: MemberId
    title: TextRef
    details: TextRef | None
    skills: tuple[SkillRef, ...]
    due: datetime | None
    slots: int | None
    licence: str


@dataclass(frozen=True, slots=True)
class TaskEdited:
    """A task says something else now; the fields are the new, whole values (None: blank)."""

    number: Number
    title: TextRef | None
    details: TextRef | None
    skills: tuple[SkillRef, ...]
    due: datetime | None
    slots: int | None
    licence: str


@dataclass(frozen=True, slots=True)
class TaskClaimed:
    """A member is on it until the lease ends; `promoted` from the queue when a slot got free."""

    number: Number
    member: MemberId
    until: datetime
    promoted: bool = False


@dataclass(frozen=True, slots=True)
class ClaimQueued:
    """All slots are taken: the member is next in line (§14)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimExtended:
    """The lease runs anew."""

    number: Number
    member: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class ClaimNudged:
    """Before the lease ends, the claimant was asked how it goes."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimReleased:
    """The member gave their claim, or place in the queue, back."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimLapsed:
    """The lease ran out and the claim is free again (§15)."""

    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class TaskFellDue:
    """The moment by which a task was wanted has passed."""

    number: Number


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    """Its opener took a task back; claims and works on it stand (§20)."""

    number: Number


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """Its opener closed an accepted task to further tries (§14)."""

    number: Number


# --- works and polls ------------------------------------------------------------------------------


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


# --- people, texts and stewards -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SkillsNamed:
    """What a member says they can do."""

    member: MemberId
    skills: tuple[SkillRef, ...]


@dataclass(frozen=True, slots=True)
class MemberForgotten:
    """A member's words and names are erased; numbers and chain stay (§21)."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class TextEdited:
    """The sender edited a text of a card; None: they deleted it, and the card blanks it (§21)."""

    number: Number
    field: str
    text: TextRef | None


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


Event = (
    CommonsFounded
    | RulesAdopted
    | PlaceMoved
    | RoomsArranged
    | AbsenceNoted
    | MemberArrived
    | MarkPlaced
    | MarkRemoved
    | MarkFrozen
    | MarksSpent
    | AuthorBarred
    | BallotUnclear
    | ReasonGiven
    | TaskBroadcast
    | TaskEdited
    | TaskClaimed
    | ClaimQueued
    | ClaimExtended
    | ClaimNudged
    | ClaimReleased
    | ClaimLapsed
    | TaskFellDue
    | TaskWithdrawn
    | TaskClosed
    | WorkSubmitted
    | CreditAccepted
    | PollOpened
    | PollReminded
    | PollExtended
    | PollDue
    | PlaceRead
    | PollClosed
    | PollWithdrawn
    | SkillsNamed
    | MemberForgotten
    | TextEdited
    | Paused
    | Resumed
)
