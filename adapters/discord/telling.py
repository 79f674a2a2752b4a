# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shows people what came of what they wrote or tapped: privately, or where it was asked.

What was pressed or typed as a slash command is answered where it was made, not here. Answers are
no part of what must survive a crash: the input is recorded, and its outcome can be asked for again.
"""

import asyncio
from functools import partial
from io import BytesIO

import discord
import structlog
from discord.http import HTTPClient, handle_message_parameters

from adapters.discord.ids import number
from adapters.discord.line import Line
from adapters.discord.network import Speaker
from adapters.discord.render import pages
from adapters.patience import insist
from bot.service.incoming import Incoming, TypedText
from bot.service.ports import Answer, UndeliverableError

_log = structlog.get_logger(__name__)

TICK = "✅"
WAITING = 1000
"""Answers that may wait; beyond that the newest are dropped, with a line in the log."""


class Telling:
    """A queue of answers and the task that sends them."""

    def __init__(self, speaker: Speaker, line: Line) -> None:
        self._speaker = speaker
        self._line = line
        self._queue: asyncio.Queue[tuple[Incoming, Answer]] = asyncio.Queue(WAITING)

    def give(self, incoming: Incoming, answer: Answer) -> None:
        """Put an answer in line; silence needs none."""
        if answer.card is None and not answer.tick and not answer.attachments:
            return
        try:
            self._queue.put_nowait((incoming, answer))
        except asyncio.QueueFull:
            _log.warning("discord_answer_dropped", source=incoming.source_id)

    async def run(self) -> None:
        """Send answers until cancelled."""
        while True:
            incoming, answer = await self._queue.get()
            try:
                await self._show(incoming, answer)
            except UndeliverableError as refusal:
                _log.warning("discord_answer_lost", source=incoming.source_id, why=str(refusal))
            except Exception:  # noqa: BLE001 - one answer that can't be shown must not end all
                _log.exception("discord_answer_failed", source=incoming.source_id)

    async def _show(self, incoming: Incoming, answer: Answer) -> None:
        typed = incoming.content if isinstance(incoming.content, TypedText) else None
        message = number(incoming.source_id) if typed else 0
        channel = number((typed.thread if typed and typed.thread else None) or incoming.place)
        if answer.tick and message:
            await insist(partial(self._tick, channel, message))
        if answer.private and not incoming.private:
            desk = await insist(lambda: self._speaker.desk_of(incoming.account))
            if desk is not None and await self._say(desk, None, incoming, answer):
                return
        if message:  # where it was typed everybody may read the answer, if nothing else is possible
            await self._say(channel, message, incoming, answer)

    async def _say(
        self, channel: int, reply_to: int | None, incoming: Incoming, answer: Answer
    ) -> bool:
        """Send all of an answer; whether Discord let it through."""
        drawn = pages(answer.card) if answer.card is not None else []
        for index, page in enumerate(drawn):
            key = f"answer:{incoming.source_id}:{index}"
            tell = partial(self._speaker.tell, channel, page, key, None if index else reply_to)
            if await insist(tell) is None:
                return False
        for name, data in answer.attachments.items():
            await insist(partial(self._line.call, partial(_upload, channel, name, data)))
        return True

    async def _tick(self, channel: int, message: int) -> None:
        await self._line.call(lambda http: http.add_reaction(channel, message, TICK))


async def _upload(channel: int, name: str, data: bytes, http: HTTPClient) -> None:
    file = discord.File(BytesIO(data), filename=name)
    nobody = discord.AllowedMentions.none()
    with handle_message_parameters(file=file, allowed_mentions=nobody) as params:
        await http.send_message(channel, params=params)
