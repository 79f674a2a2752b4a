# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told: a Say is told once, a Board is a card that is kept up to date.

A Say names its audience by class attribute; bot.words has one text for each, with the fields
as placeholders.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.domain.ids import AccountRef, MemberId, Number, Place


class Audience(StrEnum):
    """Where a Say goes."""

    ROOMS = "rooms"  # every board room, in the main timeline, as an answer to the card
    THREAD = "thread"  # every board room, in the thread under the card
    DIGESTS = "digests"  # every room that gets a daily summary
    PLACE = "place"  # the one room that the notice names in its field `place`
    MEMBER = "member"  # the one person that it names in its field `member`, privately
    ACCOUNT = "account"  # one account of a person, in its field `account`, privately


class Urgency(StrEnum):
    """What goes first when sends are scarce (design §3, Out)."""

    OUTCOME = "0-outcome"
    CARD = "1-card"
    REMINDER = "2-reminder"
    ANSWER = "3-answer"
    EDIT = "4-edit"
    SEED = "5-seed"


@dataclass(frozen=True, slots=True)
class Board:
    """The card of this number should show its newest state, in every board room."""

    number: Number


@dataclass(frozen=True, slots=True)
class Say:
    """The family of all notices that are told once."""

    audience: ClassVar[Audience]
    urgency: ClassVar[Urgency] = Urgency.REMINDER


@dataclass(frozen=True, slots=True)
class OutcomeSaid(Say):
    """A poll or review closed: its result, numbers, reasons and place in the record."""

    audience = Audience.ROOMS
    urgency = Urgency.OUTCOME
    number: Number


@dataclass(frozen=True, slots=True)
class PollExtendedSaid(Say):
    """A poll stays open longer, and why ("quorum", "block" or "outage")."""

    audience = Audience.THREAD
    number: Number
    closes_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class PollRemindedSaid(Say):
    """A poll closes soon; `missing` more sound marks or ballots are needed (0: none)."""

    audience = Audience.THREAD
    number: Number
    closes_at: datetime
    missing: int


@dataclass(frozen=True, slots=True)
class BallotWanted(Say):
    """To one who asked for reminders and has not voted."""

    audience = Audience.MEMBER
    number: Number
    member: MemberId
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class PollWithdrawnSaid(Say):
    """A poll or work was withdrawn by its opener."""

    audience = Audience.THREAD
    number: Number
    by: MemberId


@dataclass(frozen=True, slots=True)
class TaskWithdrawnSaid(Say):
    """A task was withdrawn by its opener, or closed to further tries."""

    audience = Audience.THREAD
    number: Number
    by: MemberId


@dataclass(frozen=True, slots=True)
class ClaimNudgedSaid(Say):
    """The lease of a claim ends soon."""

    audience = Audience.THREAD
    number: Number
    member: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class ClaimLapsedSaid(Say):
    """A claim ran out; the task can be taken by others."""

    audience = Audience.THREAD
    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class ClaimPromotedSaid(Say):
    """A slot got free and the next in line has it."""

    audience = Audience.THREAD
    number: Number
    member: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class SkillsWanted(Say):
    """A task asks for skills that these members named (at most five, who want mentions)."""

    audience = Audience.THREAD
    number: Number
    members: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class CreditOffered(Say):
    """An author named peers as co-authors; each accepts with ✋ or `accept`."""

    audience = Audience.THREAD
    number: Number
    by: MemberId
    peers: tuple[AccountRef, ...]


@dataclass(frozen=True, slots=True)
class ReasonWanted(Say):
    """A ⛔ counts only with a reason, given in time (§11)."""

    audience = Audience.MEMBER
    number: Number
    member: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class AuthorTold(Say):
    """An author's mark isn't counted; said once, kindly (§8)."""

    audience = Audience.MEMBER
    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class VoteAgain(Say):
    """A mark could not be read or was ambiguous: please vote again (§2, §3)."""

    audience = Audience.MEMBER
    number: Number
    member: MemberId


@dataclass(frozen=True, slots=True)
class Welcome(Say):
    """At a member's first act: what is kept, what is public, how to be forgotten (§22)."""

    audience = Audience.MEMBER
    urgency = Urgency.ANSWER
    member: MemberId


@dataclass(frozen=True, slots=True)
class AbsenceSaid(Say):
    """One line per room: when the bot was away (§19)."""

    audience = Audience.PLACE
    place: Place
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DigestSaid(Say):
    """The daily summary; see bot.domain.digests for what it tells of."""

    audience = Audience.DIGESTS
    since: datetime
    until: datetime
    upto: datetime


@dataclass(frozen=True, slots=True)
class PausedSaid(Say):
    """A steward paused new tasks, claims and polls here."""

    audience = Audience.PLACE
    place: Place
    by: MemberId
    until: datetime


@dataclass(frozen=True, slots=True)
class ResumedSaid(Say):
    """A pause ended."""

    audience = Audience.PLACE
    place: Place
    by: MemberId | None


@dataclass(frozen=True, slots=True)
class RulesAdoptedSaid(Say):
    """A new engine brought rules; they are announced with their values (§25)."""

    audience = Audience.PLACE
    place: Place
    engine: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RehearsalOver(Say):
    """The commons was only tried out so far; now it begins, and numbers begin anew."""

    audience = Audience.PLACE
    urgency = Urgency.OUTCOME
    place: Place


@dataclass(frozen=True, slots=True)
class CardRetired(Say):
    """What a rehearsal's card says from now on; `message` is the card's."""

    audience = Audience.PLACE
    urgency = Urgency.EDIT
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class AuthorBlocked(Say):
    """Where no private word is possible: one line under the card that names nobody (§8)."""

    audience = Audience.THREAD
    number: Number


@dataclass(frozen=True, slots=True)
class ReasonMissing(Say):
    """ReasonWanted, where no private word is possible: it names nobody (§11)."""

    audience = Audience.THREAD
    number: Number
    until: datetime


@dataclass(frozen=True, slots=True)
class MarkUnread(Say):
    """VoteAgain, where no private word is possible: it names nobody (§2, §3)."""

    audience = Audience.THREAD
    number: Number


Notice = Board | Say
