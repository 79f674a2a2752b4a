# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card's spans as rich text: the letters of bot.words.plaintext, with their weight."""

from datetime import datetime

from rich.text import Text

from bot.words.cards import Card, Code, Line, Link, Mention, Moment, Span, Strong
from bot.words.plaintext import plain_line


def card_lines(card: Card, now: datetime, prefix: str) -> list[Text]:
    """The lines of a card; a paragraph with line breaks becomes several."""
    lines: list[Text] = []
    for line in card.lines:
        text = Text(overflow="fold")
        for span, style in _flat(line, ""):
            text.append(plain_line((span,), card, prefix, now), style or None)
        lines.extend(text.split("\n", allow_blank=True) or [Text("")])
    return lines


def _flat(line: Line, style: str) -> list[tuple[Span, str]]:
    out: list[tuple[Span, str]] = []
    for span in line:
        if isinstance(span, Strong):
            out.extend(_flat(span.spans, f"{style} bold".strip()))
        else:
            out.append((span, f"{style} {_style(span)}".strip()))
    return out


def _style(span: Span) -> str:
    match span:
        case Link():
            return "underline"
        case Moment():
            return "italic"
        case Code():
            return "cyan"
        case Mention():
            return "bold"
        case _:
            return ""
