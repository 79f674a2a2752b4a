# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card: text that knows nothing of any platform, and says which parts people wrote.

Adapters turn cards into HTML, terminal text or embeds; they alone escape. People's words are
`People` spans and can therefore never ping, link or break the markup of a room.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import Number


@dataclass(frozen=True, slots=True)
class Plain:
    """Our own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Our own words with weight; may hold people's words, such as a title."""

    spans: "tuple[Span, ...]"


@dataclass(frozen=True, slots=True)
class People:
    """What a person wrote, or is called: always escaped, never a ping."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that a person gave: linked only where it is http or https."""

    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown in the zone of the room or member."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type, such as `poll withdraw 14` (without the network's prefix)."""

    text: str
    command: bool = True
    """Whether the network's command prefix belongs before it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person who is meant: pinged if the message allows it, else only named."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press under a live card, where the network has buttons.

    `code` is what it asks for, as a one-word reply to the card would (`claim`, `sound`, `2`), or
    `remind`. `asks`: words have to be typed with it, and this is what they are.
    """

    code: str
    label: str
    emoji: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what it stands for, how many, and the emoji beside it."""

    label: str
    count: int
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """An outcome as a picture could show it; the card's lines say the same in words.

    `alt` is what a screen reader says instead of the picture.
    """

    title: str
    bars: tuple[Bar, ...]
    alt: str


Span = Plain | Strong | People | Link | Moment | Code | Mention
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Paragraphs in reading order. `zone` is the IANA zone for its moments.

    `seeds` are the emoji that the bot itself puts on a live card to be tapped.
    """

    lines: tuple[Line, ...]
    zone: str = "UTC"
    language: str = "en"
    seeds: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    """Accounts that may be pinged by this message, at most five."""
    buttons: tuple[Button, ...] = ()
    """What can be pressed under a live card; everything of it can be typed and tapped as well."""
    chart: Chart | None = None
    """What a picture of an outcome would show, in rooms that want pictures."""


@dataclass(frozen=True, slots=True)
class CardMarker:
    """What a live card's message carries to be recognised again (org.folkmoot.card)."""

    commons: str
    number: Number
    kind: str
    version: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send: its card, and where in the conversation it belongs.

    `key` is the same for every attempt (idempotency); `marker` is set on live cards only;
    `thread` is the message whose thread it goes to, `reply_to` the one it answers in the room.
    `topic` is the card of the task that it is about, directly or through a review of it. `again`:
    an earlier attempt may have arrived.
    """

    card: Card
    key: str
    marker: CardMarker | None = None
    thread: str | None = None
    reply_to: str | None = None
    picture: Chart | None = None
    """What is to be drawn beside the words, for a room that wants pictures."""
    topic: str | None = None
    again: bool = False
