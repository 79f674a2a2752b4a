# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write, from the raw frames of messages.

Without the intent for message content, Discord still tells what a message says that mentions the
bot, answers it with a ping, or comes privately. Nothing is guessed from a text that is not told.

Deletions: Discord does not say who deleted a message, so a deletion takes no words back (§21 wants
the sender's own). A message of the bot's own that is gone is posted again while it is of use.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from adapters.discord.frames import Stamp
from adapters.discord.handing import Hands, Where
from adapters.discord.ids import bare, named
from adapters.discord.people import People, called, moment
from adapters.discord.places import Places
from bot.service.incoming import Content, Edited, Incoming, TypedText

Frame = Mapping[str, Any]

PREFIX = "!"
"""What commands begin with that are typed where everybody reads."""

_KINDS = frozenset((0, 19))
"""Plain messages and answers; all others are Discord's own, such as "started a thread"."""


class Speech:
    """Hands in what people write. Its methods are called by the socket: none of them waits.

    `first` lets something be done once it is known where somebody is who writes privately.
    """

    def __init__(
        self,
        hands: Hands,
        places: Places,
        people: People,
        stamp: Callable[[int | None], Stamp],
        first: Callable[[str, Callable[[], None]], None],
        *,
        content: bool,
    ) -> None:
        self._hands = hands
        self._places = places
        self._people = people
        self._stamp = stamp
        self._first = first
        self._content = content
        self._mention = re.compile(r"(?!)")
        self.me = ""

    def called(self, me: str) -> None:
        """The bot is this user."""
        self.me = me
        self._mention = re.compile(rf"\s*<@!?{re.escape(me)}>[\s,:]*")

    def created(self, data: Frame) -> None:
        """MESSAGE_CREATE."""
        incoming = self.typed(data, self._stamp(_guild(data)).missed_since)
        if incoming is not None:
            self._put(incoming)

    def meant(self, data: Frame) -> bool:
        """Whether a message may be meant for the bot, and is no mere chatter."""
        text, addressed = self._heard(data)
        in_thread = self._places.thread(str(data["channel_id"]))
        answer = data.get("type") == 19
        return bool(text) and (addressed or answer or in_thread or text.startswith(PREFIX))

    def typed(self, data: Frame, missed: datetime | None) -> Incoming | None:
        """What somebody says by a message; `missed`: since when the bot was away then."""
        where = self._where(data)
        if where is None or data.get("type", 0) not in _KINDS:
            return None
        text, addressed = self._heard(data)
        if not text.strip():
            return None
        answered = (data.get("message_reference") or {}).get("message_id")
        channel = str(data["channel_id"])
        content = TypedText(
            text,
            reply_to=named(answered) if answered and data.get("type") == 19 else None,
            # A thread has the number of the message that it was begun from.
            thread=named(channel) if self._places.thread(channel) else None,
            addressed=addressed,
        )
        return self._incoming(data, where, content, named(data["id"]), missed)

    def updated(self, data: Frame) -> None:
        """MESSAGE_UPDATE: also previews of links, and pins, which are nobody's edits."""
        if not data.get("edited_timestamp") or not isinstance(data.get("author"), Mapping):
            return
        where = self._where(data)
        if where is None or data.get("type", 0) not in _KINDS:
            return
        text, _ = self._heard(data)
        if not text and not self._content:
            return  # it may say anything: Discord does not tell
        stamp = self._stamp(_guild(data))
        content = Edited(named(data["id"]), text)
        self._put(self._incoming(data, where, content, stamp.source, stamp.missed_since))

    def deleted(self, data: Frame) -> None:
        """MESSAGE_DELETE, by whomever."""
        self._gone(data, [data["id"]])

    def deleted_many(self, data: Frame) -> None:
        """MESSAGE_DELETE_BULK."""
        self._gone(data, data.get("ids") or ())

    def thread_gone(self, data: Frame) -> None:
        """THREAD_DELETE: in a forum, the post of a card."""
        thread = str(data["id"])
        if self._places.of(thread) is not None:
            self._places.forget_thread(thread)
            self._hands.then(partial(self._vanished, thread))

    # --- inside ----------------------------------------------------------------------------

    def _gone(self, data: Frame, ids: Sequence[str]) -> None:
        if self._places.of(str(data["channel_id"])) is not None:
            for message in ids:
                self._hands.then(partial(self._vanished, str(message)))

    async def _vanished(self, message: str) -> None:
        if self._hands.door is not None:
            await self._hands.door.vanished(named(message))

    def _where(self, data: Frame) -> Where | None:
        """Where it was written; None for what no person wrote, and for other channels."""
        author = data["author"]
        if author.get("bot") or data.get("webhook_id") or author["id"] == self.me:
            return None
        member = data.get("member") or {}
        guild, joined = _guild(data), moment(member.get("joined_at"))
        roles = member.get("roles") or ()
        where = self._hands.where(data["channel_id"], guild, author["id"], joined, roles)
        if where is None:
            return None
        if member or self._people.name(author["id"]) is None:  # names in the server go first
            self._people.met(None, author["id"], called(author, member), None)
        if joined is None and guild is not None:
            where = replace(where, joined_at=self._people.since(guild, author["id"]))
        return where

    def _heard(self, data: Frame) -> tuple[str, bool]:
        """The text without a mention of the bot at its front, and whether it is meant for it."""
        text = str(data.get("content") or "")
        mentioned = any(str(one.get("id")) == self.me for one in data.get("mentions") or ())
        cut = self._mention.match(text)
        return (text[cut.end() :] if cut else text), mentioned

    def _incoming(
        self, data: Frame, where: Where, content: Content, source: str, missed: datetime | None
    ) -> Incoming:
        author = data["author"]
        sent = moment(data.get("edited_timestamp") or data.get("timestamp"))
        return Incoming(
            source_id=source,
            account=named(author["id"]),
            place=where.place,
            content=content,
            joined_at=where.joined_at,
            sent_at=_not_before(sent, missed),
            late=missed is not None,
            private=where.private,
            name=self._people.name(author["id"]),
        )

    def _put(self, incoming: Incoming) -> None:
        if incoming.private:
            self._first(bare(incoming.account), partial(self._hands.put, incoming))
        else:
            self._hands.put(incoming)


def _guild(data: Frame) -> int | None:
    guild = data.get("guild_id")
    return int(guild) if guild else None


def _not_before(sent: datetime | None, missed: datetime | None) -> datetime | None:
    """When it was sent; what was missed was sent after the bot last heard anything."""
    if sent is None or missed is None:
        return sent
    return max(sent, missed)
