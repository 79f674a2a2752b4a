# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened, in the past tense: the only thing that ever changes a commons.

`evolve` (bot.domain.commons) folds events into state; the record keeps them for good, so a
field is never renamed without an upcaster (bot.record.codec). All of them are named here; they
stand in the files of their subjects.
"""

from bot.domain.mark_events import (
    AuthorBarred,
    BallotUnclear,
    MarkFrozen,
    MarkLost,
    MarkPlaced,
    MarkRemoved,
    MarksFrozen,
    MarksSpent,
    ReasonGiven,
)
from bot.domain.people_events import (
    AccountsLinked,
    AccountUnlinked,
    MemberArrived,
    MemberForgotten,
    SkillsNamed,
    TextEdited,
)
from bot.domain.poll_events import (
    CreditAccepted,
    PlaceRead,
    PollClosed,
    PollDue,
    PollExtended,
    PollKind,
    PollOpened,
    PollReminded,
    PollWithdrawn,
    WorkSubmitted,
)
from bot.domain.room_events import (
    AbsenceNoted,
    CommonsFounded,
    DigestMade,
    Paused,
    PlaceMoved,
    Resumed,
    RoomsArranged,
    RulesAdopted,
)
from bot.domain.task_events import (
    ClaimExtended,
    ClaimLapsed,
    ClaimNudged,
    ClaimQueued,
    ClaimReleased,
    TaskBroadcast,
    TaskClaimed,
    TaskClosed,
    TaskEdited,
    TaskFellDue,
    TaskWithdrawn,
)

__all__ = [
    "AbsenceNoted",
    "AccountUnlinked",
    "AccountsLinked",
    "AuthorBarred",
    "BallotUnclear",
    "ClaimExtended",
    "ClaimLapsed",
    "ClaimNudged",
    "ClaimQueued",
    "ClaimReleased",
    "CommonsFounded",
    "CreditAccepted",
    "DigestMade",
    "Event",
    "MarkFrozen",
    "MarkLost",
    "MarkPlaced",
    "MarkRemoved",
    "MarksFrozen",
    "MarksSpent",
    "MemberArrived",
    "MemberForgotten",
    "Paused",
    "PlaceMoved",
    "PlaceRead",
    "PollClosed",
    "PollDue",
    "PollExtended",
    "PollKind",
    "PollOpened",
    "PollReminded",
    "PollWithdrawn",
    "ReasonGiven",
    "Resumed",
    "RoomsArranged",
    "RulesAdopted",
    "SkillsNamed",
    "TaskBroadcast",
    "TaskClaimed",
    "TaskClosed",
    "TaskEdited",
    "TaskFellDue",
    "TaskWithdrawn",
    "TextEdited",
    "WorkSubmitted",
]

Event = (
    CommonsFounded
    | RulesAdopted
    | PlaceMoved
    | RoomsArranged
    | AbsenceNoted
    | DigestMade
    | MemberArrived
    | MarkPlaced
    | MarkRemoved
    | MarkLost
    | MarkFrozen
    | MarksFrozen
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
    | AccountsLinked
    | AccountUnlinked
    | MemberForgotten
    | TextEdited
    | Paused
    | Resumed
)
