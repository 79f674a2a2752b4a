# SPDX-License-Identifier: AGPL-3.0-or-later
"""The JSON of the Matrix client-server API, as typed structs: only what the bot reads.

Decoding is strict, so that nothing odd travels further. A whole response is decoded in one go;
only when that fails are its events taken one by one, so that one strange event is skipped and
the others still arrive.
"""

from typing import Generic, TypeVar

import msgspec
import structlog
from msgspec import Raw, Struct, field

_log = structlog.get_logger(__name__)

EMPTY = Raw(b"{}")

E = TypeVar("E")


class Event(Struct, frozen=True):
    """One event; `content` and `unsigned` are decoded by whoever needs them."""

    type: str
    sender: str
    content: Raw
    event_id: str = ""
    origin_server_ts: int = 0
    state_key: str | None = None
    redacts: str | None = None
    unsigned: Raw = EMPTY


class StateBlock(Struct, Generic[E], frozen=True):
    """State at the start of a timeline."""

    events: list[E] = field(default_factory=list)


class Timeline(Struct, Generic[E], frozen=True):
    """The newest events of a room; `limited` where older ones since the last time are left out."""

    events: list[E] = field(default_factory=list)
    limited: bool = False
    prev_batch: str | None = None


class RoomUpdate(Struct, Generic[E], frozen=True):
    """What happened in one room that the bot is in, or was."""

    timeline: Timeline[E] = Timeline()
    state: StateBlock[E] = StateBlock()


class Invited(Struct, Generic[E], frozen=True):
    """A room that the bot is invited to, with the little state that invitations show."""

    invite_state: StateBlock[E] = StateBlock()


class RoomUpdates(Struct, Generic[E], frozen=True):
    """Rooms by what the bot is in them."""

    join: dict[str, RoomUpdate[E]] = field(default_factory=dict)
    invite: dict[str, Invited[E]] = field(default_factory=dict)
    leave: dict[str, RoomUpdate[E]] = field(default_factory=dict)


class SyncOf(Struct, Generic[E], frozen=True):
    """A /sync response."""

    next_batch: str
    rooms: RoomUpdates[E] = RoomUpdates()


class PageOf(Struct, Generic[E], frozen=True):
    """A page of /messages or /relations."""

    chunk: list[E] = field(default_factory=list)
    end: str | None = None
    next_batch: str | None = None


Sync = SyncOf[Event]
Page = PageOf[Event]
Update = RoomUpdate[Event]

_sync = msgspec.json.Decoder(SyncOf[Event])
_raw_sync = msgspec.json.Decoder(SyncOf[Raw])
_page = msgspec.json.Decoder(PageOf[Event])
_raw_page = msgspec.json.Decoder(PageOf[Raw])
_event = msgspec.json.Decoder(Event)


def decode_sync(body: bytes) -> Sync:
    """A /sync response; events that make no sense are left out. Raises msgspec.MsgspecError."""
    try:
        return _sync.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raw = _raw_sync.decode(body)
    rooms = raw.rooms
    return SyncOf(
        raw.next_batch,
        RoomUpdates(
            join={room: _update(update) for room, update in rooms.join.items()},
            invite={
                room: Invited(StateBlock(_each(invited.invite_state.events)))
                for room, invited in rooms.invite.items()
            },
            leave={room: _update(update) for room, update in rooms.leave.items()},
        ),
    )


def decode_page(body: bytes) -> Page:
    """A page of events; those that make no sense are left out. Raises msgspec.MsgspecError."""
    try:
        return _page.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raw = _raw_page.decode(body)
    return PageOf(_each(raw.chunk), raw.end, raw.next_batch)


def decode_event(body: bytes) -> Event:
    """One event. Raises msgspec.MsgspecError."""
    return _event.decode(body)


def decode_events(body: bytes) -> list[Event]:
    """A bare list of events, such as a room's state."""
    return _each(msgspec.json.decode(body, type=list[Raw]))


def _update(raw: RoomUpdate[Raw]) -> Update:
    timeline = Timeline(_each(raw.timeline.events), raw.timeline.limited, raw.timeline.prev_batch)
    return RoomUpdate(timeline, StateBlock(_each(raw.state.events)))


def _each(raw: list[Raw]) -> list[Event]:
    events = []
    for one in raw:
        try:
            events.append(_event.decode(one))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.warning("matrix_event_unreadable", why=str(error))
    return events
