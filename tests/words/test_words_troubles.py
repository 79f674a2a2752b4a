# SPDX-License-Identifier: AGPL-3.0-or-later
"""Troubles: each has a sentence that names the room and the mend, whatever the room is called."""

from typing import get_args

import pytest
from test_words_everything import assert_harmless
from word_samples import GARDEN, HOSTILE, hostile, shown, voice

from bot.words.catalogue import languages
from bot.words.troubles import (
    NEEDS,
    TEXTS,
    Code,
    Need,
    Reported,
    Trouble,
    trouble_card,
    trouble_sentence,
)


def test_every_trouble_has_a_sentence() -> None:
    assert set(TEXTS) == set(get_args(Code))
    assert set(NEEDS) == set(get_args(Need))


@pytest.mark.parametrize("language", languages())
def test_every_trouble_is_said_and_harmless(language: str) -> None:
    for code in get_args(Code):
        for need in get_args(Need):
            one = Reported(GARDEN, Trouble(code, HOSTILE, need))
            assert_harmless(trouble_card([one, one], hostile(language)))


@pytest.mark.parametrize("code", get_args(Code))
def test_a_trouble_names_the_room_and_says_the_mend(code: str) -> None:
    said = shown(trouble_card([Reported(GARDEN, Trouble(code, "Add Reactions."))], voice()))
    assert "the garden room" in said.splitlines()[1]
    assert "garden" in said.splitlines()[0]


def test_a_missing_right_is_named_as_the_network_names_it() -> None:
    trouble = Trouble("right", "Add Reactions", "react")
    assert trouble_sentence("discord:1234567", trouble, "#garden") == (
        "Give me “Add Reactions” in #garden: without it the emoji to tap are missing on the cards."
    )
    assert "in 1234567: " in trouble_sentence("discord:1234567", trouble)
    long = "!" + "x" * 90 + ":a.very.long.name.of.a.server.example.org"
    assert long in trouble_sentence(f"matrix:{long}", trouble)
    assert HOSTILE[:20] not in trouble_sentence("net:!a", Trouble("removed", HOSTILE))
