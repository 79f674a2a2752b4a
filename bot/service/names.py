# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names under which commons are kept: a rehearsal has one of its own.

So nothing of a rehearsal can ever pass for the commons: not its record, and not the keys of its
messages. A configured name has no tilde in it.
"""

MARK = "~rehearsal"
"""Ends the name under which a rehearsal is kept; the database's triggers know it too."""


def is_rehearsal(name: str) -> bool:
    """Whether this is the name under which a rehearsal is kept."""
    return name.endswith(MARK)


def plain_name(name: str) -> str:
    """What people call a commons, whether it is rehearsed or not."""
    return name.removesuffix(MARK)


def kept_name(name: str, *, rehearsal: bool) -> str:
    """The name under which a commons is kept."""
    return f"{plain_name(name)}{MARK}" if rehearsal else name
