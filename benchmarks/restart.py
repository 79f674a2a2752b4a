# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a start takes with a million entries on the record: snapshot and tail."""

import asyncio
import gc
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.world import PLACE, running, settings
from bot import __version__
from bot.domain.charter import founding
from bot.domain.commands import Command, FoundCommons, OpenPoll, PlaceMark, ReadMarks, Tick
from bot.domain.decide import perform
from bot.domain.ids import AccountRef, CopyId, MarkId, Number, Place, SourceId, TextRef
from bot.domain.refusals import Refusal
from bot.domain.state import Commons
from bot.record.entries import GENESIS
from bot.record.sealing import seal
from bot.record.snapshot import SCHEMA, freeze
from bot.service.loading import restore
from bot.service.ports import AccountRow, Append, EntryRow
from storage import open_store

PEOPLE = 1_000
TAIL = 10_000
"""Entries after the newest snapshot: half of what a desk lets gather."""

_START = datetime(2026, 1, 1, tzinfo=UTC)


def _ref(index: int) -> AccountRef:
    return AccountRef(f"{index:032x}")


class Writer:
    """Makes a long and lawful record, faster than a network could."""

    def __init__(self) -> None:
        self.commons = Commons()
        self.now = _START
        self.head = GENESIS
        self.rows: list[EntryRow] = []
        self._source = 0

    def source(self) -> SourceId:
        """A source of its own for each command."""
        self._source += 1
        return SourceId(f"matrix:$source{self._source:09}")

    def do(self, command: Command) -> None:
        """Perform and seal one command."""
        events = perform(self.commons, command, self.now)
        assert not isinstance(events, Refusal), events
        if events:
            sealed = seal(self.commons.height, self.now, command, events, __version__, self.head)
            self.head = sealed.hash
            self.rows.append(EntryRow(sealed.height, sealed.prev, sealed.hash, sealed.body))

    def poll(self) -> None:
        """One poll from opening to outcome, with a vote of everybody."""
        who = {"by": _ref(0), "place": Place(PLACE), "joined": _START - timedelta(days=1)}
        question = TextRef("0" * 64, 12, "question")
        self.do(OpenPoll(source=self.source(), question=question, others=PEOPLE - 1, **who))
        number = Number(self.commons.next_number - 1)
        for index in range(PEOPLE):
            self.now += timedelta(milliseconds=10)
            source = self.source()
            self.do(
                PlaceMark(
                    source=source,
                    by=_ref(index),
                    place=Place(PLACE),
                    joined=who["joined"],
                    number=number,
                    mark=MarkId(source),
                    copy=CopyId(f"matrix:$card{number}"),
                    choice="yes" if index % 3 else "no",
                )
            )
        self.now += timedelta(days=8)
        self.do(Tick(source=self.source()))
        self.do(
            ReadMarks(
                source=self.source(),
                number=number,
                place=Place(PLACE),
                copy=CopyId(f"matrix:$card{number}"),
                began=self.now,
                found=(),
                closing=True,
            )
        )


async def _write(folder: Path, entries: int) -> None:
    writer = Writer()
    store = await open_store(settings(folder).storage_url)
    rules = founding({})
    writer.do(
        FoundCommons(
            source=writer.source(),
            name="garden",
            engine=__version__,
            rules=rules,
            places=(Place(PLACE),),
            stewards=(),
        )
    )
    accounts = [
        AccountRow(_ref(index), index.to_bytes(16, "big"), f"matrix:@person{index}:example.org")
        for index in range(PEOPLE)
    ]
    head, kept = -1, False
    while writer.commons.height < entries:
        writer.poll()
        if len(writer.rows) >= 20_000 or writer.commons.height >= entries:
            await store.append(Append("garden", head, entries=writer.rows, accounts=accounts))
            head, writer.rows, accounts = writer.commons.height, [], []
        if not kept and writer.commons.height >= entries - TAIL:
            await store.append(Append("garden", head, entries=writer.rows, accounts=accounts))
            head, writer.rows, accounts = writer.commons.height, [], []
            await store.save_snapshot("garden", head, SCHEMA, freeze(writer.commons))
            kept = True
    await store.close()


async def _start(folder: Path) -> tuple[float, int]:
    began = time.perf_counter()
    store = await open_store(settings(folder).storage_url)
    restored = await restore(store, "garden")
    elapsed = time.perf_counter() - began
    await store.close()
    return elapsed, restored.commons.height


def restart(entries: int, times: int) -> tuple[list[float], int]:
    """Seconds of each start, from opening the file to a commons ready to decide; its height."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(_write(folder, entries))
        runs = [asyncio.run(_start(folder)) for _ in range(times)]
    return [elapsed for elapsed, _ in runs], runs[0][1]


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1_048_576


async def _memory(polls: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        async with running(Path(name)) as (hall, matrix):
            matrix.enter(10)
            await hall.settle()
            gc.collect()
            idle = _resident()
    writer = Writer()
    writer.do(
        FoundCommons(
            source=writer.source(),
            name="garden",
            engine=__version__,
            rules=founding({}),
            places=(Place(PLACE),),
            stewards=(),
        )
    )
    for _ in range(polls // 2):  # so that what the process has freed before is used up
        _open_poll(writer)
    gc.collect()
    before = _resident()
    for _ in range(polls):
        _open_poll(writer)
    gc.collect()
    return idle, (_resident() - before) / polls * 1024


def _open_poll(writer: Writer) -> None:
    """A poll with a ballot of everybody, left open."""
    who = {"by": _ref(0), "place": Place(PLACE), "joined": _START - timedelta(days=1)}
    question = TextRef("0" * 64, 12, "question")
    writer.do(OpenPoll(source=writer.source(), question=question, others=PEOPLE - 1, **who))
    number = Number(writer.commons.next_number - 1)
    for index in range(PEOPLE):
        source = writer.source()
        command = PlaceMark(
            source=source,
            by=_ref(index),
            place=Place(PLACE),
            joined=who["joined"],
            number=number,
            mark=MarkId(source),
            copy=CopyId(f"matrix:$card{number}"),
            choice="yes",
        )
        perform(writer.commons, command, writer.now)
    writer.rows.clear()


def memory(polls: int) -> tuple[float, float]:
    """Idle MiB of a bot with its Matrix adapter; KiB for each open poll of 1,000 ballots."""
    return asyncio.run(_memory(polls))
