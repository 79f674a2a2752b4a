# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands in, events or a refusal out.

`decide` answers the commands that are one decision. Two are many in a row, each seeing what the
one before did: a Tick (everything that is due) and a reading (mark by mark); `perform` walks
through them. Neither of those is ever refused, so a refusal always leaves nothing behind.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain import (
    acts,
    claims,
    closing,
    digests,
    founding,
    linking,
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

Decided = list[e.Event] | Refusal

_DECIDE: Mapping[type[c.Command], Callable[[Commons, Any, datetime], Decided]] = {
    c.PlaceMark: marking.decide_mark,
    c.RemoveMark: marking.decide_unmark,
    c.ClearMarks: marking.decide_clear,
    c.FreezeMarks: marking.decide_freeze,
    c.BroadcastTask: tasks.decide_broadcast,
    c.EditTask: tasks.decide_edit_task,
    c.WithdrawTask: tasks.decide_withdraw_task,
    c.ClaimTask: claims.decide_claim,
    c.ExtendClaim: claims.decide_extend,
    c.ReleaseClaim: claims.decide_release,
    c.SubmitWork: works.decide_submit,
    c.ResubmitWork: works.decide_resubmit,
    c.AcceptCredit: works.decide_accept,
    c.OpenPoll: polls.decide_open,
    c.WithdrawPoll: polls.decide_withdraw_poll,
    c.NameSkills: members.decide_skills,
    c.LinkAccounts: linking.decide_link,
    c.UnlinkAccount: linking.decide_unlink,
    c.Forget: members.decide_forget,
    c.EditText: members.decide_edit,
    c.Pause: acts.decide_pause,
    c.Resume: acts.decide_resume,
    c.ReportAbsence: closing.decide_absence,
    c.MakeDigest: digests.decide_digest,
    c.MovePlace: founding.decide_move,
    c.ArrangeRooms: founding.decide_rooms,
    c.AdoptRules: founding.decide_adopt,
    c.FoundCommons: founding.decide_found,
}


def decide(commons: Commons, command: c.Command, at: datetime) -> Decided:
    """Decide one command; changes nothing. Raises TypeError for what is not one decision."""
    decider = _DECIDE.get(type(command))
    if decider is None:
        raise TypeError(f"{type(command).__name__} is not one decision")
    return decider(commons, command, at)


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
