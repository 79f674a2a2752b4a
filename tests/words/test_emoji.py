# SPDX-License-Identifier: AGPL-3.0-or-later
"""§5: what an emoji means on a card, and that everything else is silence."""

import pytest

from bot.words.emoji import NUMBERS, choice_of, emoji_of, normalise

YES_NO = ("yes", "no", "abstain")


@pytest.mark.parametrize(
    ("emoji", "kind", "choice"),
    [
        ("✋", "task", "claim"),
        ("✋🏿", "task", "claim"),
        ("✅", "review", "sound"),
        ("✅\ufe0f", "review", "sound"),
        ("🌟", "review", "excellent"),
        ("🔧", "review", "needs_work"),
        ("⛔", "review", "block"),
        ("⛔\ufe0e", "review", "block"),
        ("✋🏻", "review", "accept"),
        ("👍", "poll", "yes"),
        ("👍🏽", "poll", "yes"),
        ("👎🏾", "amendment", "no"),
        ("🤷", "poll", "abstain"),
        ("🤷‍♀️", "poll", "abstain"),
        ("🤷🏼‍♂️", "poll", "abstain"),
        ("1️⃣", "poll", "1"),
        ("1\u20e3", "poll", "1"),
        ("9️⃣", "poll", "9"),
        ("🔟", "poll", "10"),
    ],
)
def test_presentation_and_skin_tone_do_not_change_what_an_emoji_means(
    emoji: str, kind: str, choice: str
) -> None:
    assert choice_of(emoji, kind) == choice


@pytest.mark.parametrize(
    ("emoji", "kind"),
    [
        ("🎉", "task"),
        ("👍", "task"),
        ("👍", "review"),
        ("✅", "poll"),
        ("1️⃣", "review"),
        ("", "poll"),
        ("claim", "task"),
        (":wave:", "task"),
        ("👍👍", "poll"),
        ("0️⃣", "poll"),
        ("✋", "no such kind"),
        ("mxc://example.org/abc", "poll"),
    ],
)
def test_an_emoji_without_a_meaning_is_silence(emoji: str, kind: str) -> None:
    assert choice_of(emoji, kind) is None


def test_only_the_choices_of_this_poll_count() -> None:
    assert choice_of("👍", "poll", ("1", "2", "3")) is None
    assert choice_of("3️⃣", "poll", ("1", "2", "3")) == "3"
    assert choice_of("4️⃣", "poll", ("1", "2", "3")) is None
    assert choice_of("1️⃣", "poll", YES_NO) is None
    assert choice_of("🤷", "poll", YES_NO) == "abstain"


def test_every_choice_has_an_emoji_that_means_it() -> None:
    for number, emoji in enumerate(NUMBERS, start=1):
        assert choice_of(emoji, "poll") == str(number)
        assert emoji_of(str(number)) == emoji
    for kind, choice in (("task", "claim"), ("review", "accept"), ("poll", "abstain")):
        assert choice_of(emoji_of(choice), kind) == choice
    assert emoji_of("no such choice") == ""


def test_normalising_twice_is_normalising_once() -> None:
    for emoji in ("🤷🏼‍♂️", "1️⃣", "✋🏿", " 👍 "):
        assert normalise(normalise(emoji)) == normalise(emoji)
