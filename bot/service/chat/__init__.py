# SPDX-License-Identifier: AGPL-3.0-or-later
"""All chat commands; one file for each root word, gathered in the order that help shows them."""

from bot.service.chat import help as help_
from bot.service.chat import my, poll, record, rule, steward, task
from bot.service.chat.shape import Chat
from bot.words.grammar import Grammar

COMMANDS: dict[str, Chat] = {
    one.shape.path: one
    for part in (task, poll, rule, my, record, steward, help_)
    for one in part.COMMANDS
}
"""Every command by its path."""

SHAPES = tuple(one.shape for one in COMMANDS.values())
"""What every command looks like."""

GRAMMAR = Grammar(SHAPES)
