# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outgoing messages as the parameters of the library's requests.

Nobody is pinged but whom the card names, and a reply never pings whom it answers.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import discord
from discord.http import MultipartParameters, handle_message_parameters

from adapters.discord.imprint import LENGTH, imprint, nonce
from adapters.discord.limits import ALT, CONTENT, clipped, units
from adapters.discord.render import Shown

_NOTHING: Any = discord.utils.MISSING


def new_message(
    shown: Shown,
    key: str,
    channel: int,
    *,
    reply_to: int | None = None,
    view: Any = None,
    post: str | None = None,
) -> MultipartParameters:
    """A message's first version. `post`: it begins a post of that title in a forum."""
    reference: Mapping[str, Any] = {
        "message_id": reply_to,
        "channel_id": channel,
        "fail_if_not_exists": False,
    }
    return handle_message_parameters(
        content=marked(shown.content, key),
        embed=_embed(shown) or _NOTHING,
        file=_file(shown) or _NOTHING,
        view=view if view is not None else _NOTHING,
        # A post can't carry a nonce.
        nonce=nonce(channel, key) if post is None else None,
        allowed_mentions=_pinging(shown),
        message_reference=reference if reply_to is not None else _NOTHING,  # type: ignore[arg-type]
        channel_payload={"name": post} if post is not None else _NOTHING,
    )


def changed_message(shown: Shown, key: str | None, *, view: Any = None) -> MultipartParameters:
    """An edit: everything that is shown, anew. Edits never ping (§27)."""
    file = _file(shown)
    return handle_message_parameters(
        content=shown.content if key is None else marked(shown.content, key),
        embed=_embed(shown),
        attachments=[file] if file is not None else [],
        view=view,
        allowed_mentions=discord.AllowedMentions.none(),
    )


def marked(text: str, key: str) -> str:
    """The text with the key at its end, where there is room for it."""
    return text + imprint(key) if units(text) + LENGTH <= CONTENT else text


def _embed(shown: Shown) -> discord.Embed | None:
    return discord.Embed(description=shown.embed) if shown.embed else None


def _file(shown: Shown) -> discord.File | None:
    if shown.file is None:
        return None
    name, data = shown.file
    alt = clipped(shown.alt, ALT) if shown.alt else None
    return discord.File(BytesIO(data), filename=name, description=alt)


def _pinging(shown: Shown) -> discord.AllowedMentions:
    users = [discord.Object(user) for user in shown.mentions]
    return discord.AllowedMentions(
        everyone=False, roles=False, users=users or False, replied_user=False
    )
