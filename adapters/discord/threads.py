# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where in a channel a message belongs: the channel itself, a thread of a task, a forum's post.

In a forum each card is a post, whose thread has the post's own number; there what is said of a
card goes. In a text channel with `threads` each task has a thread, begun from its card; elsewhere
what belongs to a card answers it.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Literal, TypeVar

import structlog

from adapters.discord.errors import (
    ARCHIVED,
    MISSING_RIGHTS,
    THREAD_EXISTS,
    UNKNOWN_CHANNEL,
    RefusedError,
)
from adapters.discord.ids import number
from adapters.discord.imprint import LENGTH
from adapters.discord.limits import THREAD_NAME, clipped
from adapters.discord.line import Line
from adapters.discord.places import Places, Spot
from adapters.discord.standing import Standings
from bot.service.ports import (
    GoneError,
    NotYetError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.words.cards import Card, Outgoing, Plain, Span, Strong
from bot.words.cards import Line as Words
from bot.words.plaintext import plain_line

T = TypeVar("T")

_log = structlog.get_logger(__name__)

A_WEEK: Literal[10080] = 10_080
"""Minutes of silence after which Discord puts a thread away; the longest that it offers."""

LOCKED_WAIT = 600.0
"""Seconds after which a thread that moderators locked is tried again."""

_ESCAPED = re.compile(r"\\(.)")
_SUBJECT = re.compile(r".*?#\d+ [^,:]+")
"""The beginning of a heading: whatever marks it, the number, and what it is."""
_STATE = re.compile(r"^(.*?#\d+ [^,:]+),[^:]*: ")

POSTS = 25
"""Newest posts of a forum that are looked through for one of the bot's own."""


class Threads:
    """Finds and opens them."""

    def __init__(self, line: Line, places: Places, standings: Standings) -> None:
        self._line = line
        self._places = places
        self._standings = standings

    async def home(self, spot: Spot, message: int) -> int:
        """The channel that a card's message is in."""
        return message if self._forum(spot) else spot.channel

    def post_for(self, spot: Spot, message: Outgoing) -> str | None:
        """The title of the post that a message begins; None where it begins none."""
        if not self._forum(spot):
            return None
        if message.marker is None and (message.thread or message.reply_to):
            return None
        return title(message.card)

    async def route(self, spot: Spot, message: Outgoing) -> tuple[int, int | None]:
        """The channel for a message that begins no post, and which message it answers there."""
        about = message.thread or message.reply_to
        if self._forum(spot):
            post = number(about or "")
            return post, number(message.reply_to) if message.reply_to and message.thread else None
        if message.thread and message.topic and spot.threads:
            thread = number(message.topic)
            if self._places.thread(str(thread)) or await self._open(spot, thread, None):
                return thread, None
        return spot.channel, number(message.reply_to or message.thread or "") or None

    async def opened(self, spot: Spot, sent: str, message: Outgoing) -> None:
        """A message is there: a task's card gets a thread, where that is configured."""
        task = message.marker is not None and message.marker.kind == "task"
        if not task or not spot.threads or self._forum(spot):
            return
        with suppress(TryLaterError, UnreachableError):  # the first word for it opens it, too
            await self._open(spot, number(sent), title(message.card))

    async def searched(self, spot: Spot, thread: str | None) -> Sequence[int]:
        """The channels in which a message may be that was sent to a place."""
        if not self._forum(spot):
            known = thread is not None and self._places.thread(thread)
            return [number(thread), spot.channel] if thread and known else [spot.channel]
        if thread:
            return [number(thread)]
        told = await self._line.call(lambda http: http.get_active_threads(spot.guild or 0))
        posts = [
            int(one["id"])
            for one in told["threads"]
            if str(one.get("parent_id")) == str(spot.channel)
        ]
        return sorted(posts, reverse=True)[:POSTS]

    async def unarchived(self, channel: int, call: Callable[[], Awaitable[T]]) -> T:
        """The result of a call, after taking a thread out of the archive if it must be."""
        try:
            return await call()
        except RefusedError as error:
            if error.code != ARCHIVED:
                raise
        try:
            await self._line.call(lambda http: http.edit_channel(channel, archived=False))
            return await call()
        except RefusedError as error:
            if error.code not in (ARCHIVED, MISSING_RIGHTS):
                raise
            raise NotYetError(LOCKED_WAIT) from None  # moderators locked it, and may open it again

    def _forum(self, spot: Spot) -> bool:
        forum = self._standings.forum(spot)
        if forum is not None:
            return forum
        if self._standings.of(spot).live:
            raise UnreachableError("Discord has not told of the channel yet.")
        raise UndeliverableError("The channel is not there.")

    async def _open(self, spot: Spot, card: int, name: str | None) -> bool:
        """Begin a thread from a task's card; whether there is one now."""
        try:
            title = name or await self._heading(spot, card)
            made = await self._line.call(
                lambda http: http.start_thread_with_message(
                    spot.channel, card, name=title, auto_archive_duration=A_WEEK
                )
            )
            self._places.learn_thread(made)
        except RefusedError as error:
            if error.code == THREAD_EXISTS:
                self._places.learn_thread({"id": card, "parent_id": spot.channel})
                return True
            if error.code != UNKNOWN_CHANNEL:
                _log.warning("discord_thread_refused", place=spot.place, why=str(error))
            return False
        except GoneError:
            return False
        return True

    async def _heading(self, spot: Spot, card: int) -> str:
        told: Any = await self._line.call(lambda http: http.get_message(spot.channel, card))
        text = str(told.get("content") or "")
        heading = text[:-LENGTH] if len(text) > LENGTH else text
        words = _ESCAPED.sub(r"\1", heading.partition("\n")[0].replace("*", ""))
        return clipped(_STATE.sub(r"\1: ", words, count=1), THREAD_NAME) or str(card)


def title(card: Card) -> str:
    """`#12 Task: Mend the door`.

    What a card's heading says of its state is left out: a title would go on saying it.
    """
    if not card.lines:
        return "…"
    words = plain_line(card.lines[0], card, "/").strip()
    spans = list(_flat(card.lines[0]))
    after = [n for n, one in enumerate(spans) if isinstance(one, Plain) and one.text.endswith(": ")]
    if (subject := _SUBJECT.match(words)) and after and after[0] + 1 < len(spans):
        words = f"{subject[0]}: {plain_line((spans[after[0] + 1],), card)}"
    return clipped(words, THREAD_NAME) or "…"


def _flat(line: Words) -> Iterator[Span]:
    for span in line:
        if isinstance(span, Strong):
            yield from _flat(span.spans)
        else:
            yield span
