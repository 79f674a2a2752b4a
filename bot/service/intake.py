# SPDX-License-Identifier: AGPL-3.0-or-later
"""In: from what an adapter hands in to a request for a desk, or silence.

Inputs are taken in the order in which `take` is called, so nothing here waits longer than it must;
a reaction on a card never waits at all (bot.service.reactions). Plain chatter leaves no trace.
"""

import asyncio
import re
from fnmatch import translate

from bot.domain.ids import Number, Place
from bot.domain.refusals import Refusal
from bot.service.asking import Asking, Language
from bot.service.chat import COMMANDS, GRAMMAR, SHAPES
from bot.service.desk import Desk
from bot.service.early import Early
from bot.service.edits import Edits
from bot.service.finishing import Finishing, refusal_answer
from bot.service.hearing import answered, is_live, legible, nearest_board, unplaced, which
from bot.service.house import House
from bot.service.incoming import (
    Cleared,
    Commanded,
    Edited,
    Incoming,
    Pressed,
    Reacted,
    TypedText,
    Unreacted,
)
from bot.service.lru import Lru
from bot.service.names import plain_name
from bot.service.ports import Answer, RoomFacts
from bot.service.reactions import Reactions, silence
from bot.service.replying import meant, pressed
from bot.words.catalogue import N_, nearest_language
from bot.words.grammar import strip_prefix
from bot.words.mishaps import DeadCard, Elsewhere, Mishap, NotHere, OnlyInRoom, OnlyPrivately
from bot.words.replies import read_reply
from bot.words.table import Kind, Option, Typed

PREFIX = "!"
"""What commands begin with, where the configuration says nothing else."""

KNOWN_ACCOUNTS = 100_000
_COMMONS = Option("commons", Kind.WORD, N_("Which commons is meant."))


class Intake:
    """Takes in what adapters hand in."""

    def __init__(self, house: House, early: Early) -> None:
        self._house = house
        self._early = early
        self._finishing = Finishing()
        self._reactions = Reactions(house, self._tell, early)
        self._edits = Edits(self._finishing)
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}
        self._ignored: Lru[tuple[str, str], bool] = Lru(KNOWN_ACCOUNTS)
        matrix = house.settings.matrix
        self._prefixes = {"matrix": matrix.prefix} if matrix else {}

    async def take(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        """Take an input in; the future is done when what came of it is durable."""
        incoming = legible(incoming)
        content = incoming.content
        if isinstance(content, TypedText | Edited) and not (incoming.private or incoming.discreet):
            self._house.codes.overhear(content.text or "")
        facts = self._house.room(incoming.place)
        if facts is None:
            return await self._private(incoming) if incoming.private else self._nowhere(incoming)
        if facts.ignore and self._is_ignored(facts, incoming.account):
            return silence()
        return await self._from(incoming, self._house.desk(facts.commons), facts)

    async def arrived(self, message: str) -> None:
        """A message is known for a card: take in what was done to it before. Waits for nothing."""
        for incoming in self._early.of(message):
            await self.take(incoming)

    async def _from(
        self, incoming: Incoming, desk: Desk, facts: RoomFacts | None
    ) -> "asyncio.Future[Answer]":
        content = incoming.content
        if isinstance(content, Reacted | Unreacted | Cleared):
            return await self._reactions.tapped(incoming, content, desk)
        if isinstance(content, TypedText):
            return await self._said(incoming, content, desk, facts)
        if isinstance(content, Commanded):
            return await self._commanded(incoming, content, desk, facts)
        if isinstance(content, Pressed):
            return await self._pressed(incoming, content, desk, facts)
        asking = self._asking(incoming, desk, facts)
        return await self._edits.taken(asking, content, self._prefix(incoming))

    def _is_ignored(self, facts: RoomFacts, account: str) -> bool:
        """Other bots and bridge ghosts have no marks and no say (§4)."""
        key = (facts.commons, account)
        known = self._ignored.get(key)
        if known is None:
            pattern = self._patterns.get(facts.ignore)
            if pattern is None:
                joined = "|".join(translate(one) for one in facts.ignore)
                pattern = self._patterns[facts.ignore] = re.compile(joined)
            known = self._ignored[key] = pattern.match(account) is not None
        return known

    # --- text ------------------------------------------------------------------------------

    async def _said(
        self, incoming: Incoming, content: TypedText, desk: Desk, facts: RoomFacts | None
    ) -> "asyncio.Future[Answer]":
        number = await answered(content, desk)
        text = self._addressed(incoming, content)
        words = content.text if text is None else text
        said = None if number is None else read_reply(words)
        if number is not None and said is not None:
            asking = self._asking(incoming, desk, facts, number)
            result = meant(asking, number, said, words)
            if result is not None:
                return self._finishing.answer(asking, result)
        typed = self._parsed(incoming, content, text, number)
        if typed is None:
            return silence()
        asking = self._asking(incoming, desk, facts, number)
        if isinstance(typed, Mishap):
            return self._finishing.answer(asking, typed)
        return await self._handled(asking, typed)

    def _addressed(self, incoming: Incoming, content: TypedText) -> str | None:
        """The text without its prefix, if it is meant for us; at a private desk everything is."""
        meant_for_us = content.addressed or incoming.private
        return strip_prefix(content.text, self._prefix(incoming), addressed=meant_for_us)

    def _prefix(self, incoming: Incoming) -> str:
        return self._prefixes.get(incoming.account.partition(":")[0], PREFIX)

    def _parsed(
        self, incoming: Incoming, content: TypedText, text: str | None, number: int | None
    ) -> Typed | Mishap | None:
        if text is None:
            return None
        return GRAMMAR.parse(
            text,
            addressed=content.addressed or incoming.private,
            number=number,
            extra=(_COMMONS,) if incoming.private else (),
        )

    # --- what a network has told apart -------------------------------------------------------

    async def _commanded(
        self, incoming: Incoming, content: Commanded, desk: Desk, facts: RoomFacts | None
    ) -> "asyncio.Future[Answer]":
        typed = GRAMMAR.filled(content.path, content.options)
        asking = self._asking(incoming, desk, facts)
        card = content.card
        if card is not None and not await is_live(card, desk, incoming.place):
            return self._finishing.answer(asking, DeadCard(Number(card.number)))
        if isinstance(typed, Mishap):
            return self._finishing.answer(asking, typed)
        return await self._handled(asking, typed)

    async def _pressed(
        self, incoming: Incoming, content: Pressed, desk: Desk, facts: RoomFacts | None
    ) -> "asyncio.Future[Answer]":
        number = Number(content.number)
        asking = self._asking(incoming, desk, facts, number)
        if not await is_live(content, desk, incoming.place):
            return self._finishing.answer(asking, DeadCard(number))
        result = pressed(asking, number, content.code, content.words)
        return self._finishing.answer(asking, result)

    async def _handled(self, asking: Asking, typed: Typed) -> "asyncio.Future[Answer]":
        chat = COMMANDS[typed.path]
        private = asking.incoming.private
        if private and chat.shape.where == "room":
            places = [*asking.tip.places]
            near = [place for place in places if place.startswith(f"{asking.network}:")]
            room = (near or places or [Place(asking.incoming.place)])[0]
            return self._finishing.answer(asking, OnlyInRoom(typed.path, room))
        if not (private or asking.incoming.discreet) and chat.shape.where == "private":
            return self._finishing.answer(asking, OnlyPrivately(typed.path))
        asking.values = typed.values
        return self._finishing.answer(asking, await chat.handle(asking))

    def _asking(
        self,
        incoming: Incoming,
        desk: Desk,
        facts: RoomFacts | None,
        answered: Number | None = None,
    ) -> Asking:
        directory = desk.directory
        ref, row = directory.ref(incoming.account, incoming.name)
        profile = row or directory.profile(ref)
        home = facts or self._house.home(desk.name, incoming.place)
        own = incoming.language if incoming.private or incoming.discreet else None
        known = nearest_language(own) if own else None
        language = (profile.language if profile else None) or known or home.language
        zone = (profile.zone if profile else None) or home.zone
        hint = None if incoming.private else incoming.joined_at
        return Asking(
            house=self._house,
            incoming=incoming,
            desk=desk,
            directory=directory,
            ears=Language(language, zone),
            ref=ref,
            joined=self._house.joined(desk.name, incoming.account, hint),
            answered=answered,
            commands=SHAPES,
            accounts=[] if row is None else [row],
        )

    async def _tell(self, incoming: Incoming, desk: Desk, refusal: Refusal) -> Answer:
        facts = self._house.room(incoming.place)
        return await refusal_answer(self._asking(incoming, desk, facts), refusal)

    # --- elsewhere, and the private desk -----------------------------------------------------

    def _nowhere(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        """In a room of no commons nobody is answered, but for what only they are shown."""
        if not incoming.discreet:
            return silence()
        near: dict[Place, str] = {}
        for name in self._house.commons_of(incoming.account):
            home = self._house.home(name, incoming.place)
            if home.ignore and self._is_ignored(home, incoming.account):
                return silence()
            near |= nearest_board(self._house.desk(name), incoming)
        mishap = Elsewhere(tuple(near)) if near else NotHere()
        return self._finishing.run(unplaced(mishap, incoming, near))

    async def _private(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        names = list(self._house.commons_of(incoming.account))
        content = incoming.content
        for name in names:
            home = self._house.home(name, incoming.place)
            if home.ignore and self._is_ignored(home, incoming.account):
                return silence()
        if isinstance(content, Commanded):
            return await self._chosen_by_option(incoming, content, names)
        if not isinstance(content, TypedText):
            return await self._about(incoming, names)
        for name in names:
            desk = self._house.desk(name)
            if await answered(content, desk) is not None:
                return await self._said(incoming, content, desk, None)
        chosen = self._chosen(incoming, content, names)
        if isinstance(chosen, Mishap):
            return self._finishing.run(unplaced(chosen, incoming))
        return await self._said(incoming, content, self._house.desk(chosen), None)

    def _chosen(self, incoming: Incoming, content: TypedText, names: list[str]) -> str | Mishap:
        """The commons that is meant: the only one, or the one named with `commons:`."""
        typed = self._parsed(incoming, content, self._addressed(incoming, content), None)
        named = typed.values.get("commons") if isinstance(typed, Typed) else None
        path = typed.path if isinstance(typed, Typed) else None
        return which(names, named if isinstance(named, str) else None, path)

    async def _chosen_by_option(
        self, incoming: Incoming, content: Commanded, names: list[str]
    ) -> "asyncio.Future[Answer]":
        chosen = which(names, content.options.get("commons"), content.path)
        if isinstance(chosen, Mishap):
            return self._finishing.run(unplaced(chosen, incoming))
        return await self._commanded(incoming, content, self._house.desk(chosen), None)

    async def _about(self, incoming: Incoming, names: list[str]) -> "asyncio.Future[Answer]":
        """A reaction or an edit at a private desk: whose commons it is about shows by itself."""
        content = incoming.content
        for name in names:
            desk = self._house.desk(name)
            if isinstance(content, Reacted):
                number = await desk.directory.card(content.message)
            elif isinstance(content, Unreacted):
                number = await desk.directory.marked_number(content.mark, content.message)
            elif isinstance(content, Pressed):
                number = (
                    Number(content.number) if content.commons in {None, plain_name(name)} else None
                )
            else:
                number = None
            if number is not None or (isinstance(content, Edited) and len(names) == 1):
                return await self._from(incoming, desk, None)
        return silence()
