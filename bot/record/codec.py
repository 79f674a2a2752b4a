# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events and commands <-> JSON objects `{"type": "MarkPlaced", …fields}`.

Encoding is on the hot path (one entry a vote), so each class gets a plan once: its field names
in canonical order with "type" among them, and one C-level getter for all of them. The domain
knows nothing of this. Decoding is strict: the fields must be exactly those of the class, or an
upcaster must lead from that older shape to today's.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeAlias, get_args

import msgspec

from bot.domain import commands, events, ids
from bot.record.canonical import STEPS, RecordError, unholdable

Shape: TypeAlias = frozenset[str]
"""The field names of an event as it was once written, "type" left out."""

Fields: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Fields], tuple[str, Fields]]
"""From the fields of an older shape to the type name and fields of a newer one."""

UPCASTERS: dict[tuple[str, Shape], Upcaster] = {}
"""(type, shape) -> how to read it today. An entry stays here for good: records outlive engines."""


def to_data(value: object) -> Fields:
    """Return a command or event as data in canonical order, ready for `encode_ordered`.

    Raises RecordError for what is neither, and for values that a record can't hold.
    """
    try:
        plan_of = _PLANS[type(value)]
    except KeyError:
        raise unholdable(type(value)) from None
    return plan_of(value)


def event_from(data: object, upcasters: Mapping[tuple[str, Shape], Upcaster] = UPCASTERS) -> Any:
    """Return the domain event that the parsed JSON object says.

    Raises RecordError for an unknown type or shape, and for a field of the wrong type.
    """
    return _from(data, _EVENTS, upcasters)


def command_from(data: object) -> Any:
    """Return the domain command that the parsed JSON object says; raises as `event_from`.

    Only audits need it: replay never decides again, so commands have no upcasters.
    """
    return _from(data, _COMMANDS, {})


def _from(
    data: object, known: Mapping[str, type], upcasters: Mapping[tuple[str, Shape], Upcaster]
) -> Any:
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise RecordError("Here should stand an object with a type.")
    name, given = data["type"], {key: value for key, value in data.items() if key != "type"}
    while (cls := known.get(name)) is None or _SHAPES[cls] != given.keys():
        upcast = upcasters.get((name, frozenset(given)))
        if upcast is None:
            raise RecordError(_unreadable(name, cls, given))
        name, given = upcast(given)
    try:
        return msgspec.convert(given, cls)
    except msgspec.ValidationError as error:
        raise RecordError(f"{name} can't be read: {error}.") from None


def _unreadable(name: str, cls: type | None, given: Fields) -> str:
    if cls is None:
        return f"This version of Folkmoot doesn't know the type {name!r}."
    missing, extra = sorted(_SHAPES[cls] - given.keys()), sorted(given.keys() - _SHAPES[cls])
    parts = [f"lacks {', '.join(missing)}"] * bool(missing)
    parts += [f"has the unknown {', '.join(extra)}"] * bool(extra)
    return f"{name} {' and '.join(parts)}."


# --- the plans ------------------------------------------------------------------------------------


def plan(cls: type, *, typed: bool) -> Callable[[Any], Fields]:
    """Return the function that turns an instance of a dataclass into data in canonical order."""
    names = [field.name for field in fields(cls)]
    if typed:
        if "type" in names:
            raise RecordError(f"{cls.__name__} has a field named type, which is taken.")
        names.append("type")
    names.sort()  # field names are ASCII, where this is the UTF-16 order too
    paths = ["__class__.__name__" if typed and name == "type" else name for name in names]
    # the same path twice keeps the getter's answer a tuple when there is but one
    get = attrgetter(*paths, paths[-1])

    def data(value: Any) -> Fields:
        try:
            return {
                name: part if (step := STEPS[type(part)]) is None else step(part)
                for name, part in zip(names, get(value), strict=False)
            }
        except KeyError as error:
            raise unholdable(error.args[0]) from None

    return data


# read from the module: __subclasses__ also lists what a slotted dataclass replaced
_FAMILIES = (commands.Command, commands.MemberCommand)
_EVENTS: dict[str, type] = {cls.__name__: cls for cls in get_args(events.Event)}
_COMMANDS: dict[str, type] = {
    name: cls
    for name, cls in vars(commands).items()
    if isinstance(cls, type) and issubclass(cls, commands.Command) and cls not in _FAMILIES
}
_PLANS: dict[type, Callable[[Any], Fields]] = {
    cls: plan(cls, typed=True) for cls in (*_EVENTS.values(), *_COMMANDS.values())
}
_SHAPES: dict[type, Shape] = {cls: frozenset(f.name for f in fields(cls)) for cls in _PLANS}
STEPS.update({cls: plan(cls, typed=False) for cls in (ids.TextRef, commands.FoundMark)})
