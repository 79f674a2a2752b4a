# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of people without a list of them: what they are called, and since when they are in.

Discord tells both with whatever a person does, and of one person when asked. Nothing is kept
beyond the memory of the process.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from bot.service.lru import Lru
from bot.words.lookalikes import Names

KNOWN = 100_000
FRESH = 3600.0
"""Seconds for which a joining date serves: somebody may leave, and come back later."""


def moment(text: object) -> datetime | None:
    """One of Discord's points in time; None where there is none."""
    return _moment(text) if isinstance(text, str) else None


@lru_cache(maxsize=50_000)
def _moment(text: str) -> datetime | None:
    """The same joining date comes with everything that a person does."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


class Called(NamedTuple):
    """What people call somebody, and the handle that nobody else has."""

    name: str
    handle: str


def called(user: Mapping[str, Any], member: Mapping[str, Any] | None = None) -> Called | None:
    """What people call somebody: the name in the server, else their own, else their handle."""
    nick = member.get("nick") if member else None
    handle = user.get("username")
    name = nick or user.get("global_name") or handle
    if not isinstance(name, str) or not isinstance(handle, str):
        return None
    return Called(name, handle)


class Membership(NamedTuple):
    """What was last heard of somebody in a server: since when they are in, and with which roles.

    `place` is where they did something then, which they therefore see; None: nowhere.
    """

    joined: datetime | None
    roles: Iterable[str | int]
    place: str | None
    heard: float


class People:
    """Names by user, memberships by server and user; both bounded, the oldest go first."""

    def __init__(self) -> None:
        self._names = Names(KNOWN)
        self._memberships: Lru[tuple[int, str], Membership] = Lru(KNOWN)

    def met(
        self,
        guild: int | None,
        user: str,
        called: Called | None,
        joined: datetime | None,
        *,
        roles: Iterable[str | int] = (),
        place: str | None = None,
    ) -> None:
        """Somebody did something, in that place if there is one."""
        if called is not None:
            self._names.learn(user, called.name, called.handle)
        if guild is not None:
            heard = time.monotonic()
            self._memberships[guild, user] = Membership(joined, roles, place, heard)

    def bot(self, user: str, called: Called) -> None:
        """The bot is this user: nobody else is shown by its name alone."""
        self._names.learn(user, called.name, called.handle, keep=True)

    def name(self, user: str) -> str | None:
        """What somebody is called, told apart from all who are called alike."""
        return self._names.display(user)

    def since(self, guild: int, user: str) -> datetime | None:
        """Since when somebody is in a server, as last heard."""
        known = self._memberships.get((guild, user))
        return known.joined if known else None

    def membership(self, guild: int, user: str) -> Membership | None:
        """What was last heard of somebody in a server."""
        return self._memberships.get((guild, user))

    def fresh(self, guild: int, user: str, within: float = FRESH) -> bool:
        """Whether that was heard lately; somebody who is not there is known for that too."""
        known = self._memberships.get((guild, user))
        return known is not None and time.monotonic() - known.heard < within

    # --- what the socket tells, where the bot is given the list of people ----------------------

    def came(self, data: Mapping[str, Any]) -> None:
        """GUILD_MEMBER_ADD and _UPDATE."""
        person, guild = data["user"], int(data["guild_id"])
        user = str(person["id"])
        joined = moment(data.get("joined_at")) or self.since(guild, user)
        self.met(guild, user, called(person, data), joined, roles=data.get("roles") or ())

    def went(self, data: Mapping[str, Any]) -> None:
        """GUILD_MEMBER_REMOVE."""
        self.met(int(data["guild_id"]), str(data["user"]["id"]), None, None)
