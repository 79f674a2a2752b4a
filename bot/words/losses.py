# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody is told whose reaction is gone, where the network does not say who took it away.

It is taken for their own doing (semantics §3); if it was not, this says how to undo it.
"""

from dataclasses import dataclass

from bot.domain.ids import Number
from bot.words.mishaps import Mishap


@dataclass(frozen=True, slots=True)
class MarkTaken(Mishap):
    """A ballot's reaction; `emoji` is what it looked like, `choice` the word for it."""

    number: Number
    emoji: str
    choice: str


@dataclass(frozen=True, slots=True)
class ClaimTaken(Mishap):
    """The reaction that claimed a task."""

    number: Number
    emoji: str
