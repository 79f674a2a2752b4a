# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can happen in a scripted conversation: frozen, and named after what people do."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody types: in a room, as a reply to a card, or where only the bot reads it."""

    name: str
    text: str
    room: str | None = None
    reply_to: int | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Reacts:
    """Somebody puts an emoji on the card of a number."""

    name: str
    emoji: str
    number: int
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Unreacts:
    """Somebody takes their own emoji off the card again."""

    name: str
    emoji: str
    number: int
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """Somebody changes the last message they typed."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Deletes:
    """Somebody deletes the last message they typed."""

    name: str


@dataclass(frozen=True, slots=True)
class Joins:
    """Somebody comes into a room (every room, where none is named)."""

    name: str
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Leaves:
    """Somebody leaves a room (every room, where none is named)."""

    name: str
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Time passes."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Away:
    """The bot loses its connection (`begins`), or has it back and catches up."""

    begins: bool


@dataclass(frozen=True, slots=True)
class Tells:
    """The narrator says a line between the acts; the bot hears nothing of it."""

    text: str


Action = Says | Reacts | Unreacts | Edits | Deletes | Joins | Leaves | Waits | Away | Tells
