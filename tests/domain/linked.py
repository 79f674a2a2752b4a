# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of an answer to a link."""

from typing import Any

from bot.domain import events as e


def kinds(answer: Any) -> list[str]:
    """The names of the events."""
    return [type(event).__name__ for event in answer]


def linked(answer: Any) -> e.AccountsLinked:
    """The link itself."""
    return next(event for event in answer if isinstance(event, e.AccountsLinked))
