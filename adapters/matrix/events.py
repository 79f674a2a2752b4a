# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raw events into what the service understands (`Incoming`), by their type alone.

Ids that go in carry the network: `matrix:$event`. A reaction's event id is its mark's identity.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import structlog

from adapters.matrix.contents import Message, Reaction, Redaction, Relation, content
from adapters.matrix.rooms import Room
from adapters.matrix.server import Server
from adapters.matrix.tenure import Tenure, moment
from adapters.matrix.texts import Ear, spoken
from adapters.matrix.unread import Unread
from adapters.matrix.wire import Event
from adapters.patience import insist
from bot.service.incoming import Content, Edited, Incoming, Reacted, TypedText, Unreacted
from bot.service.ports import UndeliverableError

_log = structlog.get_logger(__name__)

REMEMBERED = 20_000
"""Newest events whose senders are kept in mind, so that a withdrawal costs no request."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of the bot's own came back from the server."""

    place: str
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept in mind of an event: its sender and, of a reaction, what it is on."""

    sender: str
    is_reaction: bool
    target: str | None = None


class Translator:
    """Makes inputs of events, asking the server only where the event itself does not tell."""

    def __init__(self, server: Server, tenure: Tenure, unread: Unread) -> None:
        self._server = server
        self._tenure = tenure
        self._unread = unread
        self._ear: Ear | None = None
        self._senders: OrderedDict[tuple[str, str], Known] = OrderedDict()

    async def translate(
        self, room: Room, event: Event, *, late: bool = False, private: bool = False
    ) -> Incoming | Echo | None:
        """What an event means; None for nothing. Never raises for what people sent."""
        try:
            return await self._translate(room, event, late=late, private=private)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.info("matrix_event_skipped", event_id=event.event_id, why=str(error))
            return None

    async def _translate(
        self, room: Room, event: Event, *, late: bool, private: bool
    ) -> Incoming | Echo | None:
        meant: Content | None
        if event.type == "m.reaction":
            meant = _reaction(event)
            self._remember(room, event, meant.message if meant else None)
            if event.sender == room.me:
                return None
            if meant is None:
                self._unread.note(room.room_id, event)
        elif event.type == "m.room.message":
            self._remember(room, event)
            message = content(event.content, Message)
            if event.sender == room.me:
                return _echo(room, event, message)
            meant = await self._message(room, event, message)
        elif event.type == "m.room.redaction" and event.sender != room.me:
            meant = await self._redaction(room, event)
        else:
            return None
        if meant is None:
            return None
        return await self._incoming(room, event, meant, late=late, private=private)

    async def _incoming(
        self, room: Room, event: Event, meant: Content, *, late: bool, private: bool
    ) -> Incoming:
        user_id = event.sender
        member = room.members.get(user_id)
        if member and member.exact and member.membership == "join" and not late:
            joined_at = moment(member.since)
        else:
            joined_at = await self._tenure.since(room, user_id, event.origin_server_ts)
        return Incoming(
            source_id=f"matrix:{event.event_id}",
            account=f"matrix:{user_id}",
            place=room.place,
            content=meant,
            joined_at=joined_at,
            sent_at=moment(event.origin_server_ts),
            late=late,
            private=private,
            name=room.names.display(user_id),
        )

    async def _message(self, room: Room, event: Event, message: Message) -> Content | None:
        relates = message.relates_to
        if relates and relates.rel_type == "m.replace":
            return await self._edit(room, event, message, relates)
        if message.msgtype != "m.text" or message.body is None:
            return None
        answered = relates.in_reply_to.event_id if relates and relates.in_reply_to else None
        thread = relates.event_id if relates and relates.rel_type == "m.thread" else None
        reply_to = None if thread and relates and relates.is_falling_back else answered
        text = spoken(message, reply=answered is not None)
        ear = self._ear = self._ear or Ear(room.me)
        text, addressed = ear.cut(text, message, room.names.plain(room.me))
        return TypedText(text, _prefixed(reply_to), _prefixed(thread), addressed)

    async def _edit(
        self, room: Room, event: Event, message: Message, relates: Relation
    ) -> Content | None:
        """Only the first message's own sender can edit it; servers do not check that."""
        new = message.new_content
        if new is None or new.msgtype != "m.text" or new.body is None or not relates.event_id:
            return None
        sender = await self._sender(room, relates.event_id)
        if sender is None or sender.sender != event.sender or sender.is_reaction:
            return None
        ear = self._ear = self._ear or Ear(room.me)
        text, _ = ear.cut(spoken(new, reply=False), message, room.names.plain(room.me))
        return Edited(f"matrix:{relates.event_id}", text)

    async def _redaction(self, room: Room, event: Event) -> Content | None:
        """A redaction counts only where its sender takes away something of their own (§3)."""
        redacted = content(event.content, Redaction).redacts or event.redacts
        if not redacted:
            return None
        sender = await self._sender(room, redacted)
        if sender is None or sender.sender != event.sender:
            return None
        if sender.is_reaction:
            return Unreacted(f"matrix:{redacted}")
        return Edited(f"matrix:{redacted}", None)

    def about(self, incoming: Incoming) -> str | None:
        """The message that an answer to an input answers; None where that is not known."""
        match incoming.content:
            case Reacted(message=message) | Edited(message=message):
                return message
            case Unreacted(mark=mark):
                place, event_id = (name.removeprefix("matrix:") for name in (incoming.place, mark))
                known = self._senders.get((place, event_id))
                return known.target if known else None
            case _:
                return incoming.source_id

    async def strangers(self, room: Room, meant: Incoming) -> list[Echo]:
        """The bot's own messages that an input speaks of and that were not seen since the start.

        Their receipts may have been lost with the power; they are learnt again from the message
        itself, before the input is handed in.
        """
        match meant.content:
            case Reacted(message=message):
                spoken_of = [message]
            case TypedText(reply_to=reply_to, thread=thread):
                spoken_of = [name for name in (reply_to, thread) if name]
            case _:
                return []
        echoes = []
        for message_id in spoken_of:
            event_id = message_id.removeprefix("matrix:")
            if (room.room_id, event_id) in self._senders:
                self._senders.move_to_end((room.room_id, event_id))
                continue
            event = await self._fetch(room, event_id)
            if event is not None and event.sender == room.me and event.type == "m.room.message":
                with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    echo = _echo(room, event, content(event.content, Message))
                    echoes += [echo] if echo else []
        return echoes

    async def _sender(self, room: Room, event_id: str) -> Known | None:
        """Who sent a message or reaction; None for anything else."""
        known = self._senders.get((room.room_id, event_id))
        if known is not None:
            return known
        event = await self._fetch(room, event_id)
        if event is None or event.type not in ("m.reaction", "m.room.message"):
            return None
        return Known(event.sender, event.type == "m.reaction")

    async def _fetch(self, room: Room, event_id: str) -> Event | None:
        try:
            event = await insist(lambda: self._server.event(room.room_id, event_id))
        except UndeliverableError:
            return None
        if event is not None and event.type in ("m.reaction", "m.room.message"):
            self._remember(room, event)
        return event

    def _remember(self, room: Room, event: Event, target: str | None = None) -> None:
        self._senders[room.room_id, event.event_id] = Known(
            event.sender, event.type == "m.reaction", target
        )
        if len(self._senders) > REMEMBERED:
            self._senders.popitem(last=False)


def _reaction(event: Event) -> Reacted | None:
    relates = content(event.content, Reaction).relates_to
    if relates is None or relates.rel_type != "m.annotation":
        return None
    if not relates.event_id or not relates.key:
        return None
    return Reacted(f"matrix:{relates.event_id}", relates.key, f"matrix:{event.event_id}")


def _echo(room: Room, event: Event, message: Message) -> Echo | None:
    replaced = message.relates_to is not None and message.relates_to.rel_type == "m.replace"
    if replaced or not message.key:
        return None
    return Echo(room.place, message.key, f"matrix:{event.event_id}")


def _prefixed(event_id: str | None) -> str | None:
    return f"matrix:{event_id}" if event_id else None
