# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord's numbers as the service's names, and back.

A place is `discord:<channel>`, an account `discord:<user>`, a message `discord:<message>`. A mark
is (message, user, raw emoji, normal or super), for Discord gives reactions no id of their own (§1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NETWORK = "discord"
_PREFIX = f"{NETWORK}:"


def named(number: int | str) -> str:
    """A channel, user or message as the service names it."""
    return f"{_PREFIX}{number}"


def bare(name: str) -> str:
    """The number in a name, as text; a name that carries none comes back as it is."""
    return name.removeprefix(_PREFIX)


def number(name: str) -> int:
    """The number in a name. 0, which is nothing on Discord, where there is none."""
    digits = bare(name)
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def emoji_of(emoji: Mapping[str, Any]) -> str | None:
    """The raw emoji of a reaction; None for a server's own, which mean nothing on any card (§5)."""
    name = emoji.get("name")
    return name if emoji.get("id") is None and isinstance(name, str) and name else None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark's name says."""

    message: str
    user: str
    emoji: str
    burst: bool


def mark_of(message: str, user: str, emoji: str, *, burst: bool) -> str:
    """The name of a mark."""
    return f"{_PREFIX}{message}:{user}:{emoji}:{'s' if burst else 'n'}"


def parsed_mark(name: str) -> Mark | None:
    """The inverse; None for what is no mark of this network."""
    parts = name.split(":")
    if len(parts) != 5 or parts[0] != NETWORK or parts[4] not in ("n", "s"):
        return None
    return Mark(parts[1], parts[2], parts[3], parts[4] == "s")
