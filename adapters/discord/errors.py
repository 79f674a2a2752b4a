# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Discord's refusals and silences mean to the service.

No text here holds an address: those of interactions carry a token.
"""

import aiohttp
import discord

from adapters.silence import why_silent
from bot.service.ports import (
    GoneError,
    NotYetError,
    SignInError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)

UNKNOWN_CHANNEL = 10003
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
TOO_MANY_EMOJI = 30010
OLD_EDITS = 30046
MISSING_ACCESS = 50001
DM_CLOSED = 50007
MISSING_RIGHTS = 50013
ARCHIVED = 50083
THREAD_EXISTS = 160004

OLD_EDIT_WAIT = 60.0
"""Seconds to leave a message alone when Discord says that old ones were edited too often."""

BANNED_WAIT = 300.0
"""Seconds to keep still when a proxy of Discord's refuses everything and names no time."""

_TEXTS = {
    UNKNOWN_CHANNEL: "The channel is not there any more.",
    MISSING_ACCESS: "The bot may not see the channel.",
    MISSING_RIGHTS: "The bot lacks a right in the channel.",
    TOO_MANY_EMOJI: "There are 20 different emoji on the message already.",
    ARCHIVED: "The thread is archived.",
}

REFUSED = (
    "Discord does not know the bot's token: copy it anew from the developer portal, under Bot, "
    "Reset Token."
)

Fault = (
    discord.HTTPException,
    discord.RateLimited,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    RuntimeError,
    KeyError,
)
"""What a request can end with.

RuntimeError: the connection was closed under it. KeyError: the library looked for the seconds to
wait in an answer that names none, as Discord's to edits of old messages sometimes does.
"""


class RefusedError(UndeliverableError):
    """Discord says no, and will as long as things stand as they are."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


def fault(error: BaseException) -> Exception:
    """The service's word for what a request ended with."""
    if isinstance(error, discord.RateLimited):
        return TryLaterError(error.retry_after)
    if isinstance(error, KeyError):
        return NotYetError(OLD_EDIT_WAIT)
    if not isinstance(error, discord.HTTPException):
        return UnreachableError(f"Discord did not answer ({why_silent(error)}).")
    if error.code == OLD_EDITS:
        return NotYetError(OLD_EDIT_WAIT)
    if error.status == 429:
        return TryLaterError(_named_wait(error))
    if error.status == 401:
        return UnreachableError(REFUSED)
    if error.status >= 500:
        return UnreachableError(f"Discord answered {error.status}.")
    if error.code == UNKNOWN_MESSAGE:
        return GoneError("The message is not there any more.")
    text = _TEXTS.get(error.code, f"Discord answered {error.status} ({error.code}).")
    return RefusedError(error.code, text)


def _named_wait(error: discord.HTTPException) -> float:
    try:
        return max(1.0, float(error.response.headers.get("Retry-After", "")))
    except ValueError:
        return BANNED_WAIT


_INTENTS = (
    "Discord does not give the bot what the configuration asks for ({wanted}). Turn it on in the "
    "developer portal under Bot, Privileged Gateway Intents, or take it out of [discord] in the "
    "configuration."
)


def sign_in_fault(error: BaseException, *, members: bool, content: bool) -> SignInError | None:
    """Why Discord does not let the bot in for good; None where trying again may help."""
    if isinstance(error, discord.LoginFailure):
        return SignInError(REFUSED)
    if isinstance(error, discord.PrivilegedIntentsRequired):
        wanted = [
            *(["members = true: Server Members Intent"] if members else []),
            *(["message_content = true: Message Content Intent"] if content else []),
        ]
        return SignInError(_INTENTS.format(wanted="; ".join(wanted)))
    if isinstance(error, discord.ConnectionClosed):
        return _closed_for_good(error.code)
    return None


def _closed_for_good(code: int) -> SignInError | None:
    if code == 4004:
        return SignInError(REFUSED)
    if code in (4010, 4011):
        return SignInError(
            "The bot is in too many servers for its connections: raise shards under [discord] in "
            "the configuration."
        )
    if code in (4012, 4013):
        return SignInError("Discord no longer speaks with this version of the bot: update it.")
    return None
