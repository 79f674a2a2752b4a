# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card as Discord messages, within every limit. How a line is written is adapters.discord.markup.

A live card's heading is the message's text, because that is what notifications show, and the rest
an embed. What only one person or one moment needs is text alone, where it fits. What does not fit
is cut between words, and goes along whole as a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.discord.imprint import LENGTH
from adapters.discord.limits import CONTENT, DESCRIPTION, units
from adapters.discord.markup import account_id, markup
from adapters.discord.naming import PREFIX
from bot.words.cards import Card, Line, Plain, Strong
from bot.words.catalogue import N_, translate
from bot.words.plaintext import plain
from bot.words.shortening import fitting, size

FILE = "whole-text.txt"

ROOM = CONTENT - LENGTH
"""What leaves space for the key that is put behind a message's text."""

LEAST = 200
"""No line is cut to fewer letters, where many are too long together."""

MOST_PAGES = 5
"""An answer longer than so many messages goes as a file with its beginning."""

_CUT = N_("This is the beginning. All of it is in the file.")
_LEFT_OUT = N_("This is the beginning. The rest is too long for this room.")
_NOTHING = N_("(no text)")


@dataclass(frozen=True, slots=True)
class Shown:
    """One Discord message, within every limit by construction."""

    content: str
    embed: str | None = None
    """An embed's description."""
    file: tuple[str, bytes] | None = None
    """What was cut, whole, as a text file."""
    mentions: tuple[int, ...] = ()
    """The users whom it may ping."""
    alt: str | None = None
    """What a screen reader says instead of the file, where that is a picture."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the bot may send in a channel besides text.

    Discord drops embeds without a word where links may not be embedded, and refuses a message with
    a file where none may be attached.
    """

    embeds: bool = True
    files: bool = True


EVERY = Means()


def shown(card: Card, *, live: bool, means: Means = EVERY) -> Shown:
    """One message. `live`: a board card, whose first line is what notifications show."""
    lines = [markup(line, card) for line in card.lines]
    whole = "\n".join(lines)
    mentions = _mentions(card)
    if not (live and means.embeds) and units(whole) <= ROOM:
        return Shown(whole.strip() or _nothing(card), None, None, mentions)
    head, body = "".join(lines[:1]), "\n".join(lines[1:])
    if means.embeds and units(head) <= ROOM and units(body) <= DESCRIPTION:
        return Shown(head.strip() or _nothing(card), body if body.strip() else None, None, mentions)
    return _cut(card, means)


def pages(card: Card) -> list[Shown]:
    """An answer to one person, in as many messages as it needs; lines stay whole if they can."""
    made: list[str] = []
    waiting = list(reversed(card.lines))
    page: list[str] = []
    placed: list[Line] = []
    while waiting and len(made) <= MOST_PAGES:
        line = waiting.pop()
        written = markup(line, card) if size(line) <= CONTENT else None
        if written is not None and units("\n".join([*page, written])) <= CONTENT:
            page.append(written)
            placed.append(line)
        elif page:
            waiting.append(line)
            if len(page) > 1 and _is_heading(placed[-1]):  # it goes before what it is said of
                waiting.append(placed[-1])
                page.pop()
            made.append("\n".join(page))
            page = []
        else:
            first, rest = _fitting(line, card, CONTENT)
            page = [markup(first, card)]
            placed.append(first)
            waiting.append(rest)
    made.append("\n".join(page))
    if len(made) > MOST_PAGES:
        return [_cut(card, EVERY)]
    texts = [text for text in made if text.strip()] or [_nothing(card)]
    mentions = _mentions(card)
    return [Shown(text, None, None, mentions) for text in texts]


def _cut(card: Card, means: Means) -> Shown:
    """The beginning, and all of it in a file."""
    said = translate(card.language, _CUT if means.files else _LEFT_OUT)
    file = _file(card) if means.files else None
    heading, *others = card.lines
    if not others or not means.embeds:
        lines = _shortened(card.lines, card, ROOM - len(said))
        return Shown("\n".join([*lines, said]).lstrip(), None, file, _mentions(card))
    first, rest = _fitting(heading, card, ROOM)
    head = markup(_open_ended(first) if rest else first, card)
    body = _shortened(others, card, DESCRIPTION - len(said))
    return Shown(head.strip() or _nothing(card), "\n".join([*body, said]), file, _mentions(card))


def _is_heading(line: Line) -> bool:
    return all(isinstance(span, Strong) for span in line)


def _shortened(lines: Sequence[Line], card: Card, room: int) -> list[str]:
    """Lines within so many letters: the longest are cut, so that what stands behind them stays."""
    written = [markup(line, card) for line in lines]
    cap = _cap([units(text) + 1 for text in written], room)
    body: list[str] = []
    for line, text in zip(lines, written, strict=True):
        most = min(cap, room) - 1
        if units(text) > most:
            if most < LEAST - 1:
                break
            kept, _ = _fitting(line, card, most)
            text = markup(_open_ended(kept), card)  # noqa: PLW2901
        body.append(text)
        room -= units(text) + 1
    return body


def _cap(widths: Sequence[int], room: int) -> int:
    """How wide lines may be for all to fit; if that is very little, only the first ones fit."""
    left = room
    for place, width in enumerate(sorted(widths)):
        share = left // (len(widths) - place)
        if width > share:
            return max(share, LEAST)
        left -= width
    return room


def _fitting(line: Line, card: Card, room: int) -> tuple[Line, Line]:
    return fitting(line, room, lambda part: units(markup(_open_ended(part), card)) <= room)


def _open_ended(line: Line) -> Line:
    return (*line, Plain(" …"))


def _file(card: Card) -> tuple[str, bytes]:
    text = plain(replace(card, mentions=()), PREFIX)
    return FILE, f"{text}\n".encode(errors="replace")


def _nothing(card: Card) -> str:
    return translate(card.language, _NOTHING)


def _mentions(card: Card) -> tuple[int, ...]:
    meant = (account_id(account) for account in card.mentions)
    return tuple(user for user in meant if user is not None)
