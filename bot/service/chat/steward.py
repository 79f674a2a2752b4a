# SPDX-License-Identifier: AGPL-3.0-or-later
"""`steward …`: what stewards may do is public, recorded and temporary."""

from bot.domain.commands import Pause, Resume
from bot.domain.ids import Place
from bot.service.asking import Asking, Do, Result
from bot.service.chat.shape import chat
from bot.words.catalogue import N_
from bot.words.table import Kind, Option

_ROOM = Option("room", Kind.TEXT, N_("One room, or `here`; none for all of them."), free=True)


@chat(
    "steward pause",
    N_("Pause new tasks, claims and polls for a while; everybody is told."),
    _ROOM,
)
async def pause(asking: Asking) -> Result:
    """Pause a room, or all."""
    return Do(Pause(**asking.base, room=_room(asking)))


@chat("steward resume", N_("End a pause before its time."), _ROOM)
async def resume(asking: Asking) -> Result:
    """Lift a pause."""
    return Do(Resume(**asking.base, room=_room(asking)))


def _room(asking: Asking) -> Place | None:
    """The board room that was named, by its place or by the part after the network."""
    said = asking.word("room")
    if said is None:
        return None
    if said.casefold() in {"here", "hier"}:
        return Place(asking.incoming.place)
    for place in asking.tip.places:
        if said in {place, place.partition(":")[2]}:
            return place
    return Place(said)


COMMANDS = (pause, resume)
