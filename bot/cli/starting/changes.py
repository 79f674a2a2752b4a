# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes to the lists of a commons that is in config.toml already: its rooms and its rules."""

from collections.abc import Iterable
from typing import Any

import tomlkit

from bot.cli.starting import blocks
from bot.cli.starting.plan import RoomPlan
from bot.cli.starting.proposals import Proposal
from bot.words.taming import tame

_INDENT = "    "


def put_rooms(table: Any, rooms: tuple[RoomPlan, ...]) -> None:
    """Let the list say these rooms; what it says of a room that stays is left as it is."""
    array = table.get("rooms")
    if array is None:
        table.add("rooms", tomlkit.parse(f"rooms = {blocks.rooms(rooms)}")["rooms"])
        return
    wanted = {room.place: room for room in rooms}
    for index in range(len(array) - 1, -1, -1):
        room = wanted.get(_place(array[index]))
        if room is None:
            del array[index]
        elif (_role(array[index]), _bridge(array[index])) != (
            room.role,
            room.bridged_with or _bridge(array[index]),
        ):
            more = array[index] if isinstance(array[index], dict) else None
            array[index] = _item(room, more)
    there = {_place(item) for item in array}
    new = [room for room in rooms if room.place not in there]
    in_lines = "\n" in array.as_string()
    for room in new:
        array.add_line(_item(room), indent=_INDENT, comment=tame(room.note, 60) or None)
    if new and not in_lines:
        array.add_line(indent="")


def put_rules(table: Any, rules: Iterable[Proposal]) -> None:
    """Set rules in the charter; one that is new has its reason after it."""
    for proposal in rules:
        if "charter" not in table:
            table.add("charter", tomlkit.table())
        holder, key = _holder(table["charter"], proposal.rule)
        value = blocks.native(proposal.value)
        if key not in holder:
            item = tomlkit.item(value)
            if proposal.reason:
                item.comment(tame(proposal.reason))
            holder.add(_quoted(key), item)
        elif _text(holder[key]) != proposal.value:
            holder[key] = value


def _holder(charter: Any, rule: str) -> tuple[Any, str]:
    """Where a rule stands: under its whole name, or nested where it was written without quotes."""
    first, _, rest = rule.partition(".")
    inner = charter.get(first)
    if rule not in charter and isinstance(inner, dict) and rest in inner:
        return inner, rest
    return charter, rule


def _quoted(key: str) -> Any:
    return next(iter(tomlkit.parse(f'"{key}" = 0').body))[0]


def _text(item: Any) -> str:
    plain = item.unwrap() if hasattr(item, "unwrap") else item
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def _item(room: RoomPlan, more: Any = None) -> Any:
    return tomlkit.parse(f"room = {blocks.room(room, more)}")["room"]


def _place(item: Any) -> str:
    return str(item["room"] if isinstance(item, dict) else item)


def _role(item: Any) -> str:
    return str(item.get("role", "board")) if isinstance(item, dict) else "board"


def _bridge(item: Any) -> str | None:
    return item.get("bridged_with") if isinstance(item, dict) else None
