# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader that judges what the bot writes: it must see what Discord's client shows."""

import pytest

from tests.fuzz.discord_reader import Seen, read


def styled(text: str, *styles: str) -> Seen:
    return Seen(text, "text", frozenset(styles))


MARKUP = {
    "*a*": [styled("a", "italic")],
    "_a_": [styled("a", "italic")],
    "a_b_c": [Seen("a_b_c")],
    "**a**": [styled("a", "bold")],
    "** **": [styled(" ", "bold")],
    "***a* b**": [styled("a", "bold", "italic"), styled(" b", "bold")],
    "__a__": [styled("a", "underline")],
    "~~a~~": [styled("a", "strike")],
    "||a||": [styled("a", "spoiler")],
    r"**a\***": [styled("a*", "bold")],
    r"\*a*": [Seen("*a*")],
    r"\a": [Seen(r"\a")],
    "`a*b*`": [Seen("a*b*", "code")],
    "`` a`b ``": [Seen(" a`b ", "code")],
    "`` `a ``": [Seen("`a ", "code")],
    "```a```": [Seen("a", "block")],
    "# a": [styled("a", "heading")],
    " # a": [Seen(" # a")],
    "**# a**": [styled("a", "bold", "heading")],
    "x # a": [Seen("x # a")],
    "#12": [Seen("#12")],
    "-# a": [styled("a", "subtext")],
    "> a": [styled("a", "quote")],
    "  > a": [Seen("  "), styled("a", "quote")],
    ">a": [Seen(">a")],
    ">>> a\nb": [styled("a\nb", "quote")],
    "- a": [styled("a", "list")],
    "1. a": [styled("a", "list")],
    "x\n- a": [Seen("x\n"), styled("a", "list")],
    "1.5": [Seen("1.5")],
    "<@1> <@!2>": [Seen("1", "ping"), Seen(" "), Seen("2", "ping")],
    "<@&1>": [Seen("1", "role")],
    "<#1>": [Seen("1", "channel")],
    "</task new:1>": [Seen("task new", "command")],
    "<t:1:R>": [Seen("1:R", "time")],
    "<:a:1>": [Seen("a", "emoji")],
    ":heart:": [Seen("heart", "emoji")],
    ":a b:": [Seen(":a b:")],
    "@everyone": [Seen("everyone", "everyone")],
    r"\@everyone": [Seen("@everyone")],
    "https://a.b/c.": [Seen("https://a.b/c", "bare"), Seen(".")],
    "<https://a.b/*c*>": [Seen("https://a.b/*c*", "link")],
    r"https\://a.b": [Seen("https://a.b")],
    "[a](https://b)": [styled("a", "masked")],
    r"\[a](b)": [Seen("[a](b)")],
}


@pytest.mark.parametrize("source", MARKUP, ids=ascii)
def test_what_a_person_sees(source: str) -> None:
    assert read(source) == MARKUP[source]
