# SPDX-License-Identifier: AGPL-3.0-or-later
"""Canonical JSON, compared byte for byte with an independent implementation of RFC 8785."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from record_samples import INTEGERS

from bot.record.canonical import BIGGEST, RecordError, canonical, is_canonical, parse

CONTROLS = st.text(st.characters(max_codepoint=0x9F))
FAR = st.text(st.characters(min_codepoint=0xD7F0, exclude_categories=["Cs"]))
TEXTS = st.one_of(st.text(), CONTROLS, FAR)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_s24_bytes_are_those_of_rfc8785(data: Any) -> None:
    body = canonical(data)
    assert body == rfc8785.dumps(data)
    assert parse(body) == data
    assert is_canonical(body, parse(body))


def test_every_character_is_written_as_rfc8785_writes_it() -> None:
    every = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)
    assert canonical(every) == rfc8785.dumps(every)


def test_keys_are_sorted_by_utf16_units_not_by_code_points() -> None:
    # U+1F600 is written with the surrogate D83D, which comes before U+FB01
    data = {"\ufb01": 1, "\U0001f600": 2}
    assert canonical(data) == '{"\U0001f600":2,"\ufb01":1}'.encode()
    assert canonical(data) == rfc8785.dumps(data)


@pytest.mark.parametrize("value", [BIGGEST, -BIGGEST, 0])
def test_integers_up_to_2_to_the_53_are_kept(value: Any) -> None:
    assert canonical([value]) == f"[{value}]".encode()


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (0.5, "float"),
        (1.0, "float"),
        ([{"share": float("nan")}], "float"),
        (BIGGEST + 1, "2**53"),
        (-BIGGEST - 1, "2**53"),
        (10**40, "2**53"),
        ({1: "a"}, "key 1"),
        ({"a": {None: 1}}, "key None"),
        ("\ud800", "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        ({"a"}, "type set"),
        (b"bytes", "type bytes"),
        (datetime(2026, 12, 1), "time zone"),  # noqa: DTZ001 (naive on purpose)
    ],
)
def test_what_a_record_cannot_hold_is_refused_in_words(value: Any, part: str) -> None:
    with pytest.raises(RecordError) as caught:
        canonical(value)
    assert part in str(caught.value)
    assert str(caught.value).endswith(".")


def test_too_deep_a_nest_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(RecordError, match="too deeply"):
        canonical(deep)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 12, 1, 18, tzinfo=UTC), "2026-12-01T18:00:00Z"),
        (datetime(2026, 12, 1, 18, 0, 0, 123000, tzinfo=UTC), "2026-12-01T18:00:00.123000Z"),
        (datetime(2026, 12, 1, 18, tzinfo=timezone(timedelta(hours=2))), "2026-12-01T16:00:00Z"),
        (datetime(2026, 7, 1, 18, tzinfo=ZoneInfo("Europe/Lisbon")), "2026-07-01T17:00:00Z"),
    ],
)
def test_times_are_rfc3339_in_utc(moment: datetime, text: str) -> None:
    assert canonical(moment) == f'"{text}"'.encode()


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b'{"a":1}x', b'"\xff"', b"[1,]"])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(RecordError, match="not JSON"):
        parse(body)


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(RecordError, match="not JSON"):
        parse(b"[" * 100_000)


@pytest.mark.parametrize("body", [b"1.0", b"[1e3]", b'{"a":0.5}'])
def test_fractions_are_refused_when_read(body: bytes) -> None:
    with pytest.raises(RecordError, match="no fractions"):
        parse(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b'{"a":-0}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b"[9007199254740992]",
        b'{"a":12345678901234567890}',
        '{"\ufb01":1,"\U0001f600":2}'.encode(),
    ],
)
def test_json_in_another_form_is_not_canonical(body: bytes) -> None:
    assert not is_canonical(body, parse(body))


def test_a_long_row_of_digits_in_a_text_is_no_number() -> None:
    body = b'{"a":"1234567890123456789,"}'
    assert is_canonical(body, parse(body))
