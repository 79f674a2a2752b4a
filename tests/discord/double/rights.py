# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot may do in a channel: roles and overwrites, counted as Discord counts them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.discord.double.world import Channel, Guild

ADMINISTRATOR = 1 << 3
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
SEND_MESSAGES_IN_THREADS = 1 << 38

EVERYTHING = (1 << 50) - 1

USUAL = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
)
"""What a bot of this kind is invited with."""


def of(guild: "Guild", user: int, channel: "Channel | None" = None) -> int:
    """The rights of a member in a guild, or in one of its channels; 0 for who isn't there."""
    member = guild.members.get(user)
    if member is None:
        return 0
    if guild.owner == user:
        return EVERYTHING
    base = guild.roles[guild.id].permissions
    for role in member.roles:
        base |= guild.roles[role].permissions
    if base & ADMINISTRATOR:
        return EVERYTHING
    if channel is None:
        return base
    # A thread has no overwrites of its own: its parent's count.
    ruled = guild.channels[channel.parent] if channel.is_thread and channel.parent else channel
    base = _overwritten(base, ruled, guild.id, member.roles, user)
    if not base & VIEW_CHANNEL:
        return 0
    speaking = SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES
    if not base & speaking:
        base &= ~(EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE)
    return base


def _overwritten(base: int, channel: "Channel", everyone: int, roles: list[int], user: int) -> int:
    overwrites = {overwrite.id: overwrite for overwrite in channel.overwrites}
    if everyone in overwrites:
        base = base & ~overwrites[everyone].deny | overwrites[everyone].allow
    allow = deny = 0
    for role in roles:
        if role in overwrites:
            allow |= overwrites[role].allow
            deny |= overwrites[role].deny
    base = base & ~deny | allow
    if user in overwrites:
        base = base & ~overwrites[user].deny | overwrites[user].allow
    return base
