# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a picture of an outcome shows, and that the words say all of it."""

from dataclasses import replace

import pytest
from word_samples import accepted, hostile, not_yet, options, poll, shown, voice

from bot.domain.ids import Number
from bot.domain.notice_types import OutcomeSaid
from bot.domain.views import PollView
from bot.words.cards import Bar, Card, Chart
from bot.words.live import live_card
from bot.words.notices import notice_card
from bot.words.plaintext import plain


def closed(view: PollView, result: str, **tally: int) -> PollView:
    return replace(
        view,
        state="failed" if result == "failed" else "passed",
        result=result,
        tally={name.lstrip("_"): count for name, count in tally.items()},
        height=418,
    )


def told(view: PollView, language: str = "en") -> tuple[Card, Chart]:
    card = notice_card(OutcomeSaid(view.number), view, voice(language))
    assert card == live_card(view, voice(language))
    assert card.chart is not None
    return card, card.chart


def test_a_review() -> None:
    _, chart = told(accepted())
    assert chart.title == "#14 Accepted: Greenhouse door. Thank you, Bo."
    assert chart.bars == (
        Bar("sound", 4, "✅"),
        Bar("of these excellent", 1, "🌟"),
        Bar("needs work", 1, "🔧"),
        Bar("must not go in", 0, "⛔"),
    )
    assert chart.alt == (
        "Bar chart. #14 Accepted: Greenhouse door. Thank you, Bo. "
        "sound: 4; of these excellent: 1; needs work: 1; must not go in: 0."
    )


def test_options_keep_their_numbers() -> None:
    _, chart = told(closed(options(), "2", _1=1, _2=3))
    assert chart.title == "#15 Decided for 2, The south bed: Which bed first?"
    assert chart.bars == (Bar("1. The north bed", 1, "1️⃣"), Bar("2. The south bed", 3, "2️⃣"))
    assert chart.alt.endswith("Which bed first? 1. The north bed: 1; 2. The south bed: 3.")


def test_the_alternative_speaks_the_language_of_the_room() -> None:
    _, chart = told(closed(poll(), "passed", yes=5, no=2, abstain=1), "de")
    assert chart.alt.startswith("Balkendiagramm. #15 Angenommen: ")
    assert chart.alt.endswith("ja: 5; nein: 2; Enthaltung: 1.")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "view",
    [
        accepted(),
        not_yet(),
        closed(poll(), "failed", yes=1, no=2, abstain=1),
        closed(options(), "tie", _1=7, _2=7),
    ],
    ids=lambda view: view.result,
)
def test_the_words_say_all_that_the_picture_says(view: PollView, language: str) -> None:
    card, chart = told(view, language)
    words = shown(card)
    assert chart.title in words
    for bar in chart.bars:
        assert str(bar.count) in words
        assert bar.label.partition(". ")[2] in words
        assert f"{bar.label}: {bar.count}" in chart.alt


def test_without_a_single_vote_there_is_nothing_to_draw() -> None:
    view = closed(poll(), "no_quorum", yes=0, no=0, abstain=0)
    assert notice_card(OutcomeSaid(Number(15)), view, voice()).chart is None


def test_what_people_wrote_is_one_line_of_visible_letters() -> None:
    for view in (accepted(), closed(options(), "2", _1=1, _2=3)):
        chart = notice_card(OutcomeSaid(view.number), view, hostile()).chart
        assert chart is not None
        for words in (chart.title, chart.alt, *(bar.label for bar in chart.bars)):
            assert not set(words) & set("\n\u202e\u2028\x00")


def test_right_to_left_words_do_not_pull_their_numbers_along() -> None:
    arabic = voice(texts={**voice().texts, "north": "مرحبا"})
    view = closed(options(), "2", _1=1, _2=3)
    card = notice_card(OutcomeSaid(view.number), view, arabic)
    assert card.chart is not None
    assert "\u2068" in card.chart.alt
    assert "\u2069" in plain(card)
