# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile strings through every command: a card or silence, never an exception, nothing lost."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.console.founding import COMMONS, founding_of
from adapters.console.happenings import Answered, Changed, Happening, Posted, Whispered
from adapters.console.network import ConsoleNetwork
from adapters.console.script import parse_script
from adapters.console.spans import card_lines
from adapters.console.stage import Scene, Stage
from adapters.console.steps import Action, Deletes, Edits, Says, Waits
from adapters.matrix.render import html_of
from bot.record.verification import Verified, verify_stream
from bot.service.chat import COMMANDS
from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from bot.service.ports import Store
from bot.words.cards import Card
from bot.words.plaintext import plain
from storage import open_store

STRINGS = 2000
HEADER = "people Ana Bo Cleo Dee\nstewards Dee\nrule broadcast.limit 10000\nrule claim.limit 100\n"

WORDS: Sequence[str] = (
    *("", " ", "\t", "\n", "\u00a0", "\u3000", "\u200b", "\u200d\u200d", "\ufeff", "\u2060"),
    *("\u202e", "\u2066\u2069", "\u061c", "\u200f", "\u3164", "\u2800", "\u115f", "\U000e0041"),
    *("\ud800", "\udfff", "\ud83d\ude00", "\x00", "\x1b[31m", "\x07", "\r", "\u2028", "\u2029"),
    *(
        "\u0301" * 50,
        "Z" + "\u0e47" * 80,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "👍🏿",
        "1️⃣",
    ),
    *("<b>x</b>", "</p><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;&#x41;"),
    *("**#1 Accepted: x**", "# heading", "[x](javascript:alert(1))", "`!my forget`", "{number}"),
    *("%s%n", "{0.__class__}", "[/bold]", "[link=http://e]", "||spoiler||", "> quote", "\\", "```"),
    *(
        "@room",
        "@everyone",
        "<@123>",
        "@ana",
        "matrix:@ana:example.org",
        "https://matrix.to/#/@a:b",
    ),
    *("#1", "#999999999", "0", "-1", "1e9", "٣", "²", "99999999999999999999", "1.5", "0x10"),
    *("999999w", "-3d", "0s", "3d", "1d12h", "yesterday", "2020-01-01", "2026-02-30", "9999-12-31"),
    *("2027-03-28 01:30", "0000-00-00 99:99", "2026-12-01T18:00", "10000-01-01", "due:", "due:x"),
    *("a|b", "a|a", "|||", "a,b,c", ",,,", '"', '""', "“x", "x”", "title:", "title:x", "DUE:3d"),
    *("yes", "no", "sound", "needs work: it squeaks", "block", "claim", "submit", "why", "accept"),
    *("commons:x", "commons:village", "with:@bo", "with:@stranger:x", "with:@", "licence:MIT"),
    *(
        "slots:0",
        "slots:3",
        "quorum:0",
        "quorum:9",
        "threshold:1/0",
        "threshold:>=3/4",
        "closes:2d",
    ),
    *("https://example.org/x", "http://[::1", "file:///etc/passwd", "mailto:x@y", "مرحبا", "שלום"),
    *("'; DROP TABLE entries; --", "../../etc/passwd", "null", "None", "true", "x" * 300),
)


TEXTS = WORDS.index("#1")
"""Before these stand the words that no option takes."""


@asynccontextmanager
async def house() -> AsyncIterator[tuple[Stage, Store]]:
    founding = founding_of(parse_script(HEADER))
    clock = VirtualClock(founding.start)
    network = ConsoleNetwork(founding.populated(), clock)
    store = await open_store("memory:")
    hall = Hall(founding.settings(), store, clock, [network])
    await hall.start()
    try:
        await hall.settle()
        network.drain()
        yield Stage(network, hall, clock), store
    finally:
        await hall.stop()
        await store.close()


def hostile(dice: random.Random) -> str:
    """A few of the words, with or without something between; half of them only to be shown."""
    words = dice.choices(WORDS if dice.random() < 0.5 else WORDS[:TEXTS], k=dice.randint(1, 4))
    return dice.choice(("", " ", " ", "\n", "|", ",")).join(words)


def actions(dice: random.Random, count: int) -> Iterator[Action]:
    """Every command in turn, with hostile words behind it; replies and edits between them."""
    people = ("Ana", "Bo", "Cleo", "Dee")
    paths = [path for path in COMMANDS for _ in range(2)]
    for index in range(count):
        name, words = dice.choice(people), hostile(dice)
        number = dice.choice(("", f" {dice.randint(0, 30)}", f" #{dice.randint(1, 9)}"))
        path = paths[index % len(paths)]
        command = f"!{path}{number if 'new' not in path else ''} {words}"
        yield Says(name, command, private=dice.random() < 0.1)
        if index % 7 == 0:
            yield Edits(name, dice.choice((f"!{path} {hostile(dice)}", hostile(dice))))
        if index % 11 == 0:
            yield Says(name, hostile(dice), reply_to=1)
        if index % 97 == 0:
            yield Waits(timedelta(hours=dice.randint(1, 40)))
        if index % 41 == 0:
            yield Deletes(name)


def cards(happened: Sequence[Happening]) -> Iterator[Card]:
    for one in happened:
        if isinstance(one, Posted | Whispered | Answered):
            yield one.card
        elif isinstance(one, Changed):
            yield one.after


def harmless(card: Card, scene: Scene) -> None:
    """Nothing that people wrote has become markup, a ping, a line of its own, or invisible."""
    html = html_of(card)
    tags = set(re.findall(r"<(/?\w+)", html))
    assert tags <= {"p", "/p", "br", "strong", "/strong", "code", "/code", "a", "/a"}
    for link in re.findall(r"<a href=\"([^\"]*)\"", html):
        assert re.match(r"(?i)https?://", link)
    assert html.count("matrix.to") == 0 or "https://matrix.to/#/@a:b" in html
    assert html.count("<br>") == sum(text.count("\n") for text in _own(card)) + len(card.lines) - 1
    shown = plain(card)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e]", shown)
    shown.encode()
    assert card_lines(card, scene.at, "!")
    assert len(card.mentions) <= 5


def _own(card: Card) -> list[str]:
    return [getattr(span, "text", "") for line in card.lines for span in line if _is_plain(span)]


def _is_plain(span: object) -> bool:
    return type(span).__name__ == "Plain"


async def storm(seed: int, count: int) -> None:
    """Play it all; whatever is answered is a card or silence, and the record still verifies."""
    dice = random.Random(seed)
    async with house() as (stage, store):
        await stage.play(Says("Ana", "!task new Mend the door"))
        for action in actions(dice, count):
            try:
                scene = await stage.play(action)
            except Exception as error:
                raise AssertionError(f"seed {seed}: {action!r}") from error
            for card in cards(scene.happenings):
                harmless(card, scene)
        await stage.play(Waits(timedelta(days=30)))
        assert not await store.says(COMMONS)  # all that was to be said has been sent
        verdict = await verify_stream(store.entries(COMMONS))
        assert isinstance(verdict, Verified)
        assert verdict.count > count // 8
        for row in await store.text_rows(COMMONS):
            row.body.encode()
            assert "\x00" not in row.body


async def answers(*lines: str) -> list[str]:
    """What is answered to each line, as plain text, without the welcome."""
    said = []
    async with house() as (stage, _):
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


@pytest.mark.parametrize("seed", range(4))
def test_hostile_strings_through_every_command(seed: int) -> None:
    with capture_logs() as said:
        asyncio.run(storm(seed, STRINGS // 4))
    assert not [line for line in said if line["log_level"] in {"warning", "error", "critical"}]
