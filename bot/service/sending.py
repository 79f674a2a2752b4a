# SPDX-License-Identifier: AGPL-3.0-or-later
"""What letters and cards have in common on their way out: sent once, whatever happens midway."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.service.desk import Desk
from bot.service.lru import Lru
from bot.service.outbox import network
from bot.service.parcels import CardDue, Letter
from bot.service.ports import Clock, Network, Store, TryLaterError
from bot.service.rendering import Renderer
from bot.words.cards import Outgoing

ECHOES = 10_000


def bare(message: str) -> str:
    """A message's id as networks take it: without the network's name."""
    return message.partition(":")[2] or message


def full(via: Network, message: str) -> str:
    """A message's id as the store keeps it: with the network's name, once."""
    return message if network(message) == via.name else f"{via.name}:{message}"


@dataclass(slots=True)
class Ways:
    """What senders need. `echoes`: key -> message, for sends that were seen to arrive."""

    desks: Mapping[str, Desk]
    renderer: Renderer
    store: Store
    clock: Clock
    echoes: Lru[str, str] = field(default_factory=lambda: Lru(ECHOES))

    def era(self, commons: str) -> str:
        """What keys of messages begin with: no two commons share it, by whatever name."""
        return self.desks[commons].era

    async def sent_before(
        self, via: Network, place: str, message: Outgoing, *, tried: bool
    ) -> str | None:
        """The message an earlier attempt left in the room, if one may have."""
        known = self.echoes.get(message.key)
        if known is None and tried:
            known = await via.find(place, message.key, message.topic or message.thread)
        return known

    async def send(
        self,
        via: Network,
        parcel: Letter | CardDue,
        place: str,
        message: Outgoing,
        first: Callable[[], Awaitable[None]] | None = None,
    ) -> str:
        """Send, and remember of the parcel whether the message may have arrived."""
        if first is not None:
            await first()
        parcel.tried = True
        try:
            return await via.send(place, message)
        except TryLaterError:
            parcel.tried = False  # the network said no: it is not there
            raise
