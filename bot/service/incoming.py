# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an adapter hands in: one network event, stripped of the network's own objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TypedText:
    """A chat message. `reply_to` is the message it answers, `thread` the thread's first one.

    `addressed` means that it mentions the bot, as the network says so (not a guess from text);
    the adapter has then cut the mention off the front of `text`.
    """

    text: str
    reply_to: str | None = None
    thread: str | None = None
    addressed: bool = False


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction was put on a message; `mark` identifies it, `emoji` is raw."""

    message: str
    emoji: str
    mark: str


@dataclass(frozen=True, slots=True)
class Unreacted:
    """A reaction was taken away by its sender.

    `sure`: the network says that it was the sender. Where it names nobody, they are told (§3).
    `message`: what the reaction stood on, where the network says so.
    """

    mark: str
    message: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Cleared:
    """All reactions on a message, or all with one emoji, were taken away by somebody else (§3)."""

    message: str
    emoji: str | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The sender of a message changed it (None: deleted it)."""

    message: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command whose options the network has told apart; each value is as it was typed."""

    path: str
    options: Mapping[str, str]
    card: "Pressed | None" = None
    """The button whose form it was asked for with; its card must still be that of the number."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a card, by the code of what it asks for; `words` were typed with it."""

    number: int
    code: str
    words: str = ""
    commons: str | None = None
    """Whose card it was."""
    message: str | None = None
    """The message that showed the card, with its network."""


Content = TypedText | Reacted | Unreacted | Cleared | Edited | Commanded | Pressed


@dataclass(frozen=True, slots=True)
class Incoming:
    """One input. `source_id` is the same for the same event for ever (§ Once).

    `account` and `place` carry their network: `matrix:@ana:example.org`, `matrix:!abc`.
    `joined_at`: since when the account is in that place without a break, if the network knows.
    `sent_at`: the network's own time of the event. `late`: made while the bot was away.
    `private`: a room with only this person and the bot. `discreet`: wherever it was, the answer is
    shown to this person alone.
    """

    source_id: str
    account: str
    place: str
    content: Content
    joined_at: datetime | None = None
    sent_at: datetime | None = None
    late: bool = False
    private: bool = False
    name: str | None = None
    """The display name, where the network told it."""
    discreet: bool = False
    language: str | None = None
    """That of the person's own client, where the network tells: for what only they are shown."""


def made_at(incoming: Incoming) -> datetime | None:
    """When something was done that the bot was away from; None for what it saw happen (§1, §19)."""
    return incoming.sent_at if incoming.late else None
