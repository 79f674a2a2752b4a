# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes into a desk's mailbox and what comes back out of it."""

from dataclasses import dataclass

from bot.domain.commands import Command
from bot.domain.events import Event
from bot.domain.refusals import Refusal
from bot.service.ports import AccountRow, BarredRow, SkillRow, TextRow


@dataclass(frozen=True, slots=True)
class Request:
    """One input for a desk.

    `command` is None for an aside: something that changes only what stands beside the record
    (a preference), or nothing at all (a read, silence) but is to be marked as handled.
    The rows are kept only if the command is accepted (accounts and skills: in any case, so that
    refs stay stable). `source`, `ref`, `number` and `mark` go to the inbox; `record` False leaves
    no inbox row (a Tick).
    """

    source: str
    command: Command | None = None
    texts: tuple[TextRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    skills: tuple[SkillRow, ...] = ()
    ref: str | None = None
    number: int | None = None
    mark: bool = False
    record: bool = True
    found: tuple[str, ...] = ()
    """Sources of marks that a reading found: they get inbox rows too, so that none acts twice."""
    forget: tuple[str, ...] = ()
    barred: tuple[BarredRow, ...] = ()
    erase_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The command was accepted and is durable: its events, and the height of its entry.

    `height` is None where nothing needed to be recorded.
    """

    events: tuple[Event, ...]
    height: int | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """The input was handled before; nothing happened now."""


Verdict = Done | Repeated | Refusal
