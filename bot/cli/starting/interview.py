# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole conversation, from the networks to the rules; nothing is written in it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bot.cli.failures import Misuse
from bot.cli.starting import community
from bot.cli.starting.asking import Asker, NotThisError, Question
from bot.cli.starting.before import Before
from bot.cli.starting.choosing import choose
from bot.cli.starting.looking import FailedError, Lodging, look
from bot.cli.starting.on_discord import OnDiscord, ask_discord
from bot.cli.starting.on_matrix import OnMatrix, ask_matrix
from bot.cli.starting.plan import CommonsPlan, Plan, RoomPlan
from bot.cli.starting.reading import listed
from bot.cli.starting.rooms import Rooms
from bot.cli.wires import Wires
from bot.service.scouts import SeenRoom, Sighting

NETWORKS = ("matrix", "discord")
NETWORK = Question(
    "network",
    "Where do your people talk: 1 Matrix, 2 Discord, 3 both",
    "One commons can live on both at once: every task and poll is then shown on both, and each "
    "person has one vote. You can add the other one later by running init again.",
)
_ANSWERS = {"1": "matrix", "2": "discord", "3": "both"}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: the plan, the address that takes the bot to a server, what was seen."""

    plan: Plan
    invite: str = ""
    seen: Mapping[str, Sighting] = field(default_factory=dict)


def interview(
    asker: Asker, wires: Wires, before: Before, lodging: Lodging, *, offline: bool
) -> Result:
    """Ask everything; raises Misuse or Failure with sentences, click.Abort when broken off."""
    with ExitStack() as undo:
        result = _interview(asker, wires, before, lodging, undo, offline=offline)
        undo.pop_all()  # it is kept: the sign-in stays
        return result


def _interview(
    asker: Asker,
    wires: Wires,
    before: Before,
    lodging: Lodging,
    undo: ExitStack,
    *,
    offline: bool,
) -> Result:
    networks = _networks(asker, before)
    matrix: OnMatrix | None = None
    discord: OnDiscord | None = None
    if "matrix" in networks:
        matrix = ask_matrix(asker, wires, before, lodging, offline=offline)
        if matrix.settings is not None and lodging.before is None:
            scout = wires.scout(matrix.settings)
            undo.callback(lambda: asyncio.run(scout.leave()))
    if "discord" in networks:
        discord = ask_discord(asker, wires, before, offline=offline)
    signed_in = [one for one in (matrix, discord) if one is not None]
    old = _which(asker, before)
    rooms = Rooms(
        [one.seen for one in signed_in if one.seen is not None],
        partial(_again, asker, wires, signed_in),
    )
    chosen = choose(asker, rooms, _old_rooms(old))
    commons = _commons(asker, before, old, rooms, chosen)
    on_matrix = matrix.plan if matrix is not None else None
    if on_matrix is not None:
        invited = community.inviters(on_matrix.inviters, commons.stewards, on_matrix.user)
        on_matrix = replace(on_matrix, inviters=invited)
    return Result(
        Plan(commons, on_matrix, discord.plan if discord is not None else None),
        discord.seen.invite if discord and discord.seen else "",
        {one.network: one for one in rooms.sightings},
    )


def _again(
    asker: Asker,
    wires: Wires,
    signed_in: Sequence[OnMatrix | OnDiscord],
    places: Collection[str],
) -> Sequence[Sighting]:
    """Look once more, also for these places; a network that does not answer now stays as it was."""
    found = []
    for one in signed_in:
        if one.settings is None or one.seen is None:
            continue
        mine = [place for place in places if place.startswith(f"{one.seen.network}:")]
        try:
            found.append(look(wires, one.settings, mine))
        except FailedError as error:
            asker.say(str(error), indent="  ")
            found.append(one.seen)
    return found


def _networks(asker: Asker, before: Before) -> tuple[str, ...]:
    """The networks that this conversation is about."""
    likely = set(before.networks())
    likely |= {"matrix"} if asker.given("user") else set()
    likely |= {"discord"} if asker.given("token") else set()
    default = None
    if likely:
        word = "both" if len(likely) == 2 else next(iter(likely))
        default = next(number for number, name in _ANSWERS.items() if name == word)
    elif asker.interactive:
        default = "1"

    def read(said: str) -> tuple[str, ...]:
        word = _ANSWERS.get(said, said.casefold())
        if word not in _ANSWERS.values():
            raise NotThisError(f"“{said}” is none of matrix, discord and both.")
        return NETWORKS if word == "both" else (word,)

    return asker.ask(replace(NETWORK, default=default), read)


def _which(asker: Asker, before: Before) -> Mapping[str, Any]:
    """The commons of the file that this is about; an empty one for a new one."""
    known = {one["name"]: one for one in before.commons() if isinstance(one.get("name"), str)}
    given = asker.given("name")
    if given is not None:
        return known.get(str(given), {})
    if len(known) < 2:
        return next(iter(known.values()), {})
    if not asker.interactive:
        raise Misuse(f"--name is missing: the file has {listed(known)}.")
    question = Question(
        "commons",
        f"Which commons: {listed(known)}, or new",
        "The configuration has several. A new one is added beside them.",
        next(iter(known)),
        [*known, "new"],
    )

    def read(said: str) -> Mapping[str, Any]:
        if said not in known and said != "new":
            raise NotThisError(f"There is no commons “{said}” in the file.")
        return known.get(said, {})

    return asker.ask(question, read)


def _commons(
    asker: Asker,
    before: Before,
    old: Mapping[str, Any],
    rooms: Rooms,
    chosen: tuple[RoomPlan, ...],
) -> CommonsPlan:
    boards = _seen(rooms, chosen, "board")
    title = community.ask_title(asker, old, boards)
    name = community.ask_name(asker, old, title)
    if not old and any(str(one.get("name")) == name for one in before.commons()):
        raise Misuse(f"There is a commons “{name}” in the file already.")
    language, zone = community.ask_tongue(asker, old)
    stewards = community.ask_stewards(asker, old, boards)
    rules = community.ask_rules(asker, before, old, boards)
    rehearsal = community.ask_rehearsal(asker, before, old)
    return CommonsPlan(
        name=name,
        title=title,
        language=language,
        timezone=zone,
        rooms=community.bridged(chosen),
        stewards=stewards,
        ignore=community.ignored(old, [room for plan in chosen if (room := rooms.at(plan.place))]),
        rules=rules,
        rehearsal=rehearsal,
    )


def _seen(rooms: Rooms, chosen: Sequence[RoomPlan], role: str) -> list[SeenRoom]:
    found = (rooms.at(plan.place) for plan in chosen if plan.role == role)
    return [room for room in found if room is not None]


def _old_rooms(old: Mapping[str, Any]) -> list[RoomPlan]:
    """The rooms that the file names, as far as they make sense."""
    plans = []
    listed_rooms = old.get("rooms")
    for item in listed_rooms if isinstance(listed_rooms, list) else ():
        if isinstance(item, str):
            plans.append(RoomPlan(item))
        elif isinstance(item, dict) and isinstance(item.get("room"), str):
            role = str(item.get("role", "board"))
            twin = item.get("bridged_with")
            plans.append(RoomPlan(item["room"], role, "", twin if isinstance(twin, str) else None))
    return plans
