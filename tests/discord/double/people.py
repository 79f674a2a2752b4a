# SPDX-License-Identifier: AGPL-3.0-or-later
"""People on the double: they talk, react, press and type commands as Discord's clients let them.

    await bo.reacts(card, "✅")          await bo.unreacts(card, "✅")
    await bo.says(room, "Hello")         answer = await bo.slash(room, "task new", title="Mend it")
    await bo.presses(card, "sound")      await bo.submits(dialog, "Because it creaks")

A moderator clears reactions, deletes messages and channels, and shows the bot the door.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.discord.double import commands, routes_reactions
from tests.discord.double.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Interaction,
    payload,
)
from tests.discord.double.routes_messages import _pinged, post
from tests.discord.double.world import Channel, Guild, Message, User

if TYPE_CHECKING:
    from tests.discord.double.server import Discord


TEXT_INPUT = 4
"""The kind of a field that is written into."""


class Person:
    """One account of somebody."""

    def __init__(self, discord: "Discord", user: User, guild: Guild) -> None:
        self._discord, self.user, self.guild = discord, user, guild

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def account(self) -> str:
        """What the bot calls this account."""
        return f"discord:{self.user.id}"

    @property
    def private(self) -> Channel:
        """The private channel with the bot."""
        return self._discord.world.dm(self.user)

    # --- messages and reactions ----------------------------------------------------------------

    async def says(self, channel: Channel, text: str, *, to: Message | None = None) -> Message:
        """Post a message, maybe as a reply."""
        world = self._discord.world
        message = Message(world.new_id(), channel, self.user, world.now(), text)
        message.pinged = _pinged(self._discord, text, None)
        message.edits.append(text)
        if to is not None:
            message.reply_to, message.kind = to.id, 19
        post(self._discord, message)
        return message

    async def edits(self, message: Message, text: str) -> None:
        assert message.author is self.user
        message.content = text
        message.edits.append(text)
        message.edited_at = self._discord.world.now()
        self._discord.tell.edited(message)

    async def deletes(self, message: Message) -> None:
        del message.channel.messages[message.id]
        self._discord.tell.deleted(message)

    async def reacts(self, message: Message, emoji: str, *, burst: bool = False) -> str:
        """Put a reaction on a message; gives the mark's name as the record keeps it."""
        routes_reactions.react(self._discord, message, self.user, emoji, burst=burst)
        return mark_of(message, self.user, emoji, burst=burst)

    async def unreacts(self, message: Message, emoji: str, *, burst: bool = False) -> None:
        routes_reactions.unreact(self._discord, message, self.user, emoji, burst=burst)

    # --- commands, buttons, dialogs --------------------------------------------------------------

    async def slash(self, channel: Channel, path: str, **options: Any) -> Interaction:
        """Type a command and wait for its answer; options are checked as a client does."""
        data = commands.data_of(self._discord.commands, self.guild, path, options)
        return await self.interacts(COMMAND, channel, data).until_settled()

    async def suggested(
        self, channel: Channel, path: str, focus: str, typed: str, **options: Any
    ) -> list[dict[str, Any]]:
        """What is suggested while an option is typed."""
        given = options | {focus: typed}
        data = commands.data_of(
            self._discord.commands, self.guild, path, given, focus=focus, whole=False
        )
        one = await self.interacts(AUTOCOMPLETE, channel, data).until_settled()
        assert one.choices is not None
        return one.choices

    async def presses(self, message: Message, code: str) -> Interaction:
        """Press a button, named by its code or by its label, and wait for what comes."""
        return await self.taps(message, code).until_settled()

    def taps(self, message: Message, code: str) -> Interaction:
        """Press a button and wait for nothing."""
        button = button_of(message, code)
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": button["id"]}
        return self.interacts(COMPONENT, message.channel, data, message)

    async def submits(self, dialog: Interaction, *texts: str) -> Interaction:
        """Fill in the text fields of a dialog, in order, choose nothing, and send it."""
        assert dialog.modal is not None
        rows, left = [], list(texts)
        for row in dialog.modal["components"]:
            parts = row.get("components") or [row["component"]]
            filled = [
                {"type": part["type"], "custom_id": part["custom_id"]}
                | ({"value": left.pop(0)} if part["type"] == TEXT_INPUT else {"values": []})
                for part in parts
            ]
            if "component" in row:
                rows.append({"type": 18, "id": len(rows) + 1, "component": filled[0]})
            else:
                rows.append({"type": 1, "components": filled})
        data = {"custom_id": dialog.modal["custom_id"], "components": rows}
        one = self.interacts(MODAL, dialog.channel, data, dialog.message)
        return await one.until_settled()

    def interacts(
        self, kind: int, channel: Channel, data: dict[str, Any], message: Message | None = None
    ) -> Interaction:
        """Send an interaction to the bot, and wait for nothing."""
        world = self._discord.world
        one = Interaction(world.new_id(), kind, self.user, channel, world.now(), data, message)
        self._discord.interactions[one.token] = one
        self._discord.gateway.emit(
            "INTERACTION_CREATE", payload(world, one), intents=0, guild=channel.guild, by=self.id
        )
        return one

    # --- coming and going ------------------------------------------------------------------------

    async def leaves(self) -> None:
        member = self.guild.members.pop(self.id)
        self._discord.tell.member("REMOVE", self.guild, member)

    async def joins(self) -> None:
        """Join the guild anew, just now."""
        member = self._discord.world.join(self.guild, self.user, ago=timedelta())
        self._discord.tell.member("ADD", self.guild, member)

    async def renames(self, name: str) -> None:
        self.user.shown = name
        self._discord.tell.member("UPDATE", self.guild, self.guild.members[self.id])


class Moderator:
    """Who may do anything in a guild."""

    def __init__(self, discord: "Discord", guild: Guild) -> None:
        self._discord, self.guild = discord, guild

    async def clears(self, message: Message, emoji: str | None = None) -> None:
        """Take all reactions off a message, or all of one emoji."""
        if emoji is None:
            message.reactions.clear()
        else:
            message.reactions.pop(emoji, None)
        self._discord.tell.cleared(message, emoji)

    async def removes(self, message: Message, of: Person, emoji: str) -> None:
        """Take one person's reaction off; nobody is told who did it."""
        routes_reactions.unreact(self._discord, message, of.user, emoji)

    async def deletes(self, message: Message) -> None:
        del message.channel.messages[message.id]
        self._discord.tell.deleted(message)

    async def deletes_channel(self, channel: Channel) -> None:
        assert channel.guild is not None
        for thread in [one for one in self.guild.channels.values() if one.parent == channel.id]:
            del self.guild.channels[thread.id]
        del self.guild.channels[channel.id]
        self._discord.tell.channel("DELETE", channel)

    async def archives(self, thread: Channel, *, locked: bool = False) -> None:
        thread.archived, thread.locked = True, locked
        thread.archived_at = self._discord.world.now()
        self._discord.tell.channel("UPDATE", thread)

    async def allows(self, permissions: int) -> None:
        """Set what everybody, and so the bot, may do."""
        self.guild.roles[self.guild.id].permissions = permissions
        self._discord.tell.rights_changed(self.guild)

    async def kicks_bot(self) -> None:
        del self.guild.members[self._discord.world.bot.id]
        self._discord.tell.left_guild(self.guild)

    async def invites_bot(self) -> None:
        self._discord.world.join(self.guild, self._discord.world.bot, ago=timedelta())
        self._discord.tell.joined_guild(self.guild)


def mark_of(message: Message, user: User, emoji: str, *, burst: bool = False) -> str:
    """The name of a mark in the record."""
    return f"discord:{message.id}:{user.id}:{emoji}:{'s' if burst else 'n'}"


def button_of(message: Message, code: str) -> dict[str, Any]:
    """A button by the last part of its custom id, or by its label."""
    for button in message.buttons:
        named = str(button.get("custom_id", "")).rsplit(":", 1)[-1]
        if code in (named, button.get("label")):
            assert not button.get("disabled"), f"{code} can't be pressed"
            return button
    raise AssertionError(f"no button {code} on {[one.get('label') for one in message.buttons]}")
