# SPDX-License-Identifier: AGPL-3.0-or-later
"""Polls: opened by anyone, withdrawn by their opener only (§10, §16, §20)."""

from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.acts import pause_in_force
from bot.domain.charter import Charter, allowed, canonical
from bot.domain.claims import settle
from bot.domain.electorate import opening
from bot.domain.ids import MemberId
from bot.domain.marking import poll_at
from bot.domain.marks import Marks
from bot.domain.measures import parse_quorum, parse_threshold
from bot.domain.members import Arrivals, active, too_long
from bot.domain.people_refusals import IsPaused
from bot.domain.refusals import (
    BadRuleValue,
    LooserThanCharter,
    NotTheOpener,
    OutOfBounds,
    PollIsClosed,
    Refusal,
    TextIsEmpty,
)
from bot.domain.state import Commons, Poll
from bot.domain.tasks import moment_refused
from bot.domain.transitions import after_poll

MOST_OPTIONS = 10


def _stricter(
    commons: Commons, command: c.OpenPoll, member: MemberId, at: datetime
) -> dict[str, str] | Refusal:
    """The rule values typed with a poll: valid, and none looser than the charter's (§10)."""
    typed = {"poll.quorum": command.quorum, "poll.threshold": command.threshold}
    values: dict[str, str] = {}
    for name, value in typed.items():
        if value is None:
            continue
        try:
            values[name] = canonical(name, value)
        except ValueError:
            return BadRuleValue(name, value, allowed(name))
        charter = commons.charter.value(name)
        if name == "poll.quorum":
            people = active(commons, at, member, acting=True)
            looser = parse_quorum(values[name]).of(people) < parse_quorum(charter).of(people)
        else:
            looser = parse_threshold(values[name]).looser_than(parse_threshold(charter))
        if looser:
            return LooserThanCharter(name, value, charter)
    return values


# --- decide ---------------------------------------------------------------------------------------


def decide_open(commons: Commons, command: c.OpenPoll, at: datetime) -> list[e.Event] | Refusal:
    """Ask the commons a question."""
    refused = _question_refused(commons, command, at)
    if refused:
        return refused
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    stricter = _stricter(commons, command, member, at)
    if isinstance(stricter, Refusal):
        return stricter
    return [
        *arrivals.events,
        opening(
            commons,
            at,
            number=commons.next_number,
            kind="poll",
            method="majority",
            by=member,
            others=command.others,
            all_known=command.all_known,
            question=command.question,
            options=command.options,
            closes_at=command.closes,
            stricter=stricter,
        ),
    ]


def _question_refused(
    commons: Commons, command: c.OpenPoll, at: datetime
) -> Refusal | IsPaused | None:
    count = len(command.options)
    if command.options and not 2 <= count <= MOST_OPTIONS:
        return OutOfBounds("options", count, 2, MOST_OPTIONS)
    if command.question.length == 0:
        return TextIsEmpty("question")
    if any(option.length == 0 for option in command.options):
        return TextIsEmpty("option")
    return (
        pause_in_force(commons, command.place, at)
        or too_long(command.question, *command.options)
        or moment_refused(command.closes, at)
    )


def decide_withdraw_poll(
    commons: Commons, command: c.WithdrawPoll, _: datetime
) -> list[e.Event] | Refusal:
    """Take a poll back; an author, their work (§20)."""
    poll = poll_at(commons, command.number)
    if isinstance(poll, Refusal):
        return poll
    member = commons.member_of.get(command.by)
    if member is None or member not in (poll.by, *poll.authors):
        return NotTheOpener(poll.number, poll.by)
    if not poll.live:
        return PollIsClosed(poll.number, poll.state)
    return [e.PollWithdrawn(poll.number, member)]


# --- evolve ---------------------------------------------------------------------------------------


def evolve_opened(commons: Commons, event: e.PollOpened, at: datetime) -> None:
    """The poll is open, with its rules frozen."""
    commons.polls[event.number] = Poll(
        number=event.number,
        kind=event.kind,
        method=event.method,
        by=event.by,
        about=event.about,
        question=event.question,
        options=event.options,
        opened_at=at,
        closes_at=event.closes_at,
        quorum=event.quorum,
        cutoff=event.cutoff,
        eligible=event.eligible,
        rules=Charter(event.rules),
    )
    commons.members[event.by].last = at


def evolve_withdrawn(commons: Commons, event: e.PollWithdrawn, at: datetime) -> None:
    """It is over without an outcome; a claim behind it runs on."""
    poll = commons.polls[event.number]
    poll.state = after_poll(poll.state, event)
    commons.members[event.by or poll.by].last = at
    over(commons, poll, event, at)


def over(commons: Commons, poll: Poll, event: e.PollClosed | e.PollWithdrawn, at: datetime) -> None:
    """The marks have done their work; reasons that went with a ballot stay, claims run on."""
    chosen = poll.chosen()
    poll.reasons = {
        member: reason
        for member, reason in poll.reasons.items()
        if chosen.get(poll.voter(member)) == reason.choice
    }
    poll.marks, poll.spent, poll.gone, poll.awaiting = Marks(), {}, {}, ()
    if poll.about is not None:
        task = commons.tasks[poll.about]
        reviews = [commons.polls[number] for number in task.works]
        for member in filter(poll.is_author, [*task.claims]):  # once no other work of theirs on
            if not any(one.live and one.is_author(member) for one in reviews):  # it is reviewed
                settle(task, member, event, at)  # (§15)
    poll.counts_as, poll.here = {}, {}
