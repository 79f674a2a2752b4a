# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: order, group commit, and nothing half done whatever the store does."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from service_fakes import LONG_AGO, ROOM, FaultyStore, Garden

from bot.domain.commands import OpenPoll, PlaceMark, Tick
from bot.domain.ids import CopyId, MarkId, Number, Place, SourceId, TextRef
from bot.domain.refusals import UnknownNumber
from bot.domain.state import Commons
from bot.record.snapshot import freeze
from bot.service import desk as desk_module
from bot.service.desk import DeskStoppedError
from bot.service.ports import HeightTakenError, StoreUnavailableError, TextRow
from bot.service.requests import Done, Repeated, Request


def picture(commons: Commons) -> object:
    """Everything a commons is, for comparing."""
    return msgspec.msgpack.decode(freeze(commons), strict=False)


def vote(garden: Garden, who: str, mark: str, number: int = 1, choice: str = "yes") -> Request:
    ref, row = garden.hall.directory("garden").ref(f"net:@{who}")
    command = PlaceMark(
        source=SourceId(mark),
        by=ref,
        place=Place(ROOM),
        joined=LONG_AGO,
        number=Number(number),
        mark=MarkId(mark),
        copy=CopyId("net:m1"),
        choice=choice,
    )
    rows = (row,) if row else ()
    return Request(source=mark, command=command, accounts=rows, ref=ref, number=number, mark=mark)


async def with_poll(garden: Garden) -> FaultyStore:
    await garden.says("net:@ana", "!poll new Shall we plant a walnut tree?")
    store = garden.store
    assert isinstance(store, FaultyStore)
    store.appends.clear()
    return store


async def test_a_crowd_of_votes_is_a_handful_of_transactions(garden: Garden) -> None:
    store = await with_poll(garden)
    votes = [garden.desk.ask(vote(garden, f"v{i}", f"net:x{i}")) for i in range(500)]
    verdicts = await asyncio.gather(*votes)
    assert [v.height for v in verdicts] == list(range(2, 502))
    assert len(store.appends) == 1
    assert len(store.appends[0].boards) == 1


async def test_while_one_batch_is_written_the_next_gathers(garden: Garden) -> None:
    store = await with_poll(garden)
    store.gate = asyncio.Event()
    first = garden.desk.ask(vote(garden, "bo", "net:x0"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [garden.desk.ask(vote(garden, f"v{i}", f"net:y{i}")) for i in range(50)]
    seen = garden.desk.read(lambda commons: commons.height)
    await asyncio.sleep(0)
    assert not first.done()
    assert not seen.done()
    store.gate.set()
    await asyncio.gather(first, *rest)
    assert len(store.appends) == 2
    assert await seen == garden.commons.height


async def test_the_same_input_twice_acts_once(garden: Garden) -> None:
    await with_poll(garden)
    one, other = vote(garden, "bo", "net:x"), vote(garden, "bo", "net:x")
    verdicts = await asyncio.gather(garden.desk.ask(one), garden.desk.ask(other))
    assert isinstance(verdicts[0], Done)
    assert verdicts[1] == Repeated()
    assert await garden.desk.ask(one) == Repeated()


async def test_an_input_from_before_the_memory_is_repeated_and_the_rest_is_decided(
    garden: Garden,
) -> None:
    await with_poll(garden)
    await garden.desk.ask(vote(garden, "bo", "net:x"))
    height = garden.commons.height
    garden.desk._recent.clear()
    verdicts = await asyncio.gather(
        garden.desk.ask(vote(garden, "cy", "net:y")),
        garden.desk.ask(vote(garden, "bo", "net:x")),
        garden.desk.ask(vote(garden, "dee", "net:z")),
    )
    assert [getattr(v, "height", None) for v in verdicts] == [height + 1, None, height + 2]
    assert verdicts[1] == Repeated()
    assert len(garden.commons.polls[1].marks.latest()) == 3


async def test_a_failed_append_changes_nothing_and_is_told(garden: Garden) -> None:
    store = await with_poll(garden)
    before = picture(garden.commons)
    store.failing = 1
    asked = garden.desk.ask(vote(garden, "bo", "net:x"))
    seen = garden.desk.read(picture)
    with pytest.raises(StoreUnavailableError):
        await asked
    assert await seen == before
    again = await garden.desk.ask(vote(garden, "bo", "net:x"))
    assert isinstance(again, Done)
    assert garden.hall.directory("garden").ref("net:@bo")[1] is None  # its row got through now


async def test_a_store_that_cannot_even_be_read(garden: Garden) -> None:
    store = await with_poll(garden)
    store.failing = 1
    with pytest.raises(StoreUnavailableError):
        await garden.desk.ask(vote(garden, "bo", "net:x"))
    await store.close()
    with pytest.raises(StoreUnavailableError):
        await garden.desk.read(lambda commons: commons.height)
    store._closed = False
    assert isinstance(await garden.desk.ask(vote(garden, "bo", "net:x")), Done)


async def test_a_fault_of_ours_spoils_one_request_only(garden: Garden) -> None:
    await with_poll(garden)

    def broken(_: object) -> None:
        raise ZeroDivisionError

    spoilt = Request(source="net:spoilt", command=PlaceMark.__new__(PlaceMark))
    futures = [
        garden.desk.ask(vote(garden, "bo", "net:x")),
        garden.desk.ask(spoilt),
        garden.desk.read(broken),
        garden.desk.ask(vote(garden, "cy", "net:y")),
    ]
    done = await asyncio.gather(*futures, return_exceptions=True)
    assert isinstance(done[0], Done)
    assert isinstance(done[1], AttributeError)
    assert isinstance(done[2], ZeroDivisionError)
    assert isinstance(done[3], Done)
    assert len(garden.commons.polls[1].marks.latest()) == 2


async def test_another_writer_stops_the_desk(garden: Garden) -> None:
    store = await with_poll(garden)

    async def taken(_: object) -> None:
        raise HeightTakenError

    store.append = taken  # type: ignore[method-assign,assignment]
    with pytest.raises(DeskStoppedError, match="only one bot"):
        await garden.desk.ask(vote(garden, "bo", "net:x"))
    with pytest.raises(DeskStoppedError):
        await garden.desk.ask(vote(garden, "bo", "net:y"))
    assert isinstance(await garden.hall.trouble(), DeskStoppedError)


async def test_a_refusal_leaves_an_inbox_row_and_no_words(garden: Garden) -> None:
    store = await with_poll(garden)
    text = TextRow("d" * 64, b"salt", "reason", "ref", "because")
    request = vote(garden, "bo", "net:x", number=9)
    request = Request(
        source="net:x", command=request.command, accounts=request.accounts, texts=(text,)
    )
    verdict = await garden.desk.ask(request)
    assert verdict == UnknownNumber(Number(9))
    (append,) = store.appends
    assert [row.source for row in append.inbox] == ["net:x"]
    assert append.accounts
    assert not append.entries
    assert not append.texts


async def test_stamps_never_run_backwards(garden: Garden) -> None:
    await with_poll(garden)
    at = garden.commons.at
    assert at is not None
    garden.clock._now = at - timedelta(hours=1)
    verdict = await garden.desk.ask(vote(garden, "bo", "net:x"))
    assert isinstance(verdict, Done)
    assert garden.commons.at == at


async def test_a_tick_without_effect_writes_nothing(garden: Garden) -> None:
    store = await with_poll(garden)
    tick = Tick(source=SourceId("tick"))
    verdict = await garden.desk.ask(Request(source="tick", command=tick, record=False))
    assert verdict == Done((), None)
    assert not store.appends


async def test_replay_and_snapshot_bring_back_the_same_commons(garden: Garden) -> None:
    await with_poll(garden)
    await asyncio.gather(*(garden.desk.ask(vote(garden, f"v{i}", f"net:x{i}")) for i in range(20)))
    await garden.waits(days=1)
    before = picture(garden.commons)
    await garden.reopen()
    assert picture(garden.commons) == before
    await garden.hall.stop()
    loaded = await garden.store.load("garden")
    assert loaded.snapshot == freeze(garden.commons)
    garden.hall = garden._hall()
    await garden.open()
    assert picture(garden.commons) == before


async def test_a_snapshot_is_kept_every_so_often(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_poll(garden)
    monkeypatch.setattr(desk_module, "SNAPSHOT_EVERY", 10)
    await asyncio.gather(*(garden.desk.ask(vote(garden, f"v{i}", f"net:x{i}")) for i in range(9)))
    await garden.desk.settled()
    assert (await garden.store.load("garden")).snapshot_height == garden.commons.height


async def test_unreadable_snapshots_are_replayed_over(garden: Garden) -> None:
    await with_poll(garden)
    before = picture(garden.commons)
    height = garden.commons.height
    await garden.store.save_snapshot("garden", height, desk_module.SCHEMA, b"\xc1nonsense")
    await garden.reopen()
    assert picture(garden.commons) == before
    await garden.store.save_snapshot("garden", height, desk_module.SCHEMA + 1, b"older")
    await garden.reopen()
    assert picture(garden.commons) == before


async def test_the_number_that_an_input_made_is_kept(garden: Garden) -> None:
    ref, row = garden.hall.directory("garden").ref("net:@ana")
    command = OpenPoll(
        source=SourceId("net:q"),
        by=ref,
        place=Place(ROOM),
        joined=LONG_AGO,
        question=TextRef("d" * 64, 5, "question"),
    )
    await garden.desk.ask(
        Request(source="net:q", command=command, accounts=(row,) if row else (), ref=ref)
    )
    assert await garden.store.inbox_number("net:q") == ("garden", 1)
