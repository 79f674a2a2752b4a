# SPDX-License-Identifier: AGPL-3.0-or-later
"""config.toml as a whole: reads its tables, then checks what spans several of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.config.problems import ConfigError, RefusedError
from bot.config.schema import HOMES, discord, matrix, one_commons, storage
from bot.config.spots import Key, Schema, Spot, World, read_table
from bot.config.syntax import read_toml
from bot.service.settings import CommonsSettings, DiscordSettings, RoomSettings, Settings

NEEDED = {"matrix": "homeserver, user and password", "discord": "a token"}
"""What the table of each network must at least say."""


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
    _electorates_known(top, found["discord"], commons)
    if world.problems:
        raise ConfigError(world.problems)
    return Settings(
        storage_url=found["storage"] or storage(top, {}),
        matrix=found["matrix"],
        commons=commons,
        warnings=tuple(world.warnings),
        discord=found["discord"],
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
    """Every network that has a room needs its table."""
    for network, wanted in NEEDED.items():
        first = next((one.room for _, one in _rooms(commons) if _network(one) == network), None)
        if first and network not in raw:
            top.below(network).problem(f'is missing; "{first}" needs this table, with {wanted}')


def _electorates_known(
    top: Spot, discord_table: DiscordSettings | None, commons: tuple[CommonsSettings, ...]
) -> None:
    """A share of all who may vote can't be reached where nobody can say who they are (§10)."""
    if discord_table is not None and discord_table.members:
        return
    for each in commons:
        silent = [one.room for one in each.rooms or () if _network(one) == "discord"]
        if silent and (each.charter or {}).get("poll.of") == "electorate":
            spot = top.below("commons").below(each.name)
            spot.below("charter").below("poll.of").warn(
                f'counts all who may vote, and Discord tells who is in "{silent[0]}" only with '
                "members = true under [discord]; without it no poll can pass"
            )


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
