# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a single value of the configuration must be: one reader each, and nothing of tables."""

import re
from collections.abc import Collection
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from bot.config.problems import RefusedError
from bot.config.spots import Reader, Spot
from bot.words.nearness import nearest

ROOM = (
    'a room such as "matrix:!abc:example.org", "matrix:#garden:example.org" or '
    '"discord:123456789012345678"'
)
ACCOUNT = 'an account such as "matrix:@ana:example.org" or "discord:123456789012345678"'
PATTERN = 'a pattern of accounts such as "matrix:@discord_*:example.org"'
INVITER = 'a Matrix user, or a pattern such as "@*:example.org"'

_ROOMS = {
    # a room version may leave the server out of the id; an alias always has it
    "matrix": re.compile(r"matrix:(![^\s:]+(:\S+)?|#[^\s:]+:\S+)"),
    "discord": re.compile(r"discord:[0-9]{5,20}"),
    "console": re.compile(r"console:[\w-]+"),
}
_ACCOUNTS = {
    "matrix": re.compile(r"matrix:@[^\s:]+:\S+"),
    "discord": re.compile(r"discord:[0-9]{5,20}"),
    "console": re.compile(r"console:[\w-]+"),
}
_PATTERNS = {
    "matrix": re.compile(r"matrix:@[^\s:]*:\S+"),
    "discord": re.compile(r"discord:[0-9*?]+"),
    "console": re.compile(r"console:[\w*?-]+"),
}
_USER = re.compile(r"@[^\s:]+:\S+")
_INVITER = re.compile(r"@[^\s:]+:\S+")
_NAME = re.compile(r"\w[\w-]{0,63}")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_NEAR_HOME = {"localhost", "127.0.0.1", "::1"}


def text(_: Spot, value: Any) -> str:
    """Any text that is not empty."""
    if not isinstance(value, str):
        raise RefusedError("put it in quotation marks")
    if not value.strip():
        raise RefusedError("write something between the quotation marks")
    return value


def flag(_: Spot, value: Any) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise RefusedError("write it without quotation marks", must="true or false")
    return value


def count(_: Spot, value: Any) -> int:
    """A whole number from 1 on."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10_000:
        raise RefusedError("write it without quotation marks")
    return value


def time_of_day(spot: Spot, value: Any) -> time:
    """Hours and minutes."""
    found = _TIME.fullmatch(text(spot, value))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise RefusedError("write hours and minutes with a colon between")
    return time(int(found[1]), int(found[2]))


def name(spot: Spot, value: Any) -> str:
    """The name of a commons, as people type it in `commons:name`."""
    if not _NAME.fullmatch(text(spot, value)):
        raise RefusedError("the title may have spaces and other signs")
    return str(value)


def choice(words: Collection[str]) -> Reader:
    """Return a reader of one word of these."""

    def read(spot: Spot, value: Any) -> str:
        if (word := text(spot, value)) not in words:
            raise RefusedError(_nearest(word, words), must=f"one of {', '.join(sorted(words))}")
        return word

    return read


def language(spot: Spot, value: Any) -> str:
    """A language that there is a catalogue for."""
    return str(choice(spot.world.languages)(spot, value))


def time_zone(spot: Spot, value: Any) -> str:
    """An IANA time zone."""
    zone = text(spot, value)
    zones = available_timezones()
    if zone not in zones:
        mend = _nearest(zone, zones) if zones else "this machine has none: install tzdata with pip"
        raise RefusedError(mend)
    return zone


def room(spot: Spot, value: Any) -> str:
    """One room: `network:room`."""
    return _of_network(spot, value, _ROOMS)


def account(spot: Spot, value: Any) -> str:
    """One account: `network:identity`."""
    return _of_network(spot, value, _ACCOUNTS)


def pattern(spot: Spot, value: Any) -> str:
    """A pattern of accounts with * and ?."""
    return _of_network(spot, value, _PATTERNS)


def matrix_user(spot: Spot, value: Any) -> str:
    """A full Matrix user id."""
    if not _USER.fullmatch(text(spot, value)):
        raise RefusedError("write it in full, with @ and the server, without matrix:")
    return str(value)


def inviter(spot: Spot, value: Any) -> str:
    """A Matrix user id with * and ? for any letters."""
    if not _INVITER.fullmatch(text(spot, value)):
        raise RefusedError("write it with @ and the server, without matrix:")
    if value == "@*:*":
        spot.warn("lets anybody on any server invite the bot; name your own server instead")
    return str(value)


def prefix(spot: Spot, value: Any) -> str:
    """What a Matrix text command begins with."""
    sign = text(spot, value)
    if len(sign) > 10 or re.search(r"\s", sign):
        raise RefusedError
    if sign.startswith("/"):
        spot.warn('is "/…", which most Matrix clients keep for themselves; "!" is safe')
    return sign


def web_address(spot: Spot, value: Any) -> str:
    """An http(s) address of a server, without a name or password in it."""
    try:
        parts = urlsplit(text(spot, value))
        host, inside, _ = parts.hostname, parts.username or parts.password, parts.port
    except ValueError:
        raise RefusedError(hidden=True) from None
    if inside:
        raise RefusedError("leave out the name and password before the @", hidden=True)
    if parts.scheme not in {"http", "https"} or not host:
        bare = "/" not in value and "@" not in value
        raise RefusedError(f'write "https://{value}"' if bare else "", hidden="@" in value)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise RefusedError("leave out what follows the server's name")
    if parts.scheme == "http" and host not in _NEAR_HOME:
        spot.warn("begins with http://, so anybody between can read along; use https://")
    return str(value).rstrip("/")


def path(spot: Spot, value: Any) -> Path:
    """A path; one that is not absolute begins at the folder of the configuration."""
    return (spot.world.file.parent / text(spot, value)).absolute()


def storage_url(spot: Spot, value: Any) -> str:
    """`sqlite:PATH`, made absolute."""
    scheme, colon, rest = text(spot, value).partition(":")
    if scheme != "sqlite" or not colon or not rest or rest.startswith((":", "//")):
        # addresses of other databases may hold a password
        raise RefusedError("other databases come with later versions", hidden="@" in value)
    return f"sqlite:{path(spot, rest)}"


def _of_network(spot: Spot, value: Any, forms: dict[str, re.Pattern[str]]) -> str:
    network, colon, _ = text(spot, value).partition(":")
    if network not in forms:
        starts = " or ".join(f"{known}:" for known in forms)
        raise RefusedError(f"begin it with {starts}" if not colon else _nearest(network, forms))
    if not forms[network].fullmatch(value):
        raise RefusedError
    return str(value)


def _nearest(word: str, words: Collection[str]) -> str:
    folded = (known for known in words if known.lower() == word.lower())
    near = next(folded, None) or nearest(word, words)
    return f"the nearest is {near}" if near else ""
