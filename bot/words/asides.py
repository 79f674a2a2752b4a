# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines that go along with answers: what a clock change did, and powers outside the charter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.domain.ids import AccountRef, Place
from bot.words.cards import Card, Line
from bot.words.catalogue import N_
from bot.words.people import card, listed, whose
from bot.words.templates import say
from bot.words.voice import Voice

_NOTES: dict[str, str] = {
    "gap": N_("“{said}” does not exist there, since clocks are set forward; I took {at}."),
    "fold": N_("“{said}” comes twice there, since clocks are set back; I took {at}."),
}

_POWERS = (
    N_(
        "Whoever moderates a room on its network can remove messages and people there. A ballot "
        "that somebody else removes goes on counting."
    ),
    N_(
        "Whoever runs the network's server can close the room, or shut the bot out. Ballots cast "
        "until then stay in the record."
    ),
    N_(
        "Whoever runs the bot can stop it, and sees what it keeps. They can't change the record "
        "unnoticed: `record verify` shows it, and with `record export` anybody can go on elsewhere."
    ),
)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A moment that was typed and falls where clocks are set; `at` is what was made of it."""

    kind: Literal["gap", "fold"]
    said: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place that is spoken of, so that its name is looked up."""

    place: Place


@dataclass(frozen=True, slots=True)
class Stewards:
    """The accounts that are stewards now."""

    refs: tuple[AccountRef, ...]


def noted(shown: Card | None, notes: Iterable[ClockChange], voice: Voice) -> Card | None:
    """A card with a line for each note; None where there is nothing to say at all."""
    lines = [say(voice, _NOTES[note.kind], said=note.said, at=note.at) for note in notes]
    if not lines:
        return shown
    if shown is None:
        return card(voice, lines)
    return replace(shown, lines=(*shown.lines, *lines))


def powers(stewards: Stewards, voice: Voice) -> list[Line]:
    """Who can do what no rule of the charter binds, a line each."""
    names = listed(voice, [whose(voice, ref) for ref in stewards.refs])
    first = (
        say(
            voice,
            "Stewards ({names}) can pause new tasks, claims and polls for a while, in public. "
            "Marks, submissions and closing go on.",
            names=names,
        )
        if stewards.refs
        else say(voice, "There are no stewards.")
    )
    return [first, *(say(voice, template) for template in _POWERS)]
