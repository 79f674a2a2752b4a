# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a scout sees of a network: who the bot is there, which rooms there are, what it may do.

A scout signs in, looks around once and leaves; it sends nothing and joins nothing. The set-up
proposes from what it saw, and the doctor compares it with the configuration.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """An account (`network:identity`) and what people call it."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class SeenRoom:
    """One room as the bot sees it."""

    place: str
    """`network:id`, as the configuration writes it."""
    name: str
    home: str = ""
    """What it is a part of: the name of a Discord server."""
    kind: str = "room"
    """room, channel, forum or announcements."""
    joined: bool = True
    """False where the bot is only invited, or could go in by itself."""
    lacking: tuple[str, ...] = ()
    """Rights that the bot needs and does not have there, by the network's own names."""
    lacking_threads: tuple[str, ...] = ()
    """Those that it lacks besides if tasks are to have threads of their own."""
    encrypted: bool = False
    successor: str | None = None
    """The place of the room that replaced it."""
    people: int | None = None
    """How many are there, the bot and bridge ghosts left out; None: the network does not say."""
    since: datetime | None = None
    """When it was made: nobody can have been there longer."""
    keepers: tuple[SeenAccount, ...] = ()
    """Those who run it."""
    ghosts: tuple[str, ...] = ()
    """Patterns of the accounts that a bridge put there."""
    bridged: tuple[str, ...] = ()
    """Places on other networks that a bridge makes one with it."""

    @property
    def usable(self) -> bool:
        """Whether the bot could work there now."""
        return self.joined and not self.lacking and not self.encrypted and not self.successor


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen of one network."""

    network: str
    me: SeenAccount
    rooms: tuple[SeenRoom, ...]
    absent: Mapping[str, str] = field(default_factory=dict)
    """Configured places that are not to be seen: why, and what to do, in a sentence each."""
    unknown: frozenset[str] = frozenset()
    """Those of them that do not exist at all."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Configured places that are names of others: those others."""
    ahead: timedelta | None = None
    """How far the network's clock is ahead of this machine's; None: it did not say."""
    mend_rights: str = ""
    """How somebody gives the bot rights in a room there, as the end of a sentence."""
    invite: str = ""
    """The address that takes the bot to a server, where there is such a thing."""
    intents: Mapping[str, bool] = field(default_factory=dict)
    """Which privileged intents are switched on for the bot, where there are such things."""

    def room(self, place: str) -> SeenRoom | None:
        """A room by its id or by a configured alias."""
        wanted = self.aliases.get(place, place)
        return next((room for room in self.rooms if room.place == wanted), None)


class Scout(Protocol):
    """Looks around on one network."""

    async def look(self, places: Collection[str] = ()) -> Sighting:
        """Sign in and look; `places` are configured rooms to look for by name.

        Raises SignInError where the sign-in is refused, UnreachableError where nobody answers,
        TryLaterError where it has to wait. Their texts are sentences.
        """

    async def leave(self) -> None:
        """Undo the sign-in that looking made, where there is such a thing, as well as it goes."""


@dataclass(frozen=True, slots=True)
class Homeserver:
    """A Matrix homeserver that answered: its address, and whether it takes passwords."""

    url: str
    passwords: bool = True


def ahead(date: str | None) -> timedelta | None:
    """How far the clock that wrote an HTTP date is ahead of this machine's; None: no date."""
    try:
        stamp = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    # The header leaves out the fraction of the second.
    return stamp.replace(tzinfo=UTC) - datetime.now(UTC).replace(microsecond=0)
