# SPDX-License-Identifier: AGPL-3.0-or-later
"""§3: a card that somebody deleted is posted again, and what stood on it stands."""

from collections.abc import Sequence
from typing import Any

from service_fakes import ROOM, FakeNetwork, Garden
from service_network import Shown

from bot.domain.ids import Number
from bot.service.ports import GoneError, Reading


class Tidied(FakeNetwork):
    """Somebody may delete messages, and nobody tells the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.deleted: set[str] = set()

    async def read(self, place: str, message_id: str, known: Sequence[str], **own: Any) -> Reading:
        if message_id in self.deleted:
            raise GoneError("The message is not there any more.")
        return await super().read(place, message_id, known, **own)

    def cards(self, number: int, place: str = ROOM) -> list[Shown]:
        there = [shown for one, shown in self.messages.items() if one not in self.deleted]
        return [shown for shown in super().cards(number, place) if shown in there]


async def voted() -> tuple[Garden, Tidied]:
    """A poll with a ballot; its card has been deleted while nobody looked."""
    network = Tidied()
    garden = await Garden(network=network).open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree? closes: 1d")
    await garden.reacts("net:@bo", 1, "👍")
    network.deleted.add(network.card_id(1))
    return garden, network


async def test_s3_a_reading_after_an_absence_posts_it_again() -> None:
    garden, network = await voted()
    await garden.hall.reconcile([ROOM])
    await garden.hall.settle()
    again = network.card_id(1)
    assert "1 yes" in network.messages[again].text
    await garden.reacts("net:@cy", 1, "👎")
    assert sorted(garden.commons.polls[Number(1)].marks.latest().values()) == ["no", "yes"]
    await garden.hall.reconcile([ROOM])
    assert sorted(garden.commons.polls[Number(1)].marks.latest().values()) == ["no", "yes"]


async def test_s3_s18_at_closing_it_holds_up_nothing() -> None:
    garden, _ = await voted()
    await garden.waits(days=1, seconds=1)
    poll = garden.commons.polls[Number(1)]
    assert (poll.state, poll.unread) == ("passed", ())
