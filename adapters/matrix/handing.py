# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a response of the homeserver to inputs at the front door, room by room, in order."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from heapq import merge
from operator import itemgetter

import structlog

from adapters.matrix.answers import Answers
from adapters.matrix.contents import MemberContent, content
from adapters.matrix.events import Echo, Translator
from adapters.matrix.gaps import joining, missed
from adapters.matrix.joining import Joining
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.server import Server
from adapters.matrix.tenure import moment
from adapters.matrix.wire import Event, Sync, Update
from adapters.patience import insist, patiently
from bot.service.incoming import Incoming
from bot.service.ports import Answer, FrontDoor, SignInError, StoreUnavailableError

_log = structlog.get_logger(__name__)

ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Handed:
    """An input that was handed in, and what will come of it."""

    incoming: Incoming
    future: "asyncio.Future[Answer]"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From where a response reads on, and between which instants the bot was away, if it was."""

    since: str | None
    away_until: datetime | None = None
    away_since: datetime | None = None


class Handing:
    """Keeps the rooms up to date and hands in what people did there."""

    def __init__(
        self,
        server: Server,
        rooms: Rooms,
        translator: Translator,
        joining_: Joining,
        answers: Answers,
    ) -> None:
        self._server = server
        self._rooms = rooms
        self._translator = translator
        self._joining = joining_
        self._answers = answers

    def learn_state(self, response: Sync) -> None:
        """Take in the state that a full response tells, before any of its events."""
        for updates in (response.rooms.join, response.rooms.leave):
            for room_id, update in updates.items():
                room = self._rooms.enter(room_id, self._server.user_id)
                for event in update.state.events:
                    room.apply(event)
        self._rooms.synced = True

    async def hand_in(self, door: FrontDoor, response: Sync, stretch: Stretch) -> list[Handed]:
        """Hand in all that people did, oldest first in each room.

        The inputs of all rooms go in by the server's time, so that the latest of a person's marks
        counts wherever it was placed (§1).
        """
        by_room: list[list[Incoming]] = []
        for updates in (response.rooms.join, response.rooms.leave):
            for room_id, update in updates.items():
                by_room.append(await self._understand(door, room_id, update, stretch))
        inputs = by_time(by_room, stretch.away_since, stretch.away_until or ALWAYS)
        handed: list[Handed] = []
        for incoming in inputs:
            try:
                handed.append(Handed(incoming, await door.receive(incoming)))
            except Exception:  # noqa: BLE001 - one input that trips the bot must not stop the rest
                _log.exception("matrix_input_failed", source=incoming.source_id)
        for room_id in response.rooms.leave:
            self._note_removal(room_id)
        for room_id, invited in response.rooms.invite.items():
            self._note_invitation(room_id, invited.invite_state.events)
        return handed

    async def _understand(
        self, door: FrontDoor, room_id: str, update: Update, stretch: Stretch
    ) -> list[Incoming]:
        """Take in what happened in a room; gives what people did there."""
        inputs: list[Incoming] = []
        room = self._rooms.enter(room_id, self._server.user_id)
        gap: Sequence[Event] = ()
        if update.timeline.limited and stretch.since is not None:
            gap = await missed(self._server, room_id, update, stretch.since)
        events = [*gap, *update.timeline.events]
        came = joining(events, room.me)
        # Without a position to read on from, everything there is is old.
        first = len(events) if stretch.since is None else (came + 1 if came is not None else 0)
        for index, event in enumerate(events):
            if index == len(gap):
                for state in update.state.events:
                    room.apply(state)
            if event.state_key is not None:
                room.apply(event)
            elif index >= first:
                incoming = await self._meant(door, room, event, stretch)
                if incoming is not None:
                    inputs.append(incoming)
        if len(events) == len(gap):
            for state in update.state.events:
                room.apply(state)
        return inputs

    async def _meant(
        self, door: FrontDoor, room: Room, event: Event, stretch: Stretch
    ) -> Incoming | None:
        """What a person did by an event; None for nothing."""
        if self._joining.configured(room.place):
            private = False
        elif room.partner is not None:
            private = True
        else:
            return None  # a room of no commons: what is said there is nobody's business
        late = False
        if stretch.away_until is not None:
            sent_at = moment(event.origin_server_ts)
            late = sent_at is not None and sent_at < stretch.away_until
        try:
            meant = await self._translator.translate(room, event, late=late, private=private)
            if isinstance(meant, Echo):
                await self._echo(door, meant)
            elif meant is not None:
                for echo in await self._translator.strangers(room, meant):
                    await self._echo(door, echo)
                return meant
        except SignInError:
            raise
        except Exception:  # noqa: BLE001 - see below
            # One event that trips the bot must not stop all the others for ever.
            _log.exception("matrix_event_failed", event_id=event.event_id, kind=event.type)
        return None

    async def _echo(self, door: FrontDoor, echo: Echo) -> None:
        await insist(lambda: door.echo(echo.place, echo.key, echo.message))

    async def settle(self, door: FrontDoor, handed: Sequence[Handed]) -> None:
        """Wait until the effects of inputs are durable; hand in again what could not be kept."""
        waiting = list(handed)

        async def attempt() -> None:
            nonlocal waiting
            failed = await self._outcomes(waiting)
            if not failed:
                return
            error = failed[0][1]
            # Asking again hands them in again, in order; the same ids keep it from counting twice.
            inputs = [replace(one.incoming, late=True) for one, _ in failed]  # as of when they came
            waiting = [Handed(incoming, await door.receive(incoming)) for incoming in inputs]
            raise error

        await patiently()(attempt)

    async def _outcomes(
        self, waiting: Sequence[Handed]
    ) -> list[tuple[Handed, StoreUnavailableError]]:
        failed = []
        for one in waiting:
            try:
                # A cancelled future ends the loop: the service goes down, nothing counts as kept.
                self._answers.give(one.incoming, await one.future)
            except StoreUnavailableError as error:
                failed.append((one, error))
            except Exception:  # noqa: BLE001 - a defect in one input must not stop all others
                _log.exception("matrix_input_failed", source=one.incoming.source_id)
        return failed

    def _note_removal(self, room_id: str) -> None:
        room = self._rooms.get(room_id)
        own = room.members.get(room.me) if room else None
        if room is not None and own is not None and own.by != room.me:
            _log.warning("matrix_removed_from_room", room=room_id, by=own.by, how=own.membership)

    def _note_invitation(self, room_id: str, state: Sequence[Event]) -> None:
        for event in state:
            if event.type == "m.room.member" and event.state_key == self._server.user_id:
                try:
                    direct = content(event.content, MemberContent).is_direct
                except ValueError:
                    direct = False
                self._joining.invited(room_id, event.sender, direct=direct)


def by_time(
    by_room: Iterable[Sequence[Incoming]], since: datetime | None, until: datetime
) -> Iterable[Incoming]:
    """The inputs of several rooms in one row, by time; within a room the server's order stays.

    No server's clock puts anything before or behind the absence, nor before what came before it.
    """

    def timed(inputs: Sequence[Incoming]) -> Iterator[tuple[datetime, Incoming]]:
        latest = since
        for incoming in inputs:
            at = min(incoming.sent_at or until, until)
            latest = at if latest is None else max(latest, at)
            yield latest, replace(incoming, sent_at=latest)

    return (incoming for _, incoming in merge(*map(timed, by_room), key=itemgetter(0)))
