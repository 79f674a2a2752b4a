# SPDX-License-Identifier: AGPL-3.0-or-later
"""The events of a response in order, with what the server left out between two responses."""

from functools import partial

import msgspec
import structlog

from adapters.matrix.contents import MemberContent, content, unsigned
from adapters.matrix.server import Server
from adapters.matrix.wire import Event, Update
from adapters.patience import insist
from bot.service.ports import UndeliverableError

_log = structlog.get_logger(__name__)


async def missed(server: Server, room_id: str, update: Update, since: str) -> list[Event]:
    """Everything between the old token and the timeline's beginning, oldest first.

    Stops at the bot's own joining: what was said before is not the bot's business.
    """
    newest_first: list[Event] = []
    start = update.timeline.prev_batch
    if joining(update.timeline.events, server.user_id) is not None:
        return []
    while start is not None:
        here = start
        try:
            page = await insist(partial(server.messages, room_id, start=here, end=since))
        except UndeliverableError as refusal:
            _log.warning("matrix_gap_unreadable", room=room_id, why=str(refusal))
            break
        newest_first.extend(page.chunk)
        if joining(page.chunk, server.user_id) is not None or page.end == here:
            break
        start = page.end
    newest_first.reverse()
    return newest_first


def joining(events: list[Event], me: str) -> int | None:
    """The index of the newest event with which the bot came into the room."""
    found = None
    for index, event in enumerate(events):
        if event.type != "m.room.member" or event.state_key != me:
            continue
        try:
            membership = content(event.content, MemberContent).membership
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        before = unsigned(event).prev_content
        if membership == "join" and (before is None or before.membership != "join"):
            found = index
    return found
