# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is not there, what is too much, and half characters; tests/fuzz has all the rest."""

import asyncio

import pytest

from adapters.console.steps import Says
from bot.words.plaintext import plain
from tests.fuzz.village import cards, house


async def answers(*lines: str) -> list[str]:
    """What is answered to each line, as plain text, without the welcome."""
    said = []
    async with house() as (stage, _, _):
        await stage.play(Says("Ana", "!task new Mend the door"))
        for line in lines:
            scene = await stage.play(Says("Ana", line))
            said.append("\n".join(plain(card) for card in cards(scene.happenings)))
    return said


INVISIBLE = ("   ", "\u200b\u200b", "\u202e\u202d", "\u3164\u2800", "\u200d", "\ud800", "\x00\x07")


@pytest.mark.parametrize("nothing", INVISIBLE, ids=ascii)
def test_what_nobody_can_see_is_nothing(nothing: str) -> None:
    title, details, question, option, work, reason, edit = asyncio.run(
        answers(
            f"!task new {nothing}",
            f"!task new Paint the gate details:{nothing}",
            f"!poll new {nothing}",
            f"!poll new Which? options:{nothing}|red",
            f"!task submit 1 {nothing}",
            f"!poll vote 1 {nothing}",
            f"!task edit 1 title:{nothing}",
        )
    )
    assert "needs a title" in title
    assert "“details:” has nothing behind it" in details
    assert "needs a question" in question
    assert "A poll takes 2 to 10 options, not 1" in option
    assert "needs a link to the work, or words" in work
    assert "needs your choice" in reason
    assert "needs a title" in edit


def test_a_hundred_kilobytes_are_too_much_and_quoted_shortly() -> None:
    much = "x" * 100_000
    said = asyncio.run(
        answers(
            f"!task new {much}",
            f"!task new A details:{much}",
            f"!poll new {much}",
            f"!poll new A options:{much}|b",
            f"!task submit 1 {much}",
            f"!task submit 1 https://example.org/{much}",
            f"!task new A skills:{much}",
            f"!task new A licence:{much}",
            f"!task new A due:{much}",
            f"!task submit 1 A with:@{much}",
            f"!my zone {much}",
            f"!rule show {much}",
            f"!task {much}",
            f"!steward pause {much}",
        )
    )
    assert all(0 < len(one) < 300 for one in said)
    assert all("\n" not in one for one in said)
    assert "The title has 100000 characters, and 200 are allowed" in said[0]


def test_half_characters_are_joined_or_left_out() -> None:
    (card,) = asyncio.run(answers("!task new A \ud83d\ude00 and \ud83d a\x00b\x1b[31m"))
    assert "Task, open: A \U0001f600 and ab[31m" in card
