# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands are called on Discord: `task new` is `/task new`, and `my` alone is `/my show`.

Discord can't show a first word that is a command and has others below it.
"""

from bot.service.chat import SHAPES

PREFIX = "/"

ALONE = "show"
"""What a first word is called that is a command by itself and has others below it."""

_ROOTS = [shape.path.split()[0] for shape in SHAPES]
_BOTH = frozenset(shape.path for shape in SHAPES if _ROOTS.count(shape.path) > 1)


def slash(said: str) -> str:
    """Something to type, as people type it on Discord."""
    return f"{PREFIX}{said} {ALONE}" if said in _BOTH else f"{PREFIX}{said}"
