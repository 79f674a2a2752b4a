# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a commons is, between events. Only `evolve` writes here; everybody else reads."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.agenda import Agenda
from bot.domain.cast import Cast
from bot.domain.charter import Charter
from bot.domain.events import PollKind
from bot.domain.ids import AccountRef, MarkId, MemberId, Number, Place, SkillRef, TextRef
from bot.domain.marks import Marks
from bot.domain.views import PollState, TaskState


@dataclass(slots=True)
class Brought:
    """What an account brought along when it was linked: it takes that away again (§9)."""

    was: MemberId | None = None
    tasks: tuple[Number, ...] = ()
    polls: tuple[Number, ...] = ()
    works: tuple[Number, ...] = ()
    reasons: tuple[Number, ...] = ()
    """The polls that were over, with a reason under the number of the member that it `was`."""
    skills: tuple[SkillRef, ...] = ()


@dataclass(slots=True)
class Member:
    """A person. `last` is when they last did something; `broadcasts` the tasks of the last day."""

    id: MemberId
    accounts: list[AccountRef]
    since: datetime
    last: datetime
    skills: tuple[SkillRef, ...] = ()
    forgotten: bool = False
    broadcasts: list[datetime] = field(default_factory=list)
    brought: dict[AccountRef, Brought] = field(default_factory=dict)
    """For each of several accounts, what it brought; empty for a member with one."""
    anew: datetime | None = None
    """They are counted as here since then at the earliest: an account was unlinked (§9)."""
    left: tuple[MemberId, ...] = ()
    """Whose accounts theirs were before: what those left there is still theirs to take (§3)."""


@dataclass(slots=True)
class Claim:
    """A lease on a task. `until` is None while the clock stands still with `left` to go (§15)."""

    until: datetime | None
    left: timedelta
    nudged: bool = False


@dataclass(slots=True)
class Task:
    """A task and who is on it. `claims` and `queue` are in order of arrival."""

    number: Number
    by: MemberId
    title: TextRef | None
    details: TextRef | None
    skills: tuple[SkillRef, ...]
    due: datetime | None
    slots: int | None
    licence: str
    opened_at: datetime
    withdrawn: bool = False
    closed: bool = False
    overdue: bool = False
    claims: dict[MemberId, Claim] = field(default_factory=dict)
    queue: list[MemberId] = field(default_factory=list)
    works: list[Number] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    gone: dict[MarkId, datetime] = field(default_factory=dict)
    spent: dict[MemberId, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Reason:
    """Why a member chose what they chose, and when they said so."""

    choice: str
    because: TextRef
    at: datetime


@dataclass(slots=True)
class Poll:
    """A poll, or the review of a work. `rules` are frozen at opening (§10)."""

    number: Number
    kind: PollKind
    method: str
    by: MemberId
    about: Number | None
    question: TextRef | None
    options: tuple[TextRef | None, ...]
    opened_at: datetime
    closes_at: datetime
    quorum: int
    cutoff: datetime
    eligible: int | None
    rules: Charter
    work: TextRef | None = None
    licence: str | None = None
    authors: tuple[MemberId, ...] = ()
    pending: tuple[AccountRef, ...] = ()
    state: PollState = "open"
    result: str = ""
    because: str = ""
    tally: dict[str, int] = field(default_factory=dict)
    ballots: int = 0
    unread: tuple[Place, ...] = ()
    extended: bool = False
    reminded: datetime | None = None
    due_at: datetime | None = None
    awaiting: tuple[Place, ...] = ()
    barred: tuple[MemberId, ...] = ()
    reasons: dict[MemberId, Reason] = field(default_factory=dict)
    unclear: tuple[MemberId, ...] = ()
    """Who was asked to vote again, because a vote could not be read (§2, §3)."""
    marks: Marks = field(default_factory=Marks)
    gone: dict[MarkId, datetime] = field(default_factory=dict)
    """Marks taken away, and when: a reading that began before must not bring them back."""
    spent: dict[MemberId, datetime] = field(default_factory=dict)
    """Until when each member's marks are spent: those made before and found later too (§1)."""
    counts_as: dict[MemberId, MemberId] = field(default_factory=dict)
    """Members who were one person when this poll was open, and still are in it (§9)."""
    here: dict[MemberId, datetime] = field(default_factory=dict)
    """Since when those who count as one were in the rooms, as one."""
    cast: Cast = field(default_factory=Cast)
    """The ballots that were counted: what an outcome would have been with two of them as one."""
    height: int | None = None
    closed_at: datetime | None = None

    @property
    def live(self) -> bool:
        """Open, or being counted."""
        return self.state in {"open", "counting"}

    def voter(self, member: MemberId) -> MemberId:
        """As whom a member counts here."""
        return self.counts_as.get(member, member)

    def together(self, member: MemberId) -> tuple[MemberId, ...]:
        """Everybody who counts as one with a member here, they among them."""
        if not self.counts_as:  # in nearly every poll, for every vote
            return (member,)
        voter = self.voter(member)
        return (voter, *(one for one, other in self.counts_as.items() if other == voter))

    def is_author(self, member: MemberId) -> bool:
        """Whether a member made the work, or counts as somebody who did (§8, §9)."""
        if not self.counts_as:
            return member in self.authors
        return self.voter(member) in map(self.voter, self.authors)

    def ballot_stands(self, member: MemberId) -> bool:
        """Whether a member, or who counts as one with them, has a mark in force."""
        return any(self.marks.standing_of(one) for one in self.together(member))

    def chosen(self) -> dict[MemberId, str]:
        """Each voter's latest mark in force (§1)."""
        return self.marks.latest(self.counts_as)


@dataclass(slots=True)
class Act:
    """A pause by a steward: public, temporary."""

    by: MemberId
    until: datetime


@dataclass(slots=True)
class RuleOrigin:
    """Where a rule's value in force comes from."""

    kind: str
    at: datetime
    height: int


@dataclass(slots=True)
class Commons:
    """Everything that decisions depend on. `height` counts entries from 0; -1: not founded."""

    name: str = ""
    engine: str = ""
    height: int = -1
    at: datetime | None = None
    charter: Charter = field(default_factory=lambda: Charter({}))
    origins: dict[str, RuleOrigin] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    stewards: tuple[AccountRef, ...] = ()
    members: dict[MemberId, Member] = field(default_factory=dict)
    arrived: int = 0
    """How many members there ever were: a number is never given twice."""
    became: dict[MemberId, MemberId] = field(default_factory=dict)
    """Who members are now that became part of another (§9)."""
    member_of: dict[AccountRef, MemberId] = field(default_factory=dict)
    tasks: dict[Number, Task] = field(default_factory=dict)
    polls: dict[Number, Poll] = field(default_factory=dict)
    pauses: dict[Place | None, Act] = field(default_factory=dict)
    digested: datetime | None = None
    """Until when the newest daily summary tells."""
    agenda: Agenda = field(default_factory=Agenda)

    @property
    def next_number(self) -> Number:
        """The number the next task, work or poll gets."""
        return Number(max(next(reversed(self.tasks), 0), next(reversed(self.polls), 0)) + 1)

    def person(self, member: MemberId) -> MemberId:
        """Who somebody is now."""
        return self.became.get(member, member)

    def state_of(self, task: Task) -> TaskState:
        """A task's state follows from its works and claims (contract: status)."""
        if task.withdrawn:
            return "withdrawn"
        states = {self.polls[number].state for number in task.works}
        if "passed" in states:
            return "accepted"
        if states & {"open", "counting"}:
            return "review"
        return "claimed" if task.claims else "open"
