# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a commons begins, and how its rooms and engine change."""

from datetime import datetime

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.charter import Charter
from bot.domain.state import Commons, RuleOrigin


def decide_found(commons: Commons, command: c.FoundCommons, _: datetime) -> list[e.Event]:
    """Begin the record; a commons is founded once."""
    if commons.height >= 0:
        return []
    return [
        e.CommonsFounded(
            command.name, command.engine, command.rules, command.places, command.stewards
        )
    ]


def decide_adopt(commons: Commons, command: c.AdoptRules, _: datetime) -> list[e.Event]:
    """Rules that a newer engine brings and this charter lacks; those in force stay (§25)."""
    new = {
        name: value for name, value in command.rules.items() if name not in commons.charter.values
    }
    if not new and command.engine == commons.engine:
        return []
    return [e.RulesAdopted(command.engine, new)]


def decide_rooms(commons: Commons, command: c.ArrangeRooms, _: datetime) -> list[e.Event]:
    """The configuration names other board rooms."""
    return [] if command.places == commons.places else [e.RoomsArranged(command.places)]


def decide_move(commons: Commons, command: c.MovePlace, _: datetime) -> list[e.Event]:
    """A room was replaced by its successor; marks in the old one stay as they are (§3)."""
    if command.old not in commons.places or command.new in commons.places:
        return []
    return [e.PlaceMoved(command.old, command.new)]


def evolve_founded(commons: Commons, event: e.CommonsFounded, at: datetime) -> None:
    """The founding rules are in force."""
    commons.name, commons.engine = event.name, event.engine
    commons.places, commons.stewards = event.places, event.stewards
    _enact(commons, event.rules, "founding", at)


def evolve_adopted(commons: Commons, event: e.RulesAdopted, at: datetime) -> None:
    """The new engine's rules are in force too."""
    commons.engine = event.engine
    _enact(commons, event.rules, "engine", at)


def _enact(commons: Commons, rules: dict[str, str], kind: str, at: datetime) -> None:
    commons.charter = Charter(commons.charter.values | rules)
    for name in rules:
        commons.origins[name] = RuleOrigin(kind, at, commons.height + 1)


def evolve_rooms(commons: Commons, event: e.RoomsArranged, _: datetime) -> None:
    """The board rooms are these."""
    commons.places = event.places
    _wait_no_longer(commons)


def evolve_moved(commons: Commons, event: e.PlaceMoved, _: datetime) -> None:
    """The new room takes the old one's place."""
    commons.places = tuple(event.new if one == event.old else one for one in commons.places)
    if event.old in commons.pauses:
        commons.pauses[event.new] = commons.pauses.pop(event.old)
    _wait_no_longer(commons)


def _wait_no_longer(commons: Commons) -> None:
    """A count does not wait for rooms that are no longer ours."""
    for poll in commons.polls.values():
        poll.awaiting = tuple(one for one in poll.awaiting if one in commons.places)


def evolve_absence(commons: Commons, event: e.AbsenceNoted, at: datetime) -> None:
    """Noted for the record; the polls it extends have events of their own."""
