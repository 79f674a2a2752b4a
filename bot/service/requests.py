# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes into a desk's mailbox and what comes back out of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.commands import Command, ReadMarks
from bot.domain.events import Event
from bot.domain.refusals import Refusal
from bot.service.ports import AccountRow, SkillRow, TextRow


@dataclass(frozen=True, slots=True)
class Found:
    """A mark that a reading found, and the source under which it is noted as handled.

    `by`: it was there by then, on this copy, where the network tells no time. None also for a mark
    that was found once, never placed, and is not there any more.
    """

    source: str
    mark: str
    by: datetime | None = None
    copy: str = ""


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
    mark: str | None = None
    record: bool = True
    found: "tuple[Found, ...]" = ()
    """Marks that a reading found: they get inbox rows too, so that none acts twice."""
    forget: tuple[str, ...] = ()
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


def unhandled(request: Request, is_handled: Callable[[str], bool]) -> Request:
    """Leave out found marks that came in by another way: none acts twice."""
    new = tuple(one for one in request.found if not is_handled(one.source))
    if len(new) == len(request.found) or not isinstance(request.command, ReadMarks):
        return request
    marks = {one.mark for one in new}
    found = tuple(one for one in request.command.found if one.mark in marks)
    return replace(request, found=new, command=replace(request.command, found=found))
