# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps cards up to date: a new one is posted, a changed one edited, an unchanged one let be."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from bot.domain.ids import Number
from bot.domain.notice_types import Urgency
from bot.domain.reading import live_numbers
from bot.service.envelopes import idempotency_key
from bot.service.names import plain_name
from bot.service.parcels import CardDue, Parcel, Seeds
from bot.service.ports import GoneError, Network, ReceiptRow, StoreUnavailableError
from bot.service.rendering import Picture
from bot.service.sending import Ways, bare, full
from bot.words.cards import CardMarker, Outgoing

UNSEEDED = "~"
"""Ends the content digest of a card whose emoji are not all on it yet."""

log = structlog.get_logger(__name__)


Arrived = Callable[[str], Awaitable[None]]
"""Hears of a message (`network:id`) that shows a card from now on."""


class Boards:
    """Delivers cards and their emoji. `put` hands in a parcel that follows from one."""

    def __init__(self, ways: Ways, put: Callable[[Parcel, str], None], arrived: Arrived) -> None:
        self._ways = ways
        self._put = put
        self._arrived = arrived

    async def show(self, via: Network, due: CardDue) -> None:
        """Make a room's copy of a card show its newest state."""
        commons, number, place = due.commons, due.number, due.place
        picture = await self._ways.renderer.card(commons, number, place)
        if picture is None:  # no card belongs there any more
            await self.drop(due)
            return
        directory = self._ways.desks[commons].directory
        receipt = directory.receipt(number, place) or await self._ways.store.card(
            commons, number, place
        )
        deleted = receipt is not None and receipt.message in directory.deleted
        if deleted and not await self._is_live(due):
            await self.drop(due)
            return
        if receipt is None or deleted:
            receipt = await self._post(via, due, picture, receipt)
        elif receipt.content.removesuffix(UNSEEDED) != picture.content:
            try:
                await self._edit(via, receipt, picture, commons)
            except GoneError:
                directory.deleted.add(receipt.message)
                self._put(due, Urgency.CARD)
                return
            unseeded = receipt.content.endswith(UNSEEDED) and picture.card.seeds
            receipt = _showing(receipt, picture, seeded=not unseeded)
        directory.delivered(receipt)
        await self._arrived(receipt.message)  # before anything that comes from now on
        await self._keep(commons, receipt, picture.height)
        if receipt.content.endswith(UNSEEDED):
            self._put(Seeds(commons, number, place), Urgency.SEED)

    async def drop(self, due: CardDue) -> None:
        """As it stands the card can't be shown; its next change tries again."""
        height = self._ways.desks[due.commons].commons.height
        await self._ways.store.shown(due.commons, due.number, due.place, height, None)

    async def _is_live(self, due: CardDue) -> bool:
        """Whether a card is still of use: what is over is not put into the room again."""
        desk = self._ways.desks[due.commons]
        return due.number in await desk.read(live_numbers)

    async def _post(
        self, via: Network, due: CardDue, picture: Picture, deleted: ReceiptRow | None
    ) -> ReceiptRow:
        """Post a card, in the place of one that somebody deleted if there was one."""
        commons, number, place = due.commons, due.number, due.place
        before = () if deleted is None else (deleted.message,)
        key = idempotency_key(self._ways.era(commons), "card", number, place, *before)
        marker = CardMarker(plain_name(commons), Number(number), picture.kind, picture.height)
        message = Outgoing(picture.card, key, marker)
        sent = await self._ways.sent_before(via, place, message, tried=due.tried)
        found = sent is not None
        if sent is None:
            sent = await self._ways.send(via, due, place, message)
        receipt = ReceiptRow(
            message=full(via, sent),
            place=place,
            key=key,
            number=number,
            kind="card",
            version=picture.height,
            content=picture.content,
            sent_at=self._ways.clock.now(),
        )
        if found:  # it shows the state of an attempt that nobody remembers
            await self._edit(via, receipt, picture, commons)
        return _showing(receipt, picture, seeded=not picture.card.seeds)

    async def _edit(
        self, via: Network, receipt: ReceiptRow, picture: Picture, commons: str
    ) -> None:
        number = receipt.number or 0
        key = idempotency_key(
            self._ways.era(commons), "edit", number, receipt.place, picture.height
        )
        marker = CardMarker(plain_name(commons), Number(number), picture.kind, picture.height)
        message = Outgoing(picture.card, key, marker)
        await via.edit(receipt.place, bare(receipt.message), message)

    async def _keep(self, commons: str, receipt: ReceiptRow, height: int) -> None:
        try:
            await self._ways.store.shown(
                commons, receipt.number or 0, receipt.place, height, receipt
            )
        except StoreUnavailableError as error:  # it is shown; a restart finds it by its key
            log.warning("a receipt is not kept", key=receipt.key, why=str(error))

    # --- the emoji to tap ------------------------------------------------------------------

    async def seed(self, via: Network, seeds: Seeds) -> None:
        """Put one more emoji on a card; the others go in again behind what is more urgent."""
        commons, number, place = seeds.commons, seeds.number, seeds.place
        receipt = self._ways.desks[commons].directory.receipt(number, place)
        if receipt is None or not receipt.content.endswith(UNSEEDED):
            return
        if seeds.left is None:
            picture = await self._ways.renderer.card(commons, number, place)
            seeds.left = list(picture.card.seeds) if picture else []
        if seeds.left:
            await via.seed(place, bare(receipt.message), seeds.left[0])
            del seeds.left[0]
        if seeds.left:
            self._put(seeds, Urgency.SEED)
        else:
            await self.seeded(seeds)

    async def seeded(self, seeds: Seeds) -> None:
        """All emoji are on it, or can't be put there."""
        directory = self._ways.desks[seeds.commons].directory
        receipt = directory.receipt(seeds.number, seeds.place)
        if receipt is not None:
            receipt = replace(receipt, content=receipt.content.removesuffix(UNSEEDED))
            directory.delivered(receipt)
            await self._keep(seeds.commons, receipt, receipt.version)


def _showing(receipt: ReceiptRow, picture: Picture, *, seeded: bool) -> ReceiptRow:
    content = picture.content if seeded else picture.content + UNSEEDED
    return replace(receipt, version=picture.height, content=content)
