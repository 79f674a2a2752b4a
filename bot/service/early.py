# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people tap on a card before the bot has heard that it arrived.

A card is there for all to see from the moment in which a network takes it, and the answer to the
send comes later: when it is lost on the way, much later. Whatever comes meanwhile is kept for as
long as there is room, and taken in again, in order, as soon as the message is known for a card.
"""

from bot.service.incoming import Incoming
from bot.service.lru import Lru

MESSAGES = 200
"""Messages for which something is kept; most of them are no cards and never will be."""

TAPS = 500
"""What is kept for one message; the reading at the close finds whatever comes beyond that."""


class Early:
    """Inputs by the message that they are about, for messages that are no cards yet."""

    def __init__(self) -> None:
        self.kept: Lru[str, list[Incoming]] = Lru(MESSAGES)

    def keep(self, message: str, incoming: Incoming) -> None:
        """Keep what was done to a message, behind what was done to it before."""
        taps = self.kept.get(message)
        if taps is None:
            taps = self.kept[message] = []
        if len(taps) < TAPS:
            taps.append(incoming)

    def of(self, message: str) -> list[Incoming]:
        """All that was kept for a message, the oldest first; it is kept no longer."""
        return self.kept.pop(message, [])
