# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reactions that somebody else took away before the bot could read them (semantics §3).

A redacted reaction comes without its emoji and without the message it stood on: all that is left
is whose it was, and when. Their senders are asked to vote again.
"""

from adapters.matrix.contents import unsigned
from adapters.matrix.tenure import moment
from adapters.matrix.wire import Event
from bot.service.ports import SeenMark


class Unread:
    """What was lost in each room, until the next reading has asked for it."""

    def __init__(self) -> None:
        self._lost: dict[str, dict[str, SeenMark]] = {}

    def note(self, room_id: str, event: Event) -> None:
        """Keep a reaction in mind if it was emptied by somebody other than its sender."""
        because = unsigned(event).redacted_because
        if because is None or because.sender == event.sender:
            return
        mark = SeenMark(
            mark=f"matrix:{event.event_id}",
            account=f"matrix:{event.sender}",
            emoji="",
            joined_at=None,
            at=moment(event.origin_server_ts),
        )
        self._lost.setdefault(room_id, {})[event.event_id] = mark

    def of(self, room_id: str) -> tuple[SeenMark, ...]:
        """What was lost in a room."""
        return tuple(self._lost.get(room_id, {}).values())

    def clear(self, room_id: str) -> None:
        """It has been asked for."""
        self._lost.pop(room_id, None)
