# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fifty thousand hostile strings through every command, and what two networks would show of it.

No ping, no markup, no lost word, no message that is too long, no traceback, and a record that
still verifies. A slice of it runs always; `-m long` runs all.
"""

import asyncio
import random
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.console.founding import COMMONS
from adapters.console.stage import Stage, StageError
from adapters.console.steps import Says, Waits
from adapters.discord import markup
from bot.record.verification import Verified, verify_stream
from bot.service.incoming import Commanded, Incoming
from bot.service.ports import Answer
from bot.words.cards import Card, Code, Link, Mention, People, Plain, Span, Strong
from tests.fuzz.hostile import DISCORD, PEOPLE, actions, hostile
from tests.fuzz.matrix_reader import Broken
from tests.fuzz.shown_checks import CHECKS, discord_is_true, matrix_is_true
from tests.fuzz.village import cards, house

SLICE, ALL, HOUSE = 2_000, 50_000, 500
"""Strings that run always, all of them, and so many in one house: lists grow long else."""


async def commanded(stage: Stage, name: str, command: Commanded, source: str) -> Answer:
    """A command whose options the network told apart."""
    person = stage.network.person(name)
    place = stage.network.rooms.places()[0]
    incoming = Incoming(
        source,
        person.account,
        place,
        command,
        joined_at=person.joined[place],
        sent_at=stage.clock.now(),
        name=stage.network.display(person.account),
        discreet=True,
    )
    answer: Answer = await (await stage.house.receive(incoming))
    return answer


async def storm(seed: int, count: int) -> int:
    """Play it all in one house; how many different cards were looked at."""
    dice = random.Random(seed)
    looked: set[Card] = set()
    async with house() as (stage, store, network):
        await stage.play(Says("Ana", "!task new Mend the door"))
        for index, action in enumerate(actions(dice, count)):
            if index % 29 == 0:
                someone = network.person(dice.choice(PEOPLE)).account
                network.called[someone] = hostile(dice)[:200]
            answered: list[Card] = []
            try:
                if isinstance(action, tuple):
                    answer = await commanded(stage, *action, f"console:fuzz{index}")
                    answered = [answer.card] if answer.card else []
                    scene = await stage.play(Waits(timedelta()))
                else:
                    scene = await stage.play(action)
            except StageError:
                continue  # there is no such card to react to
            except Exception as error:
                raise AssertionError(f"seed {seed}: {action!r}") from error
            for card in [*answered, *cards(scene.happenings)]:
                if card not in looked:
                    looked.add(card)
                    for check in CHECKS:
                        _checked(check, card, f"seed {seed}: {action!r}")
        await stage.play(Waits(timedelta(days=30)))
        assert not await store.says(COMMONS)  # all that was to be said has been sent
        verdict = await verify_stream(store.entries(COMMONS))
        assert isinstance(verdict, Verified)
        assert verdict.count > count // 10
        for row in await store.text_rows(COMMONS):
            row.body.encode()
            assert "\x00" not in row.body
    return len(looked)


def _checked(check: object, card: Card, why: str) -> None:
    try:
        check(card)  # type: ignore[operator]
    except Broken as error:
        raise Broken(f"{why}\n{card!a:.2000}\n{error}") from None


def stormy(seed: int, strings: int) -> None:
    with capture_logs() as said:
        looked = asyncio.run(storm(seed, strings))
    assert looked > strings // 2
    assert not [line for line in said if line["log_level"] in {"warning", "error", "critical"}]


@pytest.mark.parametrize("seed", range(SLICE // HOUSE))
def test_hostile_strings_through_every_command(seed: int) -> None:
    stormy(seed, HOUSE)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(1000, 1000 + ALL // HOUSE))
def test_fifty_thousand_hostile_strings(seed: int) -> None:
    stormy(seed, HOUSE)


def any_card(dice: random.Random) -> Card:
    """A card of any shape, of any words: also such as no command makes today."""

    def words() -> str:
        return hostile(dice)

    makers = (
        lambda: People(words()),
        lambda: People(words()),
        lambda: Strong((Plain("#1 "), People(words()))),
        lambda: Strong((People(words()), Link(words()), Code(words()))),
        lambda: Link(dice.choice(("https://b.org/", "http://", "")) + words()),
        lambda: Code(words(), command=dice.random() < 0.5),
        lambda: Mention(dice.choice(("discord:7", "discord:8", "matrix:@a:b")), words()),
        lambda: Plain(dice.choice((" ", ": ", ".", "- ", "# ", "1. ", "\n", "8_9", ">=2/3"))),
    )
    lines = tuple(
        tuple(_apart(dice.choice(makers)() for _ in range(dice.randint(1, 5))))
        for _ in range(dice.randint(1, 5))
    )
    return Card(lines, mentions=dice.choice(((), ("discord:7",), ("matrix:@a:b",))))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Two commands never stand side by side."""
    for span in spans:
        yield span
        if isinstance(span, Code) or (isinstance(span, Strong) and len(span.spans) > 2):
            yield Plain(" ")


@pytest.mark.parametrize("seed", range(4))
def test_cards_of_any_shape(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(100):
        card = any_card(dice)
        for check in CHECKS:
            _checked(check, card, f"seed {seed}")


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ever_more_cards_of_any_shape() -> None:
    dice = random.Random(77)
    for _ in range(10_000):
        card = any_card(dice)
        for check in CHECKS:
            _checked(check, card, "seed 77")


def test_the_checks_see_what_is_not_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that can't fail is none: without escapes it must find something in most of these."""
    texts = [f"a {text} b {text} c" for text in DISCORD if text.strip()]
    texts += [text + "x" for text in DISCORD if text.endswith(" ")]
    before = [text for text in texts if _finds(discord_is_true, text)]
    assert not before
    monkeypatch.setattr(markup, "escaped", lambda text, **_: text)
    missed = [text for text in texts if not _finds(discord_is_true, text)]
    assert len(missed) < len(texts) // 2  # signs that mean nothing alone, or not within a line
    for sure in ("**", "||", "`", "@everyone", "<@!1>", "</task new:1>", ":heart:", "<t:1>"):
        assert f"a {sure} b {sure} c" not in missed
    assert not {"# x", "-# x", "- x", "> x", ">>> x", "1. x"} & set(missed)


def test_the_checks_see_html_that_is_not_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    from adapters.matrix import render  # noqa: PLC0415

    assert not _finds(matrix_is_true, "<b>x</b>")
    monkeypatch.setattr(render, "escape", lambda text: text)
    for text in ("<b>x</b>", "</p>", "<br>", "<!--", "&lt;", "<code>x</code>"):
        assert _finds(matrix_is_true, text)


def _finds(check: object, text: str) -> bool:
    try:
        check(Card(((People(text),),)))  # type: ignore[operator]
    except Broken:
        return True
    return False
