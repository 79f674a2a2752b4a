# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reactions put on cards and taken away: the hot path.

From the adapter to the desk's mailbox nothing is awaited that waits, nothing is looked up that is
not in memory, and nothing is rendered unless somebody has to be told.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from bot.domain.commands import FreezeMarks, PlaceMark, RemoveMark
from bot.domain.ids import CopyId, MarkId, Number, Place, SourceId
from bot.domain.people_refusals import IsPaused
from bot.domain.refusals import (
    AuthorsDoNotVote,
    ClaimLimitReached,
    NotInElectorate,
    PollIsClosed,
    PresenceUnknown,
    Refusal,
    TaskIsClosed,
    TooLate,
    WasForgotten,
)
from bot.domain.works import choices_of
from bot.service.desk import Desk
from bot.service.directory import Directory
from bot.service.early import Early
from bot.service.house import House
from bot.service.incoming import Cleared, Incoming, Reacted, Unreacted, made_at
from bot.service.ports import SILENCE, Answer
from bot.service.requests import Request, Verdict
from bot.words.emoji import choice_of

WORTH_TELLING = (
    AuthorsDoNotVote,
    ClaimLimitReached,
    IsPaused,
    NotInElectorate,
    PollIsClosed,
    PresenceUnknown,
    TaskIsClosed,
    TooLate,
    WasForgotten,
)
"""Refusals of a reaction that its sender would otherwise never learn of."""

Tell = Callable[[Incoming, Desk, Refusal], Awaitable[Answer]]
"""Makes an answer of a refusal, in the sender's language."""


def silence() -> "asyncio.Future[Answer]":
    """An answer that is there already: nothing at all."""
    future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    future.set_result(SILENCE)
    return future


class Reactions:
    """Makes marks of reactions; `tell` renders the few refusals that are worth it.

    `early` keeps what is done to messages that are no cards yet.
    """

    def __init__(self, house: House, tell: Tell, early: Early) -> None:
        self._house = house
        self._tell = tell
        self._early = early
        self._telling: set[asyncio.Task[None]] = set()

    async def tapped(
        self, incoming: Incoming, content: Reacted | Unreacted | Cleared, desk: Desk
    ) -> "asyncio.Future[Answer]":
        """What was done to a message; silence where it is no card, or not one yet."""
        message = content.message
        if isinstance(content, Unreacted):
            number = await desk.directory.marked_number(content.mark, message)
        else:
            number = await desk.directory.card(content.message)
        if number is None:
            if message is not None:
                self._early.keep(message, incoming)
            return silence()
        if isinstance(content, Reacted):
            return self._placed(incoming, content, desk, number)
        if isinstance(content, Unreacted):
            return self._removed(incoming, content, desk, number)
        return self._cleared(incoming, content, desk, number)

    def _placed(
        self, incoming: Incoming, content: Reacted, desk: Desk, number: Number
    ) -> "asyncio.Future[Answer]":
        """A reaction on the card of that number: a mark, or silence where it means nothing."""
        choice = _meaning(desk, number, content.emoji)
        if choice is None:
            return silence()
        directory = self._house.directory(desk.name)
        poll = desk.commons.polls.get(number)
        if poll is not None and directory.barred(incoming.account, number):
            return self._refused(incoming, desk, WasForgotten(number))
        ref, row = directory.ref(incoming.account, incoming.name)
        hint = None if incoming.private else incoming.joined_at
        mark = MarkId(content.mark)
        command = PlaceMark(
            source=SourceId(incoming.source_id),
            by=ref,
            place=Place(incoming.place),
            joined=self._house.joined(desk.name, incoming.account, hint),
            number=number,
            mark=mark,
            copy=CopyId(content.message),
            choice=choice,
            made=made_at(incoming),
        )
        directory.note_mark(mark, number)  # a withdrawal may come before this is durable
        request = Request(
            source=incoming.source_id,
            command=command,
            accounts=() if row is None else (row,),
            ref=ref,
            number=number,
            mark=mark,
        )
        return self._answered(incoming, desk, desk.ask(request))

    def _removed(
        self, incoming: Incoming, content: Unreacted, desk: Desk, number: Number
    ) -> "asyncio.Future[Answer]":
        """The sender of a mark took it away."""
        directory: Directory = self._house.directory(desk.name)
        ref = directory.known(incoming.account)
        if ref is None:
            return silence()
        self._house.taken_away(desk.name, number, incoming.place, incoming.account)
        command = RemoveMark(
            source=SourceId(incoming.source_id),
            by=ref,
            place=Place(incoming.place),
            joined=None,
            number=number,
            mark=MarkId(content.mark),
            made=made_at(incoming),
            sure=content.sure,
        )
        request = Request(source=incoming.source_id, command=command, ref=ref, number=number)
        return self._answered(incoming, desk, desk.ask(request))

    def _cleared(
        self, incoming: Incoming, content: Cleared, desk: Desk, number: Number
    ) -> "asyncio.Future[Answer]":
        """Somebody else took reactions off a card: they go on counting."""
        choice = None if content.emoji is None else _meaning(desk, number, content.emoji)
        if content.emoji is not None and choice is None:
            return silence()
        command = FreezeMarks(
            source=SourceId(incoming.source_id),
            number=number,
            copy=CopyId(content.message),
            choice=choice,
        )
        request = Request(source=incoming.source_id, command=command, number=number)
        return self._answered(incoming, desk, desk.ask(request))

    # --- the answer ------------------------------------------------------------------------

    def _answered(
        self, incoming: Incoming, desk: Desk, asked: "asyncio.Future[Verdict]"
    ) -> "asyncio.Future[Answer]":
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        asked.add_done_callback(partial(self._settle, answer, incoming, desk))
        return answer

    def _settle(
        self,
        answer: "asyncio.Future[Answer]",
        incoming: Incoming,
        desk: Desk,
        asked: "asyncio.Future[Verdict]",
    ) -> None:
        if answer.done():
            return
        if asked.cancelled():
            answer.cancel()
            return
        error = asked.exception()
        if error is not None:
            answer.set_exception(error)
            return
        verdict = asked.result()
        if isinstance(verdict, WORTH_TELLING):
            self._say(answer, incoming, desk, verdict)
        else:
            answer.set_result(SILENCE)

    def _refused(
        self, incoming: Incoming, desk: Desk, refusal: Refusal
    ) -> "asyncio.Future[Answer]":
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._say(answer, incoming, desk, refusal)
        return answer

    def _say(
        self,
        answer: "asyncio.Future[Answer]",
        incoming: Incoming,
        desk: Desk,
        refusal: Refusal,
    ) -> None:
        task = asyncio.create_task(self._render(answer, incoming, desk, refusal))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _render(
        self,
        answer: "asyncio.Future[Answer]",
        incoming: Incoming,
        desk: Desk,
        refusal: Refusal,
    ) -> None:
        try:
            made = await self._tell(incoming, desk, refusal)
        except Exception as error:  # noqa: BLE001 - whoever waits for the answer must hear of it
            if not answer.done():
                answer.set_exception(error)
            return
        if not answer.done():
            answer.set_result(made)


def _meaning(desk: Desk, number: Number, emoji: str) -> str | None:
    """What an emoji means on that card as it stands (§5)."""
    poll = desk.commons.polls.get(number)
    if poll is not None:
        choice = choice_of(emoji, poll.kind)
        if choice is None or choice == "accept" or choice in choices_of(poll):
            return choice
        return None
    return choice_of(emoji, "task") if number in desk.commons.tasks else None
