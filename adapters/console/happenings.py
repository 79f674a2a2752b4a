# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot did on the console, in order: the one thing that both renderings read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.words.cards import Card, CardMarker


@dataclass(frozen=True, slots=True)
class Posted:
    """The bot said something in a room; `marker` is set on a live card."""

    place: str
    card: Card
    marker: CardMarker | None
    under: int | None
    """The number of the card in whose thread it stands."""
    answers: int | None
    """The number of the card that it answers in the room's main timeline."""
    message: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A card of the bot's shows something else now."""

    place: str
    before: Card
    after: Card
    number: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Seeded:
    """The bot put its own emoji on a card, to be tapped."""

    place: str
    emoji: str
    message: str


@dataclass(frozen=True, slots=True)
class Whispered:
    """Only one person reads this."""

    account: str
    card: Card
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that the whole room may read, in the room where it was asked."""

    place: str
    card: Card
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A bare ✓: it was done, and there is nothing to add."""

    place: str
    account: str


Happening = Posted | Changed | Seeded | Whispered | Answered | Ticked
