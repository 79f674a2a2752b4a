# SPDX-License-Identifier: AGPL-3.0-or-later
"""The founding rules of a commons: `[commons.charter]`, whose keys and values the domain checks."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from bot.config.problems import RefusedError, quoted
from bot.config.spots import Spot, unknown


def charter(spot: Spot, value: Any) -> dict[str, str]:
    """Return the founding rules with canonical values; notes every problem at the spot."""
    if not isinstance(value, dict):
        raise RefusedError(must=f"a table, headed [{spot.key}]")
    world, rules = spot.world, dict[str, str]()
    for name, given in _flat(value):
        where = spot.below(name)
        if name not in world.rule_names:
            where.problem(unknown("rule", name, world.rule_names, world.homes))
        elif name in rules:
            where.problem("stands twice; remove one")
        else:
            rules[name] = _value(where, name, given)
    return rules


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Undo what TOML makes of `review.window = "3d"` without quotation marks: nested tables."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _value(where: Spot, name: str, given: Any) -> str:
    text = _written(given)
    if text is None:
        where.problem(f'is {quoted(given)}, but must be a text, such as ">=2/3" for a share')
        return ""
    try:
        return _checked(where, name, given, text)
    except ValueError as error:
        why = " ".join(str(error).split()).rstrip(".")  # one line, whatever the value holds
        where.problem(f"can't be used: {why}")
        return ""


def _checked(where: Spot, name: str, given: Any, text: str) -> str:
    """Return the canonical value; a native number stands for seconds where a duration belongs."""
    try:
        return where.world.check_rule(name, text)
    except ValueError:
        if not isinstance(given, int) or isinstance(given, bool):
            raise
        with suppress(ValueError):
            return where.world.check_rule(name, f"{given}s")
        raise


def _written(given: Any) -> str | None:
    """Return a native value as the charter writes it; None for a kind that no rule has."""
    match given:
        case bool():
            return "true" if given else "false"
        case int() | str():
            return str(given)
        case [*items] if all(isinstance(item, str) for item in items):
            return ", ".join(items)
        case _:
            return None
