# SPDX-License-Identifier: AGPL-3.0-or-later
"""§3: of marks that are gone, which their owners took away, told by the bot's own emoji."""

import pytest

from adapters.discord.reading import Own, _Found, _what_became

POLL = ("👍", "👎", "🤷")


def mark(user: str, emoji: str) -> str:
    return f"discord:1:{user}:{emoji}:n"


BO, CLEO, DEE = mark("2", "👍"), mark("3", "👍"), mark("4", "👎")


@pytest.mark.parametrize(
    ("standing", "seeds", "placed", "withdrawn"),
    [
        # All of the bot's own were there: where one still stands, each went by themselves.
        ((), POLL, True, {BO, CLEO, DEE}),
        ((), ("👎", "🤷"), True, {DEE}),
        ((), (), True, set()),
        ((BO,), ("👎", "🤷"), True, {DEE}),
        # They were there up to 👎: that 👍 is missing tells something, and 🤷 nothing.
        ((), ("👎",), False, {DEE}),
        # Only 👍 was there, and stands.
        ((), ("👍",), False, {BO, CLEO, DEE}),
        # None was there, and somebody stayed: it was not cleared.
        ((BO,), (), False, {CLEO, DEE}),
        # None was there, and nobody stayed.
        ((), (), False, set()),
    ],
)
def test_s3_marks_that_are_gone(
    standing: tuple[str, ...], seeds: tuple[str, ...], placed: object, withdrawn: set[str]
) -> None:
    found = _Found({one: tuple(one.split(":")[2:4]) for one in standing}, set(seeds))
    gone, frozen = _what_became([BO, CLEO, DEE], found, Own(POLL, bool(placed)))
    assert set(gone) == withdrawn
    assert {*gone, *frozen, *standing} == {BO, CLEO, DEE}


def test_s3_one_who_was_alone_and_is_gone() -> None:
    found = _Found({}, set())
    assert _what_became([BO], found, Own(POLL, placed=False)) == ([BO], [])
    assert _what_became([BO], found, Own(POLL, placed=True)) == ([], [BO])


def test_s3_a_skin_tone_is_told_by_the_bots_own() -> None:
    tone = mark("2", "👍🏽")
    assert _what_became([tone], _Found({}, {"👍"}), Own(POLL, placed=True)) == ([tone], [])
