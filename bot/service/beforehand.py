# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must be known of a card before one of its copies is read: which of its marks are no news."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import CopyId, MarkId, Number
from bot.domain.marks import Marks
from bot.domain.reading import choices_of, kind_of
from bot.domain.state import Commons, Poll
from bot.service.desk import Desk
from bot.service.envelopes import found_by, was_taken
from bot.service.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class Card:
    """What a reading must know of a card beforehand."""

    kind: str
    choices: tuple[str, ...]
    known: tuple[str, ...]
    """The marks on this copy, in force or spent."""
    open: Mapping[str, datetime]
    """Marks that an earlier reading found on this copy and could not place, and by when."""
    refused: frozenset[str]
    """Marks that did not count when they came, such as late ones (§18): they never act later."""
    began: datetime
    opened: datetime | None
    """When the poll was opened; None for a task, where nobody votes."""


async def beforehand(desk: Desk, store: Store, clock: Clock, number: int, copy: CopyId) -> Card:
    """Look at a card before its copy is read."""
    ever = await store.marks_of(desk.name, number)
    refused = frozenset(mark for mark, answer in ever.items() if not was_taken(answer))
    now = clock.now()

    def look(commons: Commons) -> Card:
        poll = commons.polls.get(Number(number))
        task = commons.tasks.get(Number(number))
        subject = poll or task
        return Card(
            kind=kind_of(commons, number) or "",
            choices=choices_of(commons, number),
            known=there_on(subject.marks, copy, ever) if subject else (),
            open=left_open(poll, copy, ever) if poll else {},
            refused=refused,
            # a stamp may be ahead of the clock, and this is certainly after it
            opened=poll.opened_at if poll else None,
            began=max(now, poll.due_at) if poll and poll.due_at else now,
        )

    return await desk.read(look)


def left_open(poll: Poll, copy: CopyId, ever: Mapping[str, bytes]) -> dict[str, datetime]:
    """Of all marks ever found on a copy, those that never stood: nothing told their order (§2)."""
    left: dict[str, datetime] = {}
    for mark, answer in ever.items():
        found = found_by(answer)
        if found is None or found[1] != copy or poll.marks.find(MarkId(mark)) is not None:
            continue
        gone = poll.gone.get(MarkId(mark))
        if gone is None or gone < found[0]:  # else it stood, and was taken away since
            left[mark] = found[0]
    return left


def there_on(marks: Marks, copy: CopyId, ever: Iterable[str]) -> tuple[str, ...]:
    """Of all marks ever placed on a card, those that are on this copy, as far as anybody knows.

    Spent ones too: whoever takes one away and sets it again makes a new mark (§1). What was frozen
    may be there or not.
    """
    if copy not in marks.copy_names:
        return ()
    wanted = marks.copy_names.index(copy)
    copies = array("H")
    copies.frombytes(marks.columns()[2])
    return tuple(
        mark
        for mark in ever
        if (position := marks.find(MarkId(mark))) is not None
        and copies[position] == wanted
        and not marks.is_frozen(position)
    )
