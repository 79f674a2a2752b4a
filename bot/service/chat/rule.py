# SPDX-License-Identifier: AGPL-3.0-or-later
"""`rule …`: every constraint can be read, with its value, its origin and how to change it."""

from bot.service import queries
from bot.service.asking import Asking, Result
from bot.service.chat.shape import chat
from bot.words.catalogue import N_
from bot.words.table import Kind, Option


@chat("rule list", N_("List the rules in force, and the powers outside them."))
async def list_(_: Asking) -> Result:
    """All rules."""
    return queries.rule_list()


@chat(
    "rule show",
    N_("Explain one rule: its value, where it comes from, how to change it."),
    Option("rule", Kind.WORD, N_("Its name, such as review.quorum."), free=True, required=True),
)
async def show(asking: Asking) -> Result:
    """One rule."""
    return queries.rule_shown(asking.word("rule") or "")


COMMANDS = (list_, show)
