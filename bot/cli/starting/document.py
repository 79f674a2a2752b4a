# SPDX-License-Identifier: AGPL-3.0-or-later
"""config.toml made of a plan, or changed by it: only what is different, with every comment kept.

What is there is changed by tomlkit, which keeps comments, order and spacing; what is new is put in
as text. The result is read back and compared with the plan before anybody believes it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from bot.cli.starting import blocks
from bot.cli.starting.changes import put_rooms, put_rules
from bot.cli.starting.comments import TOP
from bot.cli.starting.plan import CommonsPlan, DiscordPlan, MatrixPlan, Plan

Values = Mapping[str, Any]
GAP = "\n\n"
NOTHING: tuple[Any, ...] = (False, [], None)
"""What a key that is not written says."""

OTHER_WAY = {"password": "access_token", "access_token": "password"}


class UnchangeableError(Exception):
    """A file is written in a way that can't be changed without risk; the text says what to do."""


def written(old: str | None, plan: Plan) -> str:
    """The new text of a configuration whose text was `old` (None: there was none).

    Raises UnchangeableError where the plan can't be put into the old text.
    """
    try:
        text = _fresh(plan) if old is None else _changed(old, plan)
        _prove(text, plan)
    except (TOMLKitError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise UnchangeableError(
            "The file is written in a way that can't be changed without risk "
            f"({type(error).__name__}: {error}): change it by hand, or name another file."
        ) from None
    return text


def _fresh(plan: Plan) -> str:
    parts = [TOP, blocks.table("storage", {"url": "sqlite:folkmoot.db"})]
    parts += [blocks.table(name, values) for name, values in _tables(plan)]
    parts.append(
        f"{blocks.heading('commons')}\n{blocks.commons(plan.commons, _keys(plan.commons))}"
    )
    return GAP.join(parts)


def _changed(old: str, plan: Plan) -> str:
    document = tomlkit.parse(old)
    added: list[tuple[str, dict[str, Any]]] = []
    for name, wanted in _tables(plan):
        if name in document:
            added.append((f"[{name}]", _replace(document[name], wanted)))
    index = _index(document, plan.commons.name)
    if index is not None:
        table = document["commons"][index]
        new = _replace(table, _keys(plan.commons))
        put_rooms(table, plan.commons.rooms)
        put_rules(table, plan.commons.rules or ())
        added.append((f"[[commons]]#{index}", new))
    text = tomlkit.dumps(document)
    for header, values in added:
        text = _insert(text, header, values)
    for name, values in _tables(plan):
        if name not in document:
            text = _before_commons(text, blocks.table(name, values))
    if index is None:
        block = blocks.commons(plan.commons, _keys(plan.commons))
        text = text.rstrip("\n") + f"\n{GAP}{block}"
    return text


def _tables(plan: Plan) -> Iterator[tuple[str, dict[str, Any]]]:
    if plan.matrix is not None:
        yield "matrix", _matrix(plan.matrix)
    if plan.discord is not None:
        yield "discord", _discord(plan.discord)


def _matrix(plan: MatrixPlan) -> dict[str, Any]:
    return {
        "homeserver": plan.homeserver,
        "user": plan.user,
        "access_token" if plan.by_token else "password": plan.secret.reference,
        "inviters": list(plan.inviters),
    }


def _discord(plan: DiscordPlan) -> dict[str, Any]:
    return {
        "token": plan.secret.reference,
        "message_content": plan.message_content,
        "members": plan.members,
    }


def _keys(plan: CommonsPlan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "title": plan.title,
        "language": plan.language,
        "timezone": plan.timezone,
        "stewards": list(plan.stewards),
        "ignore": list(plan.ignore),
        "rehearsal": plan.rehearsal,
    }


def _replace(table: Any, values: Values) -> dict[str, Any]:
    """Change the keys that are there; gives those that are yet to be put in."""
    missing: dict[str, Any] = {}
    for key, value in values.items():
        if key not in table:
            if value not in NOTHING:
                missing[key] = value
        elif _plain(table[key]) != value:
            table[key] = value
    return missing


def _index(document: Any, name: str) -> int | None:
    """Which commons in the file has that name."""
    everything = document.get("commons") or ()
    named = (n for n, table in enumerate(everything) if _plain(table.get("name")) == name)
    return next(named, None)


def _insert(text: str, header: str, values: Values) -> str:
    """Put new keys into a table: where they stand commented out, else at its beginning."""
    heading, _, number = header.partition("#")
    for key, value in values.items():
        lines = text.splitlines(keepends=True)
        first, last = _section(lines, heading, int(number or 0))
        other = OTHER_WAY.get(key, "\0")
        at = _line(lines, first, last, rf"{other}\s*=")
        if at is None:
            at = _line(lines, first, last, rf"#\s?{re.escape(key)}\s*=")
            said = [f"{key} = {blocks.value(value)}"]
        else:  # the other way to sign in goes
            said = [f"{key} = {blocks.value(value)}"]
        if at is None:
            lines[first:first] = [
                f"{one}\n" for one in blocks.key(key, f"{heading.strip('[]')}.{key}", value)
            ]
        else:
            lines[at] = f"{said[0]}\n"
        text = "".join(lines)
    return text


def _section(lines: list[str], heading: str, number: int) -> tuple[int, int]:
    """Between which lines a table's own keys stand; raises LookupError where it has no heading."""
    starts = [n for n, line in enumerate(lines) if line.partition("#")[0].strip() == heading]
    first = starts[number] + 1
    if not lines[first - 1].endswith("\n"):
        lines[first - 1] += "\n"
    ends = (n for n in range(first, len(lines)) if lines[n].lstrip().startswith("["))
    return first, next(ends, len(lines))


def _line(lines: list[str], first: int, last: int, pattern: str) -> int | None:
    return next((n for n in range(first, last) if re.match(pattern, lines[n])), None)


def _before_commons(text: str, block: str) -> str:
    """Put a part before the first commons and the comments above it; else at the end."""
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if line.strip().startswith("[[commons]]")]
    at = starts[0] if starts else len(lines)
    while starts and at > 0 and lines[at - 1].lstrip().startswith(("#", "\n")):
        at -= 1
    before, after = "".join(lines[:at]).rstrip("\n"), "".join(lines[at:]).lstrip("\n")
    return f"{before}\n{GAP}{block}{GAP}{after}" if before else f"{block}{GAP}{after}"


def _plain(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item


def _prove(text: str, plan: Plan) -> None:
    """Read the text back; raises ValueError where it does not say what the plan says."""
    said = tomllib.loads(text)
    for name, values in _tables(plan):
        _compare(said[name], values)
        if name == "matrix" and "password" in said[name] and "access_token" in said[name]:
            raise ValueError("password")
    commons = next(one for one in said["commons"] if one["name"] == plan.commons.name)
    _compare(commons, _keys(plan.commons))
    places = [one if isinstance(one, str) else one["room"] for one in commons["rooms"]]
    if places != [room.place for room in plan.commons.rooms]:
        raise ValueError("rooms")


def _compare(table: Values, values: Values) -> None:
    for key, value in values.items():
        if key not in table and value in NOTHING:
            continue
        if table[key] != value:
            raise ValueError(key)
