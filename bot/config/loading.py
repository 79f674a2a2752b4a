# SPDX-License-Identifier: AGPL-3.0-or-later
"""config.toml as a whole: reads its tables, then checks what spans several of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.config.problems import ConfigError, RefusedError
from bot.config.schema import HOMES, discord, matrix, one_commons, storage
from bot.config.spots import Key, Schema, Spot, World, read_table
from bot.config.syntax import read_toml
from bot.service.settings import CommonsSettings, RoomSettings, Settings


def load(
    path: Path,
    *,
    check_rule: Callable[[str, str], str],
    rule_names: Collection[str],
    languages: Collection[str],
    environ: Mapping[str, str],
) -> Settings:
    """Return what the file says.

    `check_rule(name, value)` gives the canonical value of a rule or raises ValueError with a
    sentence; `languages` are those with a catalogue; `environ` is looked into for secrets. Raises
    ConfigError with every problem there is.
    """
    raw = read_toml(path)
    world = World(path, environ, languages, check_rule, rule_names, HOMES)
    top = Spot(world)
    found = read_table(top, raw, TOP)
    commons: tuple[CommonsSettings, ...] = found["commons"] or ()
    _rooms_apart(top, commons)
    _networks_there(top, raw, commons)
    if world.problems:
        raise ConfigError(world.problems)
    return Settings(
        storage_url=found["storage"] or storage(top, {}),
        matrix=found["matrix"],
        commons=tuple(_without_discord(top, each) for each in commons),
        warnings=tuple(world.warnings),
    )


def _all_commons(spot: Spot, value: Any) -> tuple[CommonsSettings, ...]:
    if not isinstance(value, list):
        raise RefusedError("its heading has two brackets on each side", must="headed [[commons]]")
    names = [item.get("name") if isinstance(item, dict) else None for item in value]
    found = []
    for number, item in enumerate(value, 1):
        name = names[number - 1]
        known = isinstance(name, str) and names.count(name) == 1
        where = spot.below(str(name)) if known else spot.item(number)
        found.append(where.read(one_commons, item, "a table"))
    _names_apart(spot, names)
    return tuple(each for each in found if each is not None)


def _names_apart(spot: Spot, names: list[Any]) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if isinstance(name, str) and (first := seen.setdefault(name.casefold(), number)) != number:
            spot.item(number).below("name").problem(
                f'is "{name}", as that of commons[{first}] is; give each its own'
            )


def _rooms_apart(top: Spot, commons: tuple[CommonsSettings, ...]) -> None:
    """A room belongs to one commons, and stands there once (contract, Configuration)."""
    owners: dict[str, int] = {}
    called = [each.name or f"commons[{number}]" for number, each in enumerate(commons, 1)]
    for number, each in enumerate(commons):
        spot = top.below("commons")
        where = (spot.below(each.name) if each.name else spot.item(number + 1)).below("rooms")
        mine = [one.room for one in each.rooms or () if one.room]
        for room in dict.fromkeys(mine):
            owner = owners.setdefault(room, number)
            if owner != number:
                theirs = called[owner]
                where.problem(f'has "{room}", which {theirs} has too; a room has one commons')
        for twice in sorted({one for one in mine if mine.count(one) > 1}):
            where.problem(f'has "{twice}" twice; remove one')


def _networks_there(top: Spot, raw: dict[str, Any], commons: tuple[CommonsSettings, ...]) -> None:
    first = next((one.room for _, one in _rooms(commons) if _network(one) == "matrix"), None)
    if first and "matrix" not in raw:
        top.below("matrix").problem(
            f'is missing; "{first}" needs this table, with homeserver, user and password'
        )
    for each in commons:
        if each.rooms and all(_network(one) == "discord" for one in each.rooms):
            where = top.below("commons").below(each.name or "?").below("rooms")
            where.problem(
                "has rooms on Discord only, which comes with a later version; add one on Matrix"
            )


def _without_discord(top: Spot, commons: CommonsSettings) -> CommonsSettings:
    """Leave out rooms that nothing can reach yet: no card could ever be delivered there."""
    # a room bridged with one that is left out must get the card itself
    rooms = tuple(
        replace(one, bridged_with=None) if (one.bridged_with or "").startswith("discord:") else one
        for one in commons.rooms
        if _network(one) != "discord"
    )
    if len(rooms) < len(commons.rooms):
        where = top.below("commons").below(commons.name).below("rooms")
        where.warn("has rooms on Discord, which are left out: Discord comes with a later version")
    return replace(commons, rooms=rooms)


def _rooms(commons: tuple[CommonsSettings, ...]) -> Iterator[tuple[CommonsSettings, RoomSettings]]:
    return ((each, one) for each in commons for one in each.rooms or ())


def _network(room: RoomSettings) -> str:
    return (room.room or "").partition(":")[0]


TOP: Schema = {
    "storage": Key(storage, "a table, headed [storage]"),
    "matrix": Key(matrix, "a table, headed [matrix]"),
    "discord": Key(discord, "a table, headed [discord]"),
    "commons": Key(
        _all_commons, "headed [[commons]], with a name and its rooms", required=True, default=()
    ),
}
