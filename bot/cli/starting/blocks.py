# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a fresh config.toml as text, each key below what it is for.

Values are written by tomlkit, so that no answer can become a key; comments are tamed to one line,
so that no name of a room can end one.
"""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from bot.cli.starting.comments import COMMENTS, HEADINGS, OPTIONAL
from bot.cli.starting.plan import CommonsPlan, RoomPlan
from bot.cli.starting.proposals import Proposal
from bot.words.taming import tame

_WIDTH = 98
_LONGEST_NOTE = 60

Values = Mapping[str, Any]


def heading(name: str) -> str:
    """The line that stands above a part."""
    return f"# {HEADINGS[name]}\n"


def table(name: str, values: Values) -> str:
    """A part with one table."""
    return "\n".join([heading(name), f"[{name}]", *_keys(name, values)]).rstrip("\n") + "\n"


def commons(plan: CommonsPlan, values: Values) -> str:
    """A commons, without a heading; `values` are its keys other than rooms and charter."""
    names = {key: values[key] for key in ("name", "title", "language", "timezone")}
    others = {key: value for key, value in values.items() if key not in names}
    lines = ["[[commons]]", *_keys("commons", names)]
    lines += [*_explained("commons.rooms"), f"rooms = {rooms(plan.rooms)}", ""]
    lines += _keys("commons", others)
    if plan.rules is not None:
        lines += ["[commons.charter]", *_explained("commons.charter"), ""]
        for proposal in plan.rules:
            lines += rule(proposal)
    return "\n".join(lines).rstrip("\n") + "\n"


def rule(proposal: Proposal) -> list[str]:
    """A rule below its reason."""
    return [
        *_comment(tame(proposal.reason)),
        f'"{proposal.rule}" = {value(native(proposal.value))}',
    ]


def rooms(plans: tuple[RoomPlan, ...]) -> str:
    """A list of rooms, a line each, with what people call them in a comment."""
    lines = ["["]
    for plan in plans:
        note = tame(plan.note, _LONGEST_NOTE)
        lines.append(f"    {room(plan)}," + (f"  # {note}" if note else ""))
    return "\n".join([*lines, "]"])


def room(plan: RoomPlan, more: Values | None = None) -> str:
    """One room; `more` is what else is said of it."""
    said: dict[str, Any] = {"room": plan.place}
    if plan.role != "board":
        said["role"] = plan.role
    said |= {key: item for key, item in (more or {}).items() if key not in {"room", "role"}}
    if plan.bridged_with is not None:
        said.setdefault("bridged_with", plan.bridged_with)
    if len(said) == 1:
        return value(plan.place)
    return "{ " + ", ".join(f"{key} = {value(item)}" for key, item in said.items()) + " }"


def key(name: str, said: str, given: Any) -> list[str]:
    """One key below what it is for; commented out while it is at its default."""
    line = f"{name} = {value(given)}"
    if said in OPTIONAL and not given:
        line = f"# {line}"
    return [*_explained(said), line]


def value(given: Any) -> str:
    """A value as TOML writes it."""
    written: str = tomlkit.item(given).as_string()
    return written


def native(written: str) -> Any:
    """A rule's canonical value as TOML writes it best: numbers and flags bare."""
    if written in {"true", "false"}:
        return written == "true"
    return int(written) if written.isdecimal() else written


def _keys(table_name: str, values: Values) -> Iterator[str]:
    for name, given in values.items():
        yield from key(name, f"{table_name}.{name}", given)
        if name != "language":  # the zone stands with it
            yield ""


def _explained(said: str) -> list[str]:
    return [line for part in COMMENTS.get(said, "").splitlines() for line in _comment(part)]


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2, break_on_hyphens=False)]
