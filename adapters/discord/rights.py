# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot must be allowed to do in a channel, by Discord's own names, and the invite link.

It asks for nothing else: no administrator, no removing of messages, roles or people.
"""

from collections.abc import Iterable, Mapping

import discord

CHANNEL: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "add_reactions": "Add Reactions",
    "read_message_history": "Read Message History",
}
"""Needed in every channel, by their names in the library and in Discord's settings."""

THREADS: Mapping[str, str] = {
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
"""Needed besides where tasks get threads of their own."""

FORUM: Mapping[str, str] = {
    **CHANNEL,
    "send_messages": "Create Posts",
    "send_messages_in_threads": "Send Messages in Posts",
}
"""Needed in a forum, whose settings call some of the same rights otherwise."""

SCOPES = ("bot", "applications.commands")


def needed(*, forum: bool = False, threads: bool = False) -> Mapping[str, str]:
    """The rights that the bot needs in a channel of that kind, with their names there."""
    if forum:
        return FORUM
    return {**CHANNEL, **THREADS} if threads else CHANNEL


def lacking(
    have: discord.Permissions, *, forum: bool = False, threads: bool = False
) -> tuple[str, ...]:
    """The names of the rights that are missing for a channel of that kind."""
    wanted = needed(forum=forum, threads=threads)
    return tuple(name for right, name in wanted.items() if not getattr(have, right))


def invite_link(application_id: int) -> str:
    """The address that takes the bot to a server, with the rights that any setting may need."""
    rights = discord.Permissions(**dict.fromkeys({**CHANNEL, **THREADS}, True))
    return discord.utils.oauth_url(application_id, permissions=rights, scopes=SCOPES)


def sees(channel: discord.abc.GuildChannel, user: int, roles: Iterable[str | int]) -> bool:
    """Whether a member with these roles, of whom the library may know nothing, sees a channel."""
    guild = channel.guild
    if guild.owner_id == user:
        return True
    own_roles = {int(one) for one in roles} - {guild.id}  # everybody's has the server's number
    held = [role for one in own_roles if (role := guild.get_role(one)) is not None]
    rights = [role.permissions for role in (guild.default_role, *held)]
    if any(one.administrator for one in rights):
        return True
    visible = any(one.view_channel for one in rights)
    own = [channel.overwrites_for(role).view_channel for role in held]
    decided = (
        channel.overwrites_for(guild.default_role).view_channel,
        True if True in own else False if False in own else None,
        channel.overwrites_for(discord.Object(user)).view_channel,
    )
    for one in decided:  # what is decided more closely counts
        visible = visible if one is None else one
    return visible
