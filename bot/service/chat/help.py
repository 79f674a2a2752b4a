# SPDX-License-Identifier: AGPL-3.0-or-later
"""`help [topic]`: what there is to do, and then what there is to vote on."""

from bot.service import queries
from bot.service.asking import Asking, Result
from bot.service.chat.shape import chat
from bot.words.catalogue import N_
from bot.words.table import Kind, Option


@chat(
    "help",
    N_("Show what you can do here."),
    Option("topic", Kind.TEXT, N_("A word such as task, or a whole command."), free=True),
)
async def help_(asking: Asking) -> Result:
    """Help in general, or on a topic."""
    return queries.helped(asking.word("topic"))


COMMANDS = (help_,)
