# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file that init writes: whatever rooms and people are called, it says what was meant."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.starting.asking import NotThisError
from bot.cli.starting.document import UnchangeableError, written
from bot.cli.starting.plan import CommonsPlan, DiscordPlan, MatrixPlan, Plan, RoomPlan, SecretPlan
from bot.cli.starting.proposals import proposed
from bot.cli.starting.reading import name_of, title
from bot.domain.charter import canonical

HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        'a"]\n[matrix]\nuser = "@evil:example.org',
        "'''\n[[commons]]",
        "# \r\n x = 1",
        "\u2028[discord]\u2029",
        "\x85name = 1",
        "\\u0022\\",
        "\u202e gnirts",
        "]]]}}}",
        "\x00\x1b[31m",
        "\ud800",
    ]
)
COMMONS = CommonsPlan(
    name="garden",
    title="The garden",
    language="en",
    timezone="UTC",
    rooms=(RoomPlan("matrix:!a:example.org"), RoomPlan("discord:12345", "digest")),
    stewards=("matrix:@ana:example.org",),
    rules=proposed(50),
)
PLAN = Plan(
    COMMONS,
    MatrixPlan("https://example.org", "@f:example.org", SecretPlan("file:matrix-password")),
    DiscordPlan(SecretPlan("env:TOKEN")),
)


@given(note=HOSTILE, called=HOSTILE)
def test_no_name_of_a_room_or_title_can_break_the_file(note: str, called: str) -> None:
    try:
        tamed = title(called)
    except NotThisError:
        tamed = "x"
    commons = replace(
        COMMONS,
        title=tamed,
        name=name_of(tamed),
        rooms=(RoomPlan("matrix:!a:example.org", "board", note), RoomPlan("discord:12345")),
    )
    text = written(None, replace(PLAN, commons=commons))
    text.encode()
    said = tomllib.loads(text)
    assert set(said) == {"storage", "matrix", "discord", "commons"}
    (garden,) = said["commons"]
    assert garden["title"] == tamed
    assert garden["rooms"] == ["matrix:!a:example.org", "discord:12345"]
    assert set(garden["charter"]) == {one.rule for one in COMMONS.rules or ()}
    again = replace(commons, rooms=(*commons.rooms, RoomPlan("discord:67890", "digest", note)))
    changed = tomllib.loads(written(text, replace(PLAN, commons=again)))
    assert changed["commons"][0]["rooms"][2] == {"room": "discord:67890", "role": "digest"}
    assert changed["commons"][0]["title"] == tamed


@given(people=st.integers(1, 10_000_000))
def test_every_size_gets_rules_that_the_charter_takes(people: int) -> None:
    for one in proposed(people):
        assert canonical(one.rule, one.value) == one.value
        assert one.reason.endswith(".")


def test_writing_it_again_changes_nothing() -> None:
    text = written(None, PLAN)
    assert written(text, PLAN) == text


STRANGE = {
    "dotted": """
matrix.homeserver = "https://a"
matrix.user = "@f:a"
matrix.password = "env:P"
commons = [{ name = "garden", rooms = ["matrix:!a:b"] }]
""",
    "in one line": """
matrix = { homeserver = "https://a", user = "@f:a", password = "env:P" }
[[commons]]
name = "garden"
rooms = ["matrix:!a:b"]
""",
    "out of order": """
[[commons]]
name = "garden"
rooms = ["matrix:!a:b"] # ours
[commons.charter]
review.quorum = 7
[matrix] # here
password = "env:P"
homeserver = "https://a"
user = "@f:a\"""",
    "headings in a text": """
[[commons]]
name = "garden"
title = '''
[matrix]
x'''
rooms = ["matrix:!a:b"]
""",
    "Windows": '[[commons]]\r\nname = "garden"\r\nrooms = [\r\n  "matrix:!a:b", # ours\r\n]\r\n',
}


@pytest.mark.parametrize("old", STRANGE.values(), ids=STRANGE)
def test_a_file_of_any_form_is_changed_rightly_or_not_at_all(old: str) -> None:
    if old == STRANGE["dotted"]:
        with pytest.raises(UnchangeableError, match="change it by hand"):
            written(old, PLAN)
        return
    text = written(old, PLAN)
    said = tomllib.loads(text)
    assert said["matrix"]["password"] == "file:matrix-password"
    assert said["discord"]["token"] == "env:TOKEN"
    assert said["commons"][0]["rooms"] == [
        "matrix:!a:example.org",
        {"room": "discord:12345", "role": "digest"},
    ]
    assert ("# here" in text) == ("# here" in old)


def test_rules_without_quotation_marks_are_changed_where_they_stand() -> None:
    text = written(STRANGE["out of order"], PLAN)
    charter = tomllib.loads(text)["commons"][0]["charter"]
    assert charter["review"]["quorum"] == 3
    assert "review.quorum" not in charter


def test_what_is_said_of_quorums_is_so() -> None:
    few, many = ({one.rule: one.reason for one in proposed(people)} for people in (5, 3000))
    assert few["poll.quorum"].endswith(
        "3 when 5 are active, and never more than half of those who may vote."
    )
    assert "but never more than half of those who may vote: 3 when 5" in few["amendment.quorum"]
    assert many["poll.quorum"].endswith("active, twice as many when four times as many are.")
    assert "twice as many as a poll: 165 when 3000" in many["amendment.quorum"]
