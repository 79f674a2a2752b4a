# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong with codes and with the names of one's own accounts (see bot.words.mishaps)."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountRef
from bot.words.mishaps import Mishap


@dataclass(frozen=True, slots=True)
class UnknownCode(Mishap):
    """No code that works: mistyped, used, too old, or of another commons."""

    value: str


@dataclass(frozen=True, slots=True)
class TooManyTries(Mishap):
    """So many wrong codes within an hour that none is looked at until `again`."""

    limit: int
    again: datetime


@dataclass(frozen=True, slots=True)
class TooManyCodes(Mishap):
    """So many codes asked for within an hour that there is none until `again`."""

    limit: int
    again: datetime


@dataclass(frozen=True, slots=True)
class UnknownAccount(Mishap):
    """None of the person's own accounts, or more than one, is called that."""

    value: str
    accounts: tuple[AccountRef, ...]
