# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text grammar, as the contract has it."""

import pytest

from bot.words.mishaps import (
    UnknownOption,
)
from tests.words.sample_table import mishap, read

# --- options ------------------------------------------------------------------------------------


def test_free_words_are_the_main_option_and_a_date_takes_its_time_along() -> None:
    assert read("task new Mend the door skills:carpentry,glass due:2026-12-01 18:00") == {
        "title": "Mend the door",
        "skills": ("carpentry", "glass"),
        "due": "2026-12-01 18:00",
    }


def test_case_does_not_matter_and_words_may_come_after_options() -> None:
    assert read("TASK New DUE:2026-12-01 18:00 SLOTS:2 Mend the Door") == {
        "title": "Mend the Door",
        "due": "2026-12-01 18:00",
        "slots": 2,
    }


def test_a_date_without_a_time_leaves_the_next_word_alone() -> None:
    assert read("task new due:2026-12-01 Mend it") == {"due": "2026-12-01", "title": "Mend it"}
    assert read("task new due:3d 18:00 tea") == {"due": "3d", "title": "18:00 tea"}


def test_values_with_spaces_stand_in_quotes_of_any_shape() -> None:
    for opening, closing in ('""', "“”", "„“", "»«", "«»"):
        text = f"task new Mend details:{opening}It is loose{closing} slots:2"
        assert read(text) == {"title": "Mend", "details": "It is loose", "slots": 2}
        assert read(f"task new {opening}Mend due:3d{closing}") == {"title": "Mend due:3d"}
    assert read('task new Say "due:now", then “go”') == {"title": 'Say "due:now", then “go”'}
    assert read('task new X details:"He said “go” twice"')["details"] == "He said “go” twice"


def test_options_stand_on_lines_of_their_own() -> None:
    text = """task new Mend the door
details: The hinge is loose,
  see: the photo due:yesterday

and the glass.
Due: 1d 12h
skills: carpentry, metal work
slots : 2"""
    assert read(text) == {
        "title": "Mend the door",
        "details": "The hinge is loose,\n  see: the photo due:yesterday\n\nand the glass.",
        "due": "1d 12h",
        "skills": ("carpentry", "metal work"),
        "slots": 2,
    }


def test_lists_may_be_bullet_lines() -> None:
    text = "poll new Which colour?\noptions:\n- dark red\n* green\n• blue\n4. none\ncloses: 3d"
    assert read(text) == {
        "question": "Which colour?",
        "options": ("dark red", "green", "blue", "none"),
        "closes": "3d",
    }
    assert read("my skills\n- baking\n- metal work") == {"skills": ("baking", "metal work")}
    assert read("task new X\nskills: a\n- b")["skills"] == ("a", "b")


def test_options_of_a_poll_may_have_spaces() -> None:
    assert read("poll new Which? options:dark red|light green|no, none closes:2d") == {
        "question": "Which?",
        "options": ("dark red", "light green", "no, none"),
        "closes": "2d",
    }
    assert read("poll new options:a|b Which?") == {"question": "Which?", "options": ("a", "b")}
    assert read("poll new Which? options:red, green")["options"] == ("red", "green")
    assert read('poll new Which? options:"a b"|“c”')["options"] == ("a b", "c")


def test_a_text_runs_to_the_end_of_its_line_or_the_next_option_with_its_value_on() -> None:
    assert read("poll vote 3 no because:too late: see https://x.org, due: never") == {
        "number": 3,
        "choice": "no",
        "because": "too late: see https://x.org, due: never",
    }
    assert read("task new A details: it was due: yesterday slots:2") == {
        "title": "A",
        "details": "it was due: yesterday",
        "slots": 2,
    }


def test_lines_below_go_to_the_text_beside_the_main_one() -> None:
    assert read("task new\nMend the door\nThe hinge is loose.\n\nBring tools.\ndue: 3d") == {
        "title": "Mend the door",
        "details": "The hinge is loose.\n\nBring tools.",
        "due": "3d",
    }
    assert read("poll vote 3 no\nIt is too early.")["because"] == "It is too early."
    assert read("poll new Shall we?\nThe reason is long.") == {
        "question": "Shall we?\nThe reason is long."
    }


def test_phones_full_width_colons_no_break_spaces_and_invisible_marks_are_understood() -> None:
    text = "task\u00a0new\u202fMend\u00a0it due：2026-12-01\u00a018：00\u200b"
    assert read(text) == {"title": "Mend it", "due": "2026-12-01 18：00"}


def test_licence_understands_license() -> None:
    assert read("task new A license:CC-BY-4.0") == read("task new A licence:CC-BY-4.0")


def test_peers_are_accounts_with_colons_and_commas() -> None:
    assert read("task submit 12 https://x.org with:@bo:example.org, @di @cy:b.org") == {
        "number": 12,
        "work": "https://x.org",
        "with": ("@bo:example.org", "@di", "@cy:b.org"),
    }


# --- what stays text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Fix: the gate",
        "https://example.org/a:b",
        "Read details://x and due://y",
        "Note: paint it",
        "Sue: call her about 12:30",
        "Closed: the east door",
        "Slot: reserve one",
        "Dues: 3 euros",
        "a:b c:d",
        "--due 3d",
        "re:invent the wheel",
        "Garden (see: plan)",
        "die: or don't",
    ],
)
def test_only_declared_names_are_options(title: str) -> None:
    assert read(f"task new {title}") == {"title": title}


@pytest.mark.parametrize(
    ("typed", "name", "meant"),
    [
        ("task new Mend dur:3d", "dur", "due"),
        ("task new Mend deu:3d", "deu", "due"),
        ("task new Mend Skils:carpentry", "Skils", "skills"),
        ("task new Mend skill:carpentry", "skill", "skills"),
        ("task new Mend deu: 3d", "deu", "due"),
        ("task new Mend deu: 2026-12-01", "deu", "due"),
        ("task new Mend slot: 2", "slot", "slots"),
        ("task submit 3 https://x.org wiht: @bo", "wiht", "with"),
        ("task new Mend detials: it is loose", "detials", "details"),
        ("task new Mend\ndetail: it is loose", "detail", "details"),
        ("task new Mend\ndues: 3d", "dues", "due"),
        ("task new Mend licens:MIT", "licens", "licence"),
        ("task new Mend liscense:MIT", "liscense", "licence"),
        ("poll new Which? option:a|b", "option", "options"),
        ("poll new Which? closes:3d quorom:3", "quorom", "quorum"),
        ("poll vote 3 no becuase:late", "becuase", "because"),
        ("task submit 3 https://x.org wiht:@bo", "wiht", "with"),
        ("task new skils:a Mend", "skils", "skills"),
    ],
)
def test_a_near_miss_is_refused_with_the_right_name(typed: str, name: str, meant: str) -> None:
    found = mishap(typed)
    assert isinstance(found, UnknownOption)
    assert (found.name, found.nearest) == (name, meant)


def test_a_near_miss_before_slashes_is_an_address() -> None:
    assert read("task new See option://x dur://y") == {"title": "See option://x dur://y"}
