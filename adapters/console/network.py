# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console as a chat network: the port `Network` over rooms in memory.

It behaves as a real network does where that matters (one message for each key, reactions that
stand on messages, threads, whispers), and always the same way.
"""

from collections.abc import Sequence
from datetime import datetime

from adapters.console.happenings import Changed, Happening, Posted, Seeded, Whispered
from adapters.console.rooms import NETWORK, Message, Person, Rooms, Standing, bare, place_of
from bot.service.ports import (
    Clock,
    Presence,
    Reading,
    SeenMark,
    UndeliverableError,
    UnreachableError,
)
from bot.words.cards import Outgoing


class ConsoleNetwork:
    """Rooms in memory; what the bot does in them is gathered in `happenings`."""

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        self.rooms = rooms
        self.online = True
        self.happenings: list[Happening] = []
        self._clock = clock
        self._whispered: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str:
        """The network's name in accounts and places."""
        return NETWORK

    def lane(self, place: str | None) -> str:  # noqa: ARG002 (the port's)
        """One for everything."""
        return NETWORK

    # --- what the bot does --------------------------------------------------------------------

    def live(self, place: str) -> bool:
        """Whether the place is one of the rooms and the connection stands."""
        return self.online and place in self.rooms.places()

    async def send(self, place: str, message: Outgoing) -> str:
        """Put a message into a room; a key that is there already is not sent again."""
        self._must_be_online()
        if place not in self.rooms.places():
            raise UndeliverableError(f"There is no room {place} on the console.")
        known = await self.find(place, message.key)
        if known is not None:
            return known
        number = self.rooms.about(message.thread or message.reply_to)
        sent = Message(
            self.rooms.next_id("m"),
            place,
            None,
            card=message.card,
            key=message.key,
            marker=message.marker,
            about=number,
        )
        self.rooms.messages[sent.id] = sent
        in_thread = message.thread is not None
        self.happenings.append(
            Posted(
                place,
                message.card,
                message.marker,
                under=number if in_thread else None,
                answers=None if in_thread else number,
                message=sent.id,
            )
        )
        return sent.id

    async def edit(self, place: str, message_id: str, message: Outgoing) -> None:
        """Let a message show a new card."""
        self._must_be_online()
        own = self._own(message_id)
        before, own.card = own.card, message.card
        own.marker = message.marker or own.marker
        number = own.marker.number if own.marker else own.about
        if before is not None and before != message.card:
            self.happenings.append(Changed(place, before, message.card, number, own.id))

    async def seed(self, place: str, message_id: str, emoji: str) -> None:
        """Put the bot's own emoji on a card."""
        self._must_be_online()
        own = self._own(message_id)
        if emoji not in own.seeds:
            own.seeds.append(emoji)
            self.happenings.append(Seeded(place, emoji, own.id))

    async def illustrate(
        self, place: str, message_id: str, message: Outgoing, *, again: bool
    ) -> None:
        """A terminal shows no pictures; the words say everything."""

    async def find(self, place: str, key: str, thread: str | None = None) -> str | None:  # noqa: ARG002 (the port's)
        """The message that carries this key."""
        self._must_be_online()
        for message in self.rooms.in_place(place):
            if message.author is None and message.key == key:
                return message.id
        return None

    async def whisper(self, account: str, message: Outgoing) -> str | None:
        """Say something that only one person reads; everybody on the console can be reached."""
        self._must_be_online()
        known = self._whispered.get((account, message.key))
        if known is not None:
            return known
        sent = self._whispered[account, message.key] = self.rooms.next_id("w")
        self.happenings.append(Whispered(account, message.card))
        return sent

    async def read(self, place: str, message_id: str, known: Sequence[str], **_: object) -> Reading:
        """The marks that stand on a message; on the console only senders take theirs away."""
        self._must_be_online()
        message = self.rooms.messages.get(bare(message_id))
        standing = message.reactions if message is not None else []
        seen = [
            SeenMark(
                one.mark,
                one.account,
                one.emoji,
                self.since(place, one.account),
                one.at,
                one.mark,
            )
            for one in standing
        ]
        still = {one.mark for one in standing}
        return Reading(seen, withdrawn=[(mark, None) for mark in known if mark not in still])

    def present(self, place: str) -> Sequence[Presence] | None:
        """Who is in the room."""
        return [
            Presence(person.account, person.joined[place], person.name)
            for person in self.rooms.people.values()
            if place in person.joined
        ]

    def display(self, account: str) -> str | None:
        """What somebody is called."""
        person = self.rooms.people.get(account)
        return person.name if person else None

    # --- what people do -------------------------------------------------------------------------

    def since(self, place: str, account: str) -> datetime | None:
        """Since when somebody is in a room without a break."""
        person = self.rooms.people.get(account)
        return person.joined.get(place) if person else None

    def person(self, name: str) -> Person:
        """Whoever is called so; a new name comes into every room now."""
        return self.rooms.person(name, self._clock.now())

    def type(self, person: Person, place: str, text: str) -> Message:
        """Somebody's words stand in a room."""
        typed = Message(self.rooms.next_id("t"), place, person.account, text=text)
        self.rooms.messages[typed.id] = typed
        return typed

    def react(self, person: Person, message: Message, emoji: str) -> Standing | None:
        """Somebody's emoji stands on a message; None where it stood already."""
        if _standing(message, person, emoji) is not None:
            return None
        made = Standing(self.rooms.next_source("r"), person.account, emoji, self._clock.now())
        message.reactions.append(made)
        return made

    def unreact(self, person: Person, message: Message, emoji: str) -> Standing | None:
        """Somebody takes their emoji away; None where it did not stand."""
        found = _standing(message, person, emoji)
        if found is not None:
            message.reactions.remove(found)
        return found

    def join(self, person: Person, room: str | None) -> None:
        """Somebody comes into a room, or into all of them."""
        for place in self._meant(room):
            person.joined.setdefault(place, self._clock.now())

    def leave(self, person: Person, room: str | None) -> None:
        """Somebody leaves a room, or all of them; their reactions stay."""
        for place in self._meant(room):
            person.joined.pop(place, None)

    def drain(self) -> list[Happening]:
        """What the bot did since this was last asked."""
        happened, self.happenings = self.happenings, []
        return happened

    def _meant(self, room: str | None) -> list[str]:
        return self.rooms.places() if room is None else [place_of(room)]

    def _own(self, message_id: str) -> Message:
        message = self.rooms.messages.get(bare(message_id))
        if message is None or message.author is not None:
            raise UndeliverableError("The message is gone from the console.")
        return message

    def _must_be_online(self) -> None:
        if not self.online:
            raise UnreachableError


def _standing(message: Message, person: Person, emoji: str) -> Standing | None:
    for one in message.reactions:
        if one.account == person.account and one.emoji == emoji:
            return one
    return None
