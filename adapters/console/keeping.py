# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of the console as a file, so that a demo goes on where it stopped (`--data`).

The database keeps what the bot knows; this keeps what a chat server would: who is in the rooms,
the messages, and the reactions that stand on them. Cards are kept as text, and shown anew by the
bot when they change.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from adapters.console.plain import card_text
from adapters.console.rooms import Message, Person, Rooms, Standing
from bot.domain.ids import Number
from bot.words.cards import Card, CardMarker, Plain


class KeptMessage(msgspec.Struct):
    """One message; `lines` are a card's, `text` a person's."""

    id: str
    place: str
    author: str | None
    text: str
    lines: list[str]
    key: str
    marker: tuple[str, int, str, int] | None
    about: int | None
    reactions: list[Standing]
    seeds: list[str]


class Kept(msgspec.Struct):
    """A console between two sessions."""

    now: datetime
    rooms: list[str]
    people: list[Person]
    messages: list[KeptMessage]
    counted: int


class UnreadableRoomsError(Exception):
    """The file is not one that the demo made; the text is one plain sentence."""


def keep(path: Path, rooms: Rooms, now: datetime) -> None:
    """Write the rooms; an interrupted write leaves the file of before."""
    kept = Kept(
        now,
        rooms.names,
        list(rooms.people.values()),
        [_kept(message) for message in rooms.messages.values()],
        rooms.counted,
    )
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(msgspec.json.encode(kept))
    part.replace(path)


def recall(path: Path) -> tuple[Rooms, datetime]:
    """Read the rooms and the time that it was in them; raises UnreadableRoomsError."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Kept)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableRoomsError(f"{path} was not written by the demo: {error}.") from None
    people = {person.account: person for person in kept.people}
    messages = {message.id: _message(message) for message in kept.messages}
    return Rooms(kept.rooms, people, messages, kept.counted), kept.now


def _kept(message: Message) -> KeptMessage:
    marker = message.marker
    return KeptMessage(
        message.id,
        message.place,
        message.author,
        message.text,
        card_text(message.card) if message.card else [],
        message.key,
        (marker.commons, marker.number, marker.kind, marker.version) if marker else None,
        message.about,
        message.reactions,
        message.seeds,
    )


def _message(kept: KeptMessage) -> Message:
    card = Card(tuple((Plain(line),) for line in kept.lines)) if kept.lines else None
    marker = None
    if kept.marker:
        commons, number, kind, version = kept.marker
        marker = CardMarker(commons, Number(number), kind, version)
    return Message(
        kept.id,
        kept.place,
        kept.author,
        kept.text,
        card,
        kept.key,
        marker,
        kept.about,
        kept.reactions,
        kept.seeds,
    )
