# SPDX-License-Identifier: AGPL-3.0-or-later
"""How scenes read: as plain lines, and on a terminal of any kind."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from adapters.console.happenings import (
    Answered,
    Changed,
    Happening,
    Posted,
    Seeded,
    Ticked,
    Whispered,
)
from adapters.console.moments import passed
from adapters.console.plain import masked, plain_lines
from adapters.console.render import Renderer
from adapters.console.rooms import Message, Rooms, Standing
from adapters.console.stage import Scene
from adapters.console.steps import Action, Away, Deletes, Edits, Reacts, Says, Tells, Waits
from bot.domain.ids import Number
from bot.words.cards import Card, CardMarker, Code, Link, Moment, People, Plain, Strong

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MARKER = CardMarker("village", Number(1), "task", 1)


def card(*lines: str) -> Card:
    return Card(tuple((Plain(line),) for line in lines))


def posted(shown: Card, place: str, message: str, **more: int | None) -> Posted:
    where = {"under": None, "answers": None} | more
    return Posted(place, shown, MARKER, message=message, **where)


BOTH: list[Happening] = [
    posted(card("#1 Task", "The hinge is loose."), "console:garden", "m1"),
    Seeded("console:garden", "✋", "m1"),
    posted(card("#1 Task", "The hinge is loose."), "console:workshop", "m2"),
    Seeded("console:workshop", "✋", "m2"),
]


def named(account: str) -> str:
    return {"console:@ana": "Ana"}[account]


def test_the_same_card_in_two_rooms_is_written_once() -> None:
    assert plain_lines(BOTH, named) == [
        "[garden, workshop] #1 Task",
        "    The hinge is loose.",
        "    ✋",
    ]


def test_of_an_edited_card_only_the_changed_lines_are_written() -> None:
    before, middle, after = card("#1 Task", "a", "b"), card("#1 Task", "a"), card("#1 Task", "c")
    happened: list[Happening] = [
        Changed("console:garden", before, middle, 1, "m1"),
        Changed("console:garden", middle, after, 1, "m1"),
    ]
    assert plain_lines(happened, named) == ["[garden, edited #1] c"]
    assert plain_lines(happened[:1], named) == ["[garden, edited] #1 Task"]
    back: Happening = Changed("console:garden", middle, before, 1, "m1")
    assert plain_lines([happened[0], back], named) == []


def test_an_edit_of_a_card_that_was_just_posted_is_part_of_it() -> None:
    edited = Changed("console:garden", card("#1 Task"), card("#1 Task!"), 1, "m1")
    lines = plain_lines([posted(card("#1 Task"), "console:garden", "m1"), edited], named)
    assert lines == ["[garden] #1 Task!"]


def test_whispers_answers_threads_and_ticks_say_what_they_are() -> None:
    happened: list[Happening] = [
        Whispered("console:@ana", card("Welcome."), {"village.jsonl": b"x"}),
        Answered("console:garden", card("Here.")),
        posted(card("Soon."), "console:garden", "m3", under=1),
        Ticked("console:garden", "console:@ana"),
    ]
    assert plain_lines(happened, named) == [
        "[garden, under #1] Soon.",
        "[to Ana] Welcome.",
        "    (file: village.jsonl)",
        "[garden] Here.",
        "[garden] ✓",
    ]


def test_hashes_are_left_out_and_numbers_stay() -> None:
    assert masked("Record 12, 9f3a61c2.") == "Record 12, ########."
    # One hash in some two thousand has no digit at all.
    assert masked("Record 8, fbbbbecd.") == "Record 8, ########."
    assert masked("a decade of a faded cafe") == "a decade of a faded cafe"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=2), "two days later"),
        (timedelta(days=1), "one day later"),
        (timedelta(hours=3), "three hours later"),
        (timedelta(days=30), "30 days later"),
        (timedelta(days=3650), "3,650 days later"),
        (timedelta(days=2, hours=3, minutes=4), "two days, three hours and four minutes later"),
        (timedelta(days=7), "seven days later"),
        (timedelta(days=1, hours=12), "one day and 12 hours later"),
        (timedelta(seconds=90), "one minute and 30 seconds later"),
        (timedelta(minutes=90), "one hour and 30 minutes later"),
    ],
)
def test_how_much_time_has_passed(length: timedelta, said: str) -> None:
    assert passed(length) == said


def screen(**options: object) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=80, highlight=False, **options), out  # type: ignore[arg-type]


def rooms() -> Rooms:
    made = Rooms(["garden", "workshop"])
    made.person("Ana", NOW)
    message = made.messages["m2"] = Message("m2", "console:workshop", None, marker=MARKER)
    message.reactions.append(Standing("console:r1", "console:@ana", "✋", NOW))
    return made


SHOWN = Card(
    (
        (Strong((Plain("#1 Task: "), People("Mend the door"))),),
        (Plain("See "), Link("https://example.org"), Plain(" until "), Moment(NOW)),
        (Plain("Type "), Code("task claim 1")),
    )
)


def test_a_terminal_shows_cards_in_frames_and_whispers_with_their_reader() -> None:
    console, out = screen(force_terminal=True, color_system=None)
    happened: list[Happening] = [
        posted(SHOWN, "console:garden", "m1"),
        Seeded("console:garden", "✋", "m1"),
        Changed("console:workshop", card("x"), card("#1 Task, claimed"), 1, "m2"),
        posted(card("Soon."), "console:garden", "m3", under=1),
        Whispered("console:@ana", card("Welcome."), {"a.jsonl": b"x"}),
        Answered("console:garden", card("Here.")),
        Ticked("console:garden", "console:@ana"),
    ]
    Renderer(console, rooms()).show(Scene(Says("Ana", "!task new"), happened, NOW))
    text = out.getvalue()
    assert "╭" in text
    assert "#1 Task: Mend the door" in text
    assert '"!task claim 1"' in text
    assert " ✋ 1 " in text
    assert "in garden, under #1" in text
    assert "only Ana sees this" in text
    assert "(file: a.jsonl, 1 bytes)" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_dumb_terminal_gets_no_frames() -> None:
    console, out = screen(force_terminal=True, _environ={"TERM": "dumb"})
    Renderer(console, rooms()).show(
        Scene(Says("Ana", "!task new"), [posted(SHOWN, "console:garden", "m1")], NOW)
    )
    assert "╭" not in out.getvalue()
    assert "\x1b" not in out.getvalue()
    assert "#1 Task: Mend the door" in out.getvalue()


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Waits(timedelta(days=2)), "— two days later: Tuesday 1 December, 09:00 UTC —"),
        (Away(begins=True), "loses its connection"),
        (Tells("The next day"), "The next day"),
        (Reacts("Ana", "✋", 1, "workshop"), "Ana in workshop reacts ✋ on #1"),
        (Says("Ana", "sound", reply_to=2), "Ana answers #2: sound"),
        (Says("Ana", "!my", private=True), "Ana (privately): !my"),
        (Edits("Zoe", "b"), "Zoe edits: b"),
        (Deletes("Ana"), "Ana deletes the message"),
    ],
)
def test_every_action_is_told(action: Action, said: str) -> None:
    console, out = screen()
    Renderer(console, rooms()).show(Scene(action, [], NOW))
    assert said in " ".join(out.getvalue().split())
