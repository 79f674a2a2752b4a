# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why something was not done: values, never exceptions.

Each says what was wrong in its fields; bot.words turns it into a sentence that also says what
to do. A refusal leaves no event behind.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import MemberId, Number, TextKind


@dataclass(frozen=True, slots=True)
class Refusal:
    """The family of all refusals."""


# --- numbers and states ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnknownNumber(Refusal):
    """Nothing in this commons has that number."""

    number: Number


@dataclass(frozen=True, slots=True)
class NotATask(Refusal):
    """The number belongs to a poll or review."""

    number: Number


@dataclass(frozen=True, slots=True)
class NotAPoll(Refusal):
    """The number belongs to a task; `polls` are the open reviews of it, if any."""

    number: Number


@dataclass(frozen=True, slots=True)
class TaskIsClosed(Refusal):
    """The task was withdrawn, or closed to further tries."""

    number: Number
    state: str


@dataclass(frozen=True, slots=True)
class PollIsClosed(Refusal):
    """The poll is counting, closed or withdrawn."""

    number: Number
    state: str


@dataclass(frozen=True, slots=True)
class TooLate(Refusal):
    """A mark arrived after the deadline (§18)."""

    number: Number
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class NotTheOpener(Refusal):
    """Only the opener (or author) withdraws or edits (§20)."""

    number: Number
    opener: MemberId


@dataclass(frozen=True, slots=True)
class TextIsFrozen(Refusal):
    """Somebody has judged it already: withdraw and open anew (§21)."""

    number: Number


@dataclass(frozen=True, slots=True)
class NothingToChange(Refusal):
    """An edit that names no new value."""

    number: Number


# --- claims ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlreadyClaimed(Refusal):
    """The member is on it already (until then) or waits in line (None)."""

    number: Number
    until: datetime | None


@dataclass(frozen=True, slots=True)
class NotClaimed(Refusal):
    """The member has no claim on it."""

    number: Number


@dataclass(frozen=True, slots=True)
class ClaimLimitReached(Refusal):
    """More than `claim.limit` claims at once."""

    limit: int


@dataclass(frozen=True, slots=True)
class BroadcastLimitReached(Refusal):
    """More than `broadcast.limit` tasks within a day; free again at `again`."""

    limit: int
    again: datetime


# --- works and ballots ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AuthorsDoNotVote(Refusal):
    """Authors never judge their own work (§8)."""

    number: Number


@dataclass(frozen=True, slots=True)
class WasForgotten(Refusal):
    """Asked to be forgotten while the poll was open: barred from it until it closes (§21)."""

    number: Number


@dataclass(frozen=True, slots=True)
class NotInElectorate(Refusal):
    """Came after the cut-off of the poll (§7)."""

    number: Number
    cutoff: datetime


@dataclass(frozen=True, slots=True)
class PresenceUnknown(Refusal):
    """No room can tell since when this person is here, so the ballot can't be counted."""

    number: Number


@dataclass(frozen=True, slots=True)
class UnknownChoice(Refusal):
    """The typed choice is none of the card's."""

    number: Number
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoBallot(Refusal):
    """There is no ballot to take back."""

    number: Number


@dataclass(frozen=True, slots=True)
class NotNamedAsPeer(Refusal):
    """Only a peer whom the author named can accept being a co-author (§8)."""

    number: Number


@dataclass(frozen=True, slots=True)
class NotUnreviewed(Refusal):
    """Only a work that stayed unreviewed can be put forward again (§13)."""

    number: Number


# --- values ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextTooLong(Refusal):
    """More characters than this kind of text may have."""

    kind: TextKind
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class TextIsEmpty(Refusal):
    """Nothing, or nothing but spaces, where a text is needed."""

    kind: TextKind


@dataclass(frozen=True, slots=True)
class UnknownLicence(Refusal):
    """Not on the charter's list of free licences."""

    licence: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsPast(Refusal):
    """A due or closing moment that is over."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class TooFar(Refusal):
    """A due or closing moment beyond the longest wait that is allowed."""

    moment: datetime
    longest: timedelta


@dataclass(frozen=True, slots=True)
class OutOfBounds(Refusal):
    """A number outside its bounds (slots, options …)."""

    what: str
    value: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class LooserThanCharter(Refusal):
    """An option typed with a poll may only be stricter than the charter (§10)."""

    rule: str
    value: str
    charter: str


@dataclass(frozen=True, slots=True)
class BadRuleValue(Refusal):
    """Not a value of that rule; `allowed` names its form: "duration", "quorum", …."""

    rule: str
    value: str
    allowed: str


@dataclass(frozen=True, slots=True)
class MissingRule(Refusal):
    """A rule the decision needs is not in the charter: fail closed."""

    rule: str


@dataclass(frozen=True, slots=True)
class ClockBehindRecord(Refusal):
    """The clock reads earlier than the record's head."""

    now: datetime
    head: datetime
