# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doctor's eyes: a configuration beside what scouts saw; what is well, what is not, the mend.

Everything here is a comparison; who signs in and who prints is bot.cli.check.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from bot.service.scouts import SeenRoom, Sighting
from bot.service.settings import CommonsSettings, RoomSettings, Settings
from bot.words.taming import tame

CLOSE_ENOUGH = timedelta(seconds=20)
"""How far apart two clocks may be; votes close by them."""

NAMES = {"matrix": "Matrix", "discord": "Discord"}
HERE = "This machine"
INTENTS = {"message_content": "Message Content Intent", "members": "Server Members Intent"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a sentence; `mend` is another, empty where all is well."""

    about: str
    what: str
    mend: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.mend


def examine(settings: Settings, seen: Mapping[str, Sighting]) -> Iterator[Finding]:
    """Everything, network by network and room by room."""
    yield from machine(settings)
    for sighting in seen.values():
        yield from network(settings, sighting)
    for commons in settings.commons:
        yield from _commons(commons, seen)


# --- the machine ----------------------------------------------------------------------------------


def machine(settings: Settings) -> Iterator[Finding]:
    """Whether what has to be kept can be kept here, and pictures be drawn."""
    file = Path(settings.storage_url.partition(":")[2])
    yield _writable(file, "the database", is_folder=False)
    if settings.matrix is not None:
        yield _writable(settings.matrix.state_dir, "the sign-in on Matrix", is_folder=True)
    if any(room.pictures for commons in settings.commons for room in commons.rooms):
        from adapters.charts import available  # noqa: PLC0415 - where pictures are wanted

        if available():
            yield Finding(HERE, "Pictures of outcomes can be drawn.")
        else:
            yield Finding(
                HERE,
                "A room wants pictures (`pictures = true`), and nothing here can draw them.",
                "Install the extra charts: pip install 'folkmoot[charts]'.",
            )


def _writable(path: Path, what: str, *, is_folder: bool) -> Finding:
    """Whether a file or folder can be written, or made."""
    there = path
    while not there.exists() and there != there.parent:
        there = there.parent
    if path.exists() and path.is_dir() != is_folder:
        kind = "folder" if is_folder else "file"
        return Finding(HERE, f"{path}, for {what}, is no {kind}.", f"Name a {kind} there.")
    beside = path.parent if path.exists() and not is_folder else there
    if os.access(there, os.W_OK) and os.access(beside, os.W_OK | os.X_OK):
        return Finding(HERE, f"{path}, for {what}, can be written.")
    return Finding(
        HERE,
        f"{path}, for {what}, can't be written by this user.",
        f"Give the user that runs the bot the right to write in {beside}.",
    )


# --- a network ------------------------------------------------------------------------------------


def network(settings: Settings, sighting: Sighting) -> Iterator[Finding]:
    """The sign-in, the clock, and what is switched on for the bot."""
    about = NAMES[sighting.network]
    yield Finding(about, f"Signed in as {tame(sighting.me.name)}.")
    if sighting.ahead is not None:
        yield _clock(about, sighting.ahead)
    if settings.discord is not None and sighting.network == "discord":
        for key, name in INTENTS.items():
            if getattr(settings.discord, key) and not sighting.intents.get(key, True):
                yield Finding(
                    about,
                    f"discord.{key} is true, but the {name} is switched off.",
                    f"Switch it on at https://discord.com/developers/applications, under Bot, or "
                    f"take {key} out of the configuration.",
                )


def _clock(about: str, ahead: timedelta) -> Finding:
    seconds = round(abs(ahead).total_seconds())
    if abs(ahead) <= CLOSE_ENOUGH:
        return Finding(about, "Its clock agrees with this machine's.")
    way = "behind" if ahead > timedelta() else "ahead"
    return Finding(
        about,
        f"This machine's clock is {seconds} seconds {way} of {about}'s, and polls close by it.",
        "Let the machine set its clock by the network: timedatectl set-ntp true.",
    )


# --- a commons ------------------------------------------------------------------------------------


def _commons(commons: CommonsSettings, seen: Mapping[str, Sighting]) -> Iterator[Finding]:
    for room in commons.rooms:
        sighting = seen.get(room.room.partition(":")[0])
        if sighting is not None:
            yield from _room(commons, room, sighting)
    yield from _bridges(commons, seen)


def _room(commons: CommonsSettings, room: RoomSettings, sighting: Sighting) -> Iterator[Finding]:
    """One room: whether the bot is there, may work there, and who else is."""
    found = sighting.room(room.room)
    if found is None:
        why = sighting.absent.get(room.room, "The bot does not see this room.")
        what, _, mend = why.partition(": ")
        mend = mend[:1].upper() + mend[1:] if mend else "Check its name, and invite the bot."
        yield Finding(room.room, f"{what}.", mend)
        return
    about = called(room.room, found)
    yield _standing(about, room, found, sighting)
    yield from _ghosts(about, commons, found)


def _standing(about: str, room: RoomSettings, found: SeenRoom, sighting: Sighting) -> Finding:
    """The first thing that keeps the bot from working in a room."""
    if found.encrypted:
        return Finding(
            about,
            "The room is encrypted, and the bot can't read encrypted rooms yet.",
            "Make a new room without encryption; it can't be switched off in this one.",
        )
    if found.successor:
        return Finding(
            about,
            "The room was replaced by a newer one.",
            f'Write "{found.successor}" in its place.',
        )
    if not found.joined:
        return Finding(about, f"{room.role.capitalize()}: the bot goes in when it starts.")
    lacking = (*found.lacking, *(found.lacking_threads if room.threads else ()))
    if lacking:
        names = ", ".join(lacking)
        return Finding(about, f"The bot may not: {names}.", f"{_sentence(sighting.mend_rights)}.")
    who = "person" if found.people == 1 else "people"
    people = "" if found.people is None else f" {found.people} {who}."
    return Finding(about, f"{room.role.capitalize()}: the bot has the rights it needs.{people}")


def _ghosts(about: str, commons: CommonsSettings, found: SeenRoom) -> Iterator[Finding]:
    """Accounts of bridges that would be counted as people."""
    for pattern in found.ghosts:
        if not any(fnmatchcase(pattern, known) for known in commons.ignore):
            yield Finding(
                about,
                f"A bridge put accounts like {pattern} there, and they would count as people.",
                f'Add "{pattern}" to `ignore` of {commons.name}.',
            )


def _bridges(commons: CommonsSettings, seen: Mapping[str, Sighting]) -> Iterator[Finding]:
    """Rooms of this commons that a bridge makes one, which the configuration does not say."""
    by_place = {_place(room, seen): room for room in commons.rooms}
    for place, room in by_place.items():
        found = _seen(room, seen)
        for twin in found.bridged if found else ():
            other = by_place.get(twin)
            if other is None or other.bridged_with or room.bridged_with:
                continue
            yield Finding(
                called(room.room, found),
                f"A bridge makes it one with {twin}, so each card would be seen there twice.",
                f'Write {{ room = "{place}", bridged_with = "{twin}" }}: the other one then shows '
                "the cards.",
            )


def _seen(room: RoomSettings, seen: Mapping[str, Sighting]) -> SeenRoom | None:
    sighting = seen.get(room.room.partition(":")[0])
    return sighting.room(room.room) if sighting else None


def _place(room: RoomSettings, seen: Mapping[str, Sighting]) -> str:
    found = _seen(room, seen)
    return found.place if found else room.room


def called(place: str, found: SeenRoom | None) -> str:
    """A room by the name in the configuration, and what people call it."""
    if found is None:
        return place
    name = tame(found.name, 60)
    home = f"{tame(found.home, 40)} / " if found.home else ""
    return place if name in place else f"{place} ({home}{name})"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def count(findings: Sequence[Finding]) -> int:
    """How many things need mending."""
    return sum(not one.well for one in findings)
