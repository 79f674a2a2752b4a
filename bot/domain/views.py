# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be read out of a commons: frozen pictures, with people and texts by reference."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.events import PollKind
from bot.domain.ids import AccountRef, MemberId, Number, Place, SkillRef, TextRef

TaskState = Literal["open", "claimed", "review", "accepted", "withdrawn"]
PollState = Literal["open", "counting", "passed", "failed", "no_quorum", "withdrawn"]


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One work on a task's card."""

    number: Number
    by: tuple[MemberId, ...]
    state: PollState
    result: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """Everything a task's card shows."""

    number: Number
    state: TaskState
    closed: bool
    overdue: bool
    by: MemberId
    title: TextRef | None
    details: TextRef | None
    skills: tuple[SkillRef, ...]
    due: datetime | None
    slots: int | None
    licence: str
    claims: tuple[tuple[MemberId, datetime | None], ...]
    """Who is on it, until when; None while their work is under review (§15)."""
    queue: tuple[MemberId, ...]
    works: tuple[WorkLine, ...]


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason given with a ballot."""

    member: MemberId
    choice: str
    because: TextRef


@dataclass(frozen=True, slots=True)
class PollView:
    """Everything a poll's or review's card and outcome show."""

    number: Number
    kind: PollKind
    method: str
    state: PollState
    result: str
    because: str
    by: MemberId
    authors: tuple[MemberId, ...]
    pending: tuple[AccountRef, ...]
    """Named peers who have not accepted being co-authors yet."""
    about: Number | None
    question: TextRef | None
    """The question; for a review, the title of its task."""
    options: tuple[TextRef | None, ...]
    choices: tuple[str, ...]
    work: TextRef | None
    licence: str | None
    opened_at: datetime
    closes_at: datetime
    extended: bool
    quorum: int
    rules: dict[str, str]
    tally: dict[str, int]
    ballots: int
    reasons: tuple[ReasonLine, ...]
    unread: tuple[Place, ...]
    height: int | None
    """Where in the record the outcome stands."""
    claim_until: tuple[tuple[MemberId, datetime], ...] = ()
    """After "changes asked": whose claims run again, until when."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a daily summary: what it shows, and how many more there are."""

    views: tuple[TaskView | PollView, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class DigestView:
    """The daily summary. What stands in one part is not repeated in another.

    `waiting`: tasks nobody is on, and reviews short of sound marks. `closing`: what closes before
    the next summary. `places` are the rooms with the cards.
    """

    since: datetime
    new: Part
    waiting: Part
    closing: Part
    decided: Part
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule in force: value, form and bounds, origin."""

    name: str
    value: str
    form: str
    least: str | None
    most: str | None
    origin: Literal["founding", "engine", "amendment"]
    since: datetime
    height: int


@dataclass(frozen=True, slots=True)
class MyView:
    """What a person sees of themselves."""

    member: MemberId | None
    since: datetime | None
    skills: tuple[SkillRef, ...]
    claims: tuple[tuple[Number, datetime | None], ...]
    works: tuple[WorkLine, ...]
    tasks: tuple[Number, ...]
    ballots: tuple[tuple[Number, str], ...]
    steward: bool
    accounts: tuple[AccountRef, ...] = ()
    """All accounts of somebody who has several."""
