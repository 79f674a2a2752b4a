# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way to tamper with a record is found and named (semantics §24)."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_samples import NOON, head_of, mark, record, resealed

from bot.record.canonical import canonical
from bot.record.entries import GENESIS, Sealed
from bot.record.sealing import digest, seal
from bot.record.verification import Broken, Head, Verified, verify, verify_stream

RECORD = record(8)
HEAD = head_of(RECORD)


def broken(rows: list[Sealed], head: Head | None = None) -> Broken:
    verdict = verify(rows, head)
    assert isinstance(verdict, Broken)
    assert verdict.why.endswith(".")
    return verdict


def test_s24_a_record_as_it_was_sealed_is_verified() -> None:
    assert verify(RECORD) == Verified(8, HEAD)
    assert verify(RECORD, HEAD) == Verified(8, HEAD)


def test_an_empty_record_is_verified() -> None:
    assert verify([]) == Verified(0, None)


async def test_a_stream_is_verified_alike() -> None:
    async def stream(rows: list[Sealed]) -> AsyncIterator[Sealed]:
        for row in rows:
            yield row

    assert await verify_stream(stream(RECORD), HEAD) == Verified(8, HEAD)
    assert await verify_stream(stream(RECORD[1:])) == verify(RECORD[1:])


def test_s26_the_eight_characters_of_an_outcome_are_enough_to_check_against() -> None:
    assert verify(RECORD, Head(7, HEAD.hash[:8])) == Verified(8, HEAD)
    with pytest.raises(ValueError, match="first 8"):
        verify(RECORD, Head(7, HEAD.hash[:7]))


def test_s26_an_older_head_is_found_inside_the_record() -> None:
    assert verify(RECORD, Head(3, RECORD[3].hash)) == Verified(8, HEAD)


@given(st.integers(0, 7), st.data())
def test_s24_a_single_changed_byte_is_named(height: int, data: st.DataObject) -> None:
    row = RECORD[height]
    at = data.draw(st.integers(0, len(row.body) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != row.body[at]))
    body = row.body[:at] + bytes([other]) + row.body[at + 1 :]
    rows = [*RECORD[:height], row._replace(body=body), *RECORD[height + 1 :]]
    assert broken(rows) == Broken(
        height, f"Entry {height} was changed: its hash doesn't fit what it says."
    )


@given(st.integers(0, 6))
def test_s24_a_changed_and_resealed_entry_is_named_by_its_follower(height: int) -> None:
    body = RECORD[height].body.replace(b'"choice":"sound"', b'"choice":"block"')
    forged = resealed(RECORD[height], body)
    found = broken([*RECORD[:height], forged, *RECORD[height + 1 :]])
    assert found.height == height + 1
    assert f"Entry {height + 1} doesn't follow entry {height}" in found.why


def test_s24_a_resealed_last_entry_is_named_by_a_known_head() -> None:
    body = RECORD[7].body.replace(b'"choice":"sound"', b'"choice":"block"')
    rows = [*RECORD[:7], resealed(RECORD[7], body)]
    assert isinstance(verify(rows), Verified)
    found = broken(rows, HEAD)
    assert found.height == 7
    assert f"is known as {HEAD.hash[:8]}…: the record was written anew" in found.why


@given(st.integers(0, 6))
def test_s24_a_dropped_entry_is_named(height: int) -> None:
    found = broken(RECORD[:height] + RECORD[height + 1 :])
    assert found.height == height
    assert f"Where entry {height} belongs stands entry {height + 1}" in found.why
    assert "dropped" in found.why


@given(st.integers(0, 6))
def test_s24_swapped_entries_are_named(height: int) -> None:
    rows = [*RECORD]
    rows[height], rows[height + 1] = rows[height + 1], rows[height]
    found = broken(rows)
    assert found.height == height
    assert "swapped" in found.why


@given(st.integers(1, 7))
def test_s24_an_entry_that_stands_twice_is_named(height: int) -> None:
    found = broken([*RECORD[:height], RECORD[height - 1], *RECORD[height:]])
    assert found.height == height
    assert "put in" in found.why


def test_s24_an_inserted_entry_is_named() -> None:
    command, event = mark(3, "block")
    forged = seal(3, event.at, command, (event,), "1.0.0", RECORD[2].hash)
    shifted = [row._replace(height=row.height + 1) for row in RECORD[3:]]
    found = broken([*RECORD[:3], forged, *shifted])
    assert found.height == 4
    assert "put in here" in found.why


def test_s24_a_false_beginning_is_named() -> None:
    forged = RECORD[0]._replace(prev="11" * 32, hash=digest("11" * 32, RECORD[0].body))
    found = broken([forged])
    assert found == Broken(
        0,
        "Entry 0 doesn't follow nothing, as a first entry must: "
        "one was changed, dropped or put in here.",
    )


@pytest.mark.parametrize(
    ("length", "part"),
    [(5, "ends at 4"), (0, "is empty")],
)
def test_s24_truncation_is_named_against_a_known_head(length: int, part: str) -> None:
    found = broken(RECORD[:length], HEAD)
    assert found.height == length
    assert f"The record {part}, but its head is known to be 7" in found.why


def test_a_prev_that_is_no_hash_is_named() -> None:
    found = broken([RECORD[0]._replace(prev="nothing")])
    assert found == Broken(0, "Entry 0 was changed: its prev is no hash.")


def respelled(body: bytes) -> bytes:
    return json.dumps(json.loads(body)).encode()


def other_height(body: bytes) -> bytes:
    return canonical(json.loads(body) | {"height": 7})


def earlier(body: bytes) -> bytes:
    return canonical(json.loads(body) | {"at": "2026-11-30T00:00:00Z"})


def timeless(body: bytes) -> bytes:
    return canonical(json.loads(body) | {"at": "noon"})


def fractional(body: bytes) -> bytes:
    return body.replace(b'"number":14', b'"number":14.0')


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (lambda _: b"{", "Entry 2 can't be read: This is not JSON"),
        (lambda _: b"\xff", "Entry 2 can't be read: This is not JSON"),
        (lambda _: b"{}", "Entry 2 can't be read: An entry has exactly the keys"),
        (timeless, "Entry 2 can't be read: 'noon' is not a time"),
        (fractional, "Entry 2 can't be read: A record holds no fractions"),
        (respelled, "Entry 2 is not in canonical form"),
        (other_height, "Entry 2 says of itself that it is entry 7"),
        (earlier, "Entry 2 is stamped earlier than the entry before it"),
    ],
)
def test_s24_a_well_sealed_entry_that_says_nonsense_is_named(
    spoil: Callable[[bytes], bytes], part: str
) -> None:
    found = broken([*RECORD[:2], resealed(RECORD[2], spoil(RECORD[2].body))])
    assert found.height == 2
    assert part in found.why


def test_entries_of_the_same_instant_are_well() -> None:
    command, event = mark(0)
    first = seal(0, NOON, command, (event,), "1.0.0", GENESIS)
    second = seal(1, NOON, command, (replace(event),), "1.0.0", first.hash)
    assert verify([first, second]) == Verified(2, Head(1, second.hash))


def test_verifying_does_not_need_to_understand_the_events() -> None:
    body = RECORD[0].body.replace(b"MarkPlaced", b"FeastHeld!")
    assert isinstance(verify([resealed(RECORD[0], body)]), Verified)
