# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second opinion on what Discord would show: simcord's parser, which is not of our making."""

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from adapters.discord import markup
from adapters.discord.render import shown
from bot.words.cards import Card, People, Plain, Strong
from tests.fuzz.hostile import DISCORD, hostile

markdown = pytest.importorskip("simcord.preview._markdown")

HARMLESS = {
    *("inline", "paragraph", "text", "break", "code", "timestamp"),
    *("strong_open", "strong_close", "link_open", "link_close"),
    "subtext",  # it takes one for one whose first sign is escaped
}


def kinds(tokens: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for token in tokens:
        yield token["type"]
        yield from kinds(token.get("children") or ())


def seen(card: Card, *, live: bool) -> set[str]:
    one = shown(card, live=live)
    context = {"everyone": True, "users": {"1": "Ana"}, "roles": {"1": "Mods"}}
    tokens = markdown.markdown_tokens(one.content, "message", context=context)
    if one.embed:
        tokens += markdown.markdown_tokens(one.embed, "embed_description", context=context)
    return set(kinds(tokens))


def card(text: str) -> Card:
    return Card(((Strong((Plain("#1 Task, open: "), People(text))),), (People(text), Plain("."))))


@pytest.mark.parametrize("seed", range(2))
def test_simcord_sees_words_alone(seed: int) -> None:
    dice = random.Random(seed)
    for text in (*DISCORD, *(hostile(dice) for _ in range(400))):
        for live in (True, False):
            assert seen(card(text), live=live) <= HARMLESS, ascii(text)


def test_simcord_sees_what_is_not_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "escaped", lambda text, **_: text)
    for text, kind in (
        ("*a*", "em_open"),
        ("||a||", "spoiler_open"),
        ("<@1>", "mention"),
        ("@everyone", "mention"),
        ("# a", "heading"),
        ("> a", "blockquote"),
        ("- a", "bullet_list"),
        ("```a", "code_block"),
    ):
        assert kind in seen(card(text), live=False) | seen(Card(((People(text),),)), live=False)
