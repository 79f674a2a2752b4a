# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each key of a commons may be, and what is said of what it may not be."""

from pathlib import Path

import pytest
from config_samples import SMALL, in_commons, load_text, problems_of

from bot.config import values

# --- [[commons]] ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "room",
    [
        "matrix:!abc:example.org",
        "matrix:!n8f893n9PZJ83hpZR0bXEoPnG1Bn2M5SGSuPUCnMj3Y",
        "matrix:#garden:example.org:8448",
        "console:garden",
    ],
)
def test_every_way_to_name_a_room_is_understood(tmp_path: Path, room: str) -> None:
    settings = load_text(tmp_path, SMALL.replace("matrix:!abc:example.org", room))
    assert settings.commons[0].rooms[0].room == room


@pytest.mark.parametrize(
    ("room", "part"),
    [
        ("!abc:example.org", "must be a room such as"),
        ("garden", "begin it with matrix: or discord: or console:"),
        ("matrx:!abc:example.org", "the nearest is matrix"),
        ("matrix:abc", "must be a room such as"),
        ("matrix:#garden", "must be a room such as"),
        ("matrix:!abc def", "must be a room such as"),
        ("discord:general", 'or "discord:123456789012345678"'),
        ("console:the garden", "must be a room such as"),
    ],
)
def test_what_is_no_room_is_refused(tmp_path: Path, room: str, part: str) -> None:
    text = SMALL.replace("matrix:!abc:example.org", room)
    problem = problems_of(tmp_path, text)["commons.garden.rooms[1]"]
    assert f'is "{room}"' in problem.sentence
    assert part in problem.sentence


def test_a_room_can_say_more_of_itself(tmp_path: Path) -> None:
    table = (
        '{ room = "matrix:!def:example.org", role = "commands", language = "es", '
        'bridged_with = "matrix:!abc:example.org" }'
    )
    settings = load_text(tmp_path, SMALL.replace('["matrix:', f'[{table}, "matrix:'))
    room = settings.commons[0].rooms[0]
    assert (room.role, room.language) == ("commands", "es")
    assert room.bridged_with == "matrix:!abc:example.org"


@pytest.mark.parametrize(
    ("table", "key", "part"),
    [
        ('{ role = "board" }', "rooms[1].room", "is missing; it must be a room such as"),
        ('{ room = "console:a", bridged_with = "console:a" }', "rooms[1].bridged_with", "itself"),
        ('{ room = "console:a", language = "fr" }', "rooms[1].language", "one of en, es"),
        ('{ room = "console:a", roll = "board" }', "rooms[1].roll", "is role"),
        ('"console:a", "console:a"', "rooms", 'has "console:a" twice; remove one'),
        ("", "rooms", "names no room"),
    ],
)
def test_what_is_wrong_with_rooms_is_told(tmp_path: Path, table: str, key: str, part: str) -> None:
    text = SMALL.replace('"matrix:!abc:example.org"', table)
    assert part in problems_of(tmp_path, text)[f"commons.garden.{key}"].sentence


def test_a_commons_needs_a_name_and_rooms(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "[[commons]]\n")
    assert set(problems) == {"commons[1].name", "commons[1].rooms"}
    assert "is missing; it must be a word" in problems["commons[1].name"].sentence


def test_one_pair_of_brackets_is_not_enough(tmp_path: Path) -> None:
    problem = problems_of(tmp_path, SMALL.replace("[[commons]]", "[commons]"))["commons"]
    assert "two brackets on each side" in problem.sentence


def test_a_commons_is_a_table(tmp_path: Path) -> None:
    problem = problems_of(tmp_path, 'commons = ["garden"]')["commons[1]"]
    assert 'is "garden", but must be a table, headed [[commons]]' in problem.sentence


def test_two_commons_never_share_a_name(tmp_path: Path) -> None:
    text = SMALL + '[[commons]]\nname = "Garden"\nrooms = ["console:a"]\n'
    assert (
        'is "Garden", as that of commons[1] is'
        in problems_of(tmp_path, text)["commons[2].name"].sentence
    )


@pytest.mark.parametrize(
    ("line", "key", "part"),
    [
        ('title = ""', "title", "must be a text"),
        ('language = "En"', "language", "the nearest is en"),
        ('timezone = "Lisbon"', "timezone", "an IANA time zone"),
        ('stewards = ["@ana:example.org"]', "stewards[1]", "an account such as"),
        ('stewards = "matrix:@ana:example.org"', "stewards", "must be a list"),
        ('ignore = ["matrix:*"]', "ignore[1]", "a pattern of accounts"),
        ("charter = []", "charter", "must be a table, headed [commons.garden.charter]"),
    ],
)
def test_what_is_wrong_with_a_commons_is_told(
    tmp_path: Path, line: str, key: str, part: str
) -> None:
    problem = problems_of(tmp_path, in_commons(line))[f"commons.garden.{key}"]
    assert part in problem.sentence


def test_a_name_is_one_word(tmp_path: Path) -> None:
    text = SMALL.replace('"garden"', '"the garden"')
    problem = problems_of(tmp_path, text)['commons."the garden".name']
    assert 'is "the garden", but must be a word of letters' in problem.sentence


def test_a_machine_without_time_zones_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "available_timezones", set)
    problem = problems_of(tmp_path, in_commons('timezone = "Europe/Lisbon"'))[
        "commons.garden.timezone"
    ]
    assert "install tzdata" in problem.sentence


def test_stewards_and_ghosts_of_every_network_are_understood(tmp_path: Path) -> None:
    text = in_commons(
        'stewards = ["matrix:@ana:example.org", "discord:123456789012345678", "console:ana"]',
        'ignore = ["matrix:@discord_*:example.org", "discord:1234*", "console:bot-?"]',
    )
    (garden,) = load_text(tmp_path, text).commons
    assert len(garden.stewards) == len(garden.ignore) == 3


# --- [commons.charter] ----------------------------------------------------------------------------


def test_a_native_number_is_seconds_where_a_duration_belongs(tmp_path: Path) -> None:
    text = in_commons("[commons.charter]", '"review.window" = 5400', '"poll.quorum" = 4')
    rules = load_text(tmp_path, text).commons[0].charter
    assert rules == {"review.window": "1h30m", "poll.quorum": "4"}
    problems = problems_of(tmp_path, in_commons("[commons.charter]", '"review.window" = 0'))
    (problem,) = problems.values()
    assert "“0” is not a duration" in problem.sentence


def test_a_commons_without_a_usable_name_is_called_by_its_place(tmp_path: Path) -> None:
    twice = '"console:a", "console:a"'
    text = f'[[commons]]\nname = "a b"\nrooms = [{twice}]\n'
    text += '[[commons]]\nname = "mill"\nrooms = ["console:a"]\n'
    problems = problems_of(tmp_path, text)
    assert "twice" in problems["commons[1].rooms"].sentence
    assert "which commons[1] has too" in problems["commons.mill.rooms"].sentence


def test_rules_are_native_or_texts_quoted_or_not(tmp_path: Path) -> None:
    text = in_commons(
        "[commons.charter]",
        '"review.window" = "36h"',
        '"review.quorum" = 2',
        "poll.early = true",
        'poll.quorum = "20%"',
        'licences = ["cc0-1.0", "MIT"]',
    )
    assert load_text(tmp_path, text).commons[0].charter == {
        "review.window": "1d12h",
        "review.quorum": "2",
        "poll.early": "true",
        "poll.quorum": "20%",
        "licences": "CC0-1.0, MIT",
    }


@pytest.mark.parametrize(
    ("line", "key", "part"),
    [
        ('"review.windw" = "3d"', '"review.windw"', "the nearest that may stand here is"),
        ('"review.window" = "soon"', '"review.window"', "“soon” is not a duration"),
        ('"review.window" = "a\\nb"', '"review.window"', "“a b” is not a duration"),
        (
            '"poll.threshold" = 0.5',
            '"poll.threshold"',
            'is 0.5, but must be a text, such as ">=2/3"',
        ),
        ('"licences" = [1]', "licences", "is a list, but must be a text"),
        ('poll.early = true\n"poll.early" = true', '"poll.early"', "stands twice"),
        ('stewards = ["console:ana"]', "stewards", "stewards belongs to [[commons]]"),
        ("zzz = 1", "zzz", "is no rule that I know; here may stand claim.lease"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(tmp_path: Path, line: str, key: str, part: str) -> None:
    problems = problems_of(tmp_path, in_commons("[commons.charter]", line))
    assert part in problems[f"commons.garden.charter.{key}"].sentence
