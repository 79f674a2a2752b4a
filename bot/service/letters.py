# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delivers what is said once: in a room, in a card's thread, or to one person."""

import time
from dataclasses import replace
from functools import partial

import structlog

from bot.domain.ids import Number
from bot.domain.losses import is_made_good
from bot.domain.notice_types import Audience, CardRetired, Say
from bot.domain.people_notices import MarkLostHere, MarkLostSaid
from bot.service.envelopes import Envelope, idempotency_key, unpack
from bot.service.lru import Lru
from bot.service.parcels import Letter
from bot.service.ports import (
    Network,
    ReceiptRow,
    StoreUnavailableError,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.sending import Ways, bare, full
from bot.words.cards import Card, Outgoing

log = structlog.get_logger(__name__)

PATIENCE = 3
"""So many more attempts a picture gets on a network that does not answer."""

SELDOM, CARDS = 600.0, 1_000
"""Seconds for which one line about lost marks serves everybody, on so many cards at most."""


class Letters:
    """Delivers letters; `deliver` raises what the network raises."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._lately: Lru[tuple[str, int | None, str], float] = Lru(CARDS)

    async def deliver(self, via: Network, letter: Letter) -> None:
        """Say it, unless it was said before or nobody is left to hear it."""
        envelope = unpack(letter.row.payload)
        notice = envelope.open()
        if letter.row.ref is not None:
            await self._private(via, letter, envelope, notice)
            return
        place = letter.row.place or ""
        card = await self._ways.renderer.notice(letter.commons, notice, place, via)
        if card is None:
            await self.drop(letter)
            return
        if isinstance(notice, CardRetired):
            last = Outgoing(card, self._key(letter))
            await via.edit(place, bare(notice.message), last)
            await self.drop(letter)
            return
        await self._post(via, letter, place, self._placed(letter, card, notice, place))

    def _key(self, letter: Letter) -> str:
        return idempotency_key(self._ways.era(letter.commons), letter.row.key)

    async def drop(self, letter: Letter) -> None:
        """It will not be said."""
        await self._ways.store.said(letter.commons, letter.row.key, None)

    async def _private(self, via: Network, letter: Letter, envelope: Envelope, notice: Say) -> None:
        commons, row, ways = letter.commons, letter.row, self._ways
        profile = ways.desks[commons].directory.profile(row.ref or "")
        if profile is None:  # forgotten meanwhile
            await self.drop(letter)
            return
        if isinstance(notice, MarkLostSaid) and await self._is_needless(commons, notice):
            await self.drop(letter)
            return
        card = await ways.renderer.private(commons, notice, profile)
        await ways.store.attempted(commons, row.key)
        again, letter.tried = letter.tried, True
        message = Outgoing(card, self._key(letter), again=again)
        try:
            sent = await via.whisper(profile.name, message)
        except TryLaterError:
            letter.tried = again  # the network said no: it is not there
            raise
        if sent is not None:
            await self._said(via, letter, f"{via.name}:", sent)
            return
        letter.tried = again
        await self._nameless(via, letter, envelope, notice)

    async def _is_needless(self, commons: str, lost: MarkLostSaid) -> bool:
        """Whether somebody who lost a mark has chosen anew meanwhile (§3)."""
        what = (lost.number, lost.member, lost.choice, lost.at)
        return await self._ways.desks[commons].read(lambda tip: is_made_good(tip, *what))

    def _was_said_here(self, letter: Letter, place: str) -> bool:
        """Whether the same line, which names nobody, was said under that card a moment ago."""
        last = self._lately.get((letter.commons, letter.row.number, place))
        return last is not None and time.monotonic() - last < SELDOM

    async def _nameless(
        self, via: Network, letter: Letter, envelope: Envelope, notice: Say
    ) -> None:
        """Where no private word is possible: one line in a thread, naming nobody (§8, §22)."""
        row, place = letter.row, letter.row.place
        spoken = self._ways.renderer.nameless(notice)
        card = None
        if spoken is not None and place is not None and via.live(place):
            card = await self._ways.renderer.notice(letter.commons, spoken, place, via)
        repeated = isinstance(spoken, MarkLostHere) and self._was_said_here(letter, place or "")
        if card is None or place is None or repeated:
            await self.drop(letter)
            return
        number = row.number if row.number is not None else envelope.about
        thread = self._copy(letter, number, place) or bare(envelope.source) or None
        message = Outgoing(card, self._key(letter), thread=thread)
        await self._post(via, letter, place, message)
        if isinstance(spoken, MarkLostHere):
            self._lately[letter.commons, letter.row.number, place] = time.monotonic()

    def _placed(self, letter: Letter, card: Card, notice: Say, place: str) -> Outgoing:
        """Where it belongs: an answer to its card, or in the thread under it."""
        picture = card.chart if self._ways.renderer.wants_pictures(place) else None
        key = self._key(letter)
        under = self._copy(letter, letter.row.number, place)
        topic = self._copy(letter, self._task(letter), place)
        message = Outgoing(card, key, picture=picture, topic=topic)
        if notice.audience is Audience.ROOMS:
            return replace(message, reply_to=under)
        return replace(message, thread=under)

    def _task(self, letter: Letter) -> int | None:
        """The task that a letter is about, directly or through a review of it."""
        commons, number = self._ways.desks[letter.commons].commons, Number(letter.row.number or 0)
        poll = commons.polls.get(number)
        return poll.about if poll is not None else number if number in commons.tasks else None

    def _copy(self, letter: Letter, number: int | None, place: str) -> str | None:
        if number is None:
            return None
        receipt = self._ways.desks[letter.commons].directory.receipt(number, place)
        return bare(receipt.message) if receipt else None

    async def _post(self, via: Network, letter: Letter, place: str, message: Outgoing) -> None:
        ways = self._ways
        again = letter.tried
        sent = await ways.sent_before(via, place, message, tried=again)
        if sent is None:
            attempt = partial(ways.store.attempted, letter.commons, letter.row.key)
            sent = await ways.send(via, letter, place, message, attempt)
        if message.picture is not None:
            await self._illustrate(via, letter, place, sent, message, again=again)
        await self._said(via, letter, place, sent)

    async def _illustrate(
        self,
        via: Network,
        letter: Letter,
        place: str,
        sent: str,
        message: Outgoing,
        *,
        again: bool,
    ) -> None:
        """Show the picture, if that can be: the words have said it all, so nothing waits long."""
        try:
            await via.illustrate(place, sent, message, again=again)
        except (UnreachableError, UndeliverableError) as error:
            letter.unseen += 1
            if isinstance(error, UnreachableError) and letter.unseen <= PATIENCE:
                raise
            log.warning("a picture is not shown", key=letter.row.key, why=str(error))

    async def _said(self, via: Network, letter: Letter, place: str, message: str) -> None:
        row = letter.row
        receipt = ReceiptRow(
            message=full(via, message),
            place=place,
            key=row.key,
            number=row.number,
            kind="notice",
            version=row.height,
            content="",
            sent_at=self._ways.clock.now(),
        )
        try:
            await self._ways.store.said(letter.commons, row.key, receipt)
        except StoreUnavailableError as error:  # it is said; a restart finds it by its key
            log.warning("a receipt is not kept", key=row.key, why=str(error))
