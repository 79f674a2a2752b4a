# SPDX-License-Identifier: AGPL-3.0-or-later
"""What there is on the double of Discord: guilds, channels, people, messages and reactions.

Plain data, which only the double's own parts change; `wire.py` says how Discord would show it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.discord.double import rights

EPOCH = 1_420_070_400_000
TEXT, DM, VOICE, CATEGORY, NEWS, THREAD, FORUM = 0, 1, 2, 4, 5, 11, 15


@dataclass
class User:
    id: int
    name: str
    bot: bool = False
    shown: str | None = None
    """What people call it everywhere (the global name)."""
    takes_dms: bool = True


@dataclass
class Member:
    user: User
    joined_at: datetime
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass
class Role:
    id: int
    name: str
    permissions: int


@dataclass
class Overwrite:
    """`kind`: 0 for a role, 1 for a member."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass
class Reactions:
    """Who put one emoji on a message, in the order in which it happened."""

    normal: dict[int, datetime] = field(default_factory=dict)
    burst: dict[int, datetime] = field(default_factory=dict)

    def of(self, *, burst: bool) -> dict[int, datetime]:
        return self.burst if burst else self.normal


@dataclass
class Message:
    id: int
    channel: "Channel"
    author: User
    sent_at: datetime
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    pinged: list[User] = field(default_factory=list)
    reply_to: int | None = None
    nonce: str | None = None
    flags: int = 0
    kind: int = 0
    edited_at: datetime | None = None
    edits: list[str] = field(default_factory=list)
    """All that its text has been, the newest last."""
    webhook: int | None = None
    reactions: dict[str, Reactions] = field(default_factory=dict)
    thread: int | None = None

    @property
    def text(self) -> str:
        """All that a reader sees: the content and what the embeds say."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title") or "", embed.get("description") or ""]
            for one in embed.get("fields") or []:
                parts += [one["name"], one["value"]]
            parts.append((embed.get("footer") or {}).get("text") or "")
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [part for row in self.components for part in row.get("components", [])]


@dataclass
class Channel:
    id: int
    kind: int
    name: str
    guild: "Guild | None" = None
    parent: int | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    recipient: User | None = None
    owner: int = 0
    archived: bool = False
    locked: bool = False
    archived_at: datetime | None = None
    archive_after: int = 1440

    @property
    def is_thread(self) -> bool:
        return self.kind in (10, 11, 12)

    @property
    def last(self) -> int | None:
        return max(self.messages, default=None)


@dataclass
class Guild:
    id: int
    name: str
    owner: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)


class World:
    """Everything, and the ids and the time of it. The bot is a user like any other."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._last_id = 0
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.dms: dict[int, Channel] = {}
        self.bot = self.user("folkmoot", bot=True)
        self.operator = self.user("operator")

    # --- time and ids ----------------------------------------------------------------------

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def new_id(self, at: datetime | None = None) -> int:
        """An id that tells when it was made, as Discord's do; always a new one."""
        moment = at.timestamp() if at else time.time() + self.ahead.total_seconds()
        fresh = (int(moment * 1000) - EPOCH) << 22
        if at is None:
            fresh = max(fresh, self._last_id + 1)
            self._last_id = fresh
        return fresh

    # --- making things ---------------------------------------------------------------------

    def user(self, name: str, *, bot: bool = False, shown: str | None = None) -> User:
        user = User(self.new_id(), name, bot, shown)
        self.users[user.id] = user
        return user

    def guild(self, name: str) -> Guild:
        """A guild that the operator owns and the bot is in, with the rights it is invited with."""
        guild = Guild(self.new_id(), name, self.operator.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", rights.USUAL)
        self.guilds[guild.id] = guild
        self.join(guild, self.operator)
        self.join(guild, self.bot)
        return guild

    def join(self, guild: Guild, user: User, *, ago: timedelta = timedelta(days=90)) -> Member:
        member = Member(user, self.now() - ago)
        guild.members[user.id] = member
        return member

    def channel(self, guild: Guild, name: str, kind: int = TEXT) -> Channel:
        channel = Channel(self.new_id(), kind, name, guild)
        guild.channels[channel.id] = channel
        return channel

    def thread(self, parent: Channel, name: str, owner: User, number: int | None = None) -> Channel:
        assert parent.guild is not None
        thread = Channel(
            number or self.new_id(), THREAD, name, parent.guild, parent=parent.id, owner=owner.id
        )
        parent.guild.channels[thread.id] = thread
        return thread

    def dm(self, user: User) -> Channel:
        """The one private channel of the bot with somebody."""
        for channel in self.dms.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), DM, "", recipient=user)
        self.dms[channel.id] = channel
        return channel

    # --- finding things --------------------------------------------------------------------

    def find_channel(self, number: int) -> Channel | None:
        if number in self.dms:
            return self.dms[number]
        for guild in self.guilds.values():
            if number in guild.channels:
                return guild.channels[number]
        return None

    def channels(self) -> Iterator[Channel]:
        yield from self.dms.values()
        for guild in self.guilds.values():
            yield from guild.channels.values()

    def find_message(self, number: int) -> Message | None:
        for channel in self.channels():
            if number in channel.messages:
                return channel.messages[number]
        return None

    def bot_rights(self, channel: Channel) -> int:
        if channel.guild is None:
            return rights.EVERYTHING
        return rights.of(channel.guild, self.bot.id, channel)

    def bot_is_in(self, guild: Guild) -> bool:
        return self.bot.id in guild.members
