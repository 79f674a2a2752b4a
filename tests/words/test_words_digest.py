# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daily summary in words: short, each line with its number, doing before voting."""

import re

import pytest
from test_words_everything import assert_harmless
from word_samples import (
    FRIDAY,
    GARDEN,
    LATER,
    NOW,
    SUNDAY,
    accepted,
    hostile,
    not_yet,
    options,
    poll,
    review,
    shown,
    task,
    voice,
)

from bot.domain.notice_types import DigestSaid
from bot.domain.views import DigestView, Part
from bot.words.cards import Card
from bot.words.catalogue import languages
from bot.words.notices import notice_card
from bot.words.voice import Voice

SAID = DigestSaid(NOW, FRIDAY, SUNDAY)
FULL = DigestView(
    since=NOW,
    new=Part((task(state="open", claims=()), task(), review(), poll()), 3),
    waiting=Part((task(number=20, state="open", claims=(), overdue=True), review(number=21))),
    closing=Part((poll(number=22), options(number=23))),
    decided=Part((accepted(number=24), not_yet(number=25), options(number=26, state="passed"))),
    places=(GARDEN,),
)


def digest(view: DigestView, speaker: Voice | None = None) -> Card:
    return notice_card(SAID, view, speaker or voice())


@pytest.mark.parametrize("language", languages())
def test_every_line_is_harmless(language: str) -> None:
    assert_harmless(digest(FULL, hostile(language)))


def test_every_line_has_its_number_and_headings_come_in_order() -> None:
    lines = shown(digest(FULL)).splitlines()
    headings = [line for line in lines if "#" not in line]
    assert headings == [
        "garden, since Monday 30 November, 09:00 Lisbon",
        "New",
        'And 3 more; "!task list" and "!poll list" show them.',
        "Waits for somebody",
        "Closes within a day",
        "Decided",
        "The cards are in the garden room; take part there.",
    ]
    assert all(re.search(r"#\d+", line) for line in lines if line not in headings)


def test_outcomes_come_with_their_numbers() -> None:
    lines = shown(digest(FULL)).splitlines()
    assert lines[-4:-1] == [
        "Review #24, accepted: Greenhouse door; 4 sound (1 excellent), 1 needs work, 0 blocks.",
        "Review #25, changes asked: Greenhouse door; 1 sound, 2 needs work, 0 blocks.",
        "Poll #26, passed: Which bed first?; The north bed: 1; The south bed: 3.",
    ]


def test_a_review_says_what_it_is_short_of() -> None:
    short = DigestView(NOW, Part(), Part((review(),)), Part(), Part(), ())
    (line,) = [line for line in shown(digest(short)).splitlines() if "#14" in line]
    assert line.endswith("2 ballots; 1 more sound mark needed")
    enough = review(tally={"sound": 2, "excellent": 1, "needs_work": 0, "block": 0})
    plenty = DigestView(NOW, Part((enough,)), Part(), Part(), Part(), ())
    assert "needed" not in shown(digest(plenty))


def test_nothing_to_tell_is_no_message() -> None:
    empty = DigestView(LATER, Part(), Part(), Part(), Part(), (GARDEN,))
    assert digest(empty).lines == ()
