# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a commons: views for cards, lists and people. Nothing here decides or changes."""

from typing import Literal, cast

from bot.domain import closing
from bot.domain.charter import RULES
from bot.domain.events import PollKind
from bot.domain.ids import AccountRef, MemberId, Number, SkillRef
from bot.domain.state import Commons, Poll
from bot.domain.views import (
    MyView,
    PollView,
    ReasonLine,
    RuleView,
    TaskState,
    TaskView,
    WorkLine,
)
from bot.domain.works import choices_of as _choices_of
from bot.domain.works import was_forwarded


def kind_of(commons: Commons, number: int) -> Literal["task"] | PollKind | None:
    """What a number is."""
    if number in commons.tasks:
        return "task"
    poll = commons.polls.get(Number(number))
    return poll.kind if poll else None


def choices_of(commons: Commons, number: int) -> tuple[str, ...]:
    """What a mark on this card may mean; nothing for a number that is not there."""
    if number in commons.tasks:
        return ("claim",)
    poll = commons.polls.get(Number(number))
    if poll is None:
        return ()
    return (*_choices_of(poll), "accept") if poll.kind == "review" else _choices_of(poll)


def task_numbers(
    commons: Commons, state: TaskState | None = None, skill: SkillRef | None = None
) -> list[Number]:
    """The tasks still to be done, or those in one state; with one skill; newest last."""
    return [
        number
        for number, task in commons.tasks.items()
        if (commons.state_of(task) == state if state else _to_do(commons, number))
        and (skill is None or skill in task.skills)
    ]


def _to_do(commons: Commons, number: Number) -> bool:
    return commons.state_of(commons.tasks[number]) not in {"accepted", "withdrawn"}


def poll_numbers(
    commons: Commons, *, closed: bool = False, by: AccountRef | None = None
) -> list[Number]:
    """Open polls and reviews, or those that are over; only one person's, if asked.

    An unreviewed work that can be put forward again stays among the open ones (§13).
    """
    member = commons.member_of.get(by) if by else None
    return [
        number
        for number, poll in commons.polls.items()
        if (not poll.live if closed else poll.live or _waits(commons, poll))
        and (by is None or member in (poll.by, *poll.authors))
    ]


def _waits(commons: Commons, poll: Poll) -> bool:
    return poll.result == "unreviewed" and not was_forwarded(commons, poll)


def live_numbers(commons: Commons) -> list[Number]:
    """Every number whose card is to be kept up to date: what is not over yet."""
    tasks = [number for number in commons.tasks if _to_do(commons, number)]
    polls = [number for number, poll in commons.polls.items() if poll.live]
    return sorted([*tasks, *polls])


def _work_line(poll: Poll) -> WorkLine:
    return WorkLine(poll.number, poll.authors, poll.state, poll.result)


def task_view(commons: Commons, number: int) -> TaskView | None:
    """The picture of a task."""
    task = commons.tasks.get(Number(number))
    if task is None:
        return None
    return TaskView(
        number=task.number,
        state=commons.state_of(task),
        closed=task.closed,
        overdue=task.overdue and _to_do(commons, task.number),
        by=task.by,
        title=task.title,
        details=task.details,
        skills=task.skills,
        due=task.due,
        slots=task.slots,
        licence=task.licence,
        claims=tuple((member, claim.until) for member, claim in task.claims.items()),
        queue=tuple(task.queue),
        works=tuple(
            _work_line(poll)
            for poll in (commons.polls[work] for work in task.works)
            if poll.result != "unreviewed" or not was_forwarded(commons, poll)
        ),
    )


def tally_of(commons: Commons, poll: Poll) -> tuple[dict[str, int], int]:
    """Disjoint numbers by choice and the ballots that count: now, or in the outcome."""
    if not poll.live or commons.at is None:
        return poll.tally or dict.fromkeys(_choices_of(poll), 0), poll.ballots
    return closing.tally(poll, commons.at)


def poll_view(commons: Commons, number: int) -> PollView | None:
    """The picture of a poll or review."""
    poll = commons.polls.get(Number(number))
    if poll is None:
        return None
    numbers, ballots = tally_of(commons, poll)
    task = commons.tasks.get(poll.about) if poll.about is not None else None
    until = [
        (member, task.claims[member].until)
        for member in poll.authors
        if task and not poll.live and member in task.claims
    ]
    return PollView(
        number=poll.number,
        kind=poll.kind,
        method=poll.method,
        state=poll.state,
        result=poll.result,
        because=poll.because,
        by=poll.by,
        authors=poll.authors,
        pending=poll.pending,
        about=poll.about,
        question=task.title if task else poll.question,
        options=poll.options,
        choices=_choices_of(poll),
        work=poll.work,
        licence=poll.licence,
        opened_at=poll.opened_at,
        closes_at=poll.closes_at,
        extended=poll.extended,
        quorum=poll.quorum,
        rules=poll.rules.values,
        tally=numbers,
        ballots=ballots,
        reasons=_reasons(commons, poll),
        unread=poll.unread,
        height=poll.height,
        claim_until=tuple((member, moment) for member, moment in until if moment is not None),
    )


def _reasons(commons: Commons, poll: Poll) -> tuple[ReasonLine, ...]:
    """Reasons that still go with their member's ballot; after closing those that did then."""
    chosen = poll.chosen() if poll.live else {}
    return tuple(
        ReasonLine(commons.person(member), reason.choice, reason.because)
        for member, reason in poll.reasons.items()
        if not poll.live or chosen.get(poll.voter(member)) == reason.choice
    )


def rule_views(commons: Commons) -> list[RuleView]:
    """Every rule in force with its value, bounds and origin."""
    views = []
    for name, value in sorted(commons.charter.values.items()):
        rule, origin = RULES.get(name), commons.origins[name]
        views.append(
            RuleView(
                name=name,
                value=value,
                form=rule.form if rule else "",
                least=rule.least if rule else None,
                most=rule.most if rule else None,
                origin=cast('Literal["founding", "engine", "amendment"]', origin.kind),
                since=origin.at,
                height=origin.height,
            )
        )
    return views


def my_view(commons: Commons, ref: AccountRef) -> MyView:
    """What a person sees of themselves; somebody new sees that nothing is kept yet."""
    member = commons.member_of.get(ref)
    steward = ref in commons.stewards
    if member is None:
        return MyView(None, None, (), (), (), (), (), steward)
    known = commons.members[member]
    return MyView(
        member=member,
        since=known.since,
        skills=known.skills,
        claims=tuple(
            (number, task.claims[member].until)
            for number, task in commons.tasks.items()
            if member in task.claims
        ),
        works=tuple(_work_line(poll) for poll in commons.polls.values() if member in poll.authors),
        tasks=tuple(n for n in task_numbers(commons) if commons.tasks[n].by == member),
        ballots=_ballots_of(commons, member),
        steward=steward,
        accounts=tuple(known.accounts) if len(known.accounts) > 1 else (),
    )


def _ballots_of(commons: Commons, member: MemberId) -> tuple[tuple[Number, str], ...]:
    open_polls = (poll for poll in commons.polls.values() if poll.live)
    return tuple(
        (poll.number, choice)
        for poll in open_polls
        if (choice := poll.chosen().get(poll.voter(member))) is not None
    )
