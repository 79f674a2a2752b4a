# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of a card in Discord's markdown. What people wrote is escaped here, and only here.

A backslash before a sign is shown nowhere: a screen reader says the sign alone, and a copy has no
backslash in it. Invisible letters, the other way to break a sign's meaning, stay in copies and
are spelled out by some readers; so none are used.

A sign may get its meaning from its neighbours (`:` + `heart` + `:` is an emoji), so neighbouring
texts are joined before they are escaped. Bold never goes around an address, or a command with an
asterisk in it: Discord ends it at the first two asterisks, wherever they stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote, urlsplit

from adapters.discord.naming import slash
from bot.words.cards import Card, Code, Line, Link, Mention, Moment, People, Plain, Strong
from bot.words.taming import reads_rightward, tame

_SIGNS = r"[\\*_~|`<>\[]"
_EVERYONE = r"@(?=everyone|here)"
_INVITE = r"(?<=discord)\.|(?<=discordapp)\."
_EMOJI = r":(?=//|[^\s:]*:)"
_EMOJI_AHEAD = r":(?=//|[^\s:]*(?::|\Z))"
"""The same where the line goes on with something that is no text."""

_LAST = re.compile(f"{_SIGNS}|{_EVERYONE}|{_INVITE}|{_EMOJI}", re.IGNORECASE)
_INNER = re.compile(f"{_SIGNS}|{_EVERYONE}|{_INVITE}|{_EMOJI_AHEAD}", re.IGNORECASE)
_START = re.compile(
    r"(\A|\n)(\s*)(?:(#)(?=#*(?:\s|\Z))|([-+=])(?=[-+=#\s]|\Z)|(\d+)([.)])(?=\s|\Z))"
)
_LATER_START = re.compile(_START.pattern.replace(r"(\A|\n)", r"(\n)"))

_URL = re.compile(r"https?://[^\s<>\"`\\|\u2068\u2069]+", re.IGNORECASE)
_HOST = re.compile(r"[-\w.]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?")
_INVITING = re.compile(
    r"discord(?:app)?\.(?:gg|gift|new|com/(?:invite|gifts|template))", re.IGNORECASE
)
_RESTLESS = re.compile(
    r"[`@]|<(?:#\d|/\w|a?:\w|t:|id:|sound:)|://|discord(?:app)?\.", re.IGNORECASE
)
_PINGING = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_TRAILING = ".,:;!?'*_~…“”„‘’»«。、"
_KEPT = "-._~:/?#[]@!$&'()*+,;=%"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that is still to be escaped, or markup that is not."""

    text: str
    bold: bool = False
    ready: bool = False


def markup(line: Line, card: Card) -> str:
    """One line of a card."""
    pieces = list(_linked(_merged(_pieces(line, card, bold=False))))
    written: list[tuple[bool, str]] = []
    start = True
    for index, piece in enumerate(pieces):
        text = piece.text
        if not piece.ready:
            text = escaped(text, start=start, last=index == len(pieces) - 1)
        written.append((piece.bold, text))
        _, line_break, behind = piece.text.rpartition("\n")
        start = (start or bool(line_break)) and not behind.strip()
    runs = (
        (bold, "".join(text for _, text in run)) for bold, run in groupby(written, itemgetter(0))
    )
    return "".join(_bold(text) if bold else text for bold, text in runs)


def escaped(text: str, *, start: bool = True, last: bool = True) -> str:
    """A text of which Discord makes nothing but text.

    `start`: it begins a line; `last`: nothing but the line's end comes behind it.
    """
    marked = (_LAST if last else _INNER).sub(r"\\\g<0>", text)
    return (_START if start else _LATER_START).sub(_without_block, marked)


def account_id(account: str) -> int | None:
    """The user id in an account of Discord's."""
    network, _, user = account.partition(":")
    return int(user) if network == "discord" and user.isascii() and user.isdecimal() else None


def linkable(url: str) -> str | None:
    """An address as Discord links it without a preview; None where it had better be only text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    if _INVITING.search(url):
        return None
    whole = "".join(char if not char.isascii() else quote(char, safe=_KEPT) for char in url)
    return f"<{_PINGING.sub('%40', whole)}>"


def _pieces(line: Line, card: Card, *, bold: bool) -> Iterator[_Piece]:
    for span in line:
        match span:
            case Plain(text):
                yield _Piece(text, bold)
            case Strong(spans):
                yield from _pieces(spans, card, bold=True)
            case People(text):
                yield _Piece(_isolated(tame(text)), bold)
            case Link(url):
                address = tame(url)
                link = linkable(address)
                yield _ready(link) if link else _Piece(_isolated(address), bold)
            case Moment(at):
                yield _ready(f"<t:{int(at.timestamp())}:f>", bold)
            case Code(text, command):
                said = tame(text)
                yield _code(slash(said) if command else said, bold)
            case Mention(account, name):
                user = account_id(account)
                if user is not None and account in card.mentions:
                    yield _ready(f"<@{user}>", bold)
                else:
                    yield _Piece(_isolated(tame(name)), bold)


def _ready(text: str, bold: bool = False) -> _Piece:  # noqa: FBT001, FBT002
    """Markup; asterisks in it would end the bold around it."""
    return _Piece(text, bold and "*" not in text, ready=True)


def _merged(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    waiting: _Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if waiting and not piece.ready and not waiting.ready and piece.bold == waiting.bold:
            waiting = _Piece(waiting.text + piece.text, piece.bold)
            continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _linked(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """The addresses in texts as links: they can be followed, and bring no preview along."""
    for piece in pieces:
        if piece.ready:
            yield piece
            continue
        end = 0
        for found in _URL.finditer(piece.text):
            address = _without_sentence(found[0])
            link = linkable(address)
            if link:
                if piece.text[end : found.start()]:
                    yield _Piece(piece.text[end : found.start()], piece.bold)
                yield _ready(link)
                end = found.start() + len(address)
        if piece.text[end:]:
            yield _Piece(piece.text[end:], piece.bold)


def _without_sentence(url: str) -> str:
    """An address without the signs behind it that belong to the sentence it stands in."""
    while url and (url[-1] in _TRAILING or (url[-1] == ")" and url.count("(") < url.count(")"))):
        url = url[:-1]
    return url


def _without_block(found: re.Match[str]) -> str:
    before, blank, heading, sign, number, dot = found.groups()
    return f"{before}{blank}{number or ''}\\{heading or sign or dot}"


def _bold(text: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}**{inner}**{text[start + len(inner) :]}"


def _code(text: str, bold: bool) -> _Piece:  # noqa: FBT001
    """Something to type. Pings and invitations are read off code as well, so such is text."""
    calm = text and not _RESTLESS.search(text)
    return _ready(f"`{text}`", bold) if calm else _Piece(f'"{_isolated(text)}"', bold)


def _isolated(text: str) -> str:
    # Arabic or Hebrew words would otherwise reorder the full stop and the number after them.
    return f"\u2068{text}\u2069" if reads_rightward(text) else text
