# SPDX-License-Identifier: AGPL-3.0-or-later
"""§2: who placed several marks in an absence is asked, and may answer by taking some away."""

from datetime import timedelta

import pytest
from service_fakes import LONG_AGO, ROOM, Garden

from bot.domain.ids import Number
from bot.service import rereading
from bot.service.incoming import Unreacted
from bot.service.ports import SeenMark


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "SOON", 0.0)


async def unclear(*emoji: str) -> Garden:
    """A poll on which Bo placed these while nobody looked, and a reading that found them."""
    garden = await Garden().open()
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree? closes: 1d")
    shown = garden.network.messages[garden.network.card_id(1)]
    for one in emoji:
        shown.marks[f"bo{one}"] = SeenMark(f"bo{one}", "net:@bo", one, LONG_AGO, None)
    since = garden.clock.now() - timedelta(minutes=5)
    await garden.hall.been_away([ROOM], since, garden.clock.now())
    await garden.hall.reconcile([ROOM])
    await garden.hall.settle()
    return garden


async def takes_away(garden: Garden, account: str, mark: str) -> None:
    await garden.waits(seconds=5)
    message = garden.network.card_id(1)
    garden.network.messages[message].marks.pop(mark)
    await garden.hand_in(garden.arrives(account, Unreacted(mark, f"net:{message}", sure=False)))
    await garden.hall.settle()


def ballots(garden: Garden) -> list[str]:
    return sorted(garden.commons.polls[Number(1)].marks.latest().values())


async def test_s2_what_is_left_of_them_counts_at_once() -> None:
    garden = await unclear("👍", "👎")
    assert ballots(garden) == []
    await takes_away(garden, "net:@bo", "bo👎")
    assert ballots(garden) == ["yes"]


async def test_s2_two_that_are_left_are_as_unclear() -> None:
    garden = await unclear("👍", "👎", "🤷")
    await takes_away(garden, "net:@bo", "bo🤷")
    assert ballots(garden) == []
    await takes_away(garden, "net:@bo", "bo👍")
    assert ballots(garden) == ["no"]


async def test_nobody_elses_taps_cost_a_reading() -> None:
    garden = await unclear("👍", "👎")
    await garden.reacts("net:@cy", 1, "👍", "cy")
    before = len(garden.network.said("read"))
    await takes_away(garden, "net:@cy", "cy")
    assert len(garden.network.said("read")) == before


async def test_a_reading_that_fails_is_left_to_the_closing() -> None:
    garden = await unclear("👍", "👎")
    garden.network.online = False
    await takes_away(garden, "net:@bo", "bo👎")
    assert ballots(garden) == []
    garden.network.online = True
    await garden.waits(days=1, seconds=1)
    assert garden.commons.polls[Number(1)].tally["yes"] == 1
