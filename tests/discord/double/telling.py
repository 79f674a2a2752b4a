# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in the world, as the gateway tells it to the bot: only where the bot may look."""

from typing import Any

from tests.discord.double import rights, sessions, wire
from tests.discord.double.gateway import Gateway
from tests.discord.double.world import Channel, Guild, Member, Message, User, World


class Teller:
    """One method for each thing that can happen."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world, self.gateway = world, gateway

    def _seen(self, channel: Channel) -> bool:
        return bool(self.world.bot_rights(channel) & rights.VIEW_CHANNEL)

    def _emit(
        self,
        event: str,
        data: Any,
        channel: Channel,
        there: int,
        private: int,
        by: int | None = None,
    ) -> None:
        """`there` are the intents for guilds, `private` those for direct messages."""
        if self._seen(channel):
            intents = there if channel.guild else private
            self.gateway.emit(event, data, intents=intents, guild=channel.guild, by=by)

    # --- messages ----------------------------------------------------------------------------

    def posted(self, message: Message, event: str = "MESSAGE_CREATE") -> None:
        data = wire.message(message, self.world.bot)
        guild = message.channel.guild
        if guild is not None:
            data["guild_id"] = str(guild.id)
            author = guild.members.get(message.author.id)
            if author is not None and message.webhook is None:
                data["member"] = wire.member(author, whole=False)
        self._emit(event, data, message.channel, sessions.GUILD_MESSAGES, sessions.DIRECT_MESSAGES)

    def edited(self, message: Message) -> None:
        self.posted(message, "MESSAGE_UPDATE")

    def deleted(self, message: Message) -> None:
        data = _where(message.channel) | {"id": str(message.id)}
        self._emit(
            "MESSAGE_DELETE",
            data,
            message.channel,
            sessions.GUILD_MESSAGES,
            sessions.DIRECT_MESSAGES,
        )

    def deleted_all(self, channel: Channel, ids: list[int]) -> None:
        data = _where(channel) | {"ids": [str(each) for each in ids]}
        self._emit("MESSAGE_DELETE_BULK", data, channel, sessions.GUILD_MESSAGES, 0)

    # --- reactions ---------------------------------------------------------------------------

    def reacted(self, message: Message, user: User, emoji: str, *, burst: bool) -> None:
        data = self._reaction(message, user, emoji, burst=burst)
        data["message_author_id"] = str(message.author.id)
        data["burst_colors"] = ["#ffffff"] if burst else []
        guild = message.channel.guild
        if guild is not None and user.id in guild.members:
            data["member"] = wire.member(guild.members[user.id])
        self._reaction_event("MESSAGE_REACTION_ADD", data, message.channel, user.id)

    def unreacted(self, message: Message, user: User, emoji: str, *, burst: bool) -> None:
        data = self._reaction(message, user, emoji, burst=burst)
        self._reaction_event("MESSAGE_REACTION_REMOVE", data, message.channel, user.id)

    def cleared(self, message: Message, emoji: str | None) -> None:
        data: dict[str, Any] = _where(message.channel) | {"message_id": str(message.id)}
        if emoji is None:
            self._reaction_event("MESSAGE_REACTION_REMOVE_ALL", data, message.channel, None)
        else:
            data["emoji"] = wire.emoji(emoji)
            self._reaction_event("MESSAGE_REACTION_REMOVE_EMOJI", data, message.channel, None)

    def _reaction(self, message: Message, user: User, emoji: str, *, burst: bool) -> dict[str, Any]:
        return _where(message.channel) | {
            "user_id": str(user.id),
            "message_id": str(message.id),
            "emoji": wire.emoji(emoji),
            "burst": burst,
            "type": int(burst),
        }

    def _reaction_event(self, event: str, data: Any, channel: Channel, by: int | None) -> None:
        self._emit(event, data, channel, sessions.GUILD_REACTIONS, sessions.DIRECT_REACTIONS, by=by)

    # --- channels, guilds, members -------------------------------------------------------------

    def channel(self, event: str, channel: Channel) -> None:
        """CREATE, UPDATE or DELETE of a channel or thread."""
        kind = "THREAD" if channel.is_thread else "CHANNEL"
        data = wire.channel(channel)
        if channel.is_thread and event == "CREATE":
            data = wire.thread_for_bot(self.world, channel) | {"newly_created": True}
        self.gateway.emit(f"{kind}_{event}", data, intents=sessions.GUILDS, guild=channel.guild)

    def rights_changed(self, guild: Guild) -> None:
        """The bot's rights are other ones: its roles are told, and what it sees now."""
        for role in guild.roles.values():
            data = {"guild_id": str(guild.id), "role": wire.role(role)}
            self.gateway.emit("GUILD_ROLE_UPDATE", data, intents=sessions.GUILDS, guild=guild)

    def joined_guild(self, guild: Guild) -> None:
        for session in self.gateway.sessions.values():
            if session.has(guild.id):
                everybody = bool(session.intents & sessions.GUILD_MEMBERS)
                created = wire.guild_created(self.world, guild, everybody=everybody)
                session.tell("GUILD_CREATE", created)

    def left_guild(self, guild: Guild) -> None:
        data = {"id": str(guild.id)}
        self.gateway.emit("GUILD_DELETE", data, intents=sessions.GUILDS, guild=guild)

    def outage(self, guild: Guild) -> None:
        """A guild can't be reached for a while, which is not the same as being thrown out."""
        data = {"id": str(guild.id), "unavailable": True}
        self.gateway.emit("GUILD_DELETE", data, intents=sessions.GUILDS, guild=guild)

    def member(self, event: str, guild: Guild, member: Member) -> None:
        data = {"guild_id": str(guild.id)}
        if event == "REMOVE":
            data |= {"user": wire.user(member.user)}
        else:
            data |= wire.member(member)
        self.gateway.emit(
            f"GUILD_MEMBER_{event}", data, intents=sessions.GUILD_MEMBERS, guild=guild
        )


def _where(channel: Channel) -> dict[str, Any]:
    where = {"channel_id": str(channel.id)}
    return where | ({"guild_id": str(channel.guild.id)} if channel.guild else {})
