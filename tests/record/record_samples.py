# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small records to test with, and any command or event that types allow."""

import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain import commands, events
from bot.domain.commands import PlaceMark
from bot.domain.events import Event, MarkPlaced
from bot.domain.ids import AccountRef, CopyId, MarkId, MemberId, Number, Place, SourceId
from bot.record.canonical import BIGGEST
from bot.record.entries import GENESIS, Sealed
from bot.record.sealing import digest, seal
from bot.record.verification import Head

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def mark(n: int, choice: str = "sound") -> tuple[PlaceMark, MarkPlaced]:
    """The n-th peer judges work #14."""
    reaction, copy = MarkId(f"$reaction{n}"), CopyId("matrix:$card")
    at = NOON + timedelta(minutes=n)
    command = PlaceMark(
        source=SourceId(f"$reaction{n}"),
        by=AccountRef(f"{n:032x}"),
        place=Place("matrix:!garden:example.org"),
        joined=NOON,
        number=Number(14),
        mark=reaction,
        copy=copy,
        choice=choice,
    )
    return command, MarkPlaced(Number(14), MemberId(n + 1), reaction, copy, choice, at)


def record(length: int) -> list[Sealed]:
    """A record in which one peer after the other judges work #14."""
    rows: list[Sealed] = []
    for height in range(length):
        command, event = mark(height)
        prev = rows[-1].hash if rows else GENESIS
        rows.append(seal(height, event.at, command, (event,), "1.0.0", prev))
    return rows


def head_of(rows: list[Sealed]) -> Head:
    """Its last entry."""
    return Head(rows[-1].height, rows[-1].hash)


def resealed(row: Sealed, body: bytes) -> Sealed:
    """The entry as a forger leaves it who can hash: another body, and a hash that fits."""
    return row._replace(body=body, hash=digest(row.prev, body))


@dataclass(frozen=True)
class Words:
    """A text as a store holds it."""

    digest: str
    kind: str
    salt: bytes
    body: str
    owner: str = "00" * 16


# --- anything that types allow --------------------------------------------------------------------

INTEGERS = st.integers(-BIGGEST, BIGGEST)
MOMENTS = st.datetimes(timezones=st.just(UTC))
EVENTS: tuple[type, ...] = typing.get_args(Event)
COMMANDS: tuple[type, ...] = tuple(
    cls
    for cls in vars(commands).values()
    if isinstance(cls, type)
    and issubclass(cls, commands.Command)
    and not cls.__name__.endswith("Command")
)
_SIMPLE = {str: st.text(), int: INTEGERS, datetime: MOMENTS, bool: st.booleans()}


def anything(hint: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Values of a type as the domain's vocabulary spells it."""
    hint = getattr(hint, "__supertype__", hint)
    args = typing.get_args(hint)
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint, vars(events) | vars(commands))
        return st.builds(hint, **{f.name: anything(hints[f.name]) for f in fields(hint)})
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin in {types.UnionType, typing.Union}:
        return st.none() | anything(args[0])
    return _several(origin, args)


def _several(origin: typing.Any, args: tuple[typing.Any, ...]) -> st.SearchStrategy[typing.Any]:
    if origin is dict:
        return st.dictionaries(anything(args[0]), anything(args[1]), max_size=4)
    if args[-1] is ...:
        return st.lists(anything(args[0]), max_size=3).map(tuple)
    return st.tuples(*(anything(arg) for arg in args))


any_event = st.one_of(*(anything(cls) for cls in EVENTS))
any_command = st.one_of(*(anything(cls) for cls in COMMANDS))
