# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console behaves as a chat network does, as far as the bot can tell."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.console.happenings import Changed, Posted, Seeded, Whispered
from adapters.console.network import ConsoleNetwork
from adapters.console.rooms import Rooms
from bot.domain.ids import Number
from bot.service.clock import VirtualClock
from bot.service.ports import UndeliverableError, UnreachableError
from bot.words.cards import Card, CardMarker, Outgoing, Plain

GARDEN = "console:garden"
START = datetime(2026, 12, 1, 9, tzinfo=UTC)


def message(text: str, key: str = "k", *, number: int | None = None, **where: str) -> Outgoing:
    marker = None if number is None else CardMarker("village", Number(number), "task", 1)
    return Outgoing(Card(((Plain(text),),)), key, marker, **where)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


@pytest.fixture
def network(clock: VirtualClock) -> ConsoleNetwork:
    return ConsoleNetwork(Rooms(["garden", "workshop"]), clock)


async def test_the_same_key_is_sent_once(network: ConsoleNetwork) -> None:
    first = await network.send(GARDEN, message("a"))
    assert await network.send(GARDEN, message("a")) == first
    assert await network.find(GARDEN, "k") == first
    assert [type(one) for one in network.drain()] == [Posted]
    assert await network.whisper("console:@ana", message("b")) is not None
    await network.whisper("console:@ana", message("b"))
    assert [type(one) for one in network.drain()] == [Whispered]


async def test_an_edit_that_changes_nothing_is_no_happening(network: ConsoleNetwork) -> None:
    sent = await network.send(GARDEN, message("a", number=1))
    network.drain()
    await network.edit(GARDEN, sent, message("a", number=1))
    assert network.drain() == []
    await network.edit(GARDEN, sent, message("b", number=1))
    (changed,) = network.drain()
    assert isinstance(changed, Changed)
    assert changed.number == 1


async def test_threads_and_answers_know_their_card(network: ConsoleNetwork) -> None:
    card = await network.send(GARDEN, message("card", number=7))
    await network.send(GARDEN, message("in the thread", "t", thread=card))
    await network.send(GARDEN, message("an answer", "r", reply_to=card))
    _, threaded, answer = network.drain()
    assert isinstance(threaded, Posted)
    assert isinstance(answer, Posted)
    assert (threaded.under, threaded.answers) == (7, None)
    assert (answer.under, answer.answers) == (None, 7)


async def test_reading_gives_standing_reactions_of_people(
    network: ConsoleNetwork, clock: VirtualClock
) -> None:
    ana, bo = network.person("Ana"), network.person("Bo")
    sent = await network.send(GARDEN, message("card", number=1))
    await network.seed(GARDEN, sent, "✅")
    await network.seed(GARDEN, sent, "✅")
    assert [type(one) for one in network.drain()] == [Posted, Seeded]
    card = network.rooms.card(GARDEN, 1)
    clock.pass_time(timedelta(hours=1))
    first = network.react(ana, card, "✅")
    second = network.react(bo, card, "🔧")
    assert first is not None
    assert second is not None
    assert network.react(bo, card, "🔧") is None
    network.unreact(bo, card, "🔧")
    assert network.unreact(bo, card, "🔧") is None
    reading = await network.read(GARDEN, sent, [first.mark, second.mark], seeds=(), seeded=True)
    (seen,) = reading.seen
    assert (seen.mark, seen.account, seen.emoji) == (first.mark, "console:@ana", "✅")
    assert seen.joined_at == START
    assert seen.at == START + timedelta(hours=1)
    assert list(reading.withdrawn) == [(second.mark, None)]


async def test_presence_follows_joining_and_leaving(
    network: ConsoleNetwork, clock: VirtualClock
) -> None:
    ana = network.person("Ana")
    network.leave(ana, "garden")
    clock.pass_time(timedelta(days=1))
    network.join(ana, None)
    present = network.present(GARDEN) or ()
    assert [(one.name, one.joined_at) for one in present] == [("Ana", START + timedelta(days=1))]
    assert network.since("console:workshop", ana.account) == START
    assert network.display(ana.account) == "Ana"
    assert network.display("console:@nobody") is None


async def test_nothing_gets_through_offline_or_to_nowhere(network: ConsoleNetwork) -> None:
    with pytest.raises(UndeliverableError):
        await network.send("console:attic", message("a"))
    with pytest.raises(UndeliverableError):
        await network.edit(GARDEN, "m99", message("a"))
    network.online = False
    assert not network.live(GARDEN)
    with pytest.raises(UnreachableError):
        await network.send(GARDEN, message("a"))
