# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card as Matrix HTML. Everything that people wrote is escaped here, and only here.

The plain text beside it, for notifications and screen readers, is bot.words.plaintext.
"""

from dataclasses import replace
from html import escape
from urllib.parse import quote, urlsplit

from bot.words.cards import Card, Code, Line, Link, Mention, Moment, People, Plain, Span, Strong
from bot.words.catalogue import N_, translate
from bot.words.civil import moment_text
from bot.words.shortening import divided, size
from bot.words.taming import reads_rightward, tame

_TOO_LONG = N_("(This message was too long for the room, so the rest is left out.)")


def html_of(card: Card, prefix: str = "!") -> str:
    """The card's lines in one paragraph: a card is one thing, and rooms are narrow."""
    return f"<p>{'<br>'.join(_line(line, card, prefix) for line in card.lines)}</p>"


def _line(line: Line, card: Card, prefix: str) -> str:
    return "".join(_span(span, card, prefix) for span in line)


def _span(span: Span, card: Card, prefix: str) -> str:
    match span:
        case Plain(text):
            return escape(text).replace("\n", "<br>")
        case Strong(spans):
            return f"<strong>{_line(spans, card, prefix)}</strong>"
        case People(text):
            return _people(text)
        case Link(url):
            return _link(url)
        case Moment(at):
            return escape(moment_text(at, card.zone, card.language))
        case Code(text, command):
            return f"<code>{escape(prefix if command else '')}{escape(tame(text))}</code>"
        case Mention(account, name):
            if account in card.mentions and account.startswith("matrix:@"):
                user_id = quote(account.removeprefix("matrix:"), safe="@:!$&'()*+,;=-._~/")
                return f'<a href="https://matrix.to/#/{escape(user_id)}">{_people(name)}</a>'
            return _people(name)


def _people(text: str) -> str:
    shown = escape(tame(text))
    # Arabic or Hebrew words would otherwise reorder the full stop and the number after them.
    return f"\u2068{shown}\u2069" if reads_rightward(shown) else shown


def _link(url: str) -> str:
    address = tame(url)
    shown = escape(address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return shown
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return shown
    return f'<a href="{shown}">{shown}</a>'


def shortened(card: Card, letters: int) -> Card:
    """The beginning of a card, at most so many letters of it, and a line that says so."""
    lines: list[Line] = []
    left = letters
    for line in card.lines:
        kept, rest = divided(line, left)
        left -= size(kept)
        if kept:
            lines.append((*kept, Plain("…")) if rest else kept)
        if rest or left <= 0:
            break
    lines.append((Plain(translate(card.language, _TOO_LONG)),))
    return replace(card, lines=tuple(lines))
