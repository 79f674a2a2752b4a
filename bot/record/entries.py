# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one entry of the record is, sealed and opened (semantics §24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from bot.domain.events import Event

GENESIS = "00" * 32
"""The `prev` of the first entry: 32 zero bytes."""


class Sealed(NamedTuple):
    """One entry as bytes: `body` is its canonical JSON without prev and hash."""

    height: int
    prev: str
    hash: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a replay needs it; the cause stays the JSON object that it is in the record."""

    height: int
    at: datetime
    cause: Mapping[str, Any]
    events: tuple[Event, ...]
    engine: str
