# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares the marks on cards with what the networks show: after an absence, and at closing.

It only reads and submits; what a found mark is worth is for the commons to decide (§2, §18).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime

import structlog

from bot.domain.commands import FoundMark, ReadMarks
from bot.domain.events import MarkPlaced
from bot.domain.ids import AccountRef, CopyId, MarkId, Number, Place, SourceId
from bot.domain.reading import live_numbers
from bot.service.beforehand import Card, beforehand
from bot.service.boards import UNSEEDED
from bot.service.desk import Desk
from bot.service.envelopes import idempotency_key
from bot.service.lru import Lru
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
from bot.service.requests import Done, Found, Request, Verdict
from bot.service.rooms import Rooms
from bot.service.sending import bare, full
from bot.words.emoji import choice_of, emoji_of

log = structlog.get_logger(__name__)


UNDECIDED = 10_000


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
        self.undecided: Lru[tuple[str, int, str, str], None] = Lru(UNDECIDED)
        """Commons, number, place and account, where a mark stands that could not be placed."""
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
        card = await beforehand(desk, self._store, self._clock, number, CopyId(copy or ""))
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
        verdict = await desk.ask(
            self._request(desk, number, place, copy or "", card, reading, closing=closing)
        )
        self._leave_open(desk, number, place, card, reading, verdict)

    def _leave_open(
        self,
        desk: Desk,
        number: int,
        place: str,
        card: Card,
        reading: Reading,
        verdict: Verdict,
    ) -> None:
        """Remember whose marks stand and were not placed: their order was unknown, or so."""
        events = verdict.events if isinstance(verdict, Done) else ()
        placed = {event.mark for event in events if isinstance(event, MarkPlaced)}
        for seen in reading.seen:
            self.undecided.pop((desk.name, number, place, seen.account), None)
        for seen in reading.seen:
            if seen.mark not in placed and seen.mark not in card.known:
                self.undecided[desk.name, number, place, seen.account] = None

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

    def _request(
        self,
        desk: Desk,
        number: int,
        place: str,
        copy: str,
        card: Card,
        reading: Reading,
        *,
        closing: bool,
    ) -> Request:
        rows: dict[str, AccountRow] = {}
        source = SourceId(f"read:{desk.name}:{number}:{place}:{card.began.isoformat()}")
        found: list[FoundMark] = []
        handled: list[Found] = []
        absence = self._absences.get(place)
        known_by = min(card.began, absence[1]) if absence else card.began
        for seen in reading.seen:
            if seen.mark in card.known or seen.mark in card.refused:
                continue
            mark = self._found(desk, number, seen, card, rows)
            if mark is not None:
                found.append(mark)
                by = None if seen.at else mark.by_then or known_by
                name = seen.source or f"{source}#{seen.mark}"
                handled.append(Found(name, seen.mark, by, copy))
        there = {seen.mark for seen in reading.seen}
        handled += [Found(f"{source}#{mark}", mark) for mark in card.open if mark not in there]
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
            absence=absence,
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
        card: Card,
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
        self, desk: Desk, number: int, seen: SeenMark, card: Card, rows: dict[str, AccountRow]
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
        by = card.open.get(seen.mark) if seen.at is None else None
        return FoundMark(MarkId(seen.mark), ref, joined, choice, seen.at, by)
