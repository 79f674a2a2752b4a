# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is inside events: the contents that the bot reads, each as a strict struct."""

from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from adapters.matrix.wire import Event


def localpart(user_id: str) -> str:
    """The part of a user id before its server."""
    return user_id.removeprefix("@").split(":", 1)[0]


class InReplyTo(Struct, frozen=True):
    """Which message a message answers."""

    event_id: str | None = None


class Relation(Struct, frozen=True):
    """How an event belongs to another one."""

    rel_type: str | None = None
    event_id: str | None = None
    key: str | None = None
    is_falling_back: bool = False
    in_reply_to: InReplyTo | None = field(name="m.in_reply_to", default=None)


class Reaction(Struct, frozen=True):
    """Content of m.reaction."""

    relates_to: Relation | None = field(name="m.relates_to", default=None)


class Mentions(Struct, frozen=True):
    """Whom a message is meant to reach."""

    user_ids: list[str] = field(default_factory=list)


class CardMark(Struct, frozen=True):
    """The marker of a notice, for its key."""

    key: str | None = None


class Words(Struct, frozen=True):
    """The new words of an edited message."""

    msgtype: str | None = None
    body: str | None = None
    formatted_body: str | None = None
    mentions: Mentions | None = field(name="m.mentions", default=None)


class Message(Struct, frozen=True):
    """Content of m.room.message."""

    msgtype: str | None = None
    body: str | None = None
    formatted_body: str | None = None
    relates_to: Relation | None = field(name="m.relates_to", default=None)
    new_content: Words | None = field(name="m.new_content", default=None)
    mentions: Mentions | None = field(name="m.mentions", default=None)
    card_key: str | None = field(name="org.folkmoot.key", default=None)
    notice: CardMark | None = field(name="org.folkmoot.notice", default=None)

    @property
    def key(self) -> str | None:
        """The key of a message of the bot's own."""
        return self.card_key or (self.notice.key if self.notice else None)


class Redaction(Struct, frozen=True):
    """Content of m.room.redaction; `redacts` stands here from room version 11 on."""

    redacts: str | None = None


class MemberContent(Struct, frozen=True):
    """Content of m.room.member."""

    membership: str = ""
    displayname: str | None = None
    is_direct: bool = False


class Because(Struct, frozen=True):
    """The redaction that emptied an event."""

    sender: str = ""
    origin_server_ts: int = 0


class Unsigned(Struct, frozen=True):
    """What the homeserver adds to an event."""

    replaces_state: str | None = None
    prev_content: MemberContent | None = None
    redacted_because: Because | None = None


class Predecessor(Struct, frozen=True):
    """The room that a room continues."""

    room_id: str | None = None


class Create(Struct, frozen=True):
    """Content of m.room.create."""

    room_version: str = "1"
    predecessor: Predecessor | None = None
    additional_creators: list[str] = field(default_factory=list)


class PowerLevels(Struct, frozen=True):
    """Content of m.room.power_levels, with the defaults of the specification."""

    users: dict[str, int] = field(default_factory=dict)
    users_default: int = 0
    events: dict[str, int] = field(default_factory=dict)
    events_default: int = 0
    state_default: int = 50
    ban: int = 50
    kick: int = 50
    redact: int = 50
    invite: int = 0


class Tombstone(Struct, frozen=True):
    """Content of m.room.tombstone."""

    replacement_room: str | None = None


class JoinRules(Struct, frozen=True):
    """Content of m.room.join_rules."""

    join_rule: str = "invite"


class RoomName(Struct, frozen=True):
    """Content of m.room.name."""

    name: str | None = None


class CanonicalAlias(Struct, frozen=True):
    """Content of m.room.canonical_alias."""

    alias: str | None = None


class HistoryVisibility(Struct, frozen=True):
    """Content of m.room.history_visibility."""

    history_visibility: str = "shared"


_decoders: dict[type[Any], msgspec.json.Decoder[Any]] = {
    # Levels may be written as text in rooms older than version 10.
    PowerLevels: msgspec.json.Decoder(PowerLevels, strict=False)
}

C = TypeVar("C", bound=Struct)


def content(raw: Raw, kind: type[C]) -> C:
    """Decode a content as `kind`. Raises msgspec.MsgspecError where it is not of that shape."""
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    decoded: C = decoder.decode(raw)
    return decoded


def unsigned(event: Event) -> Unsigned:
    """The homeserver's additions; nothing where they can't be read."""
    try:
        return content(event.unsigned, Unsigned)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Unsigned()
