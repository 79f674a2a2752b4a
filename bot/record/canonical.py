# SPDX-License-Identifier: AGPL-3.0-or-later
"""Canonical JSON (RFC 8785), as far as the record uses it: no floats, integers within 2**53 - 1.

The scheme's hard part is the printing of floats; a record has none, by refusal. What is left:
keys sorted by UTF-16 code units, no spaces, and msgspec's string escapes, which are those of
RFC 8785 (a property test compares every byte with the `rfc8785` package).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

import msgspec

BIGGEST = 2**53 - 1
"""The largest integer that every JSON reader understands exactly (RFC 8785 §3.2.2.3)."""


class RecordError(ValueError):
    """Something can't be written to, or read from, a record. The text is one plain sentence."""


def canonical(data: object) -> bytes:
    """Encode plain data: dict, list, tuple, str, int, bool, None and aware datetimes.

    Returns the RFC 8785 bytes; a datetime becomes an RFC 3339 string in UTC with `Z`.
    Raises RecordError for floats, integers beyond 2**53 - 1, naive datetimes, keys that are not
    strings, lone surrogates, too deep a nest and any other type.
    """
    try:
        return encode_ordered(ordered(data))
    except RecursionError:
        raise RecordError("The data is nested too deeply.") from None


def encode_ordered(data: object) -> bytes:
    """Encode data that `ordered` made, or that was built in its order already (the hot path)."""
    try:
        return _ENCODER.encode(data)
    except UnicodeEncodeError:
        raise RecordError("A text holds half a surrogate pair, which no UTF-8 can say.") from None


def ordered(value: Any) -> Any:
    """Return the value as data whose order is canonical; raises as `canonical`."""
    try:
        step = STEPS[type(value)]
    except KeyError:
        raise unholdable(type(value)) from None
    return value if step is None else step(value)


def parse(body: bytes) -> Any:
    """Decode JSON strictly: floats are refused. Raises RecordError."""
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as error:  # what _float_refused raised, wrapped
        raise RecordError(str(error.__cause__)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"This is not JSON: {error}.") from None


def is_canonical(body: bytes, data: object) -> bool:
    """Whether these bytes, which were parsed to `data`, are the canonical ones."""
    if body.isascii() and not _LONG_NUMBER.search(body):
        # in ASCII the UTF-8 order of keys is the UTF-16 order, and msgspec sorts in C
        return _SORTING.encode(data) == body
    try:
        return canonical(data) == body
    except RecordError:
        return False


def unholdable(kind: type) -> RecordError:
    """The error for a value of a type that a record can't hold."""
    return RecordError(f"A record can't hold a value of type {kind.__name__}.")


def _integer(value: int) -> int:
    if -BIGGEST <= value <= BIGGEST:
        return value
    raise RecordError(f"The number {value} is beyond 2**53 - 1, which JSON can't hold exactly.")


def _moment(value: datetime) -> datetime:
    zone = value.tzinfo
    if zone is UTC:
        return value
    if zone is None:
        raise RecordError(f"The time {value.isoformat()} has no time zone.")
    return value.astimezone(UTC)


def _sequence(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [ordered(item) for item in value]


def _mapping(value: dict[Any, Any]) -> dict[str, Any]:
    for key in value:
        if type(key) is not str:
            raise RecordError(f"The key {key!r} is not a text.")
    return {key: ordered(value[key]) for key in sorted(value, key=_utf16)}


def _utf16(key: str) -> bytes:
    # surrogatepass: a lone surrogate must reach the encoder, which refuses it by name
    return key.encode("utf-16-be", "surrogatepass")


def _float_refused(text: str) -> NoReturn:
    raise RecordError(f"A record holds no fractions, but here stands {text}.")


STEPS: dict[type, Callable[[Any], Any] | None] = {
    str: None,
    bool: None,
    type(None): None,
    int: _integer,
    datetime: _moment,
    tuple: _sequence,
    list: _sequence,
    dict: _mapping,
}
"""What makes each type canonical (None: it is already); bot.record.codec adds the dataclasses.

Looked up by exact type, so that a subclass with its own ideas never slips in.
"""

_ENCODER = msgspec.json.Encoder()
_SORTING = msgspec.json.Encoder(order="sorted")
_LONG_NUMBER = re.compile(rb"[0-9]{16}[,}\]]")
_DECODER = msgspec.json.Decoder(float_hook=_float_refused)
