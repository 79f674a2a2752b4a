# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests about messages, each as a function whose last parameter is the library's HTTP client.

The library takes parameters with the files in them, and closes those when it is done: so they are
made anew for each attempt.
"""

from dataclasses import replace
from typing import Any

from discord.http import HTTPClient

from adapters.charts.asking import drawn
from adapters.discord.controls import controls
from adapters.discord.messages import changed_message, new_message
from adapters.discord.render import Means, Shown, shown
from bot.words.cards import Outgoing

PICTURE = "outcome.png"

LOOK_BACK = 100
"""Newest messages of a channel that are looked through for one of the bot's own."""


async def drawn_of(message: Outgoing, means: Means) -> Shown:
    """A message as it is shown, with its picture where one may be sent."""
    made = shown(message.card, live=message.marker is not None, means=means)
    if message.picture is None or made.file is not None or not means.files:
        return made
    png = await drawn(message.picture)
    return made if png is None else replace(made, file=(PICTURE, png), alt=message.picture.alt)


async def send(
    channel: int, drawn: Shown, message: Outgoing, reply_to: int | None, http: HTTPClient
) -> Any:
    """Send a message; gives it as Discord does."""
    view = controls(message.card, message.marker)
    with new_message(drawn, message.key, channel, reply_to=reply_to, view=view) as params:
        return await http.send_message(channel, params=params)


async def start_post(
    channel: int, drawn: Shown, message: Outgoing, title: str, http: HTTPClient
) -> Any:
    """Begin a post in a forum; gives its thread."""
    with new_message(
        drawn, message.key, channel, view=controls(message.card, message.marker), post=title
    ) as params:
        return await http.start_thread_in_forum(channel, params=params)


async def edit(
    channel: int, target: int, drawn: Shown, message: Outgoing, key: str | None, http: HTTPClient
) -> None:
    """Let a message show something else; `key` is the one that its text bears."""
    with changed_message(drawn, key, view=controls(message.card, message.marker)) as params:
        await http.edit_message(channel, target, params=params)


async def newest(channel: int, http: HTTPClient) -> Any:
    """The newest messages of a channel."""
    return await http.logs_from(channel, LOOK_BACK)


async def react(channel: int, message: int, emoji: str, http: HTTPClient) -> None:
    """Put the bot's own emoji on a message."""
    await http.add_reaction(channel, message, emoji)
