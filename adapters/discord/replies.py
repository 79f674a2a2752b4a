# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of a command or a press, shown to the one who did it and to nobody else.

A token that has run out, a second click, a message that is gone: these are no errors for anybody.
They leave a line in the log at most, and never one with the token in it.
"""

import gzip
from collections.abc import Awaitable, Iterator, Mapping
from io import BytesIO
from typing import Any

import discord
import structlog

from adapters.discord.controls import controls
from adapters.discord.errors import Fault
from adapters.discord.render import Shown, pages
from bot.service.ports import Answer
from bot.words.cards import Card, CardMarker, Line, People, Plain
from bot.words.catalogue import N_, translate

_log = structlog.get_logger(__name__)

_OVER = {10062, 40060, 50027, 10015, 10008}
"""Unknown interaction, answered already, unknown token, unknown webhook, unknown message."""

_DONE = N_("Done.")
_BROKEN = N_(
    "Something went wrong on my side. Please try it again in a moment; if it stays so, tell "
    "whoever runs the bot."
)
_GIVEN_BACK = N_("So that nothing is lost, here is what you wrote:")
_CHANGED = N_(
    "My commands have changed, and your Discord still shows the old ones. Please reload it "
    "(Ctrl+R), or open the app anew."
)
_WAITING = N_("I can't write anything down just now. I go on trying; you need not do it again.")
_TOO_LARGE = N_(
    "The file is too large for Discord. Whoever runs the bot can make it with "
    "“folkmoot record export”."
)


async def quietly(request: Awaitable[Any], what: str) -> bool:
    """Whether a request got through; if it did not, there is nothing to be done about it."""
    try:
        await request
    except (*Fault, discord.InteractionResponded) as error:
        code = error.code if isinstance(error, discord.HTTPException) else None
        over = code in _OVER or isinstance(error, discord.InteractionResponded)
        tell = _log.info if over else _log.warning
        tell("discord_reply_lost", what=what, why=type(error).__name__, code=code)
        return False
    return True


async def thinking(interaction: discord.Interaction) -> bool:
    """Take an interaction up, within the seconds there are for it; whether it can be answered."""
    defer = interaction.response.defer(ephemeral=True, thinking=True)
    return await quietly(defer, "defer")


async def show(
    interaction: discord.Interaction,
    answer: Answer,
    language: str,
    marker: CardMarker | None = None,
) -> None:
    """Show an answer in place of the waiting sign, and what more there is of it below.

    `marker`: it is that card, and its buttons go below its last page.
    """
    shown = pages(answer.card) if answer.card is not None else []
    if not shown and (answer.tick or answer.attachments):
        shown = [Shown(translate(language, _DONE))]
    if not shown:
        await quietly(interaction.delete_original_response(), "silence")
        return
    files = [*_attached(answer.attachments, interaction.filesize_limit)]
    if len(files) < len(answer.attachments):
        shown.append(Shown(translate(language, _TOO_LARGE)))
    view = controls(answer.card, marker) if answer.card is not None else None
    for index, page in enumerate(shown):
        mine = [*_own(page), *(files if index == 0 else ())]
        embeds = [discord.Embed(description=page.embed)] if page.embed else []
        below = view if view is not None and index == len(shown) - 1 else discord.utils.MISSING
        sent: Awaitable[Any]
        if index == 0:
            sent = interaction.edit_original_response(
                content=page.content, embeds=embeds, attachments=mine, view=below
            )
        else:
            sent = interaction.followup.send(
                page.content, embeds=embeds, files=mine, view=below, ephemeral=True
            )
        if not await quietly(sent, "answer"):
            return


async def give_back(interaction: discord.Interaction, words: str, language: str) -> None:
    """Show people what they wrote, after it was refused: Discord keeps it nowhere."""
    heading: Line = (Plain(translate(language, _GIVEN_BACK)),)
    said: list[Line] = [(People(line),) for line in words.splitlines() if line.strip()]
    for page in pages(Card((heading, *said), language=language)):
        sent = interaction.followup.send(page.content, files=[*_own(page)], ephemeral=True)
        if not await quietly(sent, "words"):
            return


async def say_waiting(interaction: discord.Interaction, language: str) -> None:
    """Say that it takes longer."""
    await _say(interaction, _WAITING, language)


async def say_broken(interaction: discord.Interaction, language: str) -> None:
    """Say that something went wrong that is nobody's fault but the bot's."""
    await _say(interaction, _BROKEN, language)


async def say_changed(interaction: discord.Interaction, language: str) -> None:
    """Say that somebody's Discord shows commands of another day."""
    await _say(interaction, _CHANGED, language)


async def _say(interaction: discord.Interaction, sentence: str, language: str) -> None:
    text = translate(language, sentence)
    await quietly(interaction.edit_original_response(content=text), "word")


def _own(page: Shown) -> Iterator[discord.File]:
    if page.file is not None:
        name, data = page.file
        yield discord.File(BytesIO(data), name)


def _attached(files: Mapping[str, bytes], limit: int) -> Iterator[discord.File]:
    """The files that can be sent, packed where that makes them small enough."""
    for name, data in files.items():
        packed = (name, data) if len(data) <= limit else (f"{name}.gz", gzip.compress(data))
        if len(packed[1]) <= limit:
            yield discord.File(BytesIO(packed[1]), packed[0])
