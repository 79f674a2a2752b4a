# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two families of commands: asked by anything, and asked by a person."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountRef, Place, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Anything a commons can be asked; `source` makes sure it is handled once."""

    source: SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCommand(Command):
    """Asked by a person.

    `joined` is the earliest unbroken presence of any of their accounts in a room of the commons,
    None where no room can tell.
    """

    by: AccountRef
    place: Place
    joined: datetime | None
