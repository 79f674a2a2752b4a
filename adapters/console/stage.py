# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays actions: people act in the rooms, the front door hears of it, the bot does its part.

What comes of an action is a Scene. The prompt, the demo and the dialog tests differ only in how
they show scenes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from adapters.console.codes import HeardCodes
from adapters.console.happenings import Answered, Happening, Ticked, Whispered
from adapters.console.network import ConsoleNetwork
from adapters.console.rooms import Message, NoSuchCardError, Person, desk_of, known_as, place_of
from adapters.console.steps import (
    Action,
    Away,
    Deletes,
    Edits,
    Joins,
    Leaves,
    Reacts,
    Says,
    Tells,
    Unreacts,
    Waits,
)
from bot.service.incoming import Content, Edited, Incoming, Reacted, TypedText, Unreacted
from bot.service.ports import Answer, Clock, FrontDoor


class House(FrontDoor, Protocol):
    """A front door with a clock behind it that can be let run."""

    async def settle(self) -> None:
        """Everything that is to be done now is done."""

    async def wait(self, duration: timedelta) -> None:
        """Let time pass; what falls due meanwhile happens at its time."""


class StageError(Exception):
    """An action that can't be played: no such room or card. The text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One action with everything that came of it."""

    action: Action
    happenings: Sequence[Happening]
    at: datetime
    place: str | None = None


class Stage:
    """The rooms, the people in them, and the house whose door they knock at."""

    def __init__(self, network: ConsoleNetwork, house: House, clock: Clock) -> None:
        self.network = network
        self.house = house
        self.clock = clock
        self._gone_since: datetime | None = None
        self._missed: list[Incoming] = []
        self._codes = HeardCodes()

    async def play(self, action: Action) -> Scene:
        """Let it happen; returns when everything that follows from it has happened too."""
        place = await self._act(action)
        await self.house.settle()
        return Scene(action, self.network.drain(), self.clock.now(), place)

    async def _act(self, action: Action) -> str | None:
        match action:
            case Says():
                return await self._say(action)
            case Reacts() | Unreacts():
                return await self._react(action)
            case Edits(name, text):
                return await self._change(name, text)
            case Deletes(name):
                return await self._change(name, None)
            case Joins(name, room):
                self.network.join(self.network.person(name), self._room(room))
            case Leaves(name, room):
                self.network.leave(self.network.person(name), self._room(room))
            case Waits(length):
                await self.house.wait(length)
            case Away(begins):
                await (self._lose() if begins else self._return())
            case Tells():
                pass
        return None

    async def _say(self, action: Says) -> str:
        person = self.network.person(action.name)
        place = desk_of(person.account) if action.private else self._place(action.room)
        target = (
            None if action.reply_to is None else known_as(self._card(place, action.reply_to).id)
        )
        text = self._codes.put(action.text, lambda name: self.network.person(name).account)
        typed = self.network.type(person, place, text)
        content = TypedText(text, reply_to=target)
        await self._hand_in(known_as(typed.id), person, place, content, private=action.private)
        return place

    async def _react(self, action: Reacts | Unreacts) -> str:
        person = self.network.person(action.name)
        place = self._place(action.room)
        card = self._card(place, action.number)
        if isinstance(action, Reacts):
            made = self.network.react(person, card, action.emoji)
            if made is None:
                raise StageError(f"{action.name} has put {action.emoji} on it already.")
            await self._hand_in(
                made.mark, person, place, Reacted(known_as(card.id), action.emoji, made.mark)
            )
            return place
        gone = self.network.unreact(person, card, action.emoji)
        if gone is None:
            raise StageError(f"No {action.emoji} of {action.name}'s stands on #{action.number}.")
        source = self.network.rooms.next_source("u")
        await self._hand_in(source, person, place, Unreacted(gone.mark))
        return place

    async def _change(self, name: str, text: str | None) -> str:
        person = self.network.person(name)
        typed = self.network.rooms.last_typed(person.account)
        if typed is None:
            raise StageError(f"{name} has not typed anything yet.")
        typed.text = text or ""
        private = typed.place == desk_of(person.account)
        source = self.network.rooms.next_source("e")
        await self._hand_in(
            source, person, typed.place, Edited(known_as(typed.id), text), private=private
        )
        return typed.place

    # --- knocking at the door --------------------------------------------------------------------

    async def _hand_in(
        self, source: str, person: Person, place: str, content: Content, *, private: bool = False
    ) -> None:
        incoming = Incoming(
            source,
            person.account,
            place,
            content,
            joined_at=person.joined.get(place),
            sent_at=self.clock.now(),
            late=self._gone_since is not None,
            private=private,
            name=person.name,
        )
        if self._gone_since is not None:
            self._missed.append(incoming)
            return
        await self._knock(incoming)

    async def _knock(self, incoming: Incoming) -> None:
        waiting: asyncio.Future[Answer] = await self.house.receive(incoming)
        self._show(await waiting, incoming)

    def _show(self, answer: Answer, incoming: Incoming) -> None:
        happened = self.network.happenings
        if answer.card is not None:
            self._codes.hear(incoming.account, answer.card)
        if answer.card is not None and answer.private:
            happened.append(Whispered(incoming.account, answer.card, answer.attachments))
        elif answer.card is not None:
            happened.append(Answered(incoming.place, answer.card, answer.attachments))
        elif answer.tick:
            happened.append(Ticked(incoming.place, incoming.account))

    async def _lose(self) -> None:
        if self._gone_since is not None:
            raise StageError("The bot is offline already.")
        self._gone_since = self.clock.now()
        self.network.online = False

    async def _return(self) -> None:
        if self._gone_since is None:
            raise StageError("The bot is online already.")
        since, self._gone_since = self._gone_since, None
        missed, self._missed = self._missed, []
        self.network.online = True
        places = self.network.rooms.places()
        await self.house.been_away(places, since, self.clock.now())
        for incoming in missed:
            if not isinstance(incoming.content, Reacted | Unreacted):
                await self._knock(incoming)
        await self.house.reconcile(places)
        self.house.touch(self.network.name)

    # --- finding ---------------------------------------------------------------------------------

    def _room(self, room: str | None) -> str | None:
        if room is not None and room not in self.network.rooms.names:
            known = ", ".join(self.network.rooms.names)
            raise StageError(f"There is no room “{room}”; there is {known}.")
        return room

    def _place(self, room: str | None) -> str:
        return place_of(self._room(room) or self.network.rooms.names[0])

    def _card(self, place: str, number: int) -> Message:
        try:
            return self.network.rooms.card(place, number)
        except NoSuchCardError as error:
            raise StageError(str(error)) from None
