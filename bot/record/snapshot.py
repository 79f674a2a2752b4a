# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commons as bytes, to start from without replaying its whole record. References, no texts.

A snapshot is a short cut and never evidence: whatever is wrong with it, the record has it all.
"""

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints
from zlib import crc32

import msgspec

from bot.domain.agenda import Agenda
from bot.domain.charter import Charter
from bot.domain.marks import Marks
from bot.domain.state import Commons

MEANING = 1
"""To be raised when the same fields of the state come to mean something else."""


class UnreadableSnapshotError(ValueError):
    """These bytes are no snapshot of this version."""


def freeze(commons: Commons) -> bytes:
    """The whole commons as bytes."""
    return _ENCODER.encode(commons)


def thaw(state: bytes) -> Commons:
    """The inverse of `freeze`; raises UnreadableSnapshotError."""
    try:
        return _DECODER.decode(state)
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError) as error:
        raise UnreadableSnapshotError(str(error)) from error


def _encode(value: Any) -> Any:
    if isinstance(value, Marks):
        return value.columns()
    if isinstance(value, Charter):
        return value.values
    if isinstance(value, Agenda):
        return sorted(value.moments().items())
    raise NotImplementedError(f"a snapshot can't hold {type(value).__name__}")


def _decode(wanted: type, data: Any) -> Any:
    if wanted is Marks:
        return Marks.of_columns(data)
    if wanted is Charter:
        return Charter(data)
    if wanted is Agenda:
        agenda = Agenda()
        for number, moment in data:
            agenda.put(number, moment)
        return agenda
    raise NotImplementedError(f"a snapshot can't hold {wanted.__name__}")


def _shape(of: Any, seen: set[Any]) -> str:
    """Every field of the state with its type, however deep, as one text."""
    parts = [str(of), *(_shape(inner, seen) for inner in get_args(of))]
    if is_dataclass(of) and of not in seen:
        seen.add(of)
        hints = get_type_hints(of)
        parts += [f"{field.name}:{_shape(hints[field.name], seen)}" for field in fields(of)]
    return " ".join(parts)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_encode)
_DECODER = msgspec.msgpack.Decoder(Commons, dec_hook=_decode)

SCHEMA = crc32(f"{MEANING} {_shape(Commons, set())}".encode()) & 0x7FFF_FFFF
"""Changes with the shape of the state by itself; another number means: replay."""
