# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bring a commons back from the store: the newest snapshot, then every entry after it."""

from dataclasses import dataclass

from bot.domain.commons import evolve
from bot.domain.state import Commons
from bot.record.canonical import RecordError
from bot.record.entries import GENESIS
from bot.record.sealing import digest, open_entry
from bot.record.snapshot import SCHEMA, UnreadableSnapshotError, thaw
from bot.service.ports import EntryRow, Loaded, Store, StoreUnusableError


@dataclass(slots=True)
class Restored:
    """A commons as of its newest entry, and what the store told beside it."""

    commons: Commons
    head: str
    """The hash of the newest entry."""
    snapshot: int
    """The height of the snapshot it grew from; -1: none."""
    loaded: Loaded
    founded: str = ""
    """The hash of its first entry."""


async def restore(store: Store, name: str) -> Restored:
    """Load a commons; an unknown one is empty. Raises StoreUnusableError for a broken chain."""
    loaded = await store.load(name)
    commons = _thawed(loaded)
    snapshot = commons.height
    head = GENESIS
    if commons.height >= 0:
        entry = await store.entry(name, commons.height)
        if entry is None:
            raise StoreUnusableError(
                f"The record of {name} lacks entry {commons.height}: restore it from a backup."
            )
        head = entry.hash
    first = await store.entry(name, 0)
    async for row in store.entries(name, after=commons.height):
        replay(commons, row, head)
        head = row.hash
    return Restored(commons, head, snapshot, loaded, first.hash if first is not None else "")


def _thawed(loaded: Loaded) -> Commons:
    if loaded.snapshot is None or loaded.snapshot_schema != SCHEMA:
        return Commons()
    try:
        commons = thaw(loaded.snapshot)
    except UnreadableSnapshotError:
        return Commons()  # the record has it all; only the short cut is lost
    return commons if commons.height == loaded.snapshot_height else Commons()


def replay(commons: Commons, row: EntryRow, prev: str) -> None:
    """Fold one more entry into the commons; raises StoreUnusableError where the chain breaks."""
    unbroken = row.height == commons.height + 1 and row.prev == prev
    if not unbroken or digest(prev, row.body) != row.hash:
        raise StoreUnusableError(
            f"The record is broken at entry {row.height}: “record verify” says more; "
            "restore it from a backup."
        )
    try:
        entry = open_entry(row.body)
    except RecordError as error:
        raise StoreUnusableError(
            f"Entry {row.height} of the record can't be read: {error} "
            "A newer Folkmoot may have written it: run that one, or restore a backup."
        ) from None
    for event in entry.events:
        evolve(commons, event, entry.at)
    commons.height = row.height
