# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where in the file a value stands, and how a table is read key by key by its schema.

Reading goes on after a problem, so that all of them are told at once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config.problems import Problem, RefusedError, key_name, quoted
from bot.words.nearness import nearest


@dataclass(frozen=True, slots=True)
class World:
    """What reading needs from outside, and what it found."""

    file: Path
    environ: Mapping[str, str]
    languages: Collection[str]
    check_rule: Callable[[str, str], str]
    rule_names: Collection[str]
    homes: Mapping[str, str]
    """Of keys that are often put under a wrong heading: where they belong."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in the file, by its key: `commons.garden.rooms[2].role`."""

    world: World
    key: str = ""

    def below(self, name: str) -> "Spot":
        """The key of that name in this table."""
        return Spot(self.world, f"{self.key}.{key_name(name)}" if self.key else key_name(name))

    def item(self, number: int) -> "Spot":
        """The item of this list, counted from 1."""
        return Spot(self.world, f"{self.key}[{number}]")

    def problem(self, sentence: str) -> None:
        """Note what is wrong; `sentence` goes on after the key and ends without a full stop."""
        said = f"{self.key} {sentence}.".strip()
        self.world.problems.append(Problem(str(self.world.file), self.key, said))

    def warn(self, sentence: str) -> None:
        """Note what is allowed but unwise; `sentence` as in `problem`."""
        self.world.warnings.append(f"{self.world.file}: {self.key} {sentence}.")

    def read(self, reader: "Reader", value: Any, must: str) -> Any:
        """Return what the reader makes of the value; None after a problem, which is noted."""
        try:
            return reader(self, value)
        except RefusedError as refused:
            shown = "has a value that can't be used" if refused.hidden else f"is {quoted(value)}"
            hint = f"; {refused.hint}" if refused.hint else ""
            self.problem(f"{shown}, but must be {refused.must or must}{hint}")
            return None


Reader = Callable[[Spot, Any], Any]
"""From a raw value to a good one; raises RefusedError."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: how it is read, what it must be (in words), and what stands in for it."""

    reader: Reader
    must: str
    required: bool = False
    default: Any = None


Schema = Mapping[str, Key]


def read_table(spot: Spot, raw: Any, schema: Schema) -> dict[str, Any]:
    """Return the values of a table by its schema; None for each that was refused.

    Raises RefusedError for what is no table.
    """
    if not isinstance(raw, dict):
        raise RefusedError(must=f"a table, headed [{spot.key}]")
    for name in raw:
        if name not in schema:
            spot.below(name).problem(unknown("key", name, schema, spot.world.homes))
    return {name: _read_key(spot.below(name), raw, name, key) for name, key in schema.items()}


def _read_key(spot: Spot, raw: dict[str, Any], name: str, key: Key) -> Any:
    if name in raw:
        return spot.read(key.reader, raw[name], key.must)
    if key.required:
        spot.problem(f"is missing; it must be {key.must}")
    return key.default


def unknown(what: str, name: str, known: Collection[str], homes: Mapping[str, str]) -> str:
    """Return what is wrong with a name that may not stand here, and the likely mend."""
    near, home = nearest(name.lower(), known), homes.get(name)
    mends = [f"the nearest that may stand here is {near}"] * bool(near)
    mends += [f"{name} belongs to {home}"] * bool(home)
    if not mends:
        mends = [f"here may stand {', '.join(known)}"]
    return f"is no {what} that I know; {', or '.join(mends)}"


def list_of(reader: Reader, must: str) -> Reader:
    """Return a reader of lists, each item of which is read by itself; refused ones are left out."""

    def read(spot: Spot, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise RefusedError("put it between [ and ]", must="a list")
        items = [spot.item(n).read(reader, item, must) for n, item in enumerate(value, 1)]
        return tuple(item for item in items if item is not None)

    return read
