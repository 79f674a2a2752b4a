# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what two networks would show is what a card says: its words, its weight, nothing else.

Each check goes from the card to what a person should see, and from the message to what a reader
of that network's markup sees; the two must be equal, letter by letter.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

from adapters.discord.controls import controls
from adapters.discord.imprint import LENGTH as IMPRINT
from adapters.discord.limits import CONTENT, DESCRIPTION, LABEL
from adapters.discord.naming import slash
from adapters.discord.render import Means, Shown, pages, shown
from adapters.matrix.messages import ROOMIEST, new_message
from adapters.matrix.render import html_of
from bot.domain.ids import Number
from bot.words.cards import (
    Card,
    CardMarker,
    Code,
    Line,
    Link,
    Mention,
    Moment,
    Outgoing,
    People,
    Plain,
    Strong,
)
from bot.words.civil import moment_text
from bot.words.taming import reads_rightward, tame
from tests.fuzz.discord_reader import Seen, read
from tests.fuzz.matrix_reader import Letter, Page, must

MARKER = CardMarker("garden", Number(1), "task", 1)

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\ufeff]"
)
_INVITE = re.compile(
    r"discord(?:app)?\.(?:gg|gift|new|com/(?:invite|gifts|template))", re.IGNORECASE
)
_CALL = re.compile(r"(?<!\\)@(?:everyone|here)", re.IGNORECASE)


def length(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


# --- what a card says ---------------------------------------------------------------------------


def said(line: Line, card: Card, *, discord: bool, strong: bool = False) -> Iterator[Letter]:
    """The letters of a line, as a person should see them."""
    for span in line:
        match span:
            case Strong(spans):
                yield from said(spans, card, discord=discord, strong=True)
            case Plain(text):
                yield from _weighed(text, strong)
            case Code(text, command):
                typed = tame(text)
                if command:
                    typed = slash(typed) if discord else f"!{typed}"
                calm = typed and not re.search(
                    r"(?i)[`@]|<(#\d|/\w|a?:\w|t:|id:|sound:)|://|discord(app)?\.", typed
                )
                yield from _weighed(typed if calm or not discord else f'"{typed}"', None)
            case Moment(at) if discord:
                yield f"{int(at.timestamp())}:f", None
            case Moment(at):
                yield from _weighed(moment_text(at, card.zone, card.language), strong)
            case Mention(account) if discord and account in _pinged(card):
                yield account.removeprefix("discord:"), None
            case People(text) | Mention(name=text) | Link(url=text):
                yield from _weighed(_isolated(text, keep=isinstance(span, Link)), strong)


def _pinged(card: Card) -> list[str]:
    return [account for account in card.mentions if re.fullmatch(r"discord:\d+", account)]


def _isolated(text: str, *, keep: bool = False) -> str:
    shown = tame(text)
    return f"\u2068{shown}\u2069" if reads_rightward(shown) and not keep else shown


def _weighed(text: str, strong: bool | None) -> Iterator[Letter]:  # noqa: FBT001
    for char in text:
        yield char, strong


def _comparable(letters: Iterable[Letter]) -> list[Letter]:
    """Isolates left out, addresses without their percent signs, spaces without weight."""
    kept: list[Letter] = []
    for char, weight in letters:
        if char == "\n":
            while kept and kept[-1][0].isspace():  # nobody sees spaces at the end of a line
                kept.pop()
        if char not in "\u2068\u2069":
            kept.append((char, weight))
    text = "".join(char if len(char) == 1 else "\x00" for char, _ in kept)
    out: list[Letter] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        out += kept[end : found.start()]
        out += [(char, None) for char in unquote(found[0], errors="surrogateescape")]
        end = found.end()
    out += kept[end:]
    return [(char, None if char.isspace() else weight) for char, weight in out]


def _same(expected: Iterable[Letter], seen: Iterable[Letter], *what: object) -> None:
    wanted, shown = _comparable(expected), _comparable(seen)
    words = ["".join(char for char, _ in letters) for letters in (wanted, shown)]
    must(words[0] == words[1], "other words are shown", *words, *what)
    for (char, weight), (_, other) in zip(wanted, shown, strict=True):
        free = weight is None or other is None
        must(free or weight == other, "another weight is shown", char, *words, *what)


def _lines(lines: Iterable[Line], card: Card, *, discord: bool) -> list[Letter]:
    letters: list[Letter] = []
    for index, line in enumerate(lines):
        letters += [("\n", None)] if index else []
        letters += said(line, card, discord=discord)
    return letters


def _stripped(letters: list[Letter]) -> list[Letter]:
    """Without the spaces around it, which no client shows."""
    start, end = 0, len(letters)
    while start < end and letters[start][0].isspace():
        start += 1
    while end > start and letters[end - 1][0].isspace():
        end -= 1
    return letters[start:end]


# --- Discord ------------------------------------------------------------------------------------


def discord_is_true(card: Card) -> None:
    """All that Discord would be sent of a card shows what it says, and fits."""
    for live in (True, False):
        one = shown(card, live=live)
        must(length(one.content) <= CONTENT - IMPRINT, "no room for a key", length(one.content))
        _fits(one, card)
        if one.file is None:
            _shows_all(one, card)
        else:
            _whole(one.file[1], card)
    for means in (Means(embeds=False), Means(files=False), Means(embeds=False, files=False)):
        one = shown(card, live=True, means=means)
        _fits(one, card)
        must(means.embeds or one.embed is None, "an embed", one.embed)
        must(means.files or one.file is None, "a file", one.file)
    sheets = pages(card)
    for sheet in sheets:
        _fits(sheet, card)
    if len(sheets) == 1 and sheets[0].file is None:
        _shows_all(sheets[0], card)
    view = controls(card, MARKER)
    for item in view.to_components() if view else ():
        for button in item["components"]:  # type: ignore[typeddict-item]
            must(0 < length(button["label"]) <= LABEL, "a label's length", button)
            must(not _UNSEEN.search(button["label"]), "an invisible label", button)
            must(len(button["custom_id"]) <= 100, "a custom id's length", button)


def _fits(one: Shown, card: Card) -> None:
    must(0 < length(one.content) <= CONTENT, "the content's length", length(one.content))
    must(one.content.strip(), "an empty message", one.content)
    if one.embed is not None:
        must(0 < length(one.embed) <= DESCRIPTION, "the embed's length", length(one.embed))
        must(one.embed.strip(), "an empty embed", one.embed)
    allowed = {name.removeprefix("discord:") for name in card.mentions}
    must({str(user) for user in one.mentions} <= allowed, "pings", one.mentions)
    for text in (one.content, one.embed or ""):
        _is_harmless(text, {str(user) for user in one.mentions})


def _is_harmless(text: str, pinged: set[str]) -> None:
    """What reads the raw text (pings, previews, invitations) finds nothing of people's in it."""
    must(not _UNSEEN.search(text), "invisible letters", text)
    for user in re.findall(r"<@!?(\d+)>", text):
        must(user in pinged, "a ping", text)
    must(not re.search(r"<@&\d+>", text), "a role's ping", text)
    must(not _CALL.search(text), "a call to everyone", text)
    must(not _INVITE.search(text), "an invitation", text)
    bare = re.sub(r"(?i)<https?://[^ >]+>|`[^`]+`", "", text)
    must(not re.search(r"(?i)(?:https?|steam)://", bare), "a preview", text)


def _letters(pieces: Iterable[Seen]) -> Iterator[Letter]:
    for piece in pieces:
        must(piece.styles <= {"bold"}, "markup", piece)
        must(piece.kind in ("text", "code", "time", "link", "ping"), "markup", piece)
        if piece.kind in ("time", "ping"):
            yield piece.text, None
        else:
            weight = "bold" in piece.styles if piece.kind == "text" else None
            yield from ((char, weight) for char in piece.text)


def _shows_all(one: Shown, card: Card) -> None:
    seen = list(_letters(read(one.content)))
    if one.embed is not None:
        seen += [("\n", None), *_letters(read(one.embed))]
    wanted = _stripped(_lines(card.lines, card, discord=True))
    if not wanted:
        return
    if one.embed is not None and not _stripped(_lines(card.lines[:1], card, discord=True)):
        return  # a heading without words has a word of its own
    _same(wanted, _stripped(seen), one)


def _whole(data: bytes, card: Card) -> None:
    text = data.decode()
    must(not _UNSEEN.search(text), "invisible letters in a file", text[:200])
    for line in card.lines:
        for span in line:
            if isinstance(span, People):
                must(tame(span.text) in text, "something is missing in the file", span)


# --- Matrix -------------------------------------------------------------------------------------


def matrix_is_true(card: Card) -> None:
    """What Matrix would be sent of a card shows what it says, and fits."""
    html = html_of(card)
    page = Page()
    page.feed(html)
    page.close()
    must(not page.open, "an open tag", html)
    must(not _UNSEEN.search(html), "invisible letters", html)
    _same(_lines(card.lines, card, discord=False), page.letters, html)
    content = new_message(Outgoing(card, "key"), "!")
    must(len(repr(content).encode()) < 2 * ROOMIEST, "a message's size", len(html))
    must(set(content["m.mentions"]) <= {"user_ids"}, "mentions", content["m.mentions"])
    meant = [f"matrix:{user}" for user in content["m.mentions"].get("user_ids", ())]
    must(set(meant) <= set(card.mentions), "mentions", meant)
    must(not _UNSEEN.search(content["body"]), "invisible letters", content["body"])


CHECKS: tuple[Callable[[Card], None], ...] = (discord_is_true, matrix_is_true)
