# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries sealed into the chain, opened, and printed as lines."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from record_samples import MOMENTS, NOON, any_command, any_event, mark, record

from bot.domain.commands import Tick
from bot.domain.ids import SourceId
from bot.record.canonical import RecordError
from bot.record.codec import command_from
from bot.record.entries import GENESIS
from bot.record.sealing import open_entry, read_line, seal, show_line

TICK = Tick(source=SourceId("clock:1"))


def test_s24_a_stranger_hashes_the_shown_line_again() -> None:
    """Only the standard library and the paragraph itself are used here."""
    prev = "00" * 32
    for row in record(3):
        entry = json.loads(show_line(row.body, row.prev, row.hash))
        assert entry.pop("prev") == prev
        shown = entry.pop("hash")
        body = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(bytes.fromhex(prev) + body.encode()).hexdigest() == shown
        prev = shown


@given(any_command, st.lists(any_event, max_size=3), MOMENTS, st.text())
def test_s24_sealed_bytes_are_rfc8785_and_open_to_the_same(
    command: Any, events: list[Any], at: datetime, engine: str
) -> None:
    row = seal(7, at, command, events, engine, "ab" * 32)
    assert row.body == rfc8785.dumps(json.loads(row.body))
    assert row.hash == hashlib.sha256(bytes.fromhex("ab" * 32) + row.body).hexdigest()
    entry = open_entry(row.body)
    assert (entry.height, entry.at, entry.engine) == (7, at, engine)
    assert entry.events == tuple(events)
    assert command_from(entry.cause) == command
    line = show_line(row.body, row.prev, row.hash)
    assert "\n" not in line
    assert line.encode() == rfc8785.dumps(json.loads(line))
    assert read_line(line.encode()) == row


def test_s24_a_line_has_the_promised_keys() -> None:
    (row,) = record(1)
    entry = json.loads(show_line(row.body, row.prev, row.hash))
    assert set(entry) == {"height", "at", "cause", "events", "engine", "prev", "hash"}
    assert entry["events"][0]["type"] == "MarkPlaced"
    assert entry["cause"]["type"] == "PlaceMark"
    assert entry["cause"]["source"] == "$reaction0"
    assert entry["at"] == "2026-12-01T12:00:00Z"
    assert entry["prev"] == GENESIS


def test_an_entry_without_a_command_is_refused() -> None:
    _, placed = mark(0)
    with pytest.raises(RecordError):
        seal(0, NOON, None, (placed,), "1.0.0", GENESIS)  # type: ignore[arg-type]


def test_a_prev_that_is_no_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        seal(0, NOON, TICK, (), "1.0.0", "the last one")


BODY = {"height": 1, "at": "2026-12-01T12:00:00Z", "cause": {"type": "Tick"}, "events": []}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"engine": 1}, "not of its type"),
        ({"engine": "1", "height": "1"}, "not of its type"),
        ({"engine": "1", "height": True}, "not of its type"),
        ({"engine": "1", "cause": {"type": 1}}, "not of its type"),
        ({"engine": "1", "cause": ["type"]}, "not of its type"),
        ({"engine": "1", "events": {}}, "not of its type"),
        ({"engine": "1", "events": [{}]}, "not of its type"),
        ({"engine": "1", "events": [{"type": "CoupStaged"}]}, "CoupStaged"),
        ({"engine": "1", "at": "soon"}, "'soon' is not a time"),
        ({"engine": "1", "at": 12}, "12 is not a time"),
        ({"engine": "1", "at": "2026-12-01T12:00:00"}, "not a time in UTC"),
        ({"engine": "1", "at": "2026-12-01T12:00:00+01:00"}, "not a time in UTC"),
        ({"engine": "1", "at": "2026-12-01T12:00:00+00:00"}, "not a time in UTC"),
        ({}, "exactly the keys"),
        ({"engine": "1", "note": "hi"}, "exactly the keys"),
    ],
)
def test_a_body_that_is_no_entry_is_refused_in_words(change: dict[str, Any], part: str) -> None:
    with pytest.raises(RecordError) as caught:
        open_entry(json.dumps(BODY | change).encode())
    assert part in str(caught.value)


def test_a_body_that_is_a_list_is_refused() -> None:
    with pytest.raises(RecordError, match="exactly the keys"):
        open_entry(b"[]")


def test_a_body_out_of_order_still_shows_as_an_ordered_line() -> None:
    body = b'{"height":1, "at":"a"}'
    assert show_line(body, "p", "h") == '{"at":"a","hash":"h","height":1,"prev":"p"}'


@pytest.mark.parametrize("body", [b"[1]", b"{", b'\xff,"height":1}'])
def test_a_body_that_cannot_be_shown_is_refused(body: bytes) -> None:
    with pytest.raises(RecordError):
        show_line(body, "p", "h")


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'{"height":1}'])
def test_a_line_that_is_no_entry_is_refused(line: bytes) -> None:
    with pytest.raises(RecordError):
        read_line(line)


def test_stamps_keep_their_microseconds() -> None:
    at = datetime(2026, 12, 1, 12, 0, 0, 1, tzinfo=UTC)
    row = seal(0, at, TICK, (), "1.0.0", GENESIS)
    assert b'"at":"2026-12-01T12:00:00.000001Z"' in row.body
    assert open_entry(row.body).at == at
