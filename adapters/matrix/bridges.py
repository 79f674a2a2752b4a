# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bridges as they show in a room: the ghosts they put there, and what they make one with it.

A bridge that follows MSC 2346 says so in the room's state; others are known by the names that
they give to their ghosts.
"""

import re
from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from adapters.matrix.contents import content
from adapters.matrix.wire import Event

BRIDGE_TYPES = ("m.bridge", "uk.half-shot.bridge")

_PREFIX = re.compile(
    r"@_?(?:discord|telegram|whatsapp|signal|irc|slack|xmpp|bifrost|facebook|meta|messenger"
    r"|instagram|twitter|googlechat|gmessages|gvoice|skype|steam|linkedin|imessage|bluesky|zulip"
    r"|mattermost|rocketchat|groupme|line|kakaotalk|wechat|qq|hangouts|email|sms|mumble|teams"
    r"|libera|oftc|freenode|hackint)[_.]",
    re.ASCII,
)
_DISCORD_CHANNEL = re.compile(r"[0-9]{15,20}", re.ASCII)
_DISCORD_ALIAS = re.compile(r"#_?discord_[0-9]{15,20}_([0-9]{15,20}):", re.ASCII)


class Part(Struct, frozen=True):
    """Something that a bridge names."""

    id: str = ""


class Bridge(Struct, frozen=True):
    """Content of m.bridge."""

    protocol: Part | None = None
    channel: Part | None = None


def ghosts(members: Iterable[str]) -> tuple[str, ...]:
    """Patterns (`matrix:@discord_*:server`) for the accounts that look like a bridge's ghosts."""
    found: Counter[str] = Counter()
    for user_id in members:
        prefix = _PREFIX.match(user_id)
        if prefix:
            found[f"matrix:{prefix[0]}*:{user_id.partition(':')[2]}"] += 1
    return tuple(sorted(found))


def is_ghost(user_id: str) -> bool:
    """Whether an account looks like a bridge's ghost."""
    return _PREFIX.match(user_id) is not None


def bridged(state: Iterable[Event], alias: str | None) -> tuple[str, ...]:
    """The places on other networks that the room is one with, as its state tells."""
    found: dict[str, None] = {}
    for event in state:
        if event.type not in BRIDGE_TYPES:
            continue
        try:
            said = content(event.content, Bridge)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        protocol = said.protocol.id if said.protocol else ""
        channel = said.channel.id if said.channel else ""
        if protocol.startswith("discord") and _DISCORD_CHANNEL.fullmatch(channel):
            found[f"discord:{channel}"] = None
    named = _DISCORD_ALIAS.match(alias or "")
    if named:
        found[f"discord:{named[1]}"] = None
    return tuple(found)
