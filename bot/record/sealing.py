# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal an entry into the chain, open it again, and print its line (semantics §24)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from bot.domain.commands import Command
from bot.domain.events import Event
from bot.record.canonical import RecordError, canonical, encode_ordered, ordered, parse
from bot.record.codec import event_from, to_data
from bot.record.entries import Entry, Sealed

KEYS = frozenset({"at", "cause", "engine", "events", "height"})
"""The keys of an entry's body, exactly."""


def seal(
    height: int,
    at: datetime,
    command: Command,
    events: Sequence[Event],
    engine: str,
    prev: str,
) -> Sealed:
    """Return the entry that follows the one whose hash is `prev` (GENESIS for the first).

    Raises RecordError for values that a record can't hold (see bot.record.canonical).
    """
    # the keys stand in canonical order already, as those of to_data do
    body = encode_ordered(
        {
            "at": ordered(at),
            "cause": to_data(command),
            "engine": ordered(engine),
            "events": [to_data(event) for event in events],
            "height": ordered(height),
        }
    )
    return Sealed(height, prev, digest(prev, body), body)


def digest(prev: str, body: bytes) -> str:
    """Return hex SHA-256(32 raw bytes of prev, then the body); ValueError if prev is not hex."""
    return sha256(bytes.fromhex(prev) + body).hexdigest()


def open_entry(body: bytes) -> Entry:
    """Return the entry that the body says, its events as domain objects.

    Raises RecordError for bad JSON, other keys than an entry's, and events that can't be read.
    """
    data = open_body(body)
    return Entry(
        height=data["height"],
        at=moment(data["at"]),
        cause=data["cause"],
        events=tuple(event_from(event) for event in data["events"]),
        engine=data["engine"],
    )


def open_body(body: bytes) -> dict[str, Any]:
    """Return the body as plain data, its outer shape checked; its events stay JSON objects."""
    data = parse(body)
    if not isinstance(data, dict) or data.keys() != KEYS:
        raise RecordError(f"An entry has exactly the keys {', '.join(sorted(KEYS))}.")
    typed = [data["cause"], *data["events"]] if isinstance(data["events"], list) else [None]
    if (
        type(data["height"]) is not int
        or type(data["engine"]) is not str
        or not all(isinstance(item, dict) and type(item.get("type")) is str for item in typed)
    ):
        raise RecordError("A part of the entry is not of its type.")
    return data


def moment(text: object) -> datetime:
    """Return the instant that an RFC 3339 text in UTC says; raises RecordError."""
    try:
        at = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        at = None
    if at is None or at.tzinfo is not UTC or not str(text).endswith("Z"):
        raise RecordError(f"{text!r} is not a time in UTC such as 2026-12-01T18:00:00Z.")
    return at


# --- lines ----------------------------------------------------------------------------------------

_LINE = re.compile(
    rb'(.*),"hash":"([0-9a-f]{64})"(,"height":[0-9]{1,16}),"prev":"([0-9a-f]{64})"}', re.DOTALL
)
_HEIGHT = re.compile(rb',"height":-?[0-9]+}\Z')


def show_line(body: bytes, prev: str, hash_: str) -> str:
    """Return the entry with prev and hash as one line of canonical JSON, without a line's end.

    In a canonical body "height" is last, so the two keys are put in without parsing. A body that
    is not canonical is parsed and put in order. Raises RecordError if it is no JSON object.
    """
    if last := _HEIGHT.search(body):
        line = b'%b,"hash":"%b"%b,"prev":"%b"}' % (
            body[: last.start()],
            hash_.encode(),
            body[last.start() : -1],
            prev.encode(),
        )
        return _text(line)
    data = parse(body)
    if not isinstance(data, dict):
        raise RecordError("An entry is a JSON object.")
    return canonical({**data, "prev": prev, "hash": hash_}).decode()


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise RecordError("This is not UTF-8 text.") from None


def read_line(line: bytes) -> Sealed:
    """Return the entry that a line of `show_line` says; the seal is not checked here.

    Raises RecordError for a line that is not an entry in canonical form.
    """
    found = _LINE.fullmatch(line)
    if found is None:
        parse(line)  # says so if it is no JSON at all
        raise RecordError("This is not an entry in canonical form.")
    start, hash_, height, prev = found.groups()
    return Sealed(
        height=int(height.partition(b":")[2]),
        prev=prev.decode(),
        hash=hash_.decode(),
        body=start + height + b"}",
    )
