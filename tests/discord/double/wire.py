# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Discord writes what there is: users, members, channels, guilds, messages, in its JSON."""

from datetime import datetime
from typing import Any

from tests.discord.double import rights
from tests.discord.double.world import (
    DM,
    FORUM,
    VOICE,
    Channel,
    Guild,
    Member,
    Message,
    Role,
    User,
    World,
)

Json = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="microseconds") if at else None


def user(one: User) -> Json:
    made: Json = {
        "id": str(one.id),
        "username": one.name,
        "global_name": one.shown,
        "avatar": None,
        "discriminator": "0000" if one.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return made | ({"bot": True} if one.bot else {})


def member(one: Member, *, whole: bool = True) -> Json:
    made: Json = {
        "roles": [str(role) for role in one.roles],
        "joined_at": moment(one.joined_at),
        "nick": one.nick,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "flags": 0,
        "mute": False,
        "deaf": False,
    }
    return made | ({"user": user(one.user)} if whole else {})


def role(one: Role) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": 0 if one.name == "@everyone" else 1,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(one: Channel) -> Json:
    made: Json = {"id": str(one.id), "type": one.kind, "flags": 0}
    last = str(one.last) if one.last else None
    if one.kind == DM:
        assert one.recipient is not None
        return made | {"recipients": [user(one.recipient)], "last_message_id": last}
    assert one.guild is not None
    made |= {"guild_id": str(one.guild.id), "name": one.name, "last_message_id": last}
    made["parent_id"] = str(one.parent) if one.parent else None
    if one.is_thread:
        return made | _thread(one)
    made |= {
        "position": sum(1 for other in one.guild.channels if other < one.id),
        "permission_overwrites": [
            {"id": str(o.id), "type": o.kind, "allow": str(o.allow), "deny": str(o.deny)}
            for o in one.overwrites
        ],
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "default_auto_archive_duration": 1440,
    }
    if one.kind == FORUM:
        made |= {"available_tags": [], "default_reaction_emoji": None}
        made |= {"default_sort_order": None, "default_forum_layout": 0}
    if one.kind == VOICE:
        made |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    return made


def _thread(one: Channel) -> Json:
    count = len(one.messages)
    return {
        "owner_id": str(one.owner),
        "thread_metadata": {
            "archived": one.archived,
            "auto_archive_duration": one.archive_after,
            "archive_timestamp": moment(one.archived_at) or "2026-01-01T00:00:00.000000+00:00",
            "locked": one.locked,
        },
        "message_count": count,
        "member_count": 1,
        "total_message_sent": count,
        "rate_limit_per_user": 0,
    }


def thread_for_bot(world: World, one: Channel) -> Json:
    """A thread with the bot's own membership, as Discord tells it to who is in the thread."""
    joined = {
        "id": str(one.id),
        "user_id": str(world.bot.id),
        "join_timestamp": moment(world.now()),
        "flags": 0,
    }
    return channel(one) | {"member": joined}


def message(one: Message, me: User) -> Json:
    made: Json = {
        "id": str(one.id),
        "type": one.kind,
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "content": one.content,
        "timestamp": moment(one.sent_at),
        "edited_timestamp": moment(one.edited_at),
        "tts": False,
        "mention_everyone": False,
        "mentions": [user(pinged) for pinged in one.pinged],
        "mention_roles": [],
        "attachments": one.attachments,
        "embeds": one.embeds,
        "components": one.components,
        "pinned": False,
        "flags": one.flags,
    }
    if one.reactions:
        made["reactions"] = [reaction(one, emoji, me) for emoji in one.reactions]
    if one.nonce is not None:
        made["nonce"] = one.nonce
    if one.webhook is not None:
        made |= {"webhook_id": str(one.webhook), "application_id": str(one.webhook)}
    if one.reply_to is not None:
        made["message_reference"] = {
            "type": 0,
            "message_id": str(one.reply_to),
            "channel_id": str(one.channel.id),
        }
        answered = one.channel.messages.get(one.reply_to)
        made["referenced_message"] = message(answered, me) if answered else None
    return made


def emoji(text: str) -> Json:
    """Discord's three ways of saying an emoji: a sign, or `name:id` of a guild's own."""
    if ":" in text:
        name, _, number = text.partition(":")
        return {"id": number, "name": name}
    return {"id": None, "name": text}


def reaction(one: Message, sign: str, me: User) -> Json:
    there = one.reactions[sign]
    return {
        "emoji": emoji(sign),
        "count": len(there.normal) + len(there.burst),
        "count_details": {"normal": len(there.normal), "burst": len(there.burst)},
        "burst_colors": [],
        "me": me.id in there.normal,
        "me_burst": me.id in there.burst,
    }


def guild(one: Guild) -> Json:
    nothing = (
        "icon description home_header splash discovery_splash banner application_id "
        "afk_channel_id system_channel_id widget_channel_id vanity_url_code rules_channel_id "
        "safety_alerts_channel_id public_updates_channel_id incidents_data max_presences"
    )
    return {
        **dict.fromkeys(nothing.split()),
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner),
        "region": "deprecated",
        "features": [],
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 0,
        "roles": [role(each) for each in one.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
    }


def guild_created(world: World, one: Guild, *, everybody: bool) -> Json:
    """What GUILD_CREATE says; only with the members intent does it name more than the bot."""
    # Hidden channels are told too, but not their threads.
    threads = [
        each
        for each in one.channels.values()
        if each.is_thread
        and not each.archived
        and rights.of(one, world.bot.id, each) & rights.VIEW_CHANNEL
    ]
    members = one.members.values() if everybody else [one.members[world.bot.id]]
    return guild(one) | {
        "joined_at": moment(one.members[world.bot.id].joined_at),
        "large": len(one.members) > 250,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(each) for each in members],
        "channels": [channel(each) for each in one.channels.values() if not each.is_thread],
        "threads": [thread_for_bot(world, each) for each in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
