# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of the conversation: everything that the configuration will say."""

from dataclasses import dataclass

from bot.cli.starting.proposals import Proposal
from bot.service.settings import Secret


@dataclass(frozen=True, slots=True)
class SecretPlan:
    """Where a secret is found (`env:NAME`, `file:PATH`); its value if it has to be put there."""

    reference: str
    value: Secret | None = None


@dataclass(frozen=True, slots=True)
class MatrixPlan:
    """The bot's account on Matrix."""

    homeserver: str
    user: str
    secret: SecretPlan
    by_token: bool = False
    """Whether the secret is an access token, not a password."""
    inviters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiscordPlan:
    """The bot's application on Discord."""

    secret: SecretPlan
    message_content: bool = False
    members: bool = False


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room of the commons; `note` is what people call it."""

    place: str
    role: str = "board"
    note: str = ""
    bridged_with: str | None = None


@dataclass(frozen=True, slots=True)
class CommonsPlan:
    """The commons. `rules` None leaves the rules as they are."""

    name: str
    title: str
    language: str
    timezone: str
    rooms: tuple[RoomPlan, ...]
    stewards: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    rules: tuple[Proposal, ...] | None = None
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it; a network that is None is left as it is."""

    commons: CommonsPlan
    matrix: MatrixPlan | None = None
    discord: DiscordPlan | None = None
