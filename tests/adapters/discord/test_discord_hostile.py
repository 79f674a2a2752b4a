# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile words through every option of every command, every form and every offer.

Nobody is pinged, nothing is refused by Discord, nothing breaks, and everybody gets an answer that
only they see. The long version is for nights: `-m long`.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from bot.service.chat import SHAPES
from bot.service.suggesting import OFFERED
from bot.words.table import ChatCommand, Kind, Option
from tests.adapters.discord.simcord_rig import Garden, text_of
from tests.adapters.discord.test_discord_buttons import a_poll, a_work

PIECES = (
    *("@everyone", "@here", "<@1>", "<@!22>", "<@&33>", "<#44>", "<:a:55>", "<a:b:66>"),
    *("<t:1:R>", "</task new:77>", "<id:guide>", "[a](https://evil.example)"),
    *("*", "**", "__", "~~", "||", "`", "```", "```py\n", "> ", ">>> ", "# ", "-# ", "- ", "1. "),
    *("<https://evil.example>", "https://discord.gg/abc", "javascript:alert(1)", "\\"),
    *("\u202e", "\u2066", "\u200b", "\u0000", "\u0007", "\u001b[31m", "\r\n", "\n\n", "\u2028"),
    *(
        "e\u0301" + "\u0336" * 30,
        "﷽" * 20,
        "👩‍👩‍👧‍👦" * 10,
        "\ud83d",
        "ⓐⓑ",
        "مرحبا",
        "x" * 500,
        " " * 50,
    ),
    *("due:1d", "options:a|b", "|", ",", '"', "”", "{number}", "%s", "${x}", "'; DROP TABLE a;--"),
    *("../../etc/passwd", "-1", "9" * 40, "NaN", "0", "1e9", "null", "on", "mine", "none"),
    *("review.quorum", "CC0-1.0", "de", "1", "yes"),
)


def words(chance: random.Random) -> str:
    """A few pieces, sometimes a great many, as Discord would let them through (6,000 letters)."""
    many = chance.choice((1, 1, 2, 3, 5, 8, 200))
    text = chance.choice(("", " ", "\n")).join(chance.choice(PIECES) for _ in range(many))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:6000] or "x"


def value(option: Option, chance: random.Random) -> Any:
    if option.kind is Kind.NUMBER:
        return chance.choice((1, 2, 3, 4, 99, 999_999_999))
    if option.kind is Kind.COUNT:
        return chance.choice((0, 1, -5, 2**53 - 1, 7))
    if option.choices:
        return chance.choice(option.choices)
    return words(chance)


def options(shape: ChatCommand, chance: random.Random) -> dict[str, Any]:
    return {
        option.name: value(option, chance)
        for option in shape.options
        if option.required or chance.random() < 0.7
    }


@contextmanager
def nothing_breaks(garden: Garden) -> Iterator[None]:
    with structlog.testing.capture_logs() as lines:
        yield
    assert [line for line in lines if line["log_level"] in ("warning", "error")] == []
    for request in garden.requests:
        if isinstance(request.body, dict) and "content" in request.body:
            allowed = request.body["allowed_mentions"]
            assert not allowed.get("parse"), request
            assert not allowed.get("users"), request
    for message in garden.everything_said():
        assert not message.mention_everyone
        assert message.mentions == []
        assert message.role_mentions == []


async def storm(garden: Garden, shape: ChatCommand, seed: int, times: int) -> None:
    chance = random.Random(seed)
    person = await garden.person("eve")
    command = "my show" if shape.path == "my" else shape.path
    for _ in range(times):
        typed = options(shape, chance)
        result = await person.slash(garden.board, command, **typed)
        assert text_of(result), (command, typed)
        for option in shape.options:
            if option.name in OFFERED and not option.choices:
                others = {key: one for key, one in typed.items() if key != option.name}
                offered = await person.autocomplete(
                    garden.board, command, option.name, str(typed.get(option.name, "")), **others
                )
                assert len(offered) <= 25


@pytest.mark.parametrize("path", [shape.path for shape in SHAPES])
async def test_a_few_hostile_values_through_every_option(discord_garden: Garden, path: str) -> None:
    shape = next(one for one in SHAPES if one.path == path)
    await a_work(discord_garden)
    with nothing_breaks(discord_garden):
        await storm(discord_garden, shape, 1, 4)
        await discord_garden.settle()


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("path", [shape.path for shape in SHAPES])
async def test_hundreds_of_hostile_values_through_every_option(
    discord_garden: Garden, path: str
) -> None:
    shape = next(one for one in SHAPES if one.path == path)
    await a_work(discord_garden)
    with nothing_breaks(discord_garden):
        await storm(discord_garden, shape, 2, 300)
        await discord_garden.settle()


async def test_hostile_words_in_forms(discord_garden: Garden) -> None:
    await a_work(discord_garden)
    eve = await discord_garden.person("eve")
    chance = random.Random(3)
    with nothing_breaks(discord_garden):
        for _ in range(15):
            for number, label in ((2, "Must not go in"), (2, "Say why"), (1, "Submit")):
                asked = await eve.click(await discord_garden.fresh(number), label=label)
                limit = asked.modal["components"][0]["component"]["max_length"]
                sent = await eve.submit_modal(asked, {"words": words(chance)[:limit]})
                assert text_of(sent)
        await discord_garden.settle()


@pytest.mark.parametrize(
    "custom_id",
    [
        "fm:garden:1:nonsense",
        "fm:garden:1:99",
        "fm:garden:999999999:yes",
        "fm:nowhere:1:yes",
        "fm:garden:1:claim",
        "fm:garden:1:submit",
        "fm:garden:1:sound",
        "fm:garden:1:block",
        "fm:garden:1:accept",
        "fm:garden:0:yes",
    ],
)
async def test_forged_buttons(discord_garden: Garden, custom_id: str) -> None:
    """Nobody can forge them on Discord; old versions of the bot may have made others."""
    await a_poll(discord_garden)
    eve = await discord_garden.person("eve")
    with nothing_breaks(discord_garden):
        pressed = discord_garden.press_again(eve, await discord_garden.fresh(1), custom_id)
        await discord_garden.settle()
        assert text_of(pressed)
    assert discord_garden.ballots(1) == []


async def test_buttons_that_are_none_of_ours(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    eve = await discord_garden.person("eve")
    with nothing_breaks(discord_garden):
        for custom_id in ("fm:garden:x:yes", "other:1", "fm:garden:1:yes:more"):
            pressed = discord_garden.press_again(eve, discord_garden.card(1), custom_id)
            await discord_garden.settle()
            assert pressed.response is None
