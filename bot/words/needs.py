# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a Voice must know to speak of something: found by the types of its fields.

A new field of a view or notice is looked up without a change here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.domain.ids import AccountRef, MemberId, Place, SkillRef, TextRef


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything to look up beforehand, each the key of one of a Voice's mappings."""

    digests: frozenset[str] = frozenset()
    members: frozenset[int] = frozenset()
    accounts: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    heights: frozenset[int] = frozenset()


_KINDS: Mapping[Any, str] = {
    MemberId: "members",
    AccountRef: "accounts",
    SkillRef: "skills",
    Place: "places",
}


def needs(*objects: object) -> Needs:
    """What rendering these views, notices, events or refusals may look up; None is skipped."""
    found: dict[str, set[Any]] = {field.name: set() for field in fields(Needs)}
    for thing in objects:
        for kind, key in _walk(type(thing), thing):
            found[kind].add(key)
    return Needs(**{kind: frozenset(keys) for kind, keys in found.items()})


def _walk(hint: Any, value: Any) -> Iterator[tuple[str, Any]]:
    if value is None:
        return
    if isinstance(value, TextRef):
        yield "digests", value.digest
    elif hint in _KINDS:
        yield _KINDS[hint], value
    elif isinstance(value, (tuple, list)):
        for part, inner in zip(value, _inner(hint, len(value)), strict=True):
            yield from _walk(inner, part)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, inner in _hints(type(value)).items():
            part = getattr(value, name)
            if name == "height" and part is not None:
                yield "heights", part
            yield from _walk(inner, part)


def _inner(hint: Any, length: int) -> tuple[Any, ...]:
    """The types of a tuple's members, where the hint tells; else each by its own class."""
    hint = _required(hint)
    arguments = get_args(hint)
    if not arguments:
        return (None,) * length
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return (_required(arguments[0]),) * length
    if len(arguments) == length:
        return tuple(_required(argument) for argument in arguments)
    return (_required(arguments[0]),) * length


def _required(hint: Any) -> Any:
    """The type of an optional value when it is there."""
    if get_origin(hint) in {Union, UnionType}:
        left = [part for part in get_args(hint) if part is not NoneType]
        return left[0] if len(left) == 1 else hint
    return hint


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: _required(hints[field.name]) for field in fields(kind)}
