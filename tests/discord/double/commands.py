# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a client sends for a typed command: the options that were put up, and only valid values."""

from collections.abc import Mapping
from typing import Any

from tests.discord.double.world import Guild

TEXT, INTEGER, BOOLEAN, USER = 3, 4, 5, 6

Registered = Mapping[int | None, Mapping[str, dict[str, Any]]]


def data_of(
    registered: Registered,
    guild: Guild,
    path: str,
    options: Mapping[str, Any],
    *,
    focus: str | None = None,
    whole: bool = True,
) -> dict[str, Any]:
    """The data of an interaction for `path`, such as "task new".

    `focus` is the option that is being typed; `whole`: every required option has to be there.
    """
    root, *rest = path.split()
    command = registered.get(guild.id, {}).get(root) or registered.get(None, {}).get(root)
    assert command is not None, f"/{root} was not put up, only {_names(registered)}"
    levels, node = [], command
    for name in rest:
        node = _named(node, name, path)
        levels.append({"name": name, "type": node["type"]})
    filled: list[dict[str, Any]] = []
    known = {option["name"]: option for option in node.get("options") or []}
    assert options.keys() <= known.keys(), f"/{path} has {sorted(known)}, not {sorted(options)}"
    for name, option in known.items():
        if name in options:
            typing = name == focus
            value = options[name]
            if not typing:
                _check(path, option, value)
            filled.append(
                {"name": name, "type": option["type"], "value": value}
                | ({"focused": True} if typing else {})
            )
        else:
            assert not (whole and option.get("required")), f"/{path} needs {name}"
    for level in reversed(levels):
        filled = [level | {"options": filled}]
    data = {"id": command["id"], "name": root, "type": 1, "options": filled}
    return data | ({"guild_id": str(guild.id)} if guild.id in registered else {})


def _names(registered: Registered) -> list[str]:
    return sorted(name for commands in registered.values() for name in commands)


def _named(node: Mapping[str, Any], name: str, path: str) -> dict[str, Any]:
    for option in node.get("options") or []:
        if option["name"] == name and option["type"] in (1, 2):
            return dict(option)
    raise AssertionError(f"/{path} was not put up")


def _check(path: str, option: Mapping[str, Any], value: Any) -> None:
    """What Discord's clients don't let anybody send."""
    name, kind = option["name"], option["type"]
    if kind == TEXT:
        assert isinstance(value, str), f"/{path} {name} is a text"
        assert option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000)
    elif kind == INTEGER:
        assert isinstance(value, int), f"/{path} {name} is a number"
        assert option.get("min_value", value) <= value <= option.get("max_value", value)
    elif kind == BOOLEAN:
        assert isinstance(value, bool), f"/{path} {name} is yes or no"
    choices = [choice["value"] for choice in option.get("choices") or []]
    assert not choices or value in choices, f"/{path} {name} is one of {choices}"
