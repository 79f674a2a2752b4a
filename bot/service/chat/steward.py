# SPDX-License-Identifier: AGPL-3.0-or-later
"""`steward …`: what stewards may do is public, recorded and temporary."""

from bot.domain.commands import Pause, Resume
from bot.domain.ids import Place
from bot.service.asking import Asking, Do, Result
from bot.service.chat.shape import chat
from bot.words.catalogue import N_
from bot.words.mishaps import Mishap, NoSuchRoom
from bot.words.table import Kind, Option

_ROOM = Option("room", Kind.TEXT, N_("One room, or “here”; without it, all of them."), free=True)


@chat(
    "steward pause",
    N_("Pause new tasks, claims and polls for a while; everybody is told."),
    _ROOM,
)
async def pause(asking: Asking) -> Result:
    """Pause a room, or all."""
    room = await _room(asking)
    return room if isinstance(room, Mishap) else Do(Pause(**asking.base, room=room))


@chat("steward resume", N_("End a pause before its time."), _ROOM)
async def resume(asking: Asking) -> Result:
    """Lift a pause; without a room the one of all rooms, or else the one of this room."""
    room = await _room(asking)
    if isinstance(room, Mishap):
        return room
    here = Place(asking.incoming.place)
    if asking.word("room") is None and None not in asking.tip.pauses and here in asking.tip.pauses:
        room = here
    return Do(Resume(**asking.base, room=room))


async def _room(asking: Asking) -> Place | Mishap | None:
    """The board room that was named: by its place, the part after the network, or its name."""
    said = asking.word("room")
    if said is None:
        return None
    if said.casefold() in {"here", "hier"}:
        return Place(asking.incoming.place)
    for place in asking.tip.places:
        if said in {place, place.partition(":")[2]}:
            return place
    places = asking.tip.places
    rooms = (await asking.voice(NoSuchRoom(said, places))).rooms
    named = [place for place in places if rooms.get(place, "").casefold() == said.casefold()]
    return named[0] if len(named) == 1 else NoSuchRoom(said, places)


COMMANDS = (pause, resume)
