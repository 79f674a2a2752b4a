# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms as Discord's modals, and what stands in one that comes back.

A modal is known by its custom id, that of the button, and its fields by theirs: somebody may write
for a while, and whatever the bot does meanwhile, what they wrote finds its way.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord
from discord import ui

from adapters.discord.controls import Press
from adapters.discord.limits import CHOICES, DESCRIBED, MODAL_TITLE, clipped
from bot.service.incoming import Commanded, Content, Pressed
from bot.service.ports import Form
from bot.words.forms import Ask

WORDS = "words"
LICENCE = "licence"
PEERS = "with"

MOST_WORDS = 4000
"""Letters that Discord lets people write into one field."""

MOST_PEERS = 10


def modal(form: Form, press: Press) -> ui.Modal:
    """The form; the library is told to forget it at once, for it is known by its custom id."""
    made = ui.Modal(title=clipped(form.title, MODAL_TITLE), custom_id=press.custom_id)
    words: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=WORDS,
        style=discord.TextStyle.paragraph,
        required=True,
        max_length=min(form.limit, MOST_WORDS),
    )
    made.add_item(_field(form.words, words))
    if form.licence is not None:
        options = [
            discord.SelectOption(label=clipped(one, 100), value=one) for one in form.licences
        ]
        licence: ui.Select[ui.Modal] = ui.Select(
            custom_id=LICENCE, required=False, min_values=0, options=options[:CHOICES]
        )
        made.add_item(_field(form.licence, licence))
    if form.peers is not None:
        peers: ui.UserSelect[ui.Modal] = ui.UserSelect(
            custom_id=PEERS, required=False, min_values=0, max_values=MOST_PEERS
        )
        made.add_item(_field(form.peers, peers))
    made.stop()
    return made


def _field(ask: Ask, component: ui.Item[ui.Modal]) -> ui.Label[ui.Modal]:
    return ui.Label(
        text=clipped(ask.label, MODAL_TITLE),
        description=clipped(ask.hint, DESCRIBED),
        component=component,
    )


def written(press: Press, components: Iterable[Mapping[str, Any]], message: str | None) -> Content:
    """What somebody asks for by a form that they sent; `message` is the card it belongs to."""
    fields = dict(_fields(components))
    words = next(iter(fields.get(WORDS, ())), "")
    pressed = Pressed(press.number, press.code, words, press.commons, message)
    if press.code != "submit":
        return pressed
    options = {"number": str(press.number), "work": words}
    if licences := fields.get(LICENCE):
        options["licence"] = licences[0]
    if peers := fields.get(PEERS):
        options["with"] = " ".join(f"<@{user}>" for user in peers)
    return Commanded("task submit", options, pressed)


def _fields(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """The values of every field by its custom id, however deep it is wrapped."""
    for one in components:
        custom_id = one.get("custom_id")
        if isinstance(custom_id, str):
            value = one.get("value")
            yield custom_id, [value] if isinstance(value, str) else list(one.get("values") or ())
        inner = one.get("component")
        yield from _fields(one.get("components") or ([inner] if inner else []))
