# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a commons: bring it back or found it, and bring its record up to the configuration."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from bot import __version__
from bot.domain.charter import RULES, founding
from bot.domain.commands import AdoptRules, ArrangeRooms, Command, FoundCommons
from bot.domain.ids import AccountRef, MemberId, Place, SourceId
from bot.domain.refusals import Refusal
from bot.domain.state import Commons
from bot.service.batch import Committed
from bot.service.desk import Desk
from bot.service.directory import Directory
from bot.service.loading import Restored, restore
from bot.service.outbox import network
from bot.service.ports import AccountRow, Clock, Network, Store, StoreUnusableError
from bot.service.requests import Request
from bot.service.rooms import Rooms
from bot.service.settings import CommonsSettings
from bot.service.voices import Surroundings

TOLERANCE = timedelta(seconds=2)
"""By so much a clock may be set back between a stop and a start."""

log = structlog.get_logger(__name__)


async def open_desk(
    settings: CommonsSettings,
    *,
    store: Store,
    clock: Clock,
    networks: Mapping[str, Network],
    rooms: Rooms,
    on_commit: Callable[[Committed], None],
) -> Desk:
    """The desk of a commons, as the store remembers it; not at work yet.

    Raises StoreUnusableError for a broken record, and for a clock that runs behind it.
    """
    restored = await restore(store, settings.name)
    _require_later(restored, clock)
    directory = Directory(settings.name, store, restored.loaded)
    desk = Desk(settings.name, restored, directory, store=store, clock=clock, on_commit=on_commit)
    directory.around = surroundings(settings, lambda: desk.commons, networks, rooms)
    return desk


def _require_later(restored: Restored, clock: Clock) -> None:
    at, now = restored.commons.at, clock.now()
    if at is not None and now < at - TOLERANCE:
        raise StoreUnusableError(
            f"The clock reads {now:%Y-%m-%d %H:%M:%S} UTC, but the record of "
            f"{restored.commons.name} goes on until {at:%Y-%m-%d %H:%M:%S} UTC: "
            "set the clock right, then start again."
        )


def surroundings(
    settings: CommonsSettings,
    commons: Callable[[], Commons],
    networks: Mapping[str, Network],
    rooms: Rooms,
) -> Surroundings:
    """Who is who in this commons, and what networks call them."""

    def accounts_of(member: int) -> list[AccountRef]:
        known = commons().members.get(MemberId(member))
        return known.accounts if known else []

    def display(account: str) -> str | None:
        via = networks.get(network(account))
        return via.display(account) if via is not None else None

    def room(place: str) -> str:
        return display(place) or rooms.called(place)

    return Surroundings(settings.title, accounts_of, display, room, settings.rehearsal)


async def bring_up_to_date(desk: Desk, settings: CommonsSettings, rooms: Rooms) -> list[str]:
    """Found the commons, or tell its record what is new; returns what the operator should know.

    From the first entry on the record's rules are in force, whatever the configuration says.
    """
    places = tuple(Place(place) for place in rooms.boards(settings.name))
    if desk.commons.height < 0:
        await _found(desk, settings, places)
        return []
    source = f"{__version__}:{desk.commons.height}"
    missing = {
        name: settings.charter.get(name, rule.default)
        for name, rule in RULES.items()
        if name not in desk.commons.charter.values
    }
    adopt = AdoptRules(source=SourceId(f"adopt:{source}"), engine=__version__, rules=missing)
    await _submit(desk, adopt)
    arrange = ArrangeRooms(source=SourceId(f"rooms:{source}"), places=places)
    await _submit(desk, arrange)
    remarks = [*_changed_rules(desk.commons, settings), *_changed_stewards(desk, settings)]
    for remark in remarks:
        log.warning(remark, commons=settings.name)
    return remarks


async def _found(desk: Desk, settings: CommonsSettings, places: tuple[Place, ...]) -> None:
    stewards = [desk.directory.ref(account) for account in settings.stewards]
    command = FoundCommons(
        source=SourceId(f"found:{settings.name}"),
        name=settings.name,
        engine=__version__,
        rules=founding(settings.charter),
        places=places,
        stewards=tuple(ref for ref, _ in stewards),
    )
    await _submit(desk, command, tuple(row for _, row in stewards if row is not None))


async def _submit(desk: Desk, command: Command, accounts: tuple[AccountRow, ...] = ()) -> None:
    request = Request(source=command.source, command=command, accounts=accounts, record=False)
    verdict = await desk.ask(request)
    if isinstance(verdict, Refusal):
        raise StoreUnusableError(
            f"The record of {desk.name} takes no {type(command).__name__}: {verdict}."
        )


def _changed_rules(commons: Commons, settings: CommonsSettings) -> list[str]:
    return [
        f"{settings.name}: the configuration gives {name} = {value}, but {in_force} is in force. "
        "A founding value can't be changed any more; the community can amend the rule."
        for name, value in settings.charter.items()
        if (in_force := commons.charter.values.get(name)) not in {None, value}
    ]


def _changed_stewards(desk: Desk, settings: CommonsSettings) -> list[str]:
    named = {desk.directory.known(account) for account in settings.stewards}
    if named == set(desk.commons.stewards):
        return []
    which = "the configuration names other stewards than the record"
    return [f"{settings.name}: {which}; those on the record are in office."]
