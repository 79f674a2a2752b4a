# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events and commands as JSON objects, there and back."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from record_samples import COMMANDS, EVENTS, any_command, any_event, mark

from bot.domain.events import MarkRemoved, TaskFellDue, TextEdited
from bot.domain.ids import MarkId, Number, TextRef
from bot.record.canonical import RecordError, encode_ordered, parse
from bot.record.codec import command_from, event_from, plan, to_data


def spelled(value: Any) -> Any:
    """The same data by the plainest means there are, for comparison."""
    if is_dataclass(value):
        data = {f.name: spelled(getattr(value, f.name)) for f in fields(value)}
        if type(value) in {*EVENTS, *COMMANDS}:
            data["type"] = type(value).__name__
        return data
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return [spelled(item) for item in value]
    return value


@given(any_event)
def test_s24_every_event_is_written_canonically_and_read_back(event: Any) -> None:
    body = encode_ordered(to_data(event))
    assert body == rfc8785.dumps(spelled(event))
    assert event_from(parse(body)) == event


@given(any_command)
def test_s24_every_command_is_written_canonically_and_read_back(command: Any) -> None:
    body = encode_ordered(to_data(command))
    assert body == rfc8785.dumps(spelled(command))
    assert command_from(parse(body)) == command


def test_all_events_and_commands_are_known() -> None:
    assert len(EVENTS) > 30
    assert {"PlaceMark", "Tick", "FoundCommons"} <= {cls.__name__ for cls in COMMANDS}


def test_an_event_says_its_type_among_its_fields() -> None:
    event = TextEdited(Number(12), "title", TextRef("ab" * 32, 5, "title"))
    assert encode_ordered(to_data(event)) == (
        b'{"field":"title","number":12,"text":{"digest":"' + b"ab" * 32 + b'","kind":"title",'
        b'"length":5},"type":"TextEdited"}'
    )


def test_what_is_neither_event_nor_command_is_refused() -> None:
    with pytest.raises(RecordError, match="type TextRef"):
        to_data(TextRef("ab", 1, "title"))


def test_a_float_in_an_event_is_refused() -> None:
    with pytest.raises(RecordError, match="type float"):
        to_data(MarkRemoved(1.0, MarkId("$a")))  # type: ignore[arg-type]


def test_a_naive_time_in_an_event_is_refused() -> None:
    _, placed = mark(1)
    naive = replace(placed, at=placed.at.replace(tzinfo=None))
    with pytest.raises(RecordError, match="time zone"):
        to_data(naive)


def test_a_time_in_another_zone_is_written_in_utc() -> None:
    _, placed = mark(0)
    abroad = replace(placed, at=placed.at.astimezone(timezone(timedelta(hours=2))))
    assert encode_ordered(to_data(abroad)) == encode_ordered(to_data(placed))


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (None, "object with a type"),
        ([], "object with a type"),
        ({}, "object with a type"),
        ({"type": 7}, "object with a type"),
        ({"type": "CoupStaged"}, "doesn't know the type 'CoupStaged'"),
        ({"type": "Tick", "source": "a"}, "doesn't know the type 'Tick'"),
        ({"type": "MarkRemoved", "number": 1}, "lacks mark"),
        ({"type": "TaskFellDue", "number": 1, "b": 1, "a": 2}, "has the unknown a, b"),
        ({"type": "TaskFellDue", "numbers": 1}, "lacks number and has the unknown numbers"),
        ({"type": "TaskFellDue", "number": "1"}, "Expected `int`, got `str`"),
        ({"type": "TaskFellDue", "number": None}, "Expected `int`, got `null`"),
        ({"type": "MarksSpent", "number": 1, "member": 1, "why": "spite"}, "Invalid enum value"),
    ],
)
def test_an_event_that_is_not_exactly_one_is_refused_in_words(data: Any, part: str) -> None:
    with pytest.raises(RecordError) as caught:
        event_from(data)
    assert part in str(caught.value)


def test_an_older_shape_is_read_through_its_upcaster() -> None:
    upcasters = {
        ("TaskFellDue", frozenset({"poll"})): lambda old: ("TaskFellDue", {"number": old["poll"]}),
    }
    assert event_from({"type": "TaskFellDue", "poll": 14}, upcasters) == TaskFellDue(Number(14))
    assert event_from({"type": "TaskFellDue", "number": 14}, upcasters) == TaskFellDue(Number(14))


def test_upcasters_follow_one_another_across_renamed_types() -> None:
    upcasters = {
        ("DeadlinePassed", frozenset({"poll"})): lambda old: ("TaskFellDue", old),
        ("TaskFellDue", frozenset({"poll"})): lambda old: ("TaskFellDue", {"number": old["poll"]}),
    }
    assert event_from({"type": "DeadlinePassed", "poll": 3}, upcasters) == TaskFellDue(Number(3))


def test_an_upcaster_for_one_shape_leaves_others_refused() -> None:
    upcasters = {("TaskFellDue", frozenset({"poll"})): lambda old: ("TaskFellDue", old)}
    with pytest.raises(RecordError, match="lacks number"):
        event_from({"type": "TaskFellDue", "ballot": 1}, upcasters)


def test_a_class_with_a_field_named_type_has_no_plan() -> None:
    @dataclass
    class Ambiguous:
        type: str

    with pytest.raises(RecordError, match="Ambiguous has a field named type"):
        plan(Ambiguous, typed=True)
    assert plan(Ambiguous, typed=False)(Ambiguous("a")) == {"type": "a"}
