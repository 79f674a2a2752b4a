# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands in, events or a refusal out.

`decide` answers the commands that are one decision. Two are many in a row, each seeing what the
one before did: a Tick (everything that is due) and a reading (mark by mark); `perform` walks
through them. Neither of those is ever refused, so a refusal always leaves nothing behind.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.domain import (
    acts,
    claims,
    closing,
    founding,
    marking,
    members,
    polls,
    reading_in,
    tasks,
    works,
)
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.charter import MissingRuleError
from bot.domain.commons import PAUSES, Commons, evolve
from bot.domain.ids import Number
from bot.domain.refusals import ClockBehindRecord, MissingRule, Refusal


def decide(  # noqa: C901, PLR0911, PLR0912 - one match over the vocabulary
    commons: Commons, command: c.Command, at: datetime
) -> list[e.Event] | Refusal:
    """Decide one command; changes nothing."""
    match command:
        case c.PlaceMark():
            return marking.decide_mark(commons, command, at)
        case c.RemoveMark():
            return marking.decide_unmark(commons, command, at)
        case c.ClearMarks():
            return marking.decide_clear(commons, command, at)
        case c.BroadcastTask():
            return tasks.decide_broadcast(commons, command, at)
        case c.EditTask():
            return tasks.decide_edit_task(commons, command, at)
        case c.WithdrawTask():
            return tasks.decide_withdraw_task(commons, command, at)
        case c.ClaimTask():
            return claims.decide_claim(commons, command, at)
        case c.ExtendClaim():
            return claims.decide_extend(commons, command, at)
        case c.ReleaseClaim():
            return claims.decide_release(commons, command, at)
        case c.SubmitWork():
            return works.decide_submit(commons, command, at)
        case c.ResubmitWork():
            return works.decide_resubmit(commons, command, at)
        case c.AcceptCredit():
            return works.decide_accept(commons, command, at)
        case c.OpenPoll():
            return polls.decide_open(commons, command, at)
        case c.WithdrawPoll():
            return polls.decide_withdraw_poll(commons, command, at)
        case c.NameSkills():
            return members.decide_skills(commons, command, at)
        case c.Forget():
            return members.decide_forget(commons, command, at)
        case c.EditText():
            return members.decide_edit(commons, command, at)
        case c.Pause():
            return acts.decide_pause(commons, command, at)
        case c.Resume():
            return acts.decide_resume(commons, command, at)
        case c.ReportAbsence():
            return closing.decide_absence(commons, command, at)
        case c.MovePlace():
            return founding.decide_move(commons, command, at)
        case c.ArrangeRooms():
            return founding.decide_rooms(commons, command, at)
        case c.AdoptRules():
            return founding.decide_adopt(commons, command, at)
        case c.FoundCommons():
            return founding.decide_found(commons, command, at)
    raise TypeError(f"{type(command).__name__} is not one decision")


def decide_due(commons: Commons, number: Number, at: datetime, command: c.Tick) -> list[e.Event]:
    """What the next deadline of one number asks for."""
    if number == PAUSES:
        return acts.decide_pause_due(commons, at)
    if poll := commons.polls.get(number):
        return closing.decide_poll_due(commons, poll, at, command.live)
    task = commons.tasks[number]
    return claims.decide_claims_due(commons, task, at) or [e.TaskFellDue(number)]


def _tick(commons: Commons, command: c.Tick, at: datetime) -> Iterator[list[e.Event]]:
    """Walk the agenda up to now; each step moves its number's next moment.

    The agenda comes last, since an outcome may leave a claim with no time to go.
    """
    for poll in list(commons.polls.values()):
        yield closing.decide_early(commons, poll, at, command.live)
        if poll.state == "counting":  # rooms we left meanwhile hold up no count
            yield closing.count(poll, at, command.live)
    while (first := commons.agenda.first()) is not None and first[0] <= at:
        yield decide_due(commons, Number(first[1]), at, command)


def _filling(
    commons: Commons, steps: Iterable[list[e.Event]], at: datetime
) -> Iterator[list[e.Event]]:
    """The steps, and after each that may have freed a slot, who is next in line (§14)."""
    for step in steps:
        yield step
        if not claims.FREEING.isdisjoint(map(type, step)):
            while promoted := claims.promotion(commons, at):
                yield promoted


def _steps(commons: Commons, command: c.Command, at: datetime) -> Iterable[list[e.Event]] | Refusal:
    match command:
        case c.Tick():
            return _tick(commons, command, at)
        case c.ReadMarks():
            return reading_in.steps(commons, command, at)
    decided = decide(commons, command, at)
    return decided if isinstance(decided, Refusal) else (decided,)


def perform(commons: Commons, command: c.Command, at: datetime) -> tuple[e.Event, ...] | Refusal:
    """Decide and evolve: the events are already in `commons`; a refusal changed nothing.

    `at` must not lie before the record's head (ClockBehindRecord otherwise). A commons whose
    charter lacks a rule can only be founded, or adopt it.
    """
    if commons.at is not None and at < commons.at:
        return ClockBehindRecord(at, commons.at)
    lacking = commons.charter.lacking
    if lacking and not isinstance(command, (c.FoundCommons, c.AdoptRules)):
        return MissingRule(lacking)
    done: list[e.Event] = []
    try:
        steps = _steps(commons, command, at)
        if isinstance(steps, Refusal):
            return steps
        for step in _filling(commons, steps, at):
            for event in step:
                evolve(commons, event, at)
            done += step
    except MissingRuleError as missing:  # a poll from before the rule: what is done is done
        if not done:
            return MissingRule(missing.rule)
    if done:
        commons.height += 1
    return tuple(done)
