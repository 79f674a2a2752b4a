# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares the marks on cards with what the networks show: after an absence, and at closing.

It only reads and submits; what a found mark is worth is for the commons to decide (§2, §18).
"""

from array import array
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.domain.commands import FoundMark, ReadMarks
from bot.domain.ids import AccountRef, CopyId, MarkId, Number, Place, SourceId
from bot.domain.marks import Marks
from bot.domain.reading import choices_of, kind_of, live_numbers
from bot.domain.state import Commons
from bot.service.boards import UNSEEDED
from bot.service.desk import Desk
from bot.service.envelopes import idempotency_key, was_taken
from bot.service.outbox import network
from bot.service.ports import (
    AccountRow,
    Clock,
    GoneError,
    Network,
    Reading,
    SeenMark,
    Store,
    UndeliverableError,
    UnreachableError,
)
from bot.service.presence import Presences
from bot.service.requests import Found, Request
from bot.service.rooms import Rooms
from bot.service.sending import bare, full
from bot.words.emoji import choice_of, emoji_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Card:
    """What a reading must know of a card beforehand."""

    kind: str
    choices: tuple[str, ...]
    known: tuple[str, ...]
    """The marks on this copy, in force or spent."""
    refused: frozenset[str]
    """Marks that did not count when they came, such as late ones (§18): they never act later."""
    began: datetime
    opened: datetime | None
    """When the poll was opened; None for a task, where nobody votes."""


class Reconciler:
    """Reads cards and submits what they show. `gone` hears of a card that is not there any more."""

    def __init__(
        self,
        desks: Mapping[str, Desk],
        networks: Mapping[str, Network],
        rooms: Rooms,
        presences: Presences,
        *,
        store: Store,
        clock: Clock,
        gone: Callable[[str], Awaitable[None]],
    ) -> None:
        self._desks = desks
        self._networks = networks
        self._rooms = rooms
        self._presences = presences
        self._store = store
        self._clock = clock
        self._gone = gone
        self._absences: dict[str, tuple[datetime, datetime]] = {}

    def away(self, places: Iterable[str], since: datetime, until: datetime) -> None:
        """Marks that the next reading of these places finds were made within this interval."""
        for place in places:
            before = self._absences.get(place)
            self._absences[place] = (min(before[0], since) if before else since, until)

    async def places(self, places: Iterable[str]) -> None:
        """Compare every live card in these places with what the network shows.

        Raises what the network raises: whoever asked tries again.
        """
        for place in places:
            facts = self._rooms.facts(place)
            desk = self._desks.get(facts.commons) if facts else None
            if desk is None:
                continue
            via = self._networks.get(network(place))
            if via is None or not via.live(place):
                continue  # what stands there is read when the bot is there again
            for number in await desk.read(live_numbers):
                try:
                    await self.card(desk, number, place, closing=False)
                except UndeliverableError as error:  # its message is gone; the others are not
                    log.warning("a card can't be read", number=number, place=place, why=str(error))
            self._absences.pop(place, None)

    async def card(self, desk: Desk, number: int, place: str, *, closing: bool) -> None:
        """Read one copy of a card and submit what it shows; raises what the network raises.

        A place without a copy has nothing to read, and for a closing that is said too.
        """
        via = self._networks.get(network(place))
        if via is None or not via.live(place):
            raise UnreachableError(f"The bot is not in {place} now.")
        copy, seeded = await self._copy(desk, number, place, via)
        if copy is None and not closing:
            return
        card = await self._look(desk, number, CopyId(copy or ""))
        reading = Reading(())
        if copy is not None:
            try:
                reading = await via.read(
                    place,
                    bare(copy),
                    card.known,
                    seeds=[emoji_of(choice) for choice in card.choices],
                    seeded=seeded,
                )
            except GoneError:  # somebody deleted it, and nobody withdrew: what stood there stands
                await self._gone(copy)
                if not closing:
                    return
        await desk.ask(
            self._request(desk, number, place, copy or "", card, reading, closing=closing)
        )

    async def _copy(
        self, desk: Desk, number: int, place: str, via: Network
    ) -> tuple[str | None, bool]:
        """The message that shows a card, and whether the bot's own emoji are all on it."""
        receipt = desk.directory.receipt(number, place) or await self._store.card(
            desk.name, number, place
        )
        if receipt is not None:
            return receipt.message, not receipt.content.endswith(UNSEEDED)
        # its receipt may be lost, and people's marks must not be lost with it
        found = await via.find(place, idempotency_key(desk.era, "card", number, place))
        return (None if found is None else full(via, found)), False

    async def _look(self, desk: Desk, number: int, copy: CopyId) -> _Card:
        ever = await self._store.marks_of(desk.name, number)
        refused = frozenset(mark for mark, answer in ever.items() if not was_taken(answer))
        now = self._clock.now()

        def look(commons: Commons) -> _Card:
            poll = commons.polls.get(Number(number))
            task = commons.tasks.get(Number(number))
            subject = poll or task
            return _Card(
                kind=kind_of(commons, number) or "",
                choices=choices_of(commons, number),
                known=there_on(subject.marks, copy, ever) if subject else (),
                refused=refused,
                # a stamp may be ahead of the clock, and this is certainly after it
                opened=poll.opened_at if poll else None,
                began=max(now, poll.due_at) if poll and poll.due_at else now,
            )

        return await desk.read(look)

    def _request(
        self,
        desk: Desk,
        number: int,
        place: str,
        copy: str,
        card: _Card,
        reading: Reading,
        *,
        closing: bool,
    ) -> Request:
        rows: dict[str, AccountRow] = {}
        source = SourceId(f"read:{desk.name}:{number}:{place}:{card.began.isoformat()}")
        found: list[FoundMark] = []
        handled: list[Found] = []
        for seen in reading.seen:
            if seen.mark in card.known or seen.mark in card.refused:
                continue
            mark = self._found(desk, number, seen, card, rows)
            if mark is not None:
                found.append(mark)
                handled.append(Found(seen.source or f"{source}#{seen.mark}", seen.mark))
        command = ReadMarks(
            source=source,
            number=Number(number),
            place=Place(place),
            copy=CopyId(copy),
            began=card.began,
            found=tuple(found),
            withdrawn=tuple((MarkId(mark), at) for mark, at in reading.withdrawn),
            frozen=tuple(MarkId(mark) for mark in reading.frozen),
            unreadable=self._unreadable(desk, number, reading, card, rows),
            absence=self._absences.get(place),
            closing=closing,
            sure=reading.sure,
        )
        return Request(
            source=source,
            command=command,
            accounts=tuple(rows.values()),
            number=number,
            record=False,
            found=tuple(handled),
        )

    def _unreadable(
        self,
        desk: Desk,
        number: int,
        reading: Reading,
        card: _Card,
        rows: dict[str, AccountRow],
    ) -> tuple[AccountRef, ...]:
        """Whose votes were lost unread, as far as they may have been on this card (§3)."""
        refs: dict[AccountRef, None] = {}
        for lost in reading.unreadable:
            if (
                card.opened is None
                or (lost.at is not None and lost.at < card.opened)
                or lost.mark in desk.directory.marks
                or self._presences.ignored(desk.name, lost.account)
                or desk.directory.barred(lost.account, number)
            ):
                continue
            ref, row = desk.directory.ref(lost.account)
            if row is not None:
                rows[row.ref] = row
            refs[ref] = None
        return tuple(refs)

    def _found(
        self, desk: Desk, number: int, seen: SeenMark, card: _Card, rows: dict[str, AccountRow]
    ) -> FoundMark | None:
        """A mark as the commons understands it; None where it means nothing or may not act."""
        choice = choice_of(seen.emoji, card.kind, card.choices)
        if (
            choice is None
            or self._presences.ignored(desk.name, seen.account)
            or desk.directory.barred(seen.account, number)
        ):
            return None
        ref, row = desk.directory.ref(seen.account)
        if row is not None:
            rows[row.ref] = row
        joined = self._presences.joined(desk.name, seen.account, seen.joined_at)
        return FoundMark(MarkId(seen.mark), ref, joined, choice, seen.at)


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
