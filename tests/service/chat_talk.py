# SPDX-License-Identifier: AGPL-3.0-or-later
"""Talking to a garden in tests: what is typed, and what is answered, as plain text."""

from dataclasses import replace

from service_fakes import LONG_AGO, ROOM, Garden, text

from bot.service.incoming import Edited, Incoming, Reacted, TypedText
from bot.service.ports import Answer

PEOPLE = ("ana", "bo", "cy", "dee", "eve")


def everybody_is_there(garden: Garden) -> None:
    for name in PEOPLE:
        garden.network.people[ROOM][f"net:@{name}"] = LONG_AGO


class Talk:
    """One conversation. Every method returns the answer's text; `last` is the answer itself."""

    def __init__(self, garden: Garden) -> None:
        everybody_is_there(garden)
        self.garden = garden
        self.last = Answer(ok=True)
        self.typed: dict[str, str] = {}

    async def _in(self, incoming: Incoming) -> str:
        self.last = await self.garden.hand_in(incoming)
        await self.garden.hall.settle()
        return text(self.last.card) if self.last.card else ""

    async def type(self, who: str, words: str, **more: object) -> str:
        addressed = bool(more.pop("addressed", False))
        content = TypedText(words, addressed=addressed)
        incoming = replace(self.garden.arrives(f"net:@{who}", content), **more)
        self.typed[who] = incoming.source_id
        return await self._in(incoming)

    async def private(self, who: str, words: str) -> str:
        return await self.type(who, words, private=True, place=f"net:!desk-{who}", joined_at=None)

    async def reply(self, who: str, number: int, words: str, *, thread: bool = False) -> str:
        card = f"net:{self.garden.network.card_id(number)}"
        content = TypedText(words, thread=card) if thread else TypedText(words, reply_to=card)
        incoming = self.garden.arrives(f"net:@{who}", content)
        self.typed[who] = incoming.source_id
        return await self._in(incoming)

    async def edit(self, who: str, words: str | None) -> str:
        content = Edited(self.typed[who], words)
        return await self._in(self.garden.arrives(f"net:@{who}", content))

    async def react(self, who: str, number: int, emoji: str, **more: object) -> str:
        incoming = replace(self.garden.reaction(f"net:@{who}", number, emoji), **more)
        assert isinstance(incoming.content, Reacted)
        return await self._in(incoming)

    def card(self, number: int) -> str:
        return self.garden.network.cards(number)[0].text

    def ballots(self, number: int) -> list[str]:
        return sorted(self.garden.commons.polls[number].marks.latest().values())
