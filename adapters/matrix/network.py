# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matrix as the service sees it: the `Network` port."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from adapters.charts import drawn
from adapters.matrix.contents import Message, content
from adapters.matrix.messages import (
    bare,
    changed_message,
    new_message,
    picture_key,
    picture_message,
    reaction,
    transaction,
)
from adapters.matrix.power import powers_of
from adapters.matrix.reading import Reader
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.server import Server
from adapters.matrix.tenure import moment
from adapters.matrix.transport import RefusedError
from bot.service.ports import (
    Presence,
    Reading,
    SignInError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.words.cards import Outgoing

T = TypeVar("T")

SENDS, ANSWERS, EDITS, SEEDS = range(4)
"""Who goes first where the server's limit lets few messages through."""

YIELD = 0.15
"""Seconds by which each of them, when a wait is over, lets those before it go first."""

LOOK_BACK = 200
"""Own messages that are looked through for a key."""


class Speaker:
    """Sends, edits, reads and finds, in the rooms that the bot is in."""

    def __init__(
        self,
        server: Server,
        rooms: Rooms,
        reader: Reader,
        *,
        prefix: str,
        configured: Callable[[str], bool],
    ) -> None:
        self._server = server
        self._rooms = rooms
        self._reader = reader
        self._prefix = prefix
        self._configured = configured
        self._quiet_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    @property
    def name(self) -> str:
        """The network's name."""
        return "matrix"

    def lane(self, place: str | None) -> str:  # noqa: ARG002 (the port's)
        """One: the server's limit is one for the whole account."""
        return self.name

    def live(self, place: str) -> bool:
        """Whether the bot is in the place and may speak there now."""
        if not self._rooms.synced:
            # Not known yet. Dead would let a poll close without this room being read; what is
            # sent now is only told to wait.
            return self._configured(place)
        room = self._rooms.at(place)
        return room is not None and room.live

    async def send(self, place: str, message: Outgoing) -> str:
        """Send a message; the same key is sent only once."""
        return await self._send(place, message)

    async def answer(self, place: str, message: Outgoing) -> str:
        """Send what only answers somebody: it yields to what the rooms wait for."""
        return await self._send(place, message, rank=ANSWERS)

    async def _send(
        self, place: str, message: Outgoing, *, rings: bool = False, rank: int = SENDS
    ) -> str:
        room = self._open(place)
        txn = transaction("send", place, message.key)
        body = new_message(message, self._prefix, rings=rings)
        try:
            return await self._put(room, "m.room.message", txn, body, rank)
        except RefusedError as refusal:
            root = await self._root_above(room, message.thread) if message.thread else None
            if refusal.status != 400 or root is None:
                raise
            # Threads do not nest: what stands in one already can't begin another.
            message = replace(message, thread=root)
            body = new_message(message, self._prefix, rings=rings)
            return await self._put(room, "m.room.message", txn, body, rank)

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        """Make an own message show a new card."""
        room = self._open(place)
        changed = changed_message(message, message_id, self._prefix)
        # The words are part of the id: two edits under one key must both arrive.
        version = message.marker.version if message.marker else 0
        txn = transaction("edit", place, message_id, message.key, version, changed["body"])
        await self._put(room, "m.room.message", txn, changed, EDITS)

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Put the bot's own reaction on its card."""
        await self._react(place, message_id, emoji, SEEDS)

    async def tick(self, place: str, message_id: str, emoji: str) -> None:
        """Answer somebody's message with a reaction."""
        await self._react(place, message_id, emoji, ANSWERS)

    async def _react(self, place: str, message_id: str, emoji: str, rank: int) -> None:
        room = self._open(place)
        txn = transaction("seed", place, bare(message_id), emoji)
        try:
            await self._put(room, "m.reaction", txn, reaction(message_id, emoji), rank)
        except RefusedError as refusal:
            if refusal.code != "M_DUPLICATE_ANNOTATION":
                raise

    async def upload(self, place: str, name: str, data: bytes, reply_to: str | None) -> None:
        """Send a file as the answer to a message."""
        room = self._open(place)
        file: dict[str, Any] = {
            "msgtype": "m.file",
            "body": name,
            "filename": name,
            "url": await self._signed_in(self._server.upload(name, data)),
            "info": {"size": len(data), "mimetype": "application/octet-stream"},
            "m.mentions": {},
            "org.folkmoot.notice": {"key": f"file:{name}:{reply_to}"},
        }
        if reply_to:
            file["m.relates_to"] = {"m.in_reply_to": {"event_id": bare(reply_to)}}
        txn = transaction("file", place, name, reply_to)
        await self._put(room, "m.room.message", txn, file, ANSWERS)

    async def illustrate(
        self, place: str, message_id: str, message: Outgoing, *, again: bool
    ) -> None:
        """Send the picture in answer to its message."""
        room, chart = self._open(place), message.picture
        key = picture_key(message)
        if chart is None or (again and await self.find(place, key)):
            return
        png = await drawn(chart)
        if png is None:
            return
        url = await self._signed_in(self._server.upload("outcome.png", png, "image/png"))
        body = picture_message(message, message_id, url, chart.alt, png)
        await self._put(room, "m.room.message", transaction("send", place, key), body, SENDS)

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:  # noqa: ARG002 (the port's)
        """The id of an own recent message that carries this key."""
        room = self._rooms.at(place)
        if room is None:
            return None
        only = msgspec.json.encode(
            {"types": ["m.room.message"], "senders": [self._server.user_id]}
        ).decode()
        page = await self._signed_in(
            self._server.messages(room.room_id, limit=LOOK_BACK, only=only)
        )
        for event in page.chunk:
            try:
                message = content(event.content, Message)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
            edit = message.relates_to is not None and message.relates_to.rel_type == "m.replace"
            if message.key == key and not edit:
                return event.event_id
        return None

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        """Send to the private desk of a person; None where they have opened none."""
        desk = self.desk_of(account)
        return await self._send(desk, message, rings=True) if desk else None

    def desk_of(self, account: str) -> str | None:
        """The place where only that person reads."""
        user_id = account.removeprefix("matrix:")
        for room in self._rooms:
            if room.partner == user_id and room.live and not self._configured(room.place):
                return room.place
        return None

    async def read(self, place: str, message_id: str, known: Sequence[str], **_: Any) -> Reading:
        """The marks on a message."""
        room = self._rooms.at(place)
        if room is None:
            raise self._not_there()
        return await self._signed_in(self._reader.read(room, message_id, known))

    def present(self, place: str) -> Sequence[Presence] | None:
        """Who is in the place now, the bot left out."""
        room = self._rooms.at(place)
        if room is None or not room.joined:
            return None
        return [
            Presence(f"matrix:{user_id}", moment(member.since), room.names.display(user_id))
            for user_id, member in room.people()
        ]

    def since(self, place: str, account: str) -> datetime | None:
        """Since when somebody is in a place; a stay that is not looked up yet may be longer."""
        room = self._rooms.at(place)
        member = room.members.get(account.removeprefix("matrix:")) if room is not None else None
        if room is None or not room.joined or member is None or member.membership != "join":
            return None
        return moment(member.since)

    def display(self, account: str) -> str | None:
        """What people call an account, or a room."""
        room = self._rooms.at(account)
        if room is not None:
            return room.title
        return self._rooms.names.display(account.removeprefix("matrix:"))

    async def powers(self, place: str) -> Mapping[str, Sequence[str]]:
        """Who may ban, kick and redact in a room, read afresh: powers outside the charter."""
        room = self._open(place)
        powers = powers_of(await self._signed_in(self._server.state(room.room_id)))
        members = [user_id for user_id, _ in room.people()] + [room.me]
        return {
            act: [f"matrix:{holder}" for holder in holders]
            for act, holders in powers.outside(members).items()
        }

    def _open(self, place: str) -> Room:
        """The room, if the bot may send there. Encrypted rooms get nothing (§30)."""
        room = self._rooms.at(place)
        if room is None or not room.joined:
            raise self._not_there()
        if room.encrypted:
            raise UndeliverableError("The room is encrypted, so nothing is sent there.")
        if room.successor is not None:
            raise UndeliverableError("The room was replaced by another one.")
        return room

    async def _root_above(self, room: Room, message_id: str) -> str | None:
        event = await self._signed_in(self._server.event(room.room_id, bare(message_id)))
        if event is None:
            return None
        try:
            relates = content(event.content, Message).relates_to
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return relates.event_id if relates and relates.rel_type == "m.thread" else None

    def _not_there(self) -> Exception:
        if not self._rooms.synced:
            return UnreachableError("The homeserver has not told the bot's rooms yet.")
        return UndeliverableError("The bot is not in that room.")

    async def _put(
        self, room: Room, kind: str, txn: str, body: Mapping[str, Any], rank: int
    ) -> str:
        # The limit is one for the whole account, and so is the queue.
        async with self._one_at_a_time:
            left = self._quiet_until - time.monotonic()
            if left > 0:
                raise TryLaterError(left + rank * YIELD)
            self._open(room.place)  # it may have been encrypted or replaced in the meantime
            try:
                return await self._signed_in(self._server.send(room.room_id, kind, txn, body))
            except TryLaterError as error:
                self._quiet_until = time.monotonic() + error.after
                raise TryLaterError(error.after + rank * YIELD) from None

    async def _signed_in(self, call: Awaitable[T]) -> T:
        """To the service a lost sign-in is silence; the run itself ends with the reason."""
        try:
            return await call
        except SignInError as error:
            raise UnreachableError(str(error)) from None
