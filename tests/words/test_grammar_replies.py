# SPDX-License-Identifier: AGPL-3.0-or-later
"""§6: everything an emoji does, a typed word does."""

import pytest

from bot.words.catalogue import languages, translate
from bot.words.choices import LABELS
from bot.words.replies import Said, read_choice, read_reply


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("sound", "sound", ""),
        ("Sound!", "sound", ""),
        (" EXCELLENT. ", "excellent", ""),
        ("needs work: oil the hinge", "needs_work", "oil the hinge"),
        ("Needs-work — oil it", "needs_work", "oil it"),
        ("needs\u00a0work：oil it", "needs_work", "oil it"),
        ("needs work\nOil it.\nAnd paint it.", "needs_work", "Oil it.\nAnd paint it."),
        ("needs work", "needs_work", ""),
        ("block: copied from https://x.org", "block", "copied from https://x.org"),
        ("must not go in: it is stolen", "block", "it is stolen"),
        ("yes", "yes", ""),
        ("no, because it is too early", "no", "it is too early"),
        ("no because: it is too early", "no", "it is too early"),
        ("abstain", "abstain", ""),
        ("2", "2", ""),
        ("#2", "2", ""),
        ("10.", "10", ""),
        ("claim", "claim", ""),
        ("release", "release", ""),
        ("accept!", "accept", ""),
        ("why?", "why", ""),
        ("submit https://example.org/door", "submit", "https://example.org/door"),
        ("Submit: it hangs again", "submit", "it hangs again"),
        ("solide", "sound", ""),
        ("Braucht Arbeit: ölen", "needs_work", "ölen"),
        ("Darf nicht hinein: kopiert", "block", "kopiert"),
        ("ja", "yes", ""),
        ("nein, weil es zu früh ist", "no", "es zu früh ist"),
        ("Enthaltung", "abstain", ""),
        ("übernehme", "claim", ""),
        ("Warum?", "why", ""),
        ("“needs work: oil it”", "needs_work", "oil it"),
        ('"claim"', "claim", ""),
        ("✅", "sound", ""),
        ("⛔ copied", "block", "copied"),
        ("👍🏽", "yes", ""),
        ("1️⃣", "1", ""),
        ("✋", "accept", ""),
    ],
)
def test_a_reply_that_is_only_the_word(text: str, code: str, rest: str) -> None:
    assert read_reply(text) == Said(code, rest)


@pytest.mark.parametrize(
    "text",
    [
        "yes please",
        "no way",
        "sounds good",
        "sound work, Bo",
        "I claim it",
        "2 of us could come",
        "submit",
        "why not?",
        "blocked by rain",
        "ja genau",
        "",
        "!",
        "123",
        "🎉",
        "yes?no",
    ],
)
def test_anything_more_is_a_conversation(text: str) -> None:
    assert read_reply(text) is None


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("needs work oil it", "needs_work", "oil it"),
        ("block it is copied", "block", "it is copied"),
        ("yes, of course", "yes", "of course"),
        ("2", "2", ""),
        ("2 the green one", "2", "the green one"),
        ("must not go in", "block", ""),
    ],
)
def test_after_poll_vote_a_reason_needs_no_colon(text: str, code: str, rest: str) -> None:
    assert read_choice(text) == Said(code, rest)


def test_a_choice_that_is_none() -> None:
    assert read_choice("maybe") is None
    assert read_choice("yesterday") is None


@pytest.mark.parametrize("language", languages())
def test_what_the_cards_call_a_choice_can_be_replied_in_every_language(language: str) -> None:
    for choice, label in LABELS.items():
        word = translate(language, label)
        assert read_reply(word) == Said(choice), (language, word)
        assert read_reply(word.upper()) == Said(choice)
