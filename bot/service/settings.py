# SPDX-License-Identifier: AGPL-3.0-or-later
"""The configuration as frozen values; bot.config reads config.toml into them."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path


class Secret:
    """A password or token that shows itself to nobody by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """One room of a commons. `room` is `network:id-or-alias`; role: board, digest or commands."""

    room: str
    role: str = "board"
    language: str | None = None
    bridged_with: str | None = None
    threads: bool = False
    """Whether each task gets a thread of its own, where the network has threads to open."""
    pictures: bool = False
    """Whether outcomes come with a chart; the words say everything that it shows."""


@dataclass(frozen=True, slots=True)
class CommonsSettings:
    """One commons as the moderators founded it; `charter` holds founding values, canonical."""

    name: str
    title: str
    language: str
    timezone: str
    rooms: tuple[RoomSettings, ...]
    stewards: tuple[str, ...]
    ignore: tuple[str, ...]
    charter: dict[str, str]
    digest: time = time(18, 0)
    """When digest rooms get their daily summary, in the commons' zone."""
    rehearsal: bool = False
    """Whether everything is only tried out: marked as such, and nothing of it kept afterwards."""


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """The bot's account on a Matrix homeserver; a password or an access token."""

    homeserver: str
    user: str
    password: Secret | None
    access_token: Secret | None
    device_id: str | None
    state_dir: Path
    prefix: str
    inviters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """The bot's application on Discord. `shards`: None for one connection, else how many."""

    token: Secret
    message_content: bool = False
    members: bool = False
    shards: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All of config.toml. `warnings` are sentences about what is allowed but unwise."""

    storage_url: str
    matrix: MatrixSettings | None
    commons: tuple[CommonsSettings, ...]
    warnings: tuple[str, ...] = ()
    discord: DiscordSettings | None = None
