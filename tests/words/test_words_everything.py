# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that can be said is said, in every language, whatever people wrote."""

import inspect
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from word_samples import (
    CARPENTRY,
    CY_ACCOUNT,
    GARDEN,
    HOSTILE,
    LATER,
    accepted,
    every_view,
    hostile,
    mine,
    options,
    review,
    rule,
    shown,
    task,
    text,
    voice,
)

from bot.domain import charter, events, notice_types, people_notices, people_refusals, refusals
from bot.domain.ids import AccountRef, MemberId, Number, Place, SkillRef, TextRef
from bot.domain.views import PollView, TaskView
from bot.words import code_mishaps, mishaps
from bot.words import refusals as sentences
from bot.words.answers import receipt
from bot.words.cards import Card
from bot.words.catalogue import languages
from bot.words.lists import poll_list, task_list
from bot.words.live import live_card
from bot.words.mine import Preferences, my_card, preference_card
from bot.words.mishap_texts import TEXTS as MISHAP_TEXTS
from bot.words.mishap_texts import WITHOUT
from bot.words.notices import TEXTS as NOTICE_TEXTS
from bot.words.notices import notice_card
from bot.words.rule_texts import EXPLANATIONS
from bot.words.rules import rule_card, rule_list
from bot.words.templates import places
from bot.words.why import why_card, why_task

_SAMPLES: dict[Any, Any] = {
    MemberId: MemberId(2),
    Number: Number(14),
    Place: GARDEN,
    AccountRef: CY_ACCOUNT,
    SkillRef: CARPENTRY,
    TextRef: text("title"),
    int: 3,
    str: HOSTILE,
    timedelta: timedelta(hours=36),
}


def sample(hint: Any) -> Any:
    """A value of that type; of a union its first member, of a tuple two of its kind."""
    if hint in _SAMPLES:
        return _SAMPLES[hint]
    arguments = get_args(hint)
    if not arguments:
        return LATER
    if getattr(hint, "__origin__", None) is tuple:
        return (sample(arguments[0]), sample(arguments[0]))
    if getattr(hint, "__origin__", None) is dict:
        return {}
    return arguments[0] if isinstance(arguments[0], str) else sample(arguments[0])


def made(kind: type) -> Any:
    hints = get_type_hints(kind)
    return kind(**{field.name: sample(hints[field.name]) for field in fields(kind)})


def family(module: ModuleType, base: type) -> list[type]:
    return [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, base) and kind is not base
    ]


REFUSALS = [
    kind for module in (refusals, people_refusals) for kind in family(module, refusals.Refusal)
]
MISHAPS = [kind for module in (mishaps, code_mishaps) for kind in family(module, mishaps.Mishap)]
SAYS = [
    kind for module in (notice_types, people_notices) for kind in family(module, notice_types.Say)
]
EVENTS = list(get_args(events.Event))


def assert_harmless(card: Card) -> None:
    words = shown(card)
    assert words.strip()
    assert len(words.splitlines()) == len(card.lines)
    isolates = {"\u2068", "\u2069"}
    for char in words.replace("\n", ""):
        assert char in isolates or unicodedata.category(char) not in {"Cc", "Zl", "Zp"}
        assert unicodedata.bidirectional(char) not in {"RLO", "LRO", "RLE", "LRE", "PDF"}
    assert len(card.mentions) <= 5


def tellings(language: str) -> Iterator[Card]:
    speaker = hostile(language)
    for view in every_view():
        yield live_card(view, speaker)
        yield why_task(view, speaker) if isinstance(view, TaskView) else why_card(view, speaker)
    for kind in SAYS:
        for about in (review(), options(), task(), task(state="withdrawn"), accepted(), None):
            yield notice_card(made(kind), about, speaker)
    for kind in REFUSALS + MISHAPS:
        yield sentences.refusal_card(made(kind), speaker)
    tasks = [view for view in every_view() if isinstance(view, TaskView)]
    polls = [view for view in every_view() if isinstance(view, PollView)]
    yield task_list(tasks * 5, speaker)
    yield poll_list(polls * 5, speaker)
    rules = [
        rule(name=name, value=one.default, form=one.form) for name, one in charter.RULES.items()
    ]
    yield rule_list(rules, (), speaker)
    yield from (rule_card(one, speaker) for one in rules)
    yield my_card(mine(), Preferences(language, HOSTILE), speaker)
    yield my_card(mine(since=None), Preferences(), speaker)
    for name in ("language", "zone", "reminders", "mentions"):
        for flag in (True, False):
            yield preference_card(name, Preferences(language, "UTC", flag, flag), speaker)


@pytest.mark.parametrize("language", languages())
def test_everything_is_said_and_harmless(language: str) -> None:
    for card in tellings(language):
        assert_harmless(card)
        assert card.language == language


@pytest.mark.parametrize("language", languages())
def test_every_event_has_a_receipt_or_none(language: str) -> None:
    polls = {Number(14): options(options=(text("north"), text("south")))}
    for kind in EVENTS:
        for tasks in ({Number(14): task()}, {Number(14): task(queue=(MemberId(2),))}, {}):
            card = receipt([made(kind)], hostile(language), polls, tasks)
            if card is not None:
                assert_harmless(card)


def test_every_refusal_has_a_sentence() -> None:
    assert set(sentences.TEXTS) == set(REFUSALS)
    assert set(MISHAP_TEXTS) == set(MISHAPS)


def test_every_notice_has_a_text() -> None:
    assert set(NOTICE_TEXTS) == set(SAYS)


def test_every_rule_is_explained() -> None:
    assert set(EXPLANATIONS) == set(charter.RULES)


@pytest.mark.parametrize("kind", MISHAPS)
def test_what_has_no_near_word_is_said_without(kind: type) -> None:
    hints = get_type_hints(kind)
    if "nearest" not in hints:
        return
    values = {name: sample(hint) for name, hint in hints.items()} | {"nearest": None}
    assert "nearest" not in places(WITHOUT[kind])
    assert_harmless(sentences.refusal_card(kind(**values), voice()))


@pytest.mark.parametrize("kind", REFUSALS + MISHAPS)
def test_refusals_are_sentences_that_say_what_to_do(kind: type) -> None:
    words = shown(sentences.refusal_card(made(kind), voice()))
    assert words.endswith((".", "?"))
    assert "; " in words or ": " in words or ", " in words or words.count(". ") >= 1


def test_a_title_can_not_fake_a_card() -> None:
    lines = shown(live_card(task(), hostile())).splitlines()
    assert sum(line.startswith("#") for line in lines) == 1


def test_only_open_cards_are_seeded() -> None:
    for view in every_view():
        seeded = bool(live_card(view, voice()).seeds)
        assert seeded == (view.state in {"open", "claimed", "review"})


def test_only_allowed_people_are_mentioned() -> None:
    bo = "matrix:@bo:example.org"
    assert live_card(accepted(), voice()).mentions == ()
    assert live_card(accepted(), voice(may_mention=frozenset({bo}))).mentions == (bo,)
