# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refusals about people: stewards and their pauses, and accounts that are linked or not."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MemberId, Place
from bot.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class NotASteward(Refusal):
    """Only stewards can do that."""


@dataclass(frozen=True, slots=True)
class SameAccount(Refusal):
    """An account can't be linked with itself (§9)."""


@dataclass(frozen=True, slots=True)
class AlreadyLinked(Refusal):
    """Both accounts belong to one member already."""


@dataclass(frozen=True, slots=True)
class NotLinked(Refusal):
    """The account is not one of several accounts of whoever asks."""


@dataclass(frozen=True, slots=True)
class IsPaused(Refusal):
    """A steward paused new tasks, claims and polls until then at the latest."""

    until: datetime
    by: MemberId


@dataclass(frozen=True, slots=True)
class NotPaused(Refusal):
    """There is no pause to lift."""


@dataclass(frozen=True, slots=True)
class UnknownRoom(Refusal):
    """The room is no board room of this commons."""

    room: Place
