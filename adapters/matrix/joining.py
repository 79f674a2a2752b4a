# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which rooms the bot goes into: configured ones, their successors, and invitations it may take.

Anybody can invite a bot anywhere, so invitations are taken from `matrix.inviters` alone, and
from members of the configured rooms who open a private desk.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import structlog

from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.server import Server
from adapters.matrix.transport import RefusedError
from bot.service.ports import (
    FrontDoor,
    Trouble,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.words.troubles import trouble_sentence

_log = structlog.get_logger(__name__)

SOON = 5.0
SELDOM = 600.0
MOST_INVITES = 100
"""Invitations that are kept in mind; a flood of them must cost nothing."""


@dataclass(slots=True)
class Wish:
    """A room that the bot wants to be in."""

    target: str
    via: tuple[str, ...] = ()
    due: float = 0.0
    pause: float = SOON
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody asked the bot into a room."""

    sender: str
    direct: bool


class Joining:
    """Keeps the bot in the rooms where it belongs."""

    def __init__(
        self, server: Server, rooms: Rooms, configured: Iterable[str], inviters: Iterable[str]
    ) -> None:
        self._server = server
        self._rooms = rooms
        self._inviters = tuple(inviters)
        self._wishes: dict[str, Wish] = {}
        self._invitations: dict[str, Invitation] = {}
        self._on_trial: set[str] = set()
        self._configured: set[str] = set()
        self._due = asyncio.Event()
        self._door: FrontDoor | None = None
        for place in configured:
            target = place.removeprefix("matrix:")
            if target.startswith("!"):
                self._configured.add(target)
            self._wish(target)

    def configured(self, place: str) -> bool:
        """Whether a place is one of the configured rooms, or came after one.

        The front door remembers moves and aliases from earlier runs.
        """
        if place.removeprefix("matrix:") in self._configured:
            return True
        return self._door is not None and self._door.room(place) is not None

    def open(self, door: FrontDoor) -> None:
        """From now on, `door` knows the rooms too."""
        self._door = door

    def invited(self, room_id: str, sender: str, *, direct: bool) -> None:
        """An invitation came."""
        if len(self._invitations) >= MOST_INVITES:
            self._invitations.pop(next(iter(self._invitations)))
        self._invitations[room_id] = Invitation(sender, direct)

    def found(self) -> list[tuple[str, Trouble]]:
        """Why the bot is not in rooms where it wants to be: places and troubles."""
        return [
            (f"matrix:{wish.target}", wish.trouble)
            for wish in self._wishes.values()
            if wish.trouble is not None
        ]

    async def review(self, door: FrontDoor) -> None:
        """Look at everything that the last response may have changed."""
        for room_id, invitation in list(self._invitations.items()):
            if self._welcome(room_id, invitation):
                del self._invitations[room_id]
                self._wish(room_id, _servers(room_id, invitation.sender), at_once=True)
        for room in self._rooms:
            await self._follow_tombstone(room, door)
            await self._leave_crowds(room)

    async def run(self, door: FrontDoor) -> None:
        """Try what is wished for, again and again, until cancelled."""
        while True:
            self._due.clear()
            now = time.monotonic()
            for wish in [wish for wish in self._wishes.values() if wish.due <= now]:
                await self._try(wish, door)
            soonest = min((wish.due for wish in self._wishes.values()), default=now + SELDOM)
            try:
                async with asyncio.timeout(max(0.0, soonest - time.monotonic())):
                    await self._due.wait()
            except TimeoutError:
                continue

    def _wish(self, target: str, via: tuple[str, ...] = (), *, at_once: bool = False) -> None:
        wish = self._wishes.setdefault(target, Wish(target, via or _servers(target)))
        if at_once:
            wish.due = 0.0
            self._due.set()

    async def _try(self, wish: Wish, door: FrontDoor) -> None:
        try:
            room_id = await self._resolved(wish.target, door)
            room = self._rooms.get(room_id)
            if room is None or not room.joined:
                await self._server.join(room_id, wish.via or _servers(wish.target))
                _log.info("matrix_joined", room=room_id)
        except TryLaterError as error:
            wish.due = time.monotonic() + error.after
        except UnreachableError as error:
            self._put_off(wish, Trouble("closed", str(error)))
        except UndeliverableError as error:
            self._put_off(wish, _why(error))
        else:
            del self._wishes[wish.target]

    def _put_off(self, wish: Wish, trouble: Trouble) -> None:
        if wish.trouble != trouble:
            why = trouble_sentence(f"matrix:{wish.target}", trouble)
            _log.warning("matrix_room_out_of_reach", room=wish.target, why=why)
        wish.trouble = trouble
        wish.due = time.monotonic() + wish.pause
        wish.pause = min(wish.pause * 2, SELDOM)

    async def _resolved(self, target: str, door: FrontDoor) -> str:
        if not target.startswith("#"):
            return target
        room_id = await self._server.resolve(target)
        self._configured.add(room_id)
        if door.room(f"matrix:{room_id}") is None:
            await door.moved(f"matrix:{target}", f"matrix:{room_id}")
        return room_id

    def _welcome(self, room_id: str, invitation: Invitation) -> bool:
        if self.configured(f"matrix:{room_id}"):
            return True
        if any(fnmatchcase(invitation.sender, pattern) for pattern in self._inviters):
            return True
        if not self._is_member(invitation.sender):
            return False
        if not invitation.direct:
            self._on_trial.add(room_id)
        return True

    def _is_member(self, user_id: str) -> bool:
        return any(
            self.configured(room.place)
            and (member := room.members.get(user_id)) is not None
            and member.membership == "join"
            for room in self._rooms
        )

    async def _leave_crowds(self, room: Room) -> None:
        """A member may open a desk; a room with others in it needs an inviter's word."""
        if room.room_id not in self._on_trial or not room.joined:
            return
        self._on_trial.discard(room.room_id)
        if room.partner is None:
            _log.info("matrix_left_crowd", room=room.room_id)
            try:
                await self._server.leave(room.room_id)
            except (TryLaterError, UnreachableError, UndeliverableError):
                self._on_trial.add(room.room_id)

    async def _follow_tombstone(self, old: Room, door: FrontDoor) -> None:
        """Into the successor; believed only when it names its predecessor too."""
        if old.successor is None or not self.configured(old.place):
            return
        new = self._rooms.get(old.successor)
        if new is None or not new.joined:
            if old.successor not in self._configured:
                self._configured.add(old.successor)
                self._wish(old.successor, _servers(old.successor, old.replaced_by), at_once=True)
            return
        if new.predecessor != old.room_id:
            if new.room_id in self._configured:
                self._configured.discard(new.room_id)
                _log.warning("matrix_false_successor", old=old.room_id, new=new.room_id)
            return
        self._configured.add(new.room_id)
        if door.room(new.place) is None:
            _log.info("matrix_room_moved", old=old.room_id, new=new.room_id)
            await door.moved(old.place, new.place)


def _servers(target: str, *people: str) -> tuple[str, ...]:
    """Servers that should know a room: the one in its name, and those of people there."""
    named = [name.split(":", 1)[1] for name in (target, *people) if ":" in name]
    return tuple(dict.fromkeys(named))


def _why(error: UndeliverableError) -> Trouble:
    code = error.code if isinstance(error, RefusedError) else ""
    if code == "M_FORBIDDEN":
        return Trouble("uninvited")
    if code in ("M_NOT_FOUND", "M_UNKNOWN"):
        return Trouble("unknown")
    return Trouble("closed", str(error))
