# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords and tokens: from the environment, from a file, or plainly with a warning.

No sentence made here, or by who calls this, ever shows a secret: refused values stay hidden, and
of a reference only the name or the path is told.
"""

import os
import re
import stat
from typing import Any

from bot.config.problems import RefusedError
from bot.config.spots import Spot
from bot.config.values import path, text
from bot.service.settings import Secret

REFERENCE = (
    '"env:NAME" for an environment variable, or "file:PATH" for a file that only the bot reads'
)

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def secret(spot: Spot, value: Any) -> Secret:
    """Return the secret that the value is or refers to."""
    said = reference(spot, value)
    if said.startswith("env:"):
        return _from_environment(spot, said.removeprefix("env:"))
    if said.startswith("file:"):
        return _from_file(spot, said.removeprefix("file:"))
    return Secret(said)


def reference(spot: Spot, value: Any) -> str:
    """Return the value as it is written, checked without looking the secret up."""
    try:
        said = text(spot, value)
    except RefusedError as refused:
        raise RefusedError(refused.hint, hidden=True) from None
    if said.startswith("env:") and not _VARIABLE.fullmatch(said.removeprefix("env:")):
        raise RefusedError("after env: stands only the variable's name", hidden=True)
    if not said.startswith(("env:", "file:")):
        spot.warn(f"stands in the file as it is; better write {REFERENCE}")
    return said


def _from_environment(spot: Spot, variable: str) -> Secret:
    value = spot.world.environ.get(variable)
    if not value:
        state = "is empty" if value == "" else "is not set"
        spot.problem(f"names the variable {variable}, which {state}; set it before starting")
    return Secret(value or "")


def _from_file(spot: Spot, name: str) -> Secret:
    file = path(spot, name)
    try:
        value = file.read_text(encoding="utf-8").rstrip("\r\n")
        mode = file.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8 text"
        spot.problem(f"names the file {file}, which can't be read ({why}); put the secret there")
        return Secret("")
    if not value:
        spot.problem(f"names the file {file}, which is empty; put the secret there")
    # elsewhere the mode says nothing of who may read a file
    if os.name == "posix" and mode & stat.S_IROTH:
        spot.warn(f"is in {file}, which others can read; run: chmod o-r {file}")
    return Secret(value)
