# SPDX-License-Identifier: AGPL-3.0-or-later
"""The homeserver's calls that the bot needs, one method each, typed on both sides."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from adapters.matrix.session import Session
from adapters.matrix.transport import PATIENCE, RefusedError, path_of
from adapters.matrix.wire import (
    Event,
    Page,
    Sync,
    decode_event,
    decode_events,
    decode_page,
    decode_sync,
)
from bot.service.ports import UnreachableError

T = TypeVar("T")

STATE_TYPES = (
    "m.room.create",
    "m.room.member",
    "m.room.power_levels",
    "m.room.encryption",
    "m.room.tombstone",
    "m.room.join_rules",
    "m.room.history_visibility",
    "m.room.name",
    "m.room.canonical_alias",
)
TIMELINE_TYPES = ("m.room.message", "m.reaction", "m.room.redaction", *STATE_TYPES)

TIMELINE_LIMIT = 100
PAGE = 1000

_NOTHING = {"types": [], "not_types": ["*"]}
_FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": _NOTHING,
        "room": {
            "account_data": _NOTHING,
            "ephemeral": _NOTHING,
            # Everybody's membership is needed for who may vote, so nothing is loaded lazily.
            "state": {"types": list(STATE_TYPES), "lazy_load_members": False},
            "timeline": {"types": list(TIMELINE_TYPES), "limit": TIMELINE_LIMIT},
        },
    },
    separators=(",", ":"),
)
_GAP_FILTER = json.dumps({"types": list(TIMELINE_TYPES)}, separators=(",", ":"))


class Server:
    """Speaks for the bot's session. Errors are those of Transport.call and Session.call."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def user_id(self) -> str:
        """The bot's own user id."""
        return self._session.user_id

    async def sync(self, since: str | None, *, full: bool, wait: float) -> Sync:
        """What happened since a token; `full` adds the whole state of every room."""
        path = path_of(
            "sync",
            filter=_FILTER,
            since=since,
            timeout=int(wait * 1000),
            full_state="true" if full else None,
        )
        # A first answer can be large, and a slow server takes its time to gather it.
        patience = wait + (120 if full else 30)
        return _decoded(decode_sync, await self._session.call("GET", path, patience=patience))

    async def messages(
        self,
        room: str,
        *,
        start: str | None = None,
        end: str | None = None,
        limit: int = PAGE,
        only: str = _GAP_FILTER,
    ) -> Page:
        """A page of a room's events, newest first, from token `start` back to token `end`."""
        path = path_of(
            "rooms", room, "messages", dir="b", limit=limit, to=end, filter=only, from_=start
        )
        return _decoded(decode_page, await self._session.call("GET", path))

    async def event(self, room: str, event_id: str) -> Event | None:
        """One event; None where the bot can't see it."""
        try:
            body = await self._session.call("GET", path_of("rooms", room, "event", event_id))
        except RefusedError:
            return None
        return _decoded(decode_event, body)

    async def reactions(self, room: str, event_id: str, start: str | None) -> Page:
        """A page of the reactions to a message."""
        path = path_of(
            "rooms",
            room,
            "relations",
            event_id,
            "m.annotation",
            "m.reaction",
            api="client/v1",
            dir="f",
            limit=PAGE,
            from_=start,
        )
        return _decoded(decode_page, await self._session.call("GET", path))

    async def send(self, room: str, kind: str, txn: str, content: Mapping[str, Any]) -> str:
        """Send an event; the same transaction id is sent only once."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        path = path_of("rooms", room, "send", kind, txn)
        return _text(await self._session.call("PUT", path, body=body), "event_id")

    async def state(self, room: str) -> list[Event]:
        """The room's whole state as it is now."""
        return _decoded(
            decode_events, await self._session.call("GET", path_of("rooms", room, "state"))
        )

    async def join(self, room: str, via: Sequence[str] = ()) -> str:
        """Join a room by id or alias; returns its id."""
        path = path_of("join", room)
        if via:
            # Two names for the same thing: servers older than 2024 read the first only.
            names = [(name, server) for server in via for name in ("server_name", "via")]
            path += f"?{urlencode(names)}"
        return _text(await self._session.call("POST", path, body=b"{}", patience=120), "room_id")

    async def leave(self, room: str) -> None:
        """Leave a room, or refuse an invitation to it."""
        await self._session.call("POST", path_of("rooms", room, "leave"), body=b"{}")

    async def resolve(self, alias: str) -> str:
        """The id of the room that an alias names."""
        return _text(
            await self._session.call("GET", path_of("directory", "room", alias)), "room_id"
        )

    async def upload(self, name: str, data: bytes, kind: str = "application/octet-stream") -> str:
        """Store a file; returns its mxc address."""
        path = path_of("upload", api="media/v3", filename=name)
        body = await self._session.call(
            "POST", path, body=data, content_type=kind, patience=4 * PATIENCE
        )
        return _text(body, "content_uri")


def _decoded(decode: Callable[[bytes], T], body: bytes) -> T:
    """A successful answer that is no Matrix JSON comes from a proxy: a passing fault."""
    try:
        return decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreachableError(f"The homeserver's answer makes no sense: {error}") from None


def _text(body: bytes, key: str) -> str:
    said = _decoded(lambda data: msgspec.json.decode(data, type=dict[str, object]), body)
    value = said.get(key)
    if not isinstance(value, str):
        raise UnreachableError(f"The homeserver's answer lacks {key}.")
    return value
