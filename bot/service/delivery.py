# SPDX-License-Identifier: AGPL-3.0-or-later
"""Out: every notice is told once, every card shows its newest state, on every network.

A card is level-triggered: what counts is what it should show by now, not how often it changed
on the way, so edits coalesce, survive a crash, and obey each network's pace.
"""

import asyncio
from collections.abc import Iterable, Mapping

import structlog

from bot.domain.notice_types import Urgency
from bot.service.batch import Committed
from bot.service.boards import UNSEEDED, Arrived, Boards
from bot.service.courier import Courier
from bot.service.desk import Desk
from bot.service.letters import Letters
from bot.service.outbox import network
from bot.service.parcels import CardDue, Letter, Parcel, Seeds
from bot.service.patience import Patience
from bot.service.ports import BoardRow, Network, SayRow, UndeliverableError
from bot.service.sending import Ways, bare

log = structlog.get_logger(__name__)


class Delivery:
    """Hands parcels to the courier of each network, and knows how each kind is delivered."""

    def __init__(self, networks: Iterable[Network], ways: Ways, arrived: Arrived) -> None:
        self._networks = {one.name: one for one in networks}
        self._couriers: dict[str, Courier] = {}
        """One for each lane: what has a pace of its own must not hold up the rest."""
        self._running = False
        self._ways = ways
        self._desks: Mapping[str, Desk] = ways.desks
        self._letters = Letters(ways)
        self._boards = Boards(ways, self._put, arrived)
        self._patience = Patience(self._put_letter, self._letters.drop)

    # --- coming in -------------------------------------------------------------------------

    async def load(self, commons: str) -> None:
        """Take up what the store says was not delivered; it may have been tried."""
        for say in await self._ways.store.says(commons):
            self._put_say(commons, say, tried=say.attempts > 0)
        for board in await self._ways.store.boards(commons):
            self._put_board(commons, board, tried=True)
        for receipt in self._desks[commons].directory.receipts.values():
            if receipt.content.endswith(UNSEEDED) and receipt.number is not None:
                self._put(Seeds(commons, receipt.number, receipt.place), Urgency.SEED)

    def take(self, committed: Committed) -> None:
        """Take over the notices of a batch that is durable."""
        for say in committed.says:
            self._put_say(committed.commons, say, tried=False)
        for board in committed.boards:
            self._put_board(committed.commons, board, tried=False)

    def _put_say(self, commons: str, row: SayRow, *, tried: bool) -> None:
        name = row.place
        if row.ref is not None:
            name = self._desks[commons].directory.account(row.ref) or name
        letter = Letter(commons, row, network(name or ""), tried)
        if not self._patience.takes(letter):
            self._put_letter(letter)

    def _put_letter(self, letter: Letter) -> None:
        self._put(letter, letter.row.urgency)

    def _put_board(self, commons: str, row: BoardRow, *, tried: bool) -> None:
        new = self._desks[commons].directory.receipt(row.number, row.place) is None
        parcel = CardDue(commons, row.number, row.place, tried and new)
        self._put(parcel, Urgency.CARD if new else Urgency.EDIT)

    def _put(self, parcel: Parcel, urgency: str) -> None:
        via = self._networks.get(parcel.network)
        if via is not None:  # else it waits in the store until that network is configured
            self._courier(via, parcel.room).put(parcel, urgency)

    def _courier(self, via: Network, room: str | None) -> Courier:
        lane = via.lane(room)
        courier = self._couriers.get(lane)
        if courier is None:
            courier = self._couriers[lane] = Courier(via, self._deliver, self._give_up)
            if self._running:
                courier.start()
        return courier

    async def vanished(self, message: str) -> None:
        """A message of ours was deleted by somebody: a live card is posted again."""
        found = await self._ways.store.receipt(message)
        if found is None or found[1].kind != "card" or found[1].number is None:
            return
        commons, receipt = found
        directory = self._desks[commons].directory
        number, place = found[1].number, receipt.place
        shown = directory.receipt(number, place)
        if shown is None or shown.message == message:
            directory.deleted.add(message)
            self._put(CardDue(commons, number, place), Urgency.CARD)

    def echo(self, key: str, message: str) -> None:
        """A message of ours was seen in a room: its send arrived, whatever we heard of it."""
        self._ways.echoes[key] = bare(message)

    def touch(self, name: str) -> None:
        """A network, or a place on it, became usable."""
        for courier in self._couriers.values():
            if courier.network.name == name:
                courier.touch()

    # --- going out -------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to deliver."""
        self._running = True
        for courier in self._couriers.values():
            courier.start()

    async def stop(self) -> None:
        """Stop delivering; the store knows what is left."""
        self._running = False
        await self._patience.stop()
        await asyncio.gather(*(courier.stop() for courier in self._couriers.values()))

    @property
    def settled(self) -> bool:
        """Whether everything that can be delivered now has been."""
        return all(courier.settled for courier in self._couriers.values())

    async def wait_settled(self) -> None:
        """Wait until `settled`."""
        for courier in list(self._couriers.values()):
            await courier.wait_settled()

    async def _deliver(self, via: Network, parcel: Parcel) -> None:
        if isinstance(parcel, Letter):
            await self._card_first(via, parcel)
            await self._letters.deliver(via, parcel)
        elif isinstance(parcel, CardDue):
            await self._boards.show(via, parcel)
        else:
            await self._boards.seed(via, parcel)

    async def _card_first(self, via: Network, letter: Letter) -> None:
        """What is said of a card comes after the card itself."""
        number, place = letter.row.number, letter.row.place
        if number is None or place is None or letter.row.ref is not None:
            return
        if self._desks[letter.commons].directory.receipt(number, place) is not None:
            return
        waiting = self._courier(via, place).parcels.card(letter.commons, number, place)
        if waiting is None:
            return
        try:
            await self._boards.show(via, waiting)
        except UndeliverableError as error:
            await self._give_up(waiting, str(error))
        except Exception:
            self._put(waiting, Urgency.CARD)
            raise

    async def _give_up(self, parcel: Parcel, why: str) -> None:
        log.warning("not delivered", parcel=type(parcel).__name__, commons=parcel.commons, why=why)
        if isinstance(parcel, Letter):
            await self._letters.drop(parcel)
        elif isinstance(parcel, CardDue):
            await self._boards.drop(parcel)
        else:
            await self._boards.seeded(parcel)
