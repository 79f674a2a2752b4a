# SPDX-License-Identifier: AGPL-3.0-or-later
"""What keeps the bot from its work in a room, each with the one thing that mends it.

Adapters report troubles as values; stewards, the log and `status` get the same sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.domain.ids import Place
from bot.words.cards import Card, Line
from bot.words.catalogue import N_
from bot.words.people import card
from bot.words.people import room as room_name
from bot.words.plaintext import plain_line
from bot.words.taming import tame
from bot.words.templates import say
from bot.words.voice import Voice

Code = Literal[
    "right",
    "encrypted",
    "removed",
    "banned",
    "deleted",
    "unknown",
    "uninvited",
    "closed",
    "shut",
]
Need = Literal["", "read", "speak", "react", "threads", "files", "history"]

LONGEST = 200
"""Letters of what a network says; the rest helps nobody."""

TEXTS: dict[str, str] = {
    "right": N_("Give me “{name}” in {room}: {need}"),
    "encrypted": N_("{room} is encrypted, so I say nothing there: use a room without encryption."),
    "removed": N_("{name} removed me from {room}: invite me again to go on there."),
    "banned": N_("{name} banned me from {room}: lift the ban and invite me to go on there."),
    "deleted": N_("{room} was deleted: name another room in the configuration."),
    "unknown": N_("The server knows no room {room}: check the name in the configuration."),
    "uninvited": N_("I may not enter {room}: invite me there."),
    "closed": N_("I can't enter {room}: {name}"),
    "shut": N_(
        "My private messages don't reach {name}, so what is meant for them alone goes unsaid: "
        "they can allow messages from people in {room}, or write to me first."
    ),
}

NEEDS: dict[str, str] = {
    "": N_("without it I can't do my work there."),
    "read": N_("without it I don't see what people write and tap there."),
    "speak": N_("without it I can't say anything there."),
    "react": N_("without it the emoji to tap are missing on the cards."),
    "threads": N_("without it I can't answer in threads."),
    "files": N_("without it I can't send what is too long for a message."),
    "history": N_("without it I can't find the marks made while I was away."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that keeps the bot from its work in a place.

    `name` is said as the network says it: of a "right" what it is called there, of "removed" and
    "banned" who did it, of "closed" the network's own reason (a sentence), of "shut" whose private
    messages are. `need`: what a missing right is wanted for.
    """

    code: Code
    name: str = ""
    need: Need = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """A trouble and where it is."""

    place: Place
    trouble: Trouble


def trouble_line(trouble: Trouble, room: Line | str, voice: Voice) -> Line:
    """The sentence: what is wrong, in which room, and what mends it."""
    return say(
        voice,
        TEXTS[trouble.code],
        room=room,
        name=tame(trouble.name, LONGEST),
        need=say(voice, NEEDS[trouble.need]),
    )


def trouble_card(reports: Iterable[Reported], voice: Voice) -> Card:
    """What one steward is told: each trouble once, and no more until it comes back."""
    heading = say(
        voice, "**{commons}: something keeps me from my work.**", commons=voice.commons or "?"
    )
    ending = say(voice, "I tell this to each steward privately, once; you need not answer.")
    lines = [trouble_line(one.trouble, room_name(voice, one.place), voice) for one in reports]
    return card(voice, [heading, *lines, ending])


def trouble_sentence(place: str, trouble: Trouble, room: str = "") -> str:
    """The same for logs and `status`: in English, with a room's bare name unless one is given."""
    voice = Voice()
    line = trouble_line(trouble, tame(room or place.partition(":")[2], 2 * LONGEST), voice)
    return plain_line(line, card(voice, []))
