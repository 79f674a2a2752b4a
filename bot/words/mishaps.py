# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong before a command reaches the commons: not understood, or not here.

Values, like the refusals of the domain, and with the same promise: bot.words.refusals has one
sentence for each, which quotes what was refused and says what to do.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ids import Number, Place


@dataclass(frozen=True, slots=True)
class Mishap:
    """The family of all mishaps."""


# --- words that are not understood ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnknownCommand(Mishap):
    """No command begins like this; `nearest` is the path of one that looks alike."""

    word: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class IncompleteCommand(Mishap):
    """Only a root word such as `task`; `paths` are the commands that begin with it."""

    word: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownOption(Mishap):
    """`name:` is no option of the command at `path`, but looks like `nearest`."""

    name: str
    nearest: str | None
    path: str


@dataclass(frozen=True, slots=True)
class UnknownBranch(Mishap):
    """`word` begins like our commands with `root`, but goes on like none of them."""

    word: str
    root: str


@dataclass(frozen=True, slots=True)
class MissingOption(Mishap):
    """The command needs what `wanted` names; `example` is a whole command that would do."""

    path: str
    wanted: str
    example: str


@dataclass(frozen=True, slots=True)
class EmptyOption(Mishap):
    """Nothing stands behind `name:`; `example` is a whole command with something there."""

    name: str
    example: str


@dataclass(frozen=True, slots=True)
class GivenTwice(Mishap):
    """The same option twice in one message."""

    name: str


@dataclass(frozen=True, slots=True)
class TooManyValues(Mishap):
    """More values in a list than are allowed."""

    name: str
    limit: int


@dataclass(frozen=True, slots=True)
class ValueTooLong(Mishap):
    """One of the values of a list has more characters than are allowed."""

    name: str
    value: str
    limit: int


@dataclass(frozen=True, slots=True)
class SameTwice(Mishap):
    """The same words twice among the options of a poll."""

    value: str


@dataclass(frozen=True, slots=True)
class LeftOver(Mishap):
    """Words that no option of the command takes."""

    words: str
    path: str


# --- values -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BadNumber(Mishap):
    """Not the number of a task or poll, such as #12."""

    value: str


@dataclass(frozen=True, slots=True)
class BadMoment(Mishap):
    """Neither a moment nor a duration."""

    value: str


@dataclass(frozen=True, slots=True)
class TooLongAWait(Mishap):
    """A duration that nobody lives to see the end of."""

    value: str


@dataclass(frozen=True, slots=True)
class BadDuration(Mishap):
    """Not a duration."""

    value: str


@dataclass(frozen=True, slots=True)
class BadCount(Mishap):
    """Not a whole number."""

    value: str


@dataclass(frozen=True, slots=True)
class UnknownZone(Mishap):
    """Not a time zone of the tz database."""

    value: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownLanguage(Mishap):
    """Not a language the bot speaks."""

    value: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownRule(Mishap):
    """No rule has that name."""

    name: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownTopic(Mishap):
    """Help knows nothing of it."""

    name: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class UnknownPerson(Mishap):
    """Nobody here is called that."""

    value: str


@dataclass(frozen=True, slots=True)
class UnknownChoiceWord(Mishap):
    """A word that is none of the allowed ones."""

    value: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSuchChoice(Mishap):
    """What was typed is none of the choices of that poll or review."""

    value: str
    number: Number
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingChosen(Mishap):
    """A reason for a ballot, from somebody who has none in that poll."""

    number: Number


@dataclass(frozen=True, slots=True)
class NoSuchRoom(Mishap):
    """No board room of the commons is called that; `rooms` are those there are."""

    value: str
    rooms: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class UnknownCommons(Mishap):
    """`commons:` names none that the person belongs to."""

    name: str
    allowed: tuple[str, ...]


# --- places and moments -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnlyInRoom(Mishap):
    """It changes shared things, so it belongs in a board room, such as `room` (a place)."""

    path: str
    room: str


@dataclass(frozen=True, slots=True)
class OnlyPrivately(Mishap):
    """It is nobody else's business, so it belongs in a private room with the bot."""

    path: str


@dataclass(frozen=True, slots=True)
class WhichCommons(Mishap):
    """The person belongs to several commons: `commons:name` says which is meant."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotHere(Mishap):
    """The room belongs to no commons, and neither does the person as far as is known."""


@dataclass(frozen=True, slots=True)
class Elsewhere(Mishap):
    """The room belongs to no commons; `rooms` are board rooms of the person's own."""

    rooms: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NotMet(Mishap):
    """Somebody speaks privately who is in no room of a commons, as far as is known."""


@dataclass(frozen=True, slots=True)
class NotInside(Mishap):
    """Somebody asks privately for the cards of a commons whose rooms they have left."""

    commons: str


@dataclass(frozen=True, slots=True)
class DeadCard(Mishap):
    """A button under a message that is not the card of that number, or not any more."""

    number: Number


@dataclass(frozen=True, slots=True)
class TooOld(Mishap):
    """Typed longer ago than `command.max_age`, while the bot was away."""

    limit: timedelta


@dataclass(frozen=True, slots=True)
class EditTooLate(Mishap):
    """The message was edited after its card was frozen, or is a command that was carried out."""

    number: int
