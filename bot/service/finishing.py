# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a handler wants to an answer: ask the desk, wait until it is durable, say so.

Whatever goes to the desk is posted at once, in the order in which things came in; only the
telling waits.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.domain.charter import MissingRuleError
from bot.domain.commands import ClearMarks, Command, PlaceMark
from bot.domain.events import ClaimExtended, ClaimQueued, Event, MemberForgotten, SkillsNamed
from bot.domain.ids import Number, Place
from bot.domain.reading import poll_view, task_view
from bot.domain.refusals import MissingRule, Refusal
from bot.domain.state import Commons
from bot.domain.views import PollView, TaskView
from bot.service.asking import Asking, Do, Look, Prefer, Result, Shown
from bot.service.batch import made
from bot.service.names import plain_name
from bot.service.ports import SILENCE, Answer
from bot.service.requests import Done, Repeated, Verdict
from bot.words.answers import receipt
from bot.words.asides import Whereabouts, noted
from bot.words.cards import Card
from bot.words.mine import preference_card
from bot.words.mishaps import Mishap, NotInside, OnlyInRoom, TooOld
from bot.words.refusals import refusal_card

_NEVER_TOO_OLD: tuple[type[Command], ...] = (PlaceMark, ClearMarks)
"""Ballots cast while the bot was away count (§19)."""

_ONLY_THEIRS = (ClaimQueued, ClaimExtended, SkillsNamed, MemberForgotten)
"""What no card or notice in the rooms tells anyway; for the rest a ✓ is answer enough (§28)."""

Views = tuple[dict[Number, PollView], dict[Number, TaskView]]


class Finishing:
    """Sees results through, each as a task of its own that is done with an Answer."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Answer]] = set()

    def answer(self, asking: Asking, result: Result) -> "asyncio.Future[Answer]":
        """Post what the result asks of the desk now, and promise an answer."""
        result = self._unless_too_old(asking, _unless_outside(asking, result))
        if isinstance(result, Do | Prefer):
            asked = asking.desk.ask(asking.request(result))
            return self._run(_done(asking, asked, result))
        asked = asking.desk.ask(asking.request(None))
        if isinstance(result, Look):
            return self._run(_looked(asking, asked, asking.desk.read(result.read), result))
        return self._run(_refused(asking, asked, result))

    def run(self, answer: "Coroutine[Any, Any, Answer]") -> "asyncio.Future[Answer]":
        """Promise an answer that is made elsewhere."""
        return self._run(answer)

    def _run(self, answer: "Coroutine[Any, Any, Answer]") -> "asyncio.Future[Answer]":
        task = asyncio.create_task(answer)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _unless_too_old(self, asking: Asking, result: Result) -> Result:
        if isinstance(result, Do) and isinstance(result.command, _NEVER_TOO_OLD):
            return result
        age = asking.age
        if not age:
            return result
        try:
            limit = asking.tip.charter.duration("command.max_age")
        except MissingRuleError as error:
            return MissingRule(error.rule)
        return TooOld(limit) if age > limit else result


def _unless_outside(asking: Asking, result: Result) -> Result:
    """Privately, too, the cards are for those who see them in the rooms, and for the stewards."""
    if not (isinstance(result, Look) and result.inside and asking.incoming.private):
        return result
    if asking.ref in asking.tip.stewards:
        return result
    commons = asking.desk.name
    if asking.house.gone(commons, asking.incoming.account):
        return NotInside(plain_name(commons))
    return result


async def refusal_answer(asking: Asking, refusal: Refusal | Mishap) -> Answer:
    """Why not, in the asker's language."""
    where = Whereabouts(Place(refusal.room)) if isinstance(refusal, OnlyInRoom) else None
    return Answer(ok=False, card=refusal_card(refusal, await asking.voice(refusal, where)))


async def _refused(
    asking: Asking, asked: "asyncio.Future[Verdict]", refusal: Refusal | Mishap
) -> Answer:
    if isinstance(await asked, Repeated):
        return SILENCE
    return await refusal_answer(asking, refusal)


async def _looked(
    asking: Asking, asked: "asyncio.Future[Verdict]", reading: "asyncio.Future[Any]", look: Look
) -> Answer:
    verdict, seen = await asyncio.gather(asked, reading)
    if isinstance(verdict, Repeated):
        return SILENCE
    return await _shown(asking, await look.show(seen, asking))


async def _shown(asking: Asking, shown: Shown) -> Answer:
    if isinstance(shown, Answer):
        return shown
    if isinstance(shown, Refusal | Mishap):
        return await refusal_answer(asking, shown)
    return Answer(ok=True, card=shown)


async def _done(asking: Asking, asked: "asyncio.Future[Verdict]", result: Do | Prefer) -> Answer:
    verdict = await asked
    if isinstance(verdict, Repeated):
        return SILENCE
    if isinstance(verdict, Refusal):
        return await refusal_answer(asking, verdict)
    if isinstance(result, Prefer):
        asking.prefer(result.row)
        voice = await asking.voice()
        said = preference_card(result.what, asking.preferences, voice)
        return Answer(ok=True, card=said, tick=True)
    card = await _receipt(asking, verdict)
    return Answer(ok=True, card=card, tick=True, number=made(verdict))


async def _receipt(asking: Asking, done: Done) -> Card | None:
    """What came of a command, told to the one who asked."""
    numbers = {number for event in done.events if (number := getattr(event, "number", None))}
    polls, tasks = await asking.desk.read(lambda commons: _views(commons, numbers))
    voice = await asking.voice(*done.events, *polls.values(), *tasks.values())
    events = _own(asking, done.events)
    if not (asking.incoming.private or asking.incoming.discreet):
        events = tuple(event for event in events if isinstance(event, _ONLY_THEIRS))
    shown = receipt(events, voice, polls, tasks)
    return noted(shown, asking.notes, voice)


def _own(asking: Asking, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events that are about the asker: what happens to others is not theirs to be told."""
    member = asking.tip.member_of.get(asking.ref)
    return tuple(
        event
        for event in events
        if member is None
        or getattr(event, "member", member) in {member, None}
        or getattr(event, "by", None) == asking.ref
    )


def _views(commons: Commons, numbers: set[Number]) -> Views:
    polls = {n: poll for n in numbers if (poll := poll_view(commons, n))}
    tasks = {n: task for n in numbers if (task := task_view(commons, n))}
    return polls, tasks
