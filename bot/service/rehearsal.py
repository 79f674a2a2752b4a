# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rehearsals: a commons that is only tried out, and of which nothing is kept when that ends.

It is an ordinary commons in everything, but kept under a name of its own (bot.service.names).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.domain.ids import Place
from bot.domain.notice_types import CardRetired, RehearsalOver, Say
from bot.domain.reading import live_numbers
from bot.service.envelopes import pack
from bot.service.loading import restore
from bot.service.names import is_rehearsal, kept_name, plain_name
from bot.service.ports import Append, SayRow, Store, StoreUnusableError
from bot.service.rooms import Rooms
from bot.service.settings import Settings

log = structlog.get_logger(__name__)


class RehearsalRefusedError(StoreUnusableError):
    """A commons that has a record can't be rehearsed any more; one plain sentence."""


def set_apart(settings: Settings) -> Settings:
    """The same settings, with rehearsals under the names under which they are kept."""
    commons = (
        replace(one, name=kept_name(one.name, rehearsal=one.rehearsal)) for one in settings.commons
    )
    return replace(settings, commons=tuple(commons))


async def clear_stage(store: Store, settings: Settings, rooms: Rooms) -> list[str]:
    """End every rehearsal that is configured no more; `settings` have them set apart.

    Returns what the operator should know. Raises RehearsalRefusedError where one can't begin.
    """
    known = await store.commons()
    for one in settings.commons:
        if one.rehearsal and plain_name(one.name) in known:
            raise RehearsalRefusedError(
                f"{plain_name(one.name)} has a record, so it can't be rehearsed any more: take "
                f"“rehearsal = true” out of its [[commons]], or give the rehearsal another name."
            )
    going_on = {one.name for one in settings.commons}
    over = [name for name in known if is_rehearsal(name) and name not in going_on]
    return [await _end(store, name, rooms) for name in over]


async def _end(store: Store, name: str, rooms: Rooms) -> str:
    """First see to it that the rooms will be told, then erase: a kill between loses neither."""
    commons = plain_name(name)
    says = await _farewells(store, name, rooms)
    if says:
        head = (await store.load(commons)).head
        await store.append(Append(commons, -1 if head is None else head.height, says=says))
    await store.discard(name)
    remark = f"The rehearsal of {commons} is over; nothing of it is kept."
    log.info(remark)
    return remark


async def _farewells(store: Store, name: str, rooms: Rooms) -> Sequence[SayRow]:
    """What its rooms are told, and the last edit of each card that stands open."""
    commons = plain_name(name)
    if rooms.settings(commons) is None:
        return ()
    loaded = await store.load(name)
    tail = loaded.head.hash[:16] if loaded.head else ""
    told: list[Say] = [
        RehearsalOver(Place(place)) for place in (*rooms.boards(commons), *rooms.digests(commons))
    ]
    with suppress(StoreUnusableError):  # a broken record has no open cards; it goes all the same
        live = set(live_numbers((await restore(store, name)).commons))
        told += [
            CardRetired(Place(row.place), row.message)
            for row in loaded.receipts
            if row.kind == "card" and row.number in live and rooms.facts(row.place) is not None
        ]
    return [_row(notice, f"rehearsal.{tail}.{count}") for count, notice in enumerate(told)]


def _row(notice: Say, key: str) -> SayRow:
    place: str = getattr(notice, "place", "")
    return SayRow(key, pack(notice), notice.urgency, height=0, place=place)
