# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks around on Matrix once: signs in, reads the rooms' state, and leaves nothing behind.

It joins no room and sends nothing. The sign-in is kept in `state_dir`, where `run` takes it up
again: homeservers allow few sign-ins an hour, and a device more each time would be litter.
"""

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from adapters.matrix.bridges import BRIDGE_TYPES, bridged, ghosts, is_ghost
from adapters.matrix.discovery import clock
from adapters.matrix.rooms import Room
from adapters.matrix.server import STATE_TYPES
from adapters.matrix.session import Session
from adapters.matrix.transport import Transport, path_of
from adapters.matrix.wire import Event, Sync, decode_sync
from bot.service.faults import (
    SignInError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.scouts import SeenAccount, SeenRoom, Sighting
from bot.service.settings import MatrixSettings
from bot.words.lookalikes import Names

NEEDED = {
    "m.room.message": "Send messages (m.room.message)",
    "m.reaction": "Send reactions (m.reaction)",
}
"""What the bot sends, and how that right is called in room settings."""

MEND_RIGHTS = (
    "in the room's settings, under Roles & permissions, give the bot a role that may do this"
)
PATIENCE = 120.0
_KEEPER = 50
_MOST_KEEPERS = 10
_NOTHING = {"types": [], "not_types": ["*"]}
_FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": _NOTHING,
        "room": {
            "account_data": _NOTHING,
            "ephemeral": _NOTHING,
            "state": {"types": [*STATE_TYPES, *BRIDGE_TYPES], "lazy_load_members": False},
            "timeline": {"types": [*STATE_TYPES, *BRIDGE_TYPES], "limit": 1},
        },
    },
    separators=(",", ":"),
)


class Summary(Struct, frozen=True):
    """What a homeserver tells of a room that one is not in (MSC 3266)."""

    room_id: str
    join_rule: str = "invite"
    membership: str = ""


class MatrixScout:
    """One account on one homeserver."""

    def __init__(self, settings: MatrixSettings) -> None:
        self._settings = settings

    async def look(self, places: Collection[str] = ()) -> Sighting:
        """Sign in and look; raises as bot.service.scouts.Scout says."""
        transport = Transport(self._settings.homeserver)
        try:
            return await self._look(Session(self._settings, transport), places)
        finally:
            await transport.close()

    async def leave(self) -> None:
        """Sign the device out again that looking signed in."""
        if self._settings.password is None:
            return  # an access token is somebody else's sign-in
        transport = Transport(self._settings.homeserver)
        session = Session(self._settings, transport)
        try:
            with suppress(UnreachableError, UndeliverableError, SignInError, TryLaterError):
                await session.open_once()
                await session.call("POST", path_of("logout"), body=b"{}")
        finally:
            await transport.close()

    async def _look(self, session: Session, places: Collection[str]) -> Sighting:
        await session.open_once()
        path = path_of("sync", filter=_FILTER, timeout=0, full_state="true")
        response = _decoded(await session.call("GET", path, patience=PATIENCE))
        rooms = {room.place: room for room in _seen(response, session.user_id)}
        absent: dict[str, str] = {}
        aliases: dict[str, str] = {}
        unknown: set[str] = set()
        for place in places:
            room = await _found(session, place, rooms, aliases)
            if isinstance(room, str):
                absent[place] = room
                if place.startswith("matrix:#") and place not in aliases:
                    unknown.add(place)
            else:
                rooms.setdefault(room.place, room)
        return Sighting(
            network="matrix",
            me=SeenAccount(f"matrix:{session.user_id}", session.user_id),
            rooms=tuple(
                sorted(rooms.values(), key=lambda room: (not room.joined, room.name.casefold()))
            ),
            absent=absent,
            unknown=frozenset(unknown),
            aliases=aliases,
            ahead=await clock(self._settings.homeserver),
            mend_rights=MEND_RIGHTS,
        )


async def _found(
    session: Session, place: str, rooms: dict[str, SeenRoom], aliases: dict[str, str]
) -> SeenRoom | str:
    """A configured room, wherever it is; or the sentence that says why it can't be seen."""
    target = place.removeprefix("matrix:")
    room_id = target
    if target.startswith("#"):
        try:
            said = await session.call("GET", path_of("directory", "room", target))
            room_id = str(msgspec.json.decode(said)["room_id"])
        except (UndeliverableError, msgspec.MsgspecError, KeyError, TypeError):
            return f"The homeserver knows no room {target}: check the name."
        aliases[place] = f"matrix:{room_id}"
    known = rooms.get(f"matrix:{room_id}")
    if known is not None:
        return known
    with suppress(UndeliverableError, msgspec.MsgspecError):
        path = path_of("room_summary", target, api="client/v1")
        summary = msgspec.json.decode(await session.call("GET", path), type=Summary)
        if summary.join_rule == "public" and summary.membership != "ban":
            return SeenRoom(f"matrix:{summary.room_id}", target, joined=False)
    return f"The bot is not in {target}: invite {session.user_id} there."


def _decoded(body: bytes) -> Sync:
    try:
        return decode_sync(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreachableError(f"The homeserver's answer makes no sense: {error}") from None


def _seen(response: Sync, me: str) -> Iterable[SeenRoom]:
    names = Names()
    for room_id, update in response.rooms.join.items():
        room = Room(room_id, me, names)
        state = [*update.state.events, *update.timeline.events]
        for event in state:
            if event.state_key is not None:
                room.apply(event)
        if room.partner is None or room.name or room.alias:  # else somebody's private desk
            yield _as_seen(room, state)
    for room_id, invited in response.rooms.invite.items():
        room = Room(room_id, me, names)
        for event in invited.invite_state.events:
            room.apply(event)
        yield SeenRoom(room.place, room.title or room_id, joined=False, encrypted=room.encrypted)


def _as_seen(room: Room, state: list[Event]) -> SeenRoom:
    members = [user_id for user_id, _ in room.people()]
    people = [user_id for user_id in members if not is_ghost(user_id)]
    made = next((event for event in state if event.type == "m.room.create"), None)
    return SeenRoom(
        place=room.place,
        name=room.title or room.room_id,
        lacking=tuple(
            right for kind, right in NEEDED.items() if not room.powers.may_send(room.me, kind)
        ),
        encrypted=room.encrypted,
        successor=f"matrix:{room.successor}" if room.successor else None,
        people=len(people),
        since=_moment(made),
        keepers=tuple(
            SeenAccount(f"matrix:{user_id}", user_id)
            for user_id in room.powers.holders(people, _KEEPER)[:_MOST_KEEPERS]
        ),
        ghosts=ghosts(members),
        bridged=bridged(state, room.alias),
    )


def _moment(event: Event | None) -> datetime | None:
    if event is None:
        return None
    try:
        return datetime.fromtimestamp(event.origin_server_ts / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
