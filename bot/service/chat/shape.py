# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a chat command is declared: its shape and what it does, in one place.

    @chat("task claim", N_("Say that you work on a task."), NUMBER, where="room")
    async def claim(asking: Asking) -> Result:
        return Do(ClaimTask(**asking.base, number=asking.number))

A file's COMMANDS are what bot.service.chat gathers; nothing else needs to know of a new command.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bot.service.asking import Asking, Result
from bot.words.catalogue import N_
from bot.words.table import ChatCommand, Kind, Option

Handler = Callable[[Asking], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Chat:
    """One command: what it looks like, and what it does."""

    shape: ChatCommand
    handle: Handler


def chat(
    path: str,
    summary: str,
    *options: Option,
    where: Literal["anywhere", "room", "private"] = "anywhere",
    topic: str = "",
) -> Callable[[Handler], Chat]:
    """Declare a command; help lists it with its root word unless a topic is given."""
    shape = ChatCommand(path, summary, options, where, topic)

    def declare(handler: Handler) -> Chat:
        return Chat(shape, handler)

    return declare


NUMBER = Option(
    "number", Kind.NUMBER, N_("The number on the card, such as 12."), free=True, required=True
)
DETAILS = Option("details", Kind.TEXT, N_("What else there is to know."))
SKILLS = Option("skills", Kind.LIST, N_("The skills it asks for, with commas between."))
DUE = Option("due", Kind.WHEN, N_("By when it is wanted: a moment or a duration."))
SLOTS = Option("slots", Kind.COUNT, N_("How many people it has room for."))
LICENCE = Option(
    "licence", Kind.WORD, N_("A free licence from the charter's list."), aliases=("license",)
)
