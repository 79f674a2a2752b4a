# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suggestions while people type, as Discord gets them: 25 at most, short, harmless and at once."""

import time
from typing import Any

import pytest

from adapters.discord.autocomplete import Typing, choices, typing
from bot.service.chat import SHAPES
from bot.service.drafts import Suggestion
from bot.service.suggesting import OFFERED
from tests.adapters.discord.simcord_rig import Garden


def names(offered: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in offered]


async def test_open_tasks_by_their_titles(discord_garden: Garden) -> None:
    ana, bo = [await discord_garden.person(name) for name in ("ana", "bo")]
    board = discord_garden.board
    await ana.slash(board, "task new", title="Mend the door", skills="carpentry")
    await ana.slash(board, "task new", title="Paint the *gate* @everyone")
    assert await bo.autocomplete(board, "task claim", "number", "") == [
        {"name": "#2 Paint the *gate* @everyone", "value": 2},
        {"name": "#1 Mend the door", "value": 1},
    ]
    assert names(await bo.autocomplete(board, "task claim", "number", "door")) == [
        "#1 Mend the door"
    ]
    assert names(await bo.autocomplete(board, "task claim", "number", "2")) == [
        "#2 Paint the *gate* @everyone"
    ]
    assert await bo.autocomplete(board, "task release", "number", "") == []
    assert names(await bo.autocomplete(board, "task list", "skill", "")) == ["carpentry"]


async def test_the_choices_of_the_poll_that_was_named(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    board = discord_garden.board
    await ana.slash(board, "poll new", question="When?", options="Now|Later")
    assert await ana.autocomplete(board, "poll vote", "choice", "", number=1) == [
        {"name": "1. Now", "value": "1"},
        {"name": "2. Later", "value": "2"},
    ]
    discord_garden.locales[ana.id] = "de"
    await ana.slash(board, "poll new", question="Is it time?")
    assert names(await ana.autocomplete(board, "poll vote", "choice", "", number=2)) == [
        "👍 ja",
        "👎 nein",
        "🤷 Enthaltung",
    ]


@pytest.mark.parametrize(
    ("command", "option", "typed", "first"),
    [
        ("rule show", "rule", "block", "review.block_reason: How long somebody who marks"),
        ("task new", "licence", "agpl", "AGPL-3.0-or-later"),
        ("help", "topic", "submit", "task submit: Put a work forward for review"),
        ("my zone", "zone", "lisbon", "Europe/Lisbon"),
        ("my language", "language", "deu", "Deutsch (de)"),
        ("task new", "due", "3d", "after 3 days: "),
        ("poll new", "closes", "", "after 1 day: "),
    ],
)
async def test_words_that_are_known(
    discord_garden: Garden, command: str, option: str, typed: str, first: str
) -> None:
    ana = await discord_garden.person("ana")
    offered = await ana.autocomplete(discord_garden.board, command, option, typed)
    assert offered[0]["name"].startswith(first)
    assert all(len(one["name"]) <= 100 for one in offered)


async def test_in_private_and_elsewhere(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    assert names(await ana.user.autocomplete("task show", "number", "")) == ["#1 Mend the door"]
    tavern = discord_garden.guild.create_text_channel("tavern")
    assert await ana.autocomplete(tavern, "task show", "number", "") == []


async def test_hundreds_are_25_and_come_within_a_moment(discord_garden: Garden) -> None:
    people = [await discord_garden.person(f"person{n}") for n in range(60)]
    for number, one in enumerate(people * 5):
        await discord_garden.hands.ask(discord_garden.typed(one, "task new", title=f"Job {number}"))
    began = time.monotonic()
    offered = await people[0].autocomplete(discord_garden.board, "task show", "number", "")
    assert len(offered) == 25
    assert offered[0] == {"name": "#300 Job 299", "value": 300}
    assert time.monotonic() - began < 1


def test_what_is_too_long_is_left_out_and_never_cut_to_mean_something_else() -> None:
    long = "x" * 101
    offered = [Suggestion(long, "long"), Suggestion("short", long), Suggestion("12", "no number")]
    assert [one.value for one in choices(offered, whole=False)] == ["short", "12"]
    assert all(len(one.name) <= 100 for one in choices(offered, whole=False))
    assert [one.value for one in choices(offered, whole=True)] == [12]
    emoji = Suggestion("v", "😀" * 100)
    (one,) = choices([emoji], whole=False)
    assert len(one.name.encode("utf-16-le")) // 2 <= 100


def test_every_option_that_gets_offers_is_one() -> None:
    there = {option.name for shape in SHAPES for option in shape.options}
    assert there | {"commons"} >= OFFERED


def test_what_is_being_typed() -> None:
    leaf = [
        {"name": "number", "type": 4, "value": 12},
        {"name": "choice", "type": 3, "value": "so", "focused": True},
    ]
    data = {"name": "poll", "options": [{"name": "vote", "type": 1, "options": leaf}]}
    assert typing(data) == Typing("choice", "so", {"number": "12"})
    assert typing({"name": "help", "options": leaf}) == Typing("choice", "so", {"number": "12"})
    assert typing({"name": "poll"}) is None
    assert typing({"options": [{"name": "vote", "type": 1, "options": []}]}) is None
