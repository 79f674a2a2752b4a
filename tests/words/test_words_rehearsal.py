# SPDX-License-Identifier: AGPL-3.0-or-later
"""In a rehearsal whatever is said says so first, whatever it is."""

import pytest
from test_words_everything import MISHAPS, REFUSALS, SAYS, assert_harmless, made
from word_samples import accepted, every_view, hostile, mine, review, shown, voice

from bot.words.catalogue import languages
from bot.words.lists import poll_list, task_list
from bot.words.live import live_card
from bot.words.mine import Preferences, my_card
from bot.words.notices import notice_card
from bot.words.people import card
from bot.words.refusals import refusal_card

MARKS = {"en": "Rehearsal, nothing is kept: ", "de": "Probe, nichts wird aufgehoben: "}


@pytest.mark.parametrize("language", languages())
def test_everything_is_marked_on_its_first_line(language: str) -> None:
    speaker = hostile(language, rehearsal=True)
    cards = [live_card(view, speaker) for view in every_view()]
    cards += [notice_card(made(kind), review(), speaker) for kind in SAYS]
    cards += [refusal_card(made(kind), speaker) for kind in REFUSALS + MISHAPS]
    cards += [task_list([], speaker), poll_list([], speaker)]
    cards.append(my_card(mine(), Preferences(), speaker))
    for one in cards:
        assert_harmless(one)
        assert shown(one).startswith(MARKS[language])
        assert shown(one).count(MARKS[language]) == 1


def test_a_picture_is_marked_too() -> None:
    chart = live_card(accepted(), voice(rehearsal=True)).chart
    assert chart is not None
    assert chart.title.startswith(MARKS["en"])
    assert MARKS["en"] in chart.alt


def test_what_says_nothing_stays_silent_and_the_rest_is_as_ever() -> None:
    assert card(voice(rehearsal=True), []).lines == ()
    for view in every_view():
        usual, tried = (live_card(view, voice(rehearsal=flag)) for flag in (False, True))
        assert tried.lines[0][-len(usual.lines[0]) :] == usual.lines[0]
        assert tried.lines[1:] == usual.lines[1:]
        assert (tried.seeds, tried.buttons) == (usual.seeds, usual.buttons)
