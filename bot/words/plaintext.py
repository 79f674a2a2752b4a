# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card as plain text: what Matrix shows in notifications, what logs and tests read."""

from datetime import datetime

from bot.words.cards import Card, Code, Line, Link, Mention, Moment, People, Plain, Span, Strong
from bot.words.civil import moment_text
from bot.words.taming import reads_rightward, tame


def plain(card: Card, prefix: str = "!", now: datetime | None = None) -> str:
    """The card's lines; `prefix` goes before commands, `now` lets moments leave the year out."""
    return "\n".join(plain_line(line, card, prefix, now) for line in card.lines)


def plain_line(line: Line, card: Card, prefix: str = "!", now: datetime | None = None) -> str:
    """One line of a card."""
    return "".join(_letters(span, card, prefix, now) for span in line)


def _letters(span: Span, card: Card, prefix: str, now: datetime | None) -> str:
    match span:
        case Plain(text):
            return text
        case Strong(spans):
            return plain_line(spans, card, prefix, now)
        case People(text) | Mention(name=text):
            return _isolated(tame(text))
        case Link(url):
            return tame(url)
        case Moment(at):
            return moment_text(at, card.zone, card.language, now)
        case Code(text, command):
            return f'"{prefix if command else ""}{tame(text)}"'


def _isolated(text: str) -> str:
    # Arabic or Hebrew words would otherwise reorder the full stop and the number after them.
    return f"\u2068{text}\u2069" if reads_rightward(text) else text
