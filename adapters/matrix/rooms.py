# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot knows of its rooms, from state events alone.

A stay in a room begins with the first of an unbroken row of `join` events: a changed name is a
membership event too, and must not make anybody a newcomer (semantics §7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import structlog

from adapters.matrix.contents import (
    CanonicalAlias,
    Create,
    HistoryVisibility,
    JoinRules,
    MemberContent,
    PowerLevels,
    RoomName,
    Tombstone,
    Unsigned,
    content,
    localpart,
    unsigned,
)
from adapters.matrix.power import Powers
from adapters.matrix.wire import Event
from bot.service.ports import Trouble
from bot.words.lookalikes import Names

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Member:
    """Somebody's standing in a room.

    `since` is the time of the stay's first join in milliseconds; while `exact` is False it is
    only known to be no later than that, and `event_id` is where to look further back.
    """

    membership: str
    event_id: str
    since: int
    exact: bool
    by: str = ""


@dataclass(slots=True)
class Room:
    """One room that the bot is in, or was."""

    room_id: str
    me: str
    names: Names
    members: dict[str, Member] = field(default_factory=dict)
    powers: Powers = field(default_factory=Powers)
    encrypted: bool = False
    successor: str | None = None
    replaced_by: str = ""
    """Who replaced it: their server knows the successor."""
    predecessor: str | None = None
    join_rule: str = "invite"
    history: str = "shared"
    name: str | None = None
    alias: str | None = None
    _partner: str | None = None
    _partner_known: bool = False

    @property
    def place(self) -> str:
        """The room as the service names it."""
        return f"matrix:{self.room_id}"

    @property
    def title(self) -> str | None:
        """What people call it."""
        return self.name or self.alias

    @property
    def joined(self) -> bool:
        """Whether the bot is in the room."""
        own = self.members.get(self.me)
        return own is not None and own.membership == "join"

    @property
    def live(self) -> bool:
        """Whether the bot is there and may speak in clear."""
        return (
            self.joined
            and not self.encrypted
            and self.successor is None
            and self.powers.may_send(self.me, "m.room.message")
        )

    def people(self) -> Iterator[tuple[str, Member]]:
        """Those who are in the room, the bot left out."""
        for user_id, member in self.members.items():
            if member.membership == "join" and user_id != self.me:
                yield user_id, member

    def apply(self, event: Event) -> None:
        """Take in one state event; what makes no sense changes nothing."""
        try:
            self._apply(event)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.warning("matrix_state_unreadable", event_id=event.event_id, why=str(error))

    def _apply(self, event: Event) -> None:
        if event.type == "m.room.member":
            if event.state_key:
                self._apply_member(event, event.state_key)
        elif event.state_key != "":
            return
        elif event.type == "m.room.power_levels":
            self.powers.levels = content(event.content, PowerLevels)
        elif event.type == "m.room.create":
            create = content(event.content, Create)
            self.powers.learn_create(event.sender, create)
            self.predecessor = create.predecessor.room_id if create.predecessor else None
        elif event.type == "m.room.encryption":
            self.encrypted = True  # and never again not: encryption can't be taken back
        elif event.type == "m.room.tombstone":
            self.successor = content(event.content, Tombstone).replacement_room
            self.replaced_by = event.sender
        else:
            self._apply_look(event)

    def _apply_look(self, event: Event) -> None:
        """How the room is called, and who may come in or read along."""
        if event.type == "m.room.name":
            self.name = content(event.content, RoomName).name
        elif event.type == "m.room.canonical_alias":
            self.alias = content(event.content, CanonicalAlias).alias
        elif event.type == "m.room.join_rules":
            self.join_rule = content(event.content, JoinRules).join_rule
            self._partner_known = False
        elif event.type == "m.room.history_visibility":
            self.history = content(event.content, HistoryVisibility).history_visibility
            self._partner_known = False

    def _apply_member(self, event: Event, user_id: str) -> None:
        said = content(event.content, MemberContent)
        known = self.members.get(user_id)
        if known and known.event_id == event.event_id:
            return
        if said.membership == "join":
            self.names.learn(user_id, said.displayname, localpart(user_id))
            self.members[user_id] = _stay(event, unsigned(event), known)
        else:
            self.members[user_id] = Member(
                said.membership, event.event_id, event.origin_server_ts, exact=True, by=event.sender
            )
        self._partner_known = False

    @property
    def partner(self) -> str | None:
        """The only other person, where this is a private desk."""
        if not self._partner_known:
            self._partner = self._only_other()
            self._partner_known = True
        return self._partner

    def _only_other(self) -> str | None:
        """Nobody else may come into a desk, or read along there, unseen."""
        if self.join_rule == "public" or self.history == "world_readable" or not self.joined:
            return None
        here = [
            (user_id, member.membership)
            for user_id, member in self.members.items()
            if member.membership in ("join", "invite") and user_id != self.me
        ]
        return here[0][0] if len(here) == 1 and here[0][1] == "join" else None


def _stay(event: Event, more: Unsigned, known: Member | None) -> Member:
    """The stay that a join event begins or continues."""
    fresh = Member("join", event.event_id, event.origin_server_ts, exact=True, by=event.sender)
    before = more.prev_content.membership if more.prev_content else None
    if before is not None and before != "join":
        return fresh
    if known and known.membership == "join":
        return Member("join", event.event_id, known.since, known.exact, known.by)
    if more.replaces_state is None:
        return fresh
    # Something came before it that was not seen: exact only after a look back.
    fresh.exact = False
    return fresh


def trouble_of(room: Room) -> Trouble | None:
    """What keeps the bot from its work in a room."""
    own = room.members.get(room.me)
    if room.joined and room.encrypted:
        return Trouble("encrypted")
    if room.joined and room.successor is None and not room.live:
        return Trouble("right", "a power level that may send messages", "speak")
    if own is not None and own.membership in ("leave", "ban") and own.by != room.me:
        return Trouble("banned" if own.membership == "ban" else "removed", own.by)
    return None


class Rooms:
    """All rooms by id. `synced` is True once the homeserver has told their state."""

    def __init__(self) -> None:
        self.names = Names()
        self.synced = False
        self._rooms: dict[str, Room] = {}

    def get(self, room_id: str) -> Room | None:
        """A room that is known."""
        return self._rooms.get(room_id)

    def at(self, place: str) -> Room | None:
        """A room by the service's name for it."""
        return self._rooms.get(place.removeprefix("matrix:"))

    def enter(self, room_id: str, me: str) -> Room:
        """The room, made known if it was not."""
        room = self._rooms.get(room_id)
        if room is None:
            room = self._rooms[room_id] = Room(room_id, me, self.names)
        return room

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))
