# SPDX-License-Identifier: AGPL-3.0-or-later
"""What threads and posts are called: by what stays, not by how a card stands."""

import pytest

from adapters.discord.threads import title
from bot.words.catalogue import languages
from bot.words.live import live_card
from tests.words.word_samples import poll, review, task, voice


@pytest.mark.parametrize("language", languages())
def test_a_title_says_nothing_that_passes(language: str) -> None:
    for view in (task(), poll(), review()):
        said = title(live_card(view, voice(language)))
        assert said.startswith(f"#{view.number} ")
        for word in ("open", "offen", "2026", ",", "09:"):
            assert word not in said


def test_a_title_is_the_number_the_kind_and_the_words() -> None:
    assert title(live_card(task(), voice())) == "#12 Task: Mend the greenhouse door"
    rehearsed = title(live_card(task(), voice(rehearsal=True)))
    assert rehearsed == "Rehearsal, nothing is kept: #12 Task: Mend the greenhouse door"
