# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reactions stand on a message now, and what became of those that are gone (§2, §3)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec

from adapters.matrix.contents import Reaction, content, unsigned
from adapters.matrix.messages import bare
from adapters.matrix.rooms import Room
from adapters.matrix.server import Server
from adapters.matrix.tenure import Tenure, moment
from adapters.matrix.unread import Unread
from adapters.matrix.wire import Event
from bot.service.ports import Reading, SeenMark

AT_ONCE = 8
"""Requests under way at the same time for marks that are gone."""


class Reader:
    """Reads messages for the service."""

    def __init__(self, server: Server, tenure: Tenure, unread: Unread) -> None:
        self._server = server
        self._tenure = tenure
        self._unread = unread

    async def read(self, room: Room, message_id: str, known: Sequence[str]) -> Reading:
        """The marks on a message; raises as Server.reactions."""
        seen: dict[str, SeenMark] = {}
        start: str | None = None
        while True:
            page = await self._server.reactions(room.room_id, bare(message_id), start)
            for event in page.chunk:
                mark = await self._mark(room, event)
                if mark is not None:
                    seen[mark.mark] = mark
            if page.next_batch is None or page.next_batch == start:
                break
            start = page.next_batch
        gone = [mark for mark in known if f"matrix:{bare(mark)}" not in seen]
        withdrawn, frozen = await self._what_became(room, gone, seen)
        lost = self._unread.of(room.room_id)
        return Reading(tuple(seen.values()), tuple(withdrawn), tuple(frozen), lost)

    async def _mark(self, room: Room, event: Event) -> SeenMark | None:
        if event.type != "m.reaction" or event.sender == room.me:
            return None
        try:
            relates = content(event.content, Reaction).relates_to
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        if relates is None or relates.rel_type != "m.annotation" or not relates.key:
            return None
        return SeenMark(
            mark=f"matrix:{event.event_id}",
            account=f"matrix:{event.sender}",
            emoji=relates.key,
            joined_at=await self._tenure.since(room, event.sender, event.origin_server_ts),
            at=moment(event.origin_server_ts),
            source=f"matrix:{event.event_id}",
        )

    async def _what_became(
        self, room: Room, gone: Sequence[str], seen: dict[str, SeenMark]
    ) -> tuple[list[tuple[str, datetime | None]], list[str]]:
        limit = asyncio.Semaphore(AT_ONCE)

        async def fetch(mark: str) -> Event | None:
            async with limit:
                return await self._server.event(room.room_id, bare(mark))

        withdrawn: list[tuple[str, datetime | None]] = []
        frozen: list[str] = []
        for mark, event in zip(gone, await asyncio.gather(*map(fetch, gone)), strict=True):
            if event is None:
                frozen.append(mark)
                continue
            because = unsigned(event).redacted_because
            if because is not None:
                if because.sender == event.sender:
                    withdrawn.append((mark, moment(because.origin_server_ts)))
                else:
                    frozen.append(mark)
                continue
            # It stands, although the listing left it out.
            standing = await self._mark(room, event)
            if standing is None:
                frozen.append(mark)
            else:
                seen[standing.mark] = standing
        return withdrawn, frozen
