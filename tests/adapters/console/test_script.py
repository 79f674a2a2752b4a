# SPDX-License-Identifier: AGPL-3.0-or-later
"""The script language: what each form of line means, and what a bad one is answered."""

from contextlib import suppress
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.founding import founding_of
from adapters.console.script import ScriptError, parse_action, parse_script
from adapters.console.steps import (
    Action,
    Away,
    Deletes,
    Edits,
    Joins,
    Leaves,
    Reacts,
    Says,
    Tells,
    Unreacts,
    Waits,
)

WORDS = (
    "Ana",
    ":",
    "Ana:",
    ">",
    "#2",
    "+",
    "-✅",
    "wait",
    "2d",
    "\n",
    "\n  ",
    "|",
    "##",
    "zone",
    "rule",
)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Ana: !task claim 1", Says("Ana", "!task claim 1")),
        ("Ana@workshop: hello", Says("Ana", "hello", room="workshop")),
        ("Ana (privately): !my", Says("Ana", "!my", private=True)),
        ("Ana: Fix: the gate > now", Says("Ana", "Fix: the gate > now")),
        ("Ana > #2: sound", Says("Ana", "sound", reply_to=2)),
        ("Ana@workshop > 2: needs work: oil", Says("Ana", "needs work: oil", "workshop", 2)),
        ("Ana +✅ #2", Reacts("Ana", "✅", 2)),
        ("Ana@workshop + ✅ 2", Reacts("Ana", "✅", 2, room="workshop")),
        ("Ana -✅ #2", Unreacts("Ana", "✅", 2)),
        ("Ana +:sound #2", Reacts("Ana", "✅", 2)),
        ("Ana +sound #2", Reacts("Ana", "✅", 2)),
        ("Ana edits: !task new B", Edits("Ana", "!task new B")),
        ("Ana deletes", Deletes("Ana")),
        ("Ana leaves", Leaves("Ana")),
        ("Ana@workshop joins", Joins("Ana", room="workshop")),
        ("wait 1d12h", Waits(timedelta(days=1, hours=12))),
        ("offline", Away(begins=True)),
        ("online", Away(begins=False)),
        ("## The next day", Tells("The next day")),
    ],
)
def test_a_line_means(line: str, meant: Action) -> None:
    assert parse_action(line) == meant


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "“hello” is not understood"),
        ("wait until dawn", "“until dawn” is no length of time"),
        ("wait 0s", "no length of time"),
        ("wait 99999999999999w", "no length of time"),
        ("Ana:", "Ana says nothing"),
        ("Ana +splendid #2", "No emoji is called “splendid”"),
    ],
)
def test_a_bad_line_is_answered_in_a_sentence(line: str, said: str) -> None:
    with pytest.raises(ScriptError, match=said):
        parse_action(line)


def test_a_script_has_a_header_talk_in_several_lines_and_expected_replies() -> None:
    script = parse_script(
        "# what this shows\n"
        "zone Europe/Lisbon\n"
        "rule review.quorum 2\n"
        "\n"
        "Ana: !task new Mend the door\n"
        "  details: The hinge.\n"
        "\n"
        "  skills: carpentry\n"
        "| [garden] #1 Task\n"
        "|     The hinge.\n"
        "wait 2d\n"
    )
    assert script.settings == [(2, "zone", "Europe/Lisbon"), (3, "rule", "review.quorum 2")]
    said, waited = script.steps
    assert said.action == Says(
        "Ana", "!task new Mend the door\ndetails: The hinge.\nskills: carpentry"
    )
    assert (said.line, said.end) == (5, 8)
    assert said.expected == ("[garden] #1 Task", "    The hinge.")
    assert waited.line == 11


def test_a_bad_line_is_named_by_its_number() -> None:
    with pytest.raises(ScriptError) as caught:
        parse_script("Ana: hello\n\nnonsense\n")
    assert caught.value.line == 3


def test_replies_need_somebody_who_spoke() -> None:
    with pytest.raises(ScriptError, match="before anybody"):
        parse_script("| [garden] hello\n")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("rule review.quorom 2", "There is no rule “review.quorom”"),
        ("rule claim.limit many", "“many” is not a whole number"),
        ("zone Lisbon", "“Lisbon” is no time zone"),
        ("language tlh", "does not speak “tlh”"),
        ("start tomorrow", "“tomorrow” is no moment"),
        ("people", "needs a value"),
        ("room news", "says nothing of it"),
        ("room news notice", "does not speak “notice”"),
        ("rehearsal maybe", "“maybe” is neither yes nor no"),
        ("digest noon", "“noon” is no time of day"),
        ("digest 24:00", "“24:00” is no time of day"),
    ],
)
def test_a_bad_header_is_answered_in_a_sentence(header: str, said: str) -> None:
    with pytest.raises(ScriptError, match=said):
        founding_of(parse_script(f"{header}\n"))


def test_the_header_founds_a_commons() -> None:
    script = parse_script(
        "title The mill\npeople Ana, Bo\nrooms barn loft\nroom loft de\nzone Europe/Lisbon\n"
        "room barn digest\ndigest 7:30\n"
        "stewards Bo\nrule review.window 72h\nstart 2026-07-01 10:00\n"
    )
    founding = founding_of(script)
    (commons,) = founding.settings().commons
    assert commons.title == "The mill"
    assert [(room.room, room.language, room.role) for room in commons.rooms] == [
        ("console:barn", None, "digest"),
        ("console:loft", "de", "board"),
    ]
    assert commons.digest == time(7, 30)
    assert commons.stewards == ("console:@bo",)
    assert commons.charter == {"review.window": "3d"}
    assert founding.start.isoformat() == "2026-07-01T09:00:00+00:00"
    assert [person.name for person in founding.populated().people.values()] == ["Ana", "Bo"]


@given(st.text(st.characters(codec="utf-8")) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_whatever_is_written_is_read_or_refused_in_words(text: str) -> None:
    with suppress(ScriptError):
        founding_of(parse_script(text))
