# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which rooms belong to the commons, and what each is for: one board, digests elsewhere."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from bot.cli.starting import reading
from bot.cli.starting.asking import Asker, NotThisError, Question
from bot.cli.starting.looking import name_of, show
from bot.cli.starting.plan import RoomPlan
from bot.service.scouts import SeenRoom, Sighting

ROLES = ("board", "digest", "commands")
MOST_DIGESTS = 4
"""Where the bot sees more rooms than this besides, it proposes a digest in none of them."""

_FITTING = ("folkmoot", "commons", "governance", "tasks", "assembly", "general", "main", "lobby")


class _Asked(NamedTuple):
    text: str
    more: str


CHANGE = Question(
    "rooms",
    "Change the rooms",
    "The configuration names rooms already. Say yes to choose anew.",
)
QUESTIONS = {
    "board": _Asked(
        text="Which room is the board, where tasks and polls are shown and voted on",
        more="Numbers from the list, with commas between, or names such as "
        "#garden:example.org. One board in each network is enough: everybody who shall vote "
        "should be in one. Type `again` to look once more, after you invited the bot somewhere "
        "or gave it rights.",
    ),
    "digest": _Asked(
        text="Which rooms get a digest, one summary a day",
        more="Numbers or names, or none. A digest tells what was decided and what waits, without "
        "cards to vote on, so it does not fill a room.",
    ),
    "commands": _Asked(
        text="Which rooms only take commands",
        more="Numbers or names, or none. The bot answers there when it is asked, and says "
        "nothing else.",
    ),
}


class Rooms:
    """All rooms that were seen, with their numbers; `again` looks once more."""

    def __init__(self, seen: Sequence[Sighting], look: Callable[[], Sequence[Sighting]]) -> None:
        self._look = look
        self.take(seen)

    def take(self, seen: Sequence[Sighting]) -> None:
        """Know these rooms."""
        self.sightings = seen
        self.all = [room for sighting in seen for room in sighting.rooms]

    def again(self) -> None:
        """Look once more."""
        self.take(self._look())

    def at(self, place: str) -> SeenRoom | None:
        """A room by its place."""
        return next((room for room in self.all if room.place == place), None)


class AgainError(Exception):
    """The person wants another look."""


def choose(asker: Asker, rooms: Rooms, old: Sequence[RoomPlan]) -> tuple[RoomPlan, ...]:
    """Ask which rooms are for what; the old ones are the defaults."""
    if any(asker.given(role) is not None for role in ROLES):
        return _by_options(asker, rooms, old)
    if old:
        asker.say("Its rooms now: " + reading.listed(_named(room, rooms) for room in old) + ".")
        if not asker.interactive or not asker.confirm(CHANGE, default=False):
            return tuple(old)
    while True:
        asker.say("Rooms that the bot can see:" if rooms.all else "The bot sees no room yet.")
        show(asker, rooms.all)
        try:
            return _asked(asker, rooms)
        except AgainError:
            rooms.again()


def _asked(asker: Asker, rooms: Rooms) -> tuple[RoomPlan, ...]:
    taken: dict[str, str] = {}
    for role in ROLES:
        default = _proposed(rooms, role, taken)
        if role != "board" and not default and len(rooms.all) <= len(taken):
            continue
        question = Question(
            role, *QUESTIONS[role], default or ("none" if role != "board" else None)
        )
        chosen = asker.ask(question, partial(_read, rooms, taken, role))
        taken |= dict.fromkeys(chosen, role)
    for place in taken:
        room = rooms.at(place)
        if room is not None and room.lacking:
            mend = next(s.mend_rights for s in rooms.sightings if s.room(place))
            asker.say(
                f"In {name_of(room)} the bot still lacks {reading.listed(room.lacking)}: {mend}.",
                indent="  ",
            )
    return _plans(taken, rooms)


def _proposed(rooms: Rooms, role: str, taken: dict[str, str]) -> str:
    """The numbers of the rooms that are proposed for a role."""
    left = [room for room in rooms.all if room.place not in taken and not room.successor]
    usable = [room for room in left if not room.encrypted]
    if role == "board":
        best = []
        for sighting in rooms.sightings:
            mine = [room for room in sighting.rooms if room in usable]
            if mine:
                best.append(max(mine, key=_fitness))
    else:
        fit = [room for room in usable if room.kind != "forum" and not room.lacking]
        best = fit if role == "digest" and len(fit) <= MOST_DIGESTS else []
    return ", ".join(str(rooms.all.index(room) + 1) for room in best)


def _fitness(room: SeenRoom) -> tuple[Any, ...]:
    name = room.name.casefold()
    fits = next((len(_FITTING) - n for n, word in enumerate(_FITTING) if word in name), 0)
    return (room.usable, room.kind != "announcements", fits, room.people or 0)


def _read(rooms: Rooms, taken: dict[str, str], role: str, said: str) -> list[str]:
    if said.casefold() in {"again", "a"}:
        raise AgainError
    if said.casefold() in {"none", "-", "0"} and role != "board":
        return []
    words = [word for word in re.split(r"[\s,]+", said) if word]
    if not words:
        raise NotThisError("Choose at least one room: a number from the list, or its name.")
    places = [_place(word, rooms) for word in words]
    for place in places:
        room = rooms.at(place)
        if place in taken:
            raise NotThisError(f"{_called(place, rooms)} is a {taken[place]} room already.")
        if room is not None and room.encrypted:
            raise NotThisError(
                f"{name_of(room)} is encrypted, and the bot can't read encrypted rooms yet: choose "
                "another, or make a room without encryption."
            )
    return list(dict.fromkeys(places))


def _place(word: str, rooms: Rooms) -> str:
    if word.isdigit() and len(word) < 5:
        if not 1 <= int(word) <= len(rooms.all):
            raise NotThisError(f"There is no number {word} in the list.")
        return rooms.all[int(word) - 1].place
    named = [room for room in rooms.all if room.name.casefold() == word.casefold().lstrip("#")]
    if len(named) == 1 and ":" not in word:
        return named[0].place
    return reading.room(word)


def _by_options(asker: Asker, rooms: Rooms, old: Sequence[RoomPlan]) -> tuple[RoomPlan, ...]:
    """What the options name is added to what was there, or gets another role."""
    taken = {room.place: room.role for room in old}
    for role in ROLES:
        for said in asker.given(role) or ():
            try:
                taken[_place(str(said), rooms)] = role
            except NotThisError as error:
                asker.refuse(role, error)
    bridges = {room.place: room.bridged_with for room in old}
    return tuple(
        RoomPlan(room.place, room.role, room.note, bridges.get(room.place) or room.bridged_with)
        for room in _plans(taken, rooms)
    )


def _plans(taken: dict[str, str], rooms: Rooms) -> tuple[RoomPlan, ...]:
    plans = []
    for role in ROLES:
        for place in (place for place, its in taken.items() if its == role):
            room = rooms.at(place)
            twin = next((one for one in room.bridged if one in taken), None) if room else None
            plans.append(RoomPlan(place, role, name_of(room) if room else "", twin))
    return tuple(plans)


def _called(place: str, rooms: Rooms) -> str:
    room = rooms.at(place)
    return name_of(room) if room else place


def _named(plan: RoomPlan, rooms: Rooms) -> str:
    return f"{_called(plan.place, rooms)} ({plan.role})"
