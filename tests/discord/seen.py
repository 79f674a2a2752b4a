# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people see of the bot in a channel of the double: its live cards, and what else it said."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.discord.double.server import Discord
from tests.discord.double.world import Channel, Message

_NUMBER = re.compile(r"[*\s]*#(\d+)\b")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060-\u2064]")


def number_of(message: Message) -> int | None:
    """The number that a message of the bot's begins with."""
    found = _NUMBER.match(message.content)
    return int(found[1]) if found else None


def words(message: Message) -> str:
    """What is read of a message: no signs without width."""
    return _INVISIBLE.sub("", message.text)


def imprint(message: Message) -> str:
    """The signs without width by which the bot tells its messages apart, else its id."""
    signs = "".join(_INVISIBLE.findall(message.content)[-24:])
    return signs if len(signs) == 24 else str(message.id)


@dataclass(frozen=True)
class Seen:
    """One channel, with its threads and posts."""

    discord: Discord
    room: Channel

    def said(self) -> list[Message]:
        """The bot's messages, the oldest first."""
        channels = [self.room]
        if self.room.guild is not None:
            channels += [
                one for one in self.room.guild.channels.values() if one.parent == self.room.id
            ]
        bot = self.discord.world.bot
        found = [
            message
            for channel in channels
            for message in channel.messages.values()
            if message.author is bot and message.webhook is None
        ]
        return sorted(found, key=lambda message: message.id)

    def cards(self) -> dict[int, Message]:
        """The live cards by number, of which each has one; they alone have embeds."""
        found: dict[int, Message] = {}
        for message in self.said():
            number = number_of(message)
            if number is not None and message.embeds:
                assert number not in found, f"two cards of #{number} in {self.room.name}"
                found[number] = message
        return found

    async def card(
        self, number: int, holds: Callable[[str], Any] = lambda _: True, limit: float = 40
    ) -> Message:
        """Wait for the card of this number, and until its words hold."""
        try:
            return await wait_until(
                lambda: (card := self.cards().get(number)) and holds(words(card)) and card, limit
            )
        except AssertionError as error:
            card = self.cards().get(number)
            shown = [] if card is None else card.edits[-4:]
            raise AssertionError(f"the card #{number} shows {shown}: {error}") from None

    def notices(self, part: str = "") -> list[Message]:
        """What the bot said that is no card, where its words hold `part`."""
        return [one for one in self.said() if not one.embeds and part in words(one)]

    async def notice(self, part: str, limit: float = 40) -> Message:
        """Wait for a notice whose words hold `part`."""
        try:
            return (await wait_until(lambda: self.notices(part), limit))[0]
        except AssertionError as error:
            heard = [words(message) for message in self.notices()]
            raise AssertionError(f"no notice says “{part}”, but {heard}: {error}") from None
