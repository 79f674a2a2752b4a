# SPDX-License-Identifier: AGPL-3.0-or-later
"""The buttons under a card, and knowing them again when somebody presses one.

All there is to know of a button stands in its custom id, so it works for as long as its message is
there, whatever restarts lie between.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui

from adapters.discord.limits import LABEL, clipped
from bot.words.cards import Button, Card, CardMarker

_PRESS = re.compile(r"fm:(?P<commons>[\w-]{1,64}):(?P<number>\d{1,9}):(?P<code>\w{1,10})")
_LEADING = {"claim", "accept"}
"""What a card is there for; choices are all alike, for none is to be nudged towards."""


@dataclass(frozen=True, slots=True)
class Press:
    """Which button of whose card, as its custom id says."""

    commons: str
    number: int
    code: str

    @property
    def custom_id(self) -> str:
        """At most 89 letters."""
        return f"fm:{self.commons}:{self.number}:{self.code}"


def press_of(custom_id: str) -> Press | None:
    """The inverse; None for what is none of ours."""
    found = _PRESS.fullmatch(custom_id)
    if found is None:
        return None
    return Press(found["commons"], int(found["number"]), found["code"])


def controls(card: Card, marker: CardMarker | None) -> ui.View | None:
    """The buttons of a card, in rows of five; None where there are none to show.

    The library is told to forget the view at once: presses are known by their custom id.
    """
    if marker is None or not card.buttons:
        return None
    view = ui.View(timeout=None)
    for button in card.buttons:
        press = Press(marker.commons, int(marker.number), button.code)
        if press_of(press.custom_id) is not None:
            view.add_item(_shown(button, press))
    view.stop()
    return view if view.children else None


def _shown(button: Button, press: Press) -> ui.Button[ui.View]:
    style = discord.ButtonStyle
    return ui.Button(
        style=style.primary if button.code in _LEADING else style.secondary,
        label=clipped(button.label, LABEL),
        emoji=button.emoji or None,
        custom_id=press.custom_id,
    )


Pressing = Callable[[discord.Interaction, Press], Awaitable[None]]


def pressable(pressing: Pressing) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """What the library must know to tell of every press, also under messages of earlier runs."""

    class CardButton(ui.DynamicItem[ui.Button[Any]], template=_PRESS):
        """A button under a card."""

        @classmethod
        async def from_custom_id(
            cls, _: discord.Interaction, item: ui.Item[Any], __: re.Match[str], /
        ) -> Self:
            return cls(item)  # type: ignore[arg-type]  # by its template it is a button

        async def callback(self, interaction: discord.Interaction) -> None:
            press = press_of(self.custom_id)
            if press is not None:
                await pressing(interaction, press)

    return CardButton
