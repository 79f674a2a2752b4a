# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot must be allowed to do in a channel, by Discord's own names, and the invite link.

It asks for nothing else: no administrator, no removing of messages, roles or people.
"""

from collections.abc import Mapping

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
