# SPDX-License-Identifier: AGPL-3.0-or-later
"""Happenings as plain lines: what dialog tests expect and what a pipe gets.

What looks the same in several rooms is written once, with all their names before it; of a card
that changed only the changed lines are written. Nothing here depends on a terminal.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.console.codes import hidden
from adapters.console.happenings import (
    Answered,
    Changed,
    Happening,
    Posted,
    Seeded,
    Ticked,
    Whispered,
)
from adapters.console.rooms import room_of
from bot.words.cards import Card
from bot.words.plaintext import plain

PREFIX = "!"
"""What stands before a command on the console."""

_HASH = re.compile(r"\b[0-9a-f]{8}(?:[0-9a-f]{56})?\b")


def card_text(card: Card, now: datetime | None = None) -> list[str]:
    """A card as lines of text; a paragraph with line breaks becomes several."""
    return plain(card, PREFIX, now).split("\n")


def masked(text: str) -> str:
    """The text without hashes and codes: they depend on chance, so nobody can foretell them."""
    return hidden(_HASH.sub("########", text))


def plain_lines(
    happenings: Sequence[Happening], named: Callable[[str], str], now: datetime | None = None
) -> list[str]:
    """All that happened, as lines; `named` tells what an account is called."""
    out: list[str] = []
    for places, one in gathered(happenings):
        label, lines = _described(one, places, named, now)
        if isinstance(one, Changed) and repeats(one, happenings):
            lines = [f"{lines[0]} (as above)"]
        seeds = [] if not isinstance(one, Posted) else seeds_on(one, happenings)
        if seeds:
            lines = [*lines, " ".join(seeds)]
        out += [f"[{label}] {lines[0]}" if lines else f"[{label}]"]
        out += [f"    {line}" for line in lines[1:]]
    return out


def gathered(happenings: Iterable[Happening]) -> list[tuple[list[str], Happening]]:
    """What looks the same in several rooms, once, with the rooms; seeds are left to their card.

    What is new comes first, then edits, then answers: their own order depends on who is faster.
    """
    groups: list[tuple[list[str], Happening]] = []
    for one in coalesced(happenings):
        if isinstance(one, Seeded):
            continue
        place = getattr(one, "place", "")
        same = next((rooms for rooms, other in groups if _alike(one, other, rooms, place)), None)
        if same is None:
            groups.append(([place], one))
        else:
            same.append(place)
    return sorted(groups, key=lambda group: _rank(group[1]))


def _rank(one: Happening) -> tuple[int, int]:
    if isinstance(one, Changed):
        return 1, one.number or 0
    return (0 if isinstance(one, Posted) else 2), 0


def repeats(one: Changed, beside: Iterable[Happening]) -> bool:
    """Whether an edited card now reads exactly as a message that was posted in the same moment."""
    after = card_text(one.after)
    return any(isinstance(new, Posted) and card_text(new.card) == after for new in beside)


def coalesced(happenings: Iterable[Happening]) -> list[Happening]:
    """Several edits of one message as one, and those of a new message as part of it."""
    out: list[Happening] = []
    at: dict[str, int] = {}
    for one in happenings:
        if isinstance(one, Posted):
            at[one.message] = len(out)
        if isinstance(one, Changed):
            known = at.setdefault(one.message, len(out))
            if known < len(out):
                out[known] = _merged(out[known], one)
                continue
        out.append(one)
    return [one for one in out if not (isinstance(one, Changed) and one.before == one.after)]


def _merged(first: Happening, then: Changed) -> Happening:
    if isinstance(first, Posted):
        return replace(first, card=then.after)
    if isinstance(first, Changed):
        return replace(first, after=then.after)
    return then


def _alike(one: Happening, other: Happening, rooms: list[str], place: str) -> bool:
    if place in rooms or type(one) is not type(other):
        return False
    if isinstance(one, Posted) and isinstance(other, Posted):
        where = (one.under, one.answers) == (other.under, other.answers)
        return where and card_text(one.card) == card_text(other.card)
    if isinstance(one, Changed) and isinstance(other, Changed):
        return one.number == other.number and card_text(one.after) == card_text(other.after)
    return False


def seeds_on(posted: Posted, happenings: Iterable[Happening]) -> list[str]:
    """The bot's own emoji on a message that was just posted."""
    return [
        one.emoji for one in happenings if isinstance(one, Seeded) and one.message == posted.message
    ]


def changed_lines(one: Changed, now: datetime | None = None) -> list[str]:
    """The lines of a card that are new; its first where only something went away."""
    before = set(card_text(one.before, now))
    after = card_text(one.after, now)
    return [line for line in after if line not in before] or after[:1]


def _described(
    one: Happening, places: list[str], named: Callable[[str], str], now: datetime | None
) -> tuple[str, list[str]]:
    rooms = ", ".join(sorted(room_of(place) for place in places))
    match one:
        case Posted():
            under = "" if one.under is None else f", under #{one.under}"
            return f"{rooms}{under}", card_text(one.card, now)
        case Changed():
            lines = changed_lines(one, now)
            number = "" if one.number is None or f"#{one.number}" in lines[0] else f" #{one.number}"
            return f"{rooms}, edited{number}", lines
        case Whispered():
            return f"to {named(one.account)}", [*card_text(one.card, now), *_files(one)]
        case Answered():
            return rooms, [*card_text(one.card, now), *_files(one)]
        case Ticked():
            return rooms, ["✓"]
        case Seeded():
            return rooms, [one.emoji]


def _files(one: Whispered | Answered) -> list[str]:
    return [f"(file: {name})" for name in one.files]
