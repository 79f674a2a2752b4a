# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be asked of a commons: imperative, frozen, and without a platform in sight.

A command is the *cause* that the record keeps beside the events it led to (semantics §24).
`decide` (bot.domain.decide) answers each with events or with a Refusal.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountRef, CopyId, MarkId, Number, Place, SkillRef, SourceId, TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Anything a commons can be asked; `source` makes sure it is handled once."""

    source: SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCommand(Command):
    """Asked by a person.

    `joined` is the earliest unbroken presence of any of their accounts in a room of the commons,
    None where no room can tell.
    """

    by: AccountRef
    place: Place
    joined: datetime | None


# --- founding, and what the machine notices -------------------------------------------------


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
class Tick(Command):
    """Time has passed: do everything that is due.

    `live` are the board places the bot is in now; None means all of them.
    """

    live: tuple[Place, ...] | None = None


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A mark that a reading of a card's copy found standing; `at` is the server's time or None.

    `choice` is what the emoji means on that card ("sound", "yes", "2", "claim", …).
    """

    mark: MarkId
    by: AccountRef
    joined: datetime | None
    choice: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMarks(Command):
    """What one copy of a card showed when it was read (§2, §18).

    `began` is when the reading began; `withdrawn` are marks that are gone and were taken away by
    their own senders, and when if that is known; `frozen` are marks that somebody else removed:
    they go on counting (§3). `unreadable` are the senders of marks that somebody else removed
    before anybody read them: they are asked to vote again.
    `absence` is the interval in which unseen marks must have been made, to which their times are
    clamped. With `closing`, this was the last copy of its place, read for closing the poll.
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


# --- marks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMark(MemberCommand):
    """A reaction on a copy of a card, or (copy "") a typed or button choice.

    `choice` is the meaning; `because` a reason typed with it. `made` is when the network says that
    it was made, where that was while the bot was away; otherwise it is made when it arrives.
    """

    number: Number
    mark: MarkId
    copy: CopyId
    choice: str
    because: TextRef | None = None
    made: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMark(MemberCommand):
    """The sender of a mark took it away themselves (§3); `made` as for PlaceMark."""

    number: Number
    mark: MarkId
    made: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearMarks(MemberCommand):
    """`poll unvote`: spend all of one's marks on a poll (§1)."""

    number: Number


# --- tasks and works ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastTask(MemberCommand):
    """Post a task to every board room."""

    title: TextRef
    details: TextRef | None = None
    skills: tuple[SkillRef, ...] = ()
    due: datetime | None = None
    slots: int | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTask(MemberCommand):
    """Change what a task says; None leaves a field as it is."""

    number: Number
    title: TextRef | None = None
    details: TextRef | None = None
    skills: tuple[SkillRef, ...] | None = None
    due: datetime | None = None
    slots: int | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask(MemberCommand):
    """Signal that one works on a task, by words; ✋ arrives as a PlaceMark."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendClaim(MemberCommand):
    """Renew one's lease for a full `claim.lease` from now."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseClaim(MemberCommand):
    """Give one's claim, or one's place in the queue, back."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTask(MemberCommand):
    """The opener takes a task back, or closes an accepted one to further tries (§14, §20)."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitWork(MemberCommand):
    """Put a work forward for review; without a number it makes its own task.

    `others` is how many eligible people besides the author the rooms show (§10), or None.
    `title` is the first line of `work` for unasked work.
    """

    number: Number | None
    work: TextRef
    title: TextRef | None = None
    licence: str | None = None
    peers: tuple[AccountRef, ...] = ()
    others: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCredit(MemberCommand):
    """A named co-author accepts being one (§8)."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ResubmitWork(MemberCommand):
    """Put an unreviewed work forward again: a new review of the same work (§13)."""

    number: Number
    others: int | None = None


# --- polls ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoll(MemberCommand):
    """Ask the commons: yes or no without options, else one choice of two to ten.

    `quorum` and `threshold` are canonical rule values; they may only be stricter (§10).
    """

    question: TextRef
    options: tuple[TextRef, ...] = ()
    closes: datetime | None = None
    quorum: str | None = None
    threshold: str | None = None
    others: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPoll(MemberCommand):
    """The opener takes a poll back; an author their work (§20)."""

    number: Number


# --- people, texts and stewards ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSkills(MemberCommand):
    """Say what one can do; replaces what was said before."""

    skills: tuple[SkillRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget(MemberCommand):
    """Erase my words and names, spend my standing marks, keep numbers and chain (§21)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditText(MemberCommand):
    """The sender edited the chat message that a card's text came from; None blanks it (§21)."""

    number: Number
    field: str
    text: TextRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(MemberCommand):
    """A steward stops new tasks, claims and polls, in one room or (None) in all."""

    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(MemberCommand):
    """A steward lifts a pause."""

    room: Place | None
