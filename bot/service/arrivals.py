# SPDX-License-Identifier: AGPL-3.0-or-later
"""What adapters report of rooms rather than of people: absences and moves, made into requests."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.commands import MovePlace, ReportAbsence
from bot.domain.ids import Place, SourceId
from bot.service.desk import Desk
from bot.service.requests import Request


async def report_absence(
    desks: Mapping[str, Desk], places: Sequence[str], since: datetime, until: datetime
) -> None:
    """Tell each commons for how long its rooms were not seen (§19)."""
    for desk in desks.values():
        mine = tuple(Place(place) for place in places if place in desk.commons.places)
        if not mine:
            continue
        source = SourceId(f"away:{desk.name}:{since.isoformat()}:{until.isoformat()}")
        command = ReportAbsence(source=source, places=mine, since=since, until=until)
        await desk.ask(Request(source=source, command=command, record=False))


async def move_place(desks: Mapping[str, Desk], old: str, new: str) -> None:
    """Tell the commons of a room that another one took its place."""
    for desk in desks.values():
        if old in desk.commons.places:
            source = SourceId(f"move:{desk.name}:{old}:{new}")
            command = MovePlace(source=source, old=Place(old), new=Place(new))
            await desk.ask(Request(source=source, command=command, record=False))
