# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text grammar: numbers, prefixes, and what is refused, whatever people type."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.grammar import example, strip_prefix
from bot.words.mishaps import (
    BadCount,
    BadNumber,
    EmptyOption,
    GivenTwice,
    IncompleteCommand,
    LeftOver,
    MissingOption,
    TooManyValues,
    UnknownBranch,
    UnknownChoiceWord,
    UnknownCommand,
)
from bot.words.table import Typed
from tests.words.sample_table import GRAMMAR, mishap, read

# --- numbers ------------------------------------------------------------------------------------


def test_numbers_have_a_hash_or_not() -> None:
    assert read("task claim 12") == read("task claim #12") == read("task claim ＃１２")
    assert read("task claim 12, I have the tools") == {"number": 12}
    assert mishap("task claim twelve") == BadNumber("twelve")
    assert mishap("task claim 12 13") == LeftOver("13", "task claim")


def test_an_answer_to_a_card_means_its_number() -> None:
    assert read("task claim", number=9) == {"number": 9}
    assert read("task claim 12", number=9) == {"number": 12}
    assert read("poll vote yes", number=9) == {"number": 9, "choice": "yes"}
    assert read("poll vote 2", number=9) == {"number": 9, "choice": "2"}
    assert read("poll vote 7 2", number=9) == {"number": 7, "choice": "2"}
    assert read("task submit 3 chairs", number=9) == {"number": 9, "work": "3 chairs"}
    assert read("task submit #3 chairs", number=9) == {"number": 3, "work": "chairs"}


def test_a_work_without_a_number_is_work_nobody_asked_for() -> None:
    assert read("task submit https://x.org/12 is it") == {"work": "https://x.org/12 is it"}
    assert read("task submit 12 https://x.org") == {"number": 12, "work": "https://x.org"}


# --- what is refused ----------------------------------------------------------------------------


def test_missing_and_wrong_values_are_refused_with_an_example() -> None:
    assert mishap("task new") == MissingOption(
        "task new", "title", "task new Mend the greenhouse door"
    )
    shown = "task new Mend the greenhouse door due:3d"
    assert mishap("task new A due:") == EmptyOption("due", shown)
    assert mishap("poll vote 12") == MissingOption("poll vote", "choice", "poll vote 12 yes")
    assert mishap("task new A slots:few") == BadCount("few")
    assert mishap("task new A due:3d due:4d") == GivenTwice("due")
    assert mishap("poll list open") == UnknownChoiceWord("open", ("mine", "closed"))
    assert mishap("task list carpentry") == LeftOver("carpentry", "task list")
    many = ",".join(f"s{n}" for n in range(21))
    assert mishap(f"my skills {many}") == TooManyValues("skills", 20)


def test_our_own_root_word_alone_lists_what_begins_with_it() -> None:
    assert mishap("poll") == IncompleteCommand("poll", ("poll new", "poll list", "poll vote"))
    assert read("my") == {}


def test_after_our_own_root_word_a_suggestion() -> None:
    assert mishap("task clam 12") == UnknownCommand("task clam", "task claim")
    assert mishap("task 12") == UnknownCommand("task 12", "task show")
    assert mishap("my skils a") == UnknownCommand("my skils", "my skills")
    assert mishap("task xyzzy") == UnknownBranch("task xyzzy", "task")


def test_unknown_first_words_are_silence_unless_we_are_meant() -> None:
    assert GRAMMAR.parse("weather tomorrow") is None
    assert GRAMMAR.parse("") is None
    assert GRAMMAR.parse("taks new", addressed=True) == UnknownCommand("taks", "task")
    assert GRAMMAR.parse("", addressed=True) == Typed("help", {})


def test_every_example_is_a_command_that_is_understood() -> None:
    for path in ("task new", "task submit", "poll new", "poll vote", "my skills", "help"):
        command = GRAMMAR.command(path)
        assert command
        for option in command.options:
            assert isinstance(GRAMMAR.parse(example(command, option)), Typed)


# --- the prefix ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "addressed", "left"),
    [
        ("!task new A", False, "task new A"),
        ("  ! task new A", False, "task new A"),
        ("task new A", False, None),
        ("hello!", False, None),
        ("task new A", True, "task new A"),
        (": task new A", True, "task new A"),
        (", !task new A", True, "task new A"),
        ("", True, ""),
    ],
)
def test_a_prefix_or_a_mention_addresses_us(text: str, addressed: bool, left: str | None) -> None:  # noqa: FBT001
    assert strip_prefix(text, "!", addressed=addressed) == left


# --- whatever people type -----------------------------------------------------------------------


@given(st.text(max_size=200))
def test_any_text_is_understood_or_refused_but_never_breaks(text: str) -> None:
    for path in ("task new ", "poll new ", "poll vote ", "task submit ", "my skills ", ""):
        GRAMMAR.parse(path + text)
        GRAMMAR.parse(path + text, number=7, addressed=True)


@given(st.text(alphabet=st.characters(categories=("L", "Zs", "Nd")), min_size=1, max_size=80))
def test_words_without_colons_are_the_title_as_typed(title: str) -> None:
    found = GRAMMAR.parse(f"task new {title}")
    if title.strip():
        assert isinstance(found, Typed)
        assert str(found.values["title"]).split() == title.split()
    else:
        assert isinstance(found, MissingOption)


def test_hostile_length_takes_no_hostile_time() -> None:
    began = time.perf_counter()
    for piece in ("due:1d ", "detxxls:1 ", 'a:b "', "“ ", "x " * 50):
        GRAMMAR.parse("task new " + piece * (60_000 // len(piece)))
    assert time.perf_counter() - began < 5
