# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which rooms belong to the commons, and what each is for: one board, digests elsewhere."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from bot.cli.starting import reading
from bot.cli.starting.asking import Asker, NotThisError, Question
from bot.cli.starting.looking import show
from bot.cli.starting.plan import RoomPlan
from bot.cli.starting.rooms import Rooms
from bot.service.scouts import SeenRoom

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


class AgainError(Exception):
    """The person wants another look."""


def choose(asker: Asker, rooms: Rooms, old: Sequence[RoomPlan]) -> tuple[RoomPlan, ...]:
    """Ask which rooms are for what; the old ones are the defaults."""
    rooms.find(*(plan.place for plan in old), *_named(asker))
    if any(asker.given(role) is not None for role in ROLES):
        return _by_options(asker, rooms, old)
    if old:
        named = (f"{rooms.called(plan.place)} ({plan.role})" for plan in old)
        asker.say(f"Its rooms now: {reading.listed(named)}.")
        if not asker.interactive or not asker.confirm(CHANGE, default=False):
            return tuple(old)
    while True:
        asker.say("Rooms that the bot can see:" if rooms.all else "The bot sees no room yet.")
        show(asker, rooms.all)
        try:
            return _plans(_asked(asker, rooms), rooms)
        except AgainError:
            rooms.again()


def _asked(asker: Asker, rooms: Rooms) -> dict[str, str]:
    """The chosen places with their roles."""
    taken: dict[str, str] = {}
    for role in ROLES:
        default = _proposed(rooms, role, taken)
        if role != "board" and not default and len(rooms.all) <= len(taken):
            continue
        question = Question(
            role, *QUESTIONS[role], default or ("none" if role != "board" else None)
        )
        for place in asker.ask(question, partial(_read, rooms, taken, role)):
            taken[place] = role
            _remark(asker, rooms, place)
    return taken


def _remark(asker: Asker, rooms: Rooms, place: str) -> None:
    """Say what is still to be done for a room that was chosen."""
    room = rooms.at(place)
    if room is None and rooms.why_not(place):
        asker.say(rooms.why_not(place), indent="  ")
    elif room is not None and room.lacking:
        lacks = reading.listed(room.lacking)
        asker.say(
            f"In {rooms.called(place)} the bot still lacks {lacks}: {rooms.mend(place)}.",
            indent="  ",
        )


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
        twice = _same(place, taken, rooms)
        if twice is not None:
            raise NotThisError(f"{rooms.called(place)} is a {taken[twice]} room already.")
        if room is not None and room.encrypted:
            raise NotThisError(
                f"{rooms.called(place)} is encrypted, and the bot can't read encrypted rooms yet: "
                "choose another, or make a room without encryption."
            )
    return list(dict.fromkeys(places))


def _place(word: str, rooms: Rooms) -> str:
    """The place that a number of the list, a name or an id means; it is looked for on the spot."""
    if word.isdigit() and len(word) < 5:
        if not 1 <= int(word) <= len(rooms.all):
            raise NotThisError(f"There is no number {word} in the list.")
        return rooms.all[int(word) - 1].place
    named = [room for room in rooms.all if room.name.casefold() == word.casefold().lstrip("#")]
    if len(named) == 1 and ":" not in word:
        return named[0].place
    place = reading.room(word)
    rooms.find(place)
    if rooms.unknown(place):
        raise NotThisError(rooms.why_not(place))
    return place


def _named(asker: Asker) -> list[str]:
    """The places that the options name, as far as they are any."""
    places = []
    for said in (said for role in ROLES for said in asker.given(role) or ()):
        with suppress(NotThisError):
            places.append(reading.room(str(said)))
    return places


def _same(place: str, taken: Iterable[str], rooms: Rooms) -> str | None:
    """The place among those taken that is the same room, by whatever name."""
    room = rooms.at(place)
    return next(
        (one for one in taken if one == place or (room is not None and rooms.at(one) == room)), None
    )


def _by_options(asker: Asker, rooms: Rooms, old: Sequence[RoomPlan]) -> tuple[RoomPlan, ...]:
    """What the options name is added to what was there, or gets another role."""
    taken = {room.place: room.role for room in old}
    for role in ROLES:
        for said in asker.given(role) or ():
            try:
                place = _place(str(said), rooms)
            except NotThisError as error:
                asker.refuse(role, error)
            taken[_same(place, taken, rooms) or place] = role
    bridges = {room.place: room.bridged_with for room in old}
    return tuple(
        replace(room, bridged_with=bridges.get(room.place) or room.bridged_with)
        for room in _plans(taken, rooms)
    )


def _plans(taken: dict[str, str], rooms: Rooms) -> tuple[RoomPlan, ...]:
    plans = []
    for role in ROLES:
        for place in (place for place, its in taken.items() if its == role):
            room = rooms.at(place)
            twin = next((one for one in room.bridged if one in taken), None) if room else None
            plans.append(RoomPlan(place, role, rooms.called(place) if room else "", twin))
    return tuple(plans)
