# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of the console: who is in them, what was said, which reactions stand on what.

Plain state in memory, the same every time it is played; `ConsoleNetwork` is the port around it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.words.cards import Card, CardMarker

NETWORK = "console"
_PRIVATE = "~"


def account_of(name: str) -> str:
    """The account of a person, from what they are called."""
    return f"{NETWORK}:@{name.casefold()}"


def place_of(room: str) -> str:
    """The place of a room, from its short name."""
    return f"{NETWORK}:{room}"


def desk_of(account: str) -> str:
    """The private desk of an account: a room with only them and the bot."""
    return f"{NETWORK}:{_PRIVATE}{account.partition(':')[2]}"


def bare(message_id: str) -> str:
    """A message's id as the rooms know it, without the network."""
    return message_id.removeprefix(f"{NETWORK}:")


def known_as(message_id: str) -> str:
    """A message's id as the bot hears it, with the network."""
    return f"{NETWORK}:{message_id}"


def room_of(place: str) -> str:
    """The short name of a place."""
    return place.partition(":")[2]


@dataclass(slots=True)
class Standing:
    """One reaction that stands on a message."""

    mark: str
    account: str
    emoji: str
    at: datetime


@dataclass(slots=True)
class Message:
    """One message of a room, with its newest content."""

    id: str
    place: str
    author: str | None
    """None: the bot."""
    text: str = ""
    card: Card | None = None
    key: str = ""
    marker: CardMarker | None = None
    about: int | None = None
    """The number of the card whose thread it is in, or that it answers."""
    reactions: list[Standing] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """Somebody on the console, and since when they are in which place."""

    name: str
    account: str
    joined: dict[str, datetime] = field(default_factory=dict)


class NoSuchCardError(Exception):
    """The room shows no card of that number; the text is one plain sentence."""


@dataclass(slots=True)
class Rooms:
    """Everything the console's network consists of."""

    names: list[str]
    people: dict[str, Person] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    counted: int = 0

    def next_id(self, letter: str) -> str:
        """A new id; one sequence, so that nothing depends on chance."""
        self.counted += 1
        return f"{letter}{self.counted}"

    def next_source(self, letter: str) -> str:
        """A new id of something that people did, with the network in it (§ Once)."""
        return known_as(self.next_id(letter))

    def places(self) -> list[str]:
        """The places of all rooms, in the order in which they were named."""
        return [place_of(name) for name in self.names]

    def person(self, name: str, at: datetime) -> Person:
        """The person of that name, who comes into every room when first heard of."""
        account = account_of(name)
        found = self.people.get(account)
        if found is None:
            found = self.people[account] = Person(name, account)
            found.joined = dict.fromkeys(self.places(), at)
        return found

    def in_place(self, place: str) -> list[Message]:
        """The messages of a place, oldest first."""
        return [message for message in self.messages.values() if message.place == place]

    def card(self, place: str, number: int) -> Message:
        """The live card of a number in a place."""
        found = [
            message
            for message in self.in_place(place)
            if message.marker is not None and message.marker.number == number
        ]
        if not found:
            raise NoSuchCardError(f"There is no card #{number} in {room_of(place)}.")
        return found[-1]

    def about(self, message_id: str | None) -> int | None:
        """The number of the card that a message shows or belongs to."""
        message = self.messages.get(bare(message_id or ""))
        if message is None:
            return None
        return message.marker.number if message.marker else message.about

    def cards(self, place: str) -> Iterator[Message]:
        """The live cards of a place, oldest first."""
        return (message for message in self.in_place(place) if message.marker is not None)

    def last_typed(self, account: str) -> Message | None:
        """The newest message that somebody typed."""
        typed = [message for message in self.messages.values() if message.author == account]
        return typed[-1] if typed else None
