# SPDX-License-Identifier: AGPL-3.0-or-later
"""Since when somebody is in a room without a break (semantics §7).

Where the state alone can't tell, the membership events are followed back one by one. That
costs a request each, so it is done when the person first acts, and for the others in the
background.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from adapters.matrix.contents import MemberContent, Unsigned, content, unsigned
from adapters.matrix.rooms import Member, Room
from adapters.matrix.server import Server
from adapters.matrix.wire import Event
from adapters.patience import insist
from bot.service.ports import UndeliverableError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FURTHEST = 500
"""Membership events of one person that are followed back at most."""


def moment(milliseconds: int) -> datetime | None:
    """A server's time stamp; None where it is beyond all calendars."""
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


class Tenure:
    """Answers since when people are in rooms, asking the server where it must."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def since(self, room: Room, user_id: str, at: int | None = None) -> datetime | None:
        """The beginning of the stay in which somebody was at `at` (None: is now)."""
        member = room.members.get(user_id)
        if member is None:
            return None
        if member.membership == "join" and (at is None or member.since <= at):
            if not member.exact:
                await self.settle(room, user_id, member)
            return moment(member.since)
        if at is None:
            return None
        found = await self._look_back(room, member.event_id, at)
        return None if found is None else moment(found)

    async def settle(self, room: Room, user_id: str, member: Member) -> None:
        """Make an inexact stay exact."""
        found = await self._look_back(room, member.event_id, None)
        current = room.members.get(user_id)
        if current is not None and current.membership == "join":
            current.since = member.since if found is None else min(found, member.since)
            current.exact = True
        member.exact = True

    async def settle_all(self, room: Room) -> None:
        """Make every stay in a room exact, one gentle request after the other."""
        for user_id, member in list(room.people()):
            if not member.exact:
                await self.settle(room, user_id, member)

    async def _look_back(self, room: Room, event_id: str, at: int | None) -> int | None:
        """The first join of the newest unbroken row (that began no later than `at`)."""
        row: int | None = None
        following: str | None = event_id
        for _hop in range(FURTHEST):
            step = await self._step(room, following) if following else None
            if step is None:
                break
            event, membership, more = step
            if membership == "join":
                row = event.origin_server_ts
            elif row is not None:
                if at is None or row <= at:
                    return row
                row = None
            following = more.replaces_state
        return row

    async def _step(self, room: Room, event_id: str) -> tuple[Event, str, Unsigned] | None:
        """One membership event; None where history ends, or is not shown to the bot."""
        try:
            event = await insist(lambda: self._server.event(room.room_id, event_id))
        except UndeliverableError:
            event = None
        if event is None or event.type != "m.room.member":
            return None
        try:
            return event, content(event.content, MemberContent).membership, unsigned(event)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
