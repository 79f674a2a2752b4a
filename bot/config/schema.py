# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every table of config.toml, key by key: how it is read, and what it must be, in words."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from bot.config.charter import charter
from bot.config.confidential import REFERENCE, secret
from bot.config.problems import RefusedError
from bot.config.spots import Key, Schema, Spot, list_of, read_table
from bot.config.values import (
    ACCOUNT,
    INVITER,
    PATTERN,
    ROOM,
    account,
    choice,
    count,
    flag,
    inviter,
    language,
    matrix_user,
    name,
    path,
    pattern,
    prefix,
    room,
    storage_url,
    text,
    time_of_day,
    time_zone,
    web_address,
)
from bot.service.settings import (
    CommonsSettings,
    DiscordSettings,
    MatrixSettings,
    RoomSettings,
    Secret,
)

ROLES = ("board", "digest", "commands")
_LANGUAGE = "the short name of a language that I speak"

STORAGE: Schema = {
    "url": Key(storage_url, '"sqlite:" and a path, such as "sqlite:folkmoot.db"'),
}

MATRIX: Schema = {
    "homeserver": Key(
        web_address,
        'the web address of your homeserver, such as "https://matrix.example.org"',
        required=True,
    ),
    "user": Key(matrix_user, 'the bot\'s user, such as "@folkmoot:example.org"', required=True),
    "password": Key(secret, REFERENCE),
    "access_token": Key(secret, REFERENCE),
    "device_id": Key(text, 'the id of a device, such as "FOLKMOOT"'),
    "state_dir": Key(path, "the path of a folder"),
    "prefix": Key(prefix, 'one to ten signs without a space, such as "!"', default="!"),
    "inviters": Key(list_of(inviter, INVITER), "a list", default=()),
}

DISCORD: Schema = {
    "token": Key(secret, REFERENCE, required=True),
    "message_content": Key(flag, "true or false", default=False),
    "members": Key(flag, "true or false", default=False),
    "shards": Key(count, "a whole number from 1 on"),
}

ROOM_TABLE: Schema = {
    "room": Key(room, ROOM, required=True),
    "role": Key(choice(ROLES), f"one of {', '.join(ROLES)}", default="board"),
    "language": Key(language, _LANGUAGE),
    "bridged_with": Key(room, ROOM),
    "threads": Key(flag, "true or false", default=False),
    "pictures": Key(flag, "true or false", default=False),
}

HOMES: Mapping[str, str] = {
    **dict.fromkeys(STORAGE, "[storage]"),
    **dict.fromkeys(MATRIX, "[matrix]"),
    **dict.fromkeys(DISCORD, "[discord]"),
    **dict.fromkeys(
        ("role", "bridged_with", "threads", "pictures"),
        'a room, as in { room = "…", role = "digest" }',
    ),
    **dict.fromkeys(
        (
            "name",
            "title",
            "timezone",
            "rooms",
            "stewards",
            "ignore",
            "digest",
            "rehearsal",
        ),
        "[[commons]]",
    ),
}
"""Where keys belong that stand elsewhere: a heading forgotten, most often."""


def storage(spot: Spot, value: Any) -> str:
    """`[storage]`: the url, by default a file beside the configuration."""
    url = read_table(spot, value, STORAGE)["url"]
    return url or storage_url(spot, "sqlite:folkmoot.db")


def matrix(spot: Spot, value: Any) -> MatrixSettings:
    """`[matrix]`: the bot's account."""
    found = read_table(spot, value, MATRIX)
    ways = [way for way in ("password", "access_token") if way in value]
    if not ways:
        spot.problem(f"needs a password or an access_token: {REFERENCE}")
    elif len(ways) == 2:
        spot.problem("has both a password and an access_token; remove one of the two")
    found["state_dir"] = found["state_dir"] or path(spot, "folkmoot-matrix")
    return MatrixSettings(**found)


def discord(spot: Spot, value: Any) -> DiscordSettings:
    """`[discord]`: the bot's application."""
    found = read_table(spot, value, DISCORD)
    found["token"] = found["token"] or Secret("")  # a problem is noted already
    return DiscordSettings(**found)


def one_room(spot: Spot, value: Any) -> RoomSettings:
    """One item of `rooms`: a text, or a table that says more."""
    if not isinstance(value, dict):
        return RoomSettings(room(spot, value))
    found = read_table(spot, value, ROOM_TABLE)
    if found["bridged_with"] is not None and found["bridged_with"] == found["room"]:
        spot.below("bridged_with").problem("names the room itself, but must name the other one")
    return RoomSettings(**found)


def one_commons(spot: Spot, value: Any) -> CommonsSettings:
    """One `[[commons]]`; its key in messages is its name where it has one."""
    if not isinstance(value, dict):
        raise RefusedError(must="a table, headed [[commons]]")
    found = read_table(spot, value, COMMONS)
    if value.get("rooms") == []:
        spot.below("rooms").problem(f"names no room; it must name at least {ROOM}")
    found["title"] = found["title"] or found["name"]
    found["charter"] = found["charter"] or {}
    return CommonsSettings(**found)


COMMONS: Schema = {
    "name": Key(name, 'a word of letters, digits, - and _, such as "garden"', required=True),
    "title": Key(text, 'a text, such as "The garden"'),
    "language": Key(language, _LANGUAGE, default="en"),
    "timezone": Key(time_zone, 'an IANA time zone, such as "Europe/Lisbon"', default="UTC"),
    "rooms": Key(list_of(one_room, ROOM), f"a list with at least {ROOM}", required=True),
    "stewards": Key(list_of(account, ACCOUNT), "a list", default=()),
    "ignore": Key(list_of(pattern, PATTERN), "a list", default=()),
    "charter": Key(charter, "a table"),
    "digest": Key(time_of_day, 'a time of day, such as "18:00"', default=time(18, 0)),
    "rehearsal": Key(flag, "true or false", default=False),
}
