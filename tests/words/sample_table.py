# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small table of commands of every shape, so that the grammar is tested apart from the bot's."""

from bot.words.grammar import Grammar
from bot.words.mishaps import Mishap
from bot.words.table import ChatCommand, Kind, Option, Typed

NUMBER = Option("number", Kind.NUMBER, "", free=True, required=True)
LICENCE = Option("licence", Kind.WORD, "", aliases=("license",))

COMMANDS = (
    ChatCommand(
        "task new",
        "",
        (
            Option("title", Kind.TEXT, "", free=True, required=True),
            Option("details", Kind.TEXT, ""),
            Option("skills", Kind.LIST, ""),
            Option("due", Kind.WHEN, ""),
            Option("slots", Kind.COUNT, ""),
            LICENCE,
        ),
        where="room",
    ),
    ChatCommand(
        "task list",
        "",
        (
            Option("skill", Kind.TEXT, ""),
            Option("state", Kind.WORD, "", choices=("open", "claimed")),
        ),
    ),
    ChatCommand("task show", "", (NUMBER,)),
    ChatCommand("task claim", "", (NUMBER,)),
    ChatCommand(
        "task submit",
        "",
        (
            Option("number", Kind.NUMBER, "", free=True),
            Option("work", Kind.TEXT, "", free=True, required=True),
            LICENCE,
            Option("with", Kind.PEERS, ""),
        ),
    ),
    ChatCommand(
        "poll new",
        "",
        (
            Option("question", Kind.TEXT, "", free=True, required=True),
            Option("options", Kind.OPTIONS, ""),
            Option("closes", Kind.WHEN, ""),
            Option("quorum", Kind.WORD, ""),
        ),
    ),
    ChatCommand(
        "poll list",
        "",
        (Option("which", Kind.WORD, "", free=True, choices=("mine", "closed")),),
    ),
    ChatCommand(
        "poll vote",
        "",
        (
            NUMBER,
            Option("choice", Kind.TEXT, "", free=True, required=True),
            Option("because", Kind.TEXT, ""),
        ),
    ),
    ChatCommand("my", ""),
    ChatCommand("my skills", "", (Option("skills", Kind.LIST, "", free=True, required=True),)),
    ChatCommand("my zone", "", (Option("zone", Kind.WORD, "", free=True, required=True),)),
    ChatCommand("help", "", (Option("topic", Kind.TEXT, "", free=True),)),
)

GRAMMAR = Grammar(COMMANDS)


def read(text: str, number: int | None = None) -> dict[str, object]:
    """The options that a text means."""
    found = GRAMMAR.parse(text, number=number)
    assert isinstance(found, Typed), found
    return dict(found.values)


def mishap(text: str) -> Mishap:
    """Why a text means nothing."""
    found = GRAMMAR.parse(text)
    assert isinstance(found, Mishap), found
    return found
