# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who must be told what after an event: Say (once) or Board (a card kept up to date).

One row an event in SAYS for what is said, and BOARDS for which cards change with it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from bot.domain import events as e
from bot.domain import notice_types as n
from bot.domain import people_notices as p
from bot.domain.closing import tally
from bot.domain.counting import METHODS
from bot.domain.ids import Number
from bot.domain.reading import live_numbers
from bot.domain.state import Commons

MOST_MENTIONS = 5
"""At most so many people are mentioned in one message (§27)."""

Says = list[n.Say]


def _broadcast(commons: Commons, event: e.TaskBroadcast) -> Says:
    """Tell those who named a skill that the task asks for."""
    wanted = set(event.skills)
    able = [
        member.id
        for member in commons.members.values()
        if wanted & set(member.skills) and member.id != event.by
    ]
    return [n.SkillsWanted(event.number, tuple(able))] if able else []


def _claimed(_: Commons, event: e.TaskClaimed) -> Says:
    if not event.promoted:
        return []
    return [n.ClaimPromotedSaid(event.number, event.member, event.until)]


def _nudged(commons: Commons, event: e.ClaimNudged) -> Says:
    until = commons.tasks[event.number].claims[event.member].until
    return [n.ClaimNudgedSaid(event.number, event.member, until)] if until else []


def _lapsed(_: Commons, event: e.ClaimLapsed) -> Says:
    return [n.ClaimLapsedSaid(event.number, event.member)]


def _task_over(commons: Commons, event: e.TaskWithdrawn | e.TaskClosed) -> Says:
    return [n.TaskWithdrawnSaid(event.number, commons.tasks[event.number].by)]


def _submitted(_: Commons, event: e.WorkSubmitted) -> Says:
    return [n.CreditOffered(event.number, event.by, event.peers)] if event.peers else []


def _placed(commons: Commons, event: e.MarkPlaced) -> Says:
    """A block asks for its reason, privately (§11)."""
    if event.choice != "block":
        return []
    poll = commons.polls[event.number]
    reason = poll.reasons.get(event.member)
    if reason and reason.choice == "block":
        return []
    until = event.at + poll.rules.duration("review.block_reason")
    return [n.ReasonWanted(event.number, event.member, until)]


def _lost(commons: Commons, event: e.MarkLost) -> Says:
    at = cast("datetime", commons.at)  # something just happened
    return [p.MarkLostSaid(event.number, event.member, event.choice, at)]


def _reminded(commons: Commons, event: e.PollReminded) -> Says:
    """In the room nobody is named; members who have not voted are asked privately (§27)."""
    poll = commons.polls[event.number]
    at = commons.at or poll.opened_at
    missing = METHODS[poll.method].missing(tally(poll, at)[0], poll.quorum)
    voted = poll.chosen()
    asked = [
        n.BallotWanted(event.number, member.id, event.closes_at)
        for member in commons.members.values()
        if not (poll.voter(member.id) in voted or poll.is_author(member.id) or member.forgotten)
    ]
    return [n.PollRemindedSaid(event.number, event.closes_at, missing), *asked]


def _linked(commons: Commons, event: e.AccountsLinked) -> Says:
    """The person hears of it by each account; the rooms, of what it changes (§9)."""
    accounts = (one for one in commons.members[event.member].accounts if one != event.by)
    differ = [p.OutcomesDiffer(event.differing)] if event.differing else []
    return [
        *(p.AccountLinkedSaid(account, event.by) for account in accounts),
        *(p.CountedAsOne(number) for number in event.recounted),
        *differ,
    ]


def _unlinked(commons: Commons, event: e.AccountUnlinked) -> Says:
    accounts = [*commons.members[event.member].accounts, event.account]
    return [
        p.AccountUnlinkedSaid(account, event.account, event.by)
        for account in accounts
        if account != event.by
    ]


def _in_each(commons: Commons, make: Callable[[Any], n.Say]) -> Says:
    return [make(place) for place in commons.places]


def _paused(commons: Commons, event: e.Paused) -> Says:
    rooms = commons.places if event.room is None else (event.room,)
    return [n.PausedSaid(place, event.by, event.until) for place in rooms]


def _resumed(commons: Commons, event: e.Resumed) -> Says:
    rooms = commons.places if event.room is None else (event.room,)
    return [n.ResumedSaid(place, event.by) for place in rooms]


def _adopted(commons: Commons, event: e.RulesAdopted) -> Says:
    if not event.rules:
        return []
    rules = tuple(f"{name} = {value}" for name, value in sorted(event.rules.items()))
    return _in_each(commons, lambda place: n.RulesAdoptedSaid(place, event.engine, rules))


def _absent(commons: Commons, event: e.AbsenceNoted) -> Says:
    return [
        n.AbsenceSaid(place, event.since, event.until)
        for place in event.places
        if place in commons.places
    ]


SAYS: Mapping[type[e.Event], Callable[[Commons, Any], Says]] = {
    e.MemberArrived: lambda _, event: [n.Welcome(event.member)],
    e.TaskBroadcast: _broadcast,
    e.TaskClaimed: _claimed,
    e.ClaimNudged: _nudged,
    e.ClaimLapsed: _lapsed,
    e.TaskWithdrawn: _task_over,
    e.TaskClosed: _task_over,
    e.WorkSubmitted: _submitted,
    e.MarkPlaced: _placed,
    e.MarkLost: _lost,
    e.AuthorBarred: lambda _, event: [n.AuthorTold(event.number, event.member)],
    e.BallotUnclear: lambda _, event: [n.VoteAgain(event.number, event.member)],
    e.PollReminded: _reminded,
    e.PollExtended: lambda _, event: [n.PollExtendedSaid(event.number, event.closes_at, event.why)],
    e.PollClosed: lambda _, event: [n.OutcomeSaid(event.number)],
    e.PollWithdrawn: lambda commons, event: [
        n.PollWithdrawnSaid(event.number, event.by or commons.polls[event.number].by)
    ],
    e.AccountsLinked: _linked,
    e.AccountUnlinked: _unlinked,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.RulesAdopted: _adopted,
    e.AbsenceNoted: _absent,
    e.DigestMade: lambda _, event: [n.DigestSaid(event.since, event.until, event.upto)],
}

_QUIET = frozenset(
    {
        e.AuthorBarred,
        e.MarkFrozen,
        e.MarksFrozen,
        e.MarkLost,
        e.BallotUnclear,
        e.ClaimNudged,
        e.PollReminded,
        e.PlaceRead,
    }
)
"""Events with a number that change nothing on a card."""


def _boards(commons: Commons, event: e.Event) -> list[Number]:
    """Which cards show something else after this event."""
    if isinstance(event, _MOVES_ALL):
        return live_numbers(commons)
    number: Number | None = getattr(event, "number", None)
    if number is None or type(event) in _QUIET:
        return []
    poll = commons.polls.get(number)
    if poll is not None and poll.about is not None and type(event) in _MOVES_TASK:
        return [number, poll.about]
    task = commons.tasks.get(number)
    if task is not None and type(event) in _MOVES_WORKS:
        return [number, *task.works]
    return [number]


_MOVES_ALL = (
    e.RoomsArranged,
    e.PlaceMoved,
    e.MemberForgotten,
    e.AccountsLinked,
    e.AccountUnlinked,
)
"""What may show on every card: who is called how, and in which rooms."""

_MOVES_TASK = frozenset(
    {e.WorkSubmitted, e.CreditAccepted, e.PollClosed, e.PollWithdrawn, e.PollDue, e.PollExtended}
)
"""What happens to a work shows on its task's card too."""

_MOVES_WORKS = frozenset({e.TaskEdited, e.TextEdited})
"""A task's title stands on the cards of its works."""


def notices(commons: Commons, events: Iterable[e.Event]) -> list[n.Notice]:
    """What the events of one entry call for; `commons` is the state after them."""
    found: list[n.Notice] = []
    boards: dict[Number, None] = {}
    for event in events:
        say = SAYS.get(type(event))
        if say is not None:
            found += say(commons, event)
        for number in _boards(commons, event):
            boards[number] = None
    return [*found, *map(n.Board, boards)]
