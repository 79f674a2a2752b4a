# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people see of the bot in a room: its live cards as last edited, and what else it said."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.adapters.matrix.person import Person, wait_until

CARD, NOTICE = "org.folkmoot.card", "org.folkmoot.notice"


@dataclass
class Card:
    """One live card: its message, and the content that a client shows now."""

    message: str
    content: dict[str, Any]
    versions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def mark(self) -> dict[str, Any]:
        return dict(self.content[CARD])

    @property
    def number(self) -> int:
        return int(self.mark["number"])

    @property
    def kind(self) -> str:
        return str(self.mark["kind"])

    @property
    def body(self) -> str:
        return str(self.content["body"])

    @property
    def html(self) -> str:
        return str(self.content["formatted_body"])


@dataclass(frozen=True)
class Seen:
    """A room as one person sees it, with the bot's messages told apart."""

    person: Person
    room: str
    bot: str

    async def everything(self) -> list[dict[str, Any]]:
        """All events that the person may read, oldest first."""
        newest_first: list[dict[str, Any]] = []
        start: str | None = None
        while True:
            query = {"dir": "b", "limit": 500} | ({"from": start} if start else {})
            page = await self.person.call("GET", "rooms", self.room, "messages", query=query)
            newest_first += page["chunk"]
            start = page.get("end")
            if not start or not page["chunk"]:
                return newest_first[::-1]

    async def said(self) -> list[dict[str, Any]]:
        """The bot's messages as events, edits among them, oldest first."""
        return [
            event
            for event in await self.everything()
            if event["sender"] == self.bot and event["type"] == "m.room.message"
        ]

    async def bodies(self) -> list[str]:
        """The plain texts of all that the bot said, edits among them."""
        return [str(event["content"]["body"]) for event in await self.said()]

    async def cards(self) -> list[Card]:
        """The live cards, by number; edits count in the order of the room."""
        cards: dict[str, Card] = {}
        for event in await self.said():
            content = event["content"]
            if CARD not in content:
                continue
            relates = content.get("m.relates_to", {})
            if relates.get("rel_type") == "m.replace":
                card = cards[relates["event_id"]]
                card.content = content["m.new_content"]
                assert card.content[CARD] == content[CARD]
            else:
                card = cards[event["event_id"]] = Card(event["event_id"], content)
            card.versions.append(card.content)
        return sorted(cards.values(), key=lambda card: card.number)

    async def card(
        self, number: int, holds: Callable[[Card], Any] = lambda _: True, limit: float = 40
    ) -> Card:
        """Wait for the one card of this number, and until what it shows holds."""
        shown: list[str] = []

        async def found() -> Card | None:
            cards = [card for card in await self.cards() if card.number == number]
            assert len(cards) <= 1, f"{len(cards)} cards of #{number} in one room"
            shown[:] = [version["body"] for card in cards for version in card.versions[-4:]]
            return next((card for card in cards if holds(card)), None)

        try:
            return await _until(found, limit)
        except AssertionError as error:
            raise AssertionError(f"the card #{number} shows {shown}: {error}") from None

    async def notices(self, part: str = "") -> list[dict[str, Any]]:
        """What the bot said that is no card, where its words hold `part`."""
        return [
            event
            for event in await self.said()
            if NOTICE in event["content"] and part in event["content"]["body"]
        ]

    async def notice(self, part: str, limit: float = 40) -> dict[str, Any]:
        """Wait for a notice whose words hold `part`."""
        try:
            return (await _until(lambda: self.notices(part), limit))[0]
        except AssertionError as error:
            heard = [event["content"]["body"] for event in await self.notices()]
            raise AssertionError(f"no notice says “{part}”, but {heard}: {error}") from None

    async def reactions(self, message: str) -> list[tuple[str, str]]:
        """The (sender, emoji) that stand on a message."""
        found = []
        for event in await self.everything():
            relates = event["content"].get("m.relates_to", {})
            if event["type"] == "m.reaction" and relates.get("event_id") == message:
                found.append((event["sender"], relates["key"]))
        return found

    async def ticked(self, message: str) -> None:
        """Wait until the bot put its ✓ on a command."""

        async def there() -> bool:
            return (self.bot, "✓") in await self.reactions(message)

        await _until(there)


async def _until(condition: Callable[[], Any], limit: float = 40) -> Any:
    """As wait_until, with a breath between looks: a look costs the server a request."""

    async def breathing() -> Any:
        value = await condition()
        if not value:
            await asyncio.sleep(0.08)
        return value

    return await wait_until(breathing, limit)
