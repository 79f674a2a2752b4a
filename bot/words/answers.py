# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short receipts for what was done, from its events.

A receipt speaks to the one who asked. Events that concern others, or that the cards and notices
tell anyway, leave no words here; a receipt without words is None (a bare ✓ will do).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain import events as done
from bot.domain.events import Event
from bot.domain.ids import Number
from bot.domain.views import PollView, TaskView
from bot.words.cards import Card, Line
from bot.words.catalogue import N_
from bot.words.choices import option
from bot.words.linking import link_receipt, unlink_receipt
from bot.words.people import card, listed, room, skills, whose
from bot.words.templates import joined, say
from bot.words.voice import Voice


@dataclass(frozen=True, slots=True)
class Receipt:
    """What receipts are made from: all events of one command, and views of their numbers."""

    voice: Voice
    events: Sequence[Event]
    polls: Mapping[Number, PollView] = field(default_factory=dict)
    tasks: Mapping[Number, TaskView] = field(default_factory=dict)

    def has(self, *kinds: type[Event]) -> bool:
        """Whether one of these happened too."""
        return any(isinstance(event, kinds) for event in self.events)


def receipt(
    events: Sequence[Event],
    voice: Voice,
    polls: Mapping[Number, PollView] | None = None,
    tasks: Mapping[Number, TaskView] | None = None,
) -> Card | None:
    """The answer to an accepted command; `polls` and `tasks` are views after it."""
    made = Receipt(voice, events, polls or {}, tasks or {})
    lines = [line for event in events if (line := _line(made, event))]
    return card(voice, dict.fromkeys(lines)) if lines else None


def _line(made: Receipt, event: Event) -> Line:
    make = _LINES.get(type(event))
    return make(made, event) if make else ()


def _posted(made: Receipt, event: done.TaskBroadcast) -> Line:
    if made.has(done.WorkSubmitted):
        return ()
    return say(made.voice, "#{number} is posted in every room.", number=event.number)


def _edited(made: Receipt, event: done.TaskEdited) -> Line:
    return say(made.voice, "#{number} is changed; its cards show it.", number=event.number)


def _marked(made: Receipt, event: done.MarkPlaced) -> Line:
    if event.choice in {"claim", "accept"}:
        return ()
    view = made.polls.get(event.number)
    if view is None:
        return say(made.voice, "Your ballot on #{number} is noted.", number=event.number)
    return say(
        made.voice,
        "Your ballot on #{number}: {choice}. Change it until {closes}.",
        number=event.number,
        choice=option(made.voice, view, event.choice),
        closes=view.closes_at,
    )


def _unmarked(made: Receipt, event: done.MarkRemoved) -> Line:
    if made.has(done.ClaimReleased):
        return ()
    return say(made.voice, "Your mark on #{number} is taken away.", number=event.number)


_SPENT: dict[str, str] = {
    "unvote": N_("Your ballot on #{number} is taken back; you can vote again until it closes."),
    "author": N_("Your ballot on #{number} no longer counts, since you are one of its authors."),
}


def _spent(made: Receipt, event: done.MarksSpent) -> Line:
    template = _SPENT.get(event.why)
    return say(made.voice, template, number=event.number) if template else ()


def _reasoned(made: Receipt, event: done.ReasonGiven) -> Line:
    return say(made.voice, "Your reason stands on the card of #{number}.", number=event.number)


def _claimed(made: Receipt, event: done.TaskClaimed) -> Line:
    return say(
        made.voice,
        "You are on #{number} until {until}. Others may join in: a claim is a signal, not a lock.",
        number=event.number,
        until=event.until,
    )


def _queued(made: Receipt, event: done.ClaimQueued) -> Line:
    view = made.tasks.get(event.number)
    if view is None or event.member not in view.queue:
        return say(
            made.voice,
            "All places on #{number} are taken; you are in line now.",
            number=event.number,
        )
    return say(
        made.voice,
        "All places on #{number} are taken; you are number {place} in line.",
        number=event.number,
        place=view.queue.index(event.member) + 1,
    )


def _extended(made: Receipt, event: done.ClaimExtended) -> Line:
    return say(
        made.voice,
        "Your claim on #{number} runs until {until}.",
        number=event.number,
        until=event.until,
    )


def _released(made: Receipt, event: done.ClaimReleased) -> Line:
    return say(made.voice, "You gave #{number} back; thank you for saying so.", number=event.number)


def _submitted(made: Receipt, event: done.WorkSubmitted) -> Line:
    places: dict[str, Any] = {"number": event.number, "task": event.task}
    view = made.polls.get(event.number)
    if view is not None:
        places["closes"] = view.closes_at
    if made.has(done.TaskBroadcast):
        template = N_(
            "Your work is under review as #{number}; #{task} is the task it makes. "
            "Peers judge it now."
        )
    elif view is None:
        template = N_("Your work for #{task} is under review as #{number}. Peers judge it now.")
    else:
        template = N_("Your work for #{task} is under review as #{number}, until {closes}.")
    line = say(made.voice, template, **places)
    if not event.peers:
        return line
    peers = listed(made.voice, [whose(made.voice, ref) for ref in event.peers])
    asked = say(made.voice, "Asked to accept their credit: {peers}.", peers=peers)
    return joined([line, asked])


def _credited(made: Receipt, event: done.CreditAccepted) -> Line:
    return say(
        made.voice,
        "You are credited as a co-author of #{number}, and no longer judge it.",
        number=event.number,
    )


def _opened(made: Receipt, event: done.PollOpened) -> Line:
    if made.has(done.WorkSubmitted):
        return ()
    if event.kind == "review":
        template = N_("#{number} is put forward for review again, until {closes}.")
    else:
        template = N_("#{number} is open in every room until {closes}.")
    return say(made.voice, template, number=event.number, closes=event.closes_at)


def _poll_withdrawn(made: Receipt, event: done.PollWithdrawn) -> Line:
    return say(made.voice, "#{number} is withdrawn.", number=event.number)


def _task_withdrawn(made: Receipt, event: done.TaskWithdrawn) -> Line:
    view = made.tasks.get(event.number)
    if view is not None and (view.claims or view.works):
        return say(
            made.voice, "#{number} is withdrawn; claims and works on it stand.", number=event.number
        )
    return say(made.voice, "#{number} is withdrawn.", number=event.number)


def _task_closed(made: Receipt, event: done.TaskClosed) -> Line:
    return say(made.voice, "#{number} is closed to further tries.", number=event.number)


def _skilled(made: Receipt, event: done.SkillsNamed) -> Line:
    named = skills(made.voice, event.skills)
    if not named:
        return say(made.voice, "You name no skills now.")
    return say(
        made.voice,
        "Your skills: {skills}. Tasks that ask for them reach you with `my mentions on`.",
        skills=named,
    )


def _linked(made: Receipt, event: done.AccountsLinked) -> Line:
    return link_receipt(made.voice, event)


def _unlinked(made: Receipt, event: done.AccountUnlinked) -> Line:
    return unlink_receipt(made.voice, event)


def _forgotten(made: Receipt, _event: done.MemberForgotten) -> Line:
    return say(
        made.voice,
        "Done: your words and name are erased here, and your ballots in open polls no longer "
        "count. Numbers stay in the record. You can begin anew whenever you like; "
        "only in the polls open now you can't vote any more.",
    )


def _text_edited(made: Receipt, event: done.TextEdited) -> Line:
    if event.text is None:
        return say(
            made.voice, "Your words are taken off the card of #{number}.", number=event.number
        )
    return say(made.voice, "The card of #{number} shows your new words.", number=event.number)


def _paused(made: Receipt, event: done.Paused) -> Line:
    where = room(made.voice, event.room) if event.room else say(made.voice, "every room")
    return say(
        made.voice,
        "New tasks, claims and polls are paused in {rooms} until {until} at the latest. "
        "The rooms are told, and the record keeps it.",
        rooms=where,
        until=event.until,
    )


def _resumed(made: Receipt, event: done.Resumed) -> Line:
    where = room(made.voice, event.room) if event.room else say(made.voice, "every room")
    return say(
        made.voice, "New tasks, claims and polls are possible again in {rooms}.", rooms=where
    )


_LINES: dict[type[Event], Callable[[Receipt, Any], Line]] = {
    done.TaskBroadcast: _posted,
    done.TaskEdited: _edited,
    done.MarkPlaced: _marked,
    done.MarkRemoved: _unmarked,
    done.MarksSpent: _spent,
    done.ReasonGiven: _reasoned,
    done.TaskClaimed: _claimed,
    done.ClaimQueued: _queued,
    done.ClaimExtended: _extended,
    done.ClaimReleased: _released,
    done.WorkSubmitted: _submitted,
    done.CreditAccepted: _credited,
    done.PollOpened: _opened,
    done.PollWithdrawn: _poll_withdrawn,
    done.TaskWithdrawn: _task_withdrawn,
    done.TaskClosed: _task_closed,
    done.SkillsNamed: _skilled,
    done.AccountsLinked: _linked,
    done.AccountUnlinked: _unlinked,
    done.MemberForgotten: _forgotten,
    done.TextEdited: _text_edited,
    done.Paused: _paused,
    done.Resumed: _resumed,
}
