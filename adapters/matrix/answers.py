# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shows people what came of what they did: privately where there is a desk, else in a thread.

Answers wait in line for the server's pace. They are no part of what must survive a crash: the
input itself is recorded, and its outcome can be asked for again.
"""

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from adapters.matrix.network import Speaker
from adapters.patience import insist
from bot.service.incoming import Incoming, TypedText
from bot.service.ports import Answer, UndeliverableError
from bot.words.cards import Outgoing

_log = structlog.get_logger(__name__)

TICK = "✓"
WAITING = 1000
"""Answers that may wait; beyond that the newest are dropped, with a line in the log."""


class Answers:
    """A queue of answers and the task that sends them."""

    def __init__(self, speaker: Speaker, about: Callable[[Incoming], str | None]) -> None:
        self._speaker = speaker
        self._about = about
        self._queue: asyncio.Queue[tuple[Incoming, Answer]] = asyncio.Queue(WAITING)

    def give(self, incoming: Incoming, answer: Answer) -> None:
        """Put an answer in line; silence needs none."""
        if answer.card is None and not answer.tick and not answer.attachments:
            return
        try:
            self._queue.put_nowait((incoming, answer))
        except asyncio.QueueFull:
            _log.warning("matrix_answer_dropped", source=incoming.source_id)

    async def run(self) -> None:
        """Send answers until cancelled."""
        while True:
            incoming, answer = await self._queue.get()
            try:
                await self._show(incoming, answer)
            except UndeliverableError as refusal:
                _log.warning("matrix_answer_lost", source=incoming.source_id, why=str(refusal))
            except Exception:  # noqa: BLE001 - see below
                # One answer that can't be shown must not silence all the others.
                _log.exception("matrix_answer_failed", source=incoming.source_id)

    async def _show(self, incoming: Incoming, answer: Answer) -> None:
        about = self._about(incoming)
        if answer.tick and isinstance(incoming.content, TypedText):
            await insist(lambda: self._speaker.tick(incoming.place, incoming.source_id, TICK))
        place, private = self._where(incoming, answer)
        if about is None and not private:
            return  # a reaction long forgotten was taken away: nothing here to answer to
        if answer.card is not None:
            thread = None if private else _thread(incoming) or about
            message = Outgoing(
                card=answer.card,
                key=f"answer:{incoming.source_id}",
                thread=thread,
                reply_to=about if place == incoming.place and thread != about else None,
            )
            await insist(lambda: self._speaker.answer(place, message))
        for name, data in answer.attachments.items():
            replied = about if place == incoming.place else None
            await insist(partial(self._speaker.upload, place, name, data, replied))

    def _where(self, incoming: Incoming, answer: Answer) -> tuple[str, bool]:
        """The room for an answer, and whether only its reader is there."""
        if incoming.private:
            return incoming.place, True
        desk = self._speaker.desk_of(incoming.account) if answer.private else None
        return (desk, True) if desk else (incoming.place, False)


def _thread(incoming: Incoming) -> str | None:
    """The thread in which somebody spoke; elsewhere an answer opens one of its own."""
    return incoming.content.thread if isinstance(incoming.content, TypedText) else None
