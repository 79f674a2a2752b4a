# SPDX-License-Identifier: AGPL-3.0-or-later
"""A script's header as the settings of a commons, and the rooms with their people.

title The old mill
people Ana Bo Cleo
rooms garden workshop
room workshop de
room news digest
language en
zone Europe/Lisbon
stewards Ana
rule review.quorum 2
digest 18:00
rehearsal yes
start 2026-12-01 09:00
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from adapters.console.rooms import Rooms, account_of, place_of
from adapters.console.script import Script, ScriptError
from bot.domain.charter import RULES, canonical
from bot.service.roles import ROLES
from bot.service.settings import CommonsSettings, RoomSettings, Settings
from bot.words.catalogue import nearest_language

COMMONS = "village"
PEOPLE = ("Ana", "Bo", "Cleo", "Dee", "Emil")
ROOMS = ("garden", "workshop")
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Founding:
    """What a script begins with."""

    title: str = "The village"
    people: tuple[str, ...] = PEOPLE
    rooms: tuple[str, ...] = ROOMS
    language: str = "en"
    zone: str = "UTC"
    stewards: tuple[str, ...] = ()
    start: datetime = START
    digest: time = time(18, 0)
    rehearsal: bool = False
    languages: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    charter: dict[str, str] = field(default_factory=dict)

    def settings(self, storage_url: str = "memory:") -> Settings:
        """The settings that the house is built with."""
        rooms = tuple(
            RoomSettings(
                place_of(room), self.roles.get(room, "board"), language=self.languages.get(room)
            )
            for room in self.rooms
        )
        stewards = tuple(account_of(name) for name in self.stewards)
        commons = CommonsSettings(
            COMMONS,
            self.title,
            self.language,
            self.zone,
            rooms,
            stewards,
            (),
            self.charter,
            digest=self.digest,
            rehearsal=self.rehearsal,
        )
        return Settings(storage_url, None, (commons,))

    def populated(self) -> Rooms:
        """The rooms, with everybody in them from the start."""
        rooms = Rooms(list(self.rooms))
        for name in self.people:
            rooms.person(name, self.start)
        return rooms


def founding_of(script: Script) -> Founding:
    """Read the header; raises ScriptError with the line of the first mistake."""
    founding = Founding()
    for line, key, value in script.settings:
        if not value:
            raise ScriptError(line, f"“{key}” needs a value after it.")
        try:
            _SETTERS[key](founding, value)
        except ValueError as error:
            raise ScriptError(line, f"{error}.") from None
    return founding


def _title(founding: Founding, value: str) -> None:
    founding.title = value


def _people(founding: Founding, value: str) -> None:
    founding.people = _words(value)


def _rooms(founding: Founding, value: str) -> None:
    founding.rooms = _words(value)


def _stewards(founding: Founding, value: str) -> None:
    founding.stewards = _words(value)


def _language(founding: Founding, value: str) -> None:
    founding.language = _spoken(value)


def _room(founding: Founding, value: str) -> None:
    """A room's role, its language, or both."""
    name, *said = value.split()
    if not said:
        raise ValueError(f"“room {name}” says nothing of it; write for example “room {name} de”")
    for word in said:
        if word in ROLES:
            founding.roles[name] = word
        else:
            founding.languages[name] = _spoken(word)


def _zone(founding: Founding, value: str) -> None:
    if value not in available_timezones():
        raise ValueError(f"“{value}” is no time zone; write one such as Europe/Lisbon")
    founding.zone = value


def _digest(founding: Founding, value: str) -> None:
    try:
        founding.digest = datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - a time of day
    except ValueError:
        raise ValueError(f"“{value}” is no time of day; write one such as 18:00") from None


def _rehearsal(founding: Founding, value: str) -> None:
    if value not in {"yes", "no"}:
        raise ValueError(f"“{value}” is neither yes nor no")
    founding.rehearsal = value == "yes"


def _start(founding: Founding, value: str) -> None:
    try:
        local = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value}” is no moment; write one such as 2026-12-01 09:00") from None
    zone = ZoneInfo(founding.zone)
    founding.start = (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def _rule(founding: Founding, value: str) -> None:
    name, _, wanted = value.partition(" ")
    if name not in RULES:
        raise ValueError(f"There is no rule “{name}”; “!rule list” shows them all")
    founding.charter[name] = canonical(name, wanted)


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _spoken(value: str) -> str:
    language = nearest_language(value)
    if language is None:
        raise ValueError(f"The bot does not speak “{value}”")
    return language


_SETTERS = {
    "title": _title,
    "people": _people,
    "rooms": _rooms,
    "stewards": _stewards,
    "language": _language,
    "room": _room,
    "zone": _zone,
    "start": _start,
    "digest": _digest,
    "rehearsal": _rehearsal,
    "rule": _rule,
}
