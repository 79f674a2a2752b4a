# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads Discord's markdown as its client does, and says what a person would see.

It knows nothing of how the bot writes. Where clients differ, or where it is not known for sure,
it is the stricter: it would rather see markup where there is none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")

INLINE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for kind, pattern in (
        ("block", r"```(?:[\w+.-]*\n)?(?P<raw>.*?[^\n].*?)```"),
        ("italic", r"\*(?!\s)(?P<in>(?:\\.|\*\*|[^*\\])+?)(?<!\s) {0,2}\*(?!\*)"),
        ("italic", r"_(?P<in>(?:\\.|__|[^_\\])+?)_(?![a-zA-Z0-9_])"),
        ("bold", r"\*\*(?P<in>(?:\\.|[^\\])+?)\*\*(?!\*)"),
        ("underline", r"__(?P<in>(?:\\.|[^\\])+?)__(?!_)"),
        ("strike", r"~~(?P<in>.+?)~~(?!_)"),
        ("spoiler", r"\|\|(?P<in>.+?)\|\|"),
        ("code", r"(?P<fence>`+)(?P<raw>.+?)(?<!`)(?P=fence)(?!`)"),
        ("time", r"<t:(?P<raw>-?\d+(?::[tTdDfFRsS])?)>"),
        ("emoji", r"<a?:(?P<raw>\w+):\d+>"),
        ("emoji", r":(?P<raw>\w[\w+-]*(?:::skin-tone-\d)?|[+-]1):"),
        ("ping", r"<@!?(?P<raw>\d+)>"),
        ("role", r"<@&(?P<raw>\d+)>"),
        ("channel", r"<#(?P<raw>\d+)>"),
        ("command", r"</(?P<raw>[^:>\n]+):\d+>"),
        ("guide", r"<id:(?P<raw>\w+)>"),
        ("sound", r"<sound:(?P<raw>\d+(?::\d+)?)>"),
        ("everyone", r"@(?P<raw>everyone|here)"),
        ("bare", r"(?P<raw>(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])"),
        ("link", r"<(?P<raw>[^: >]+:/[^ >]+)>"),
        ("mail", r"<(?P<raw>(?:mailto:|tel:)?[\w.+-]+@[\w.-]+|\+\d[\d ()-]+)>"),
        (
            "masked",
            r"\[(?P<in>(?:\[[^\]]*\]|[^\[\]])*)\]\(\s*<?(?:[^\s\\]|\\.)*?>?(?:\s+['\"].*?['\"])?\s*\)",
        ),
    )
)
"""What may stand anywhere, in the order in which it is tried."""

LINE: tuple[tuple[str, bool, re.Pattern[str]], ...] = (
    ("subtext", True, re.compile(r"-# +(?!-#)(?P<in>[^\n]+)\n?")),
    ("heading", True, re.compile(r"#{1,3}\s+(?!#)(?P<in>[^\n]+)\n?")),
    ("quote", False, re.compile(r">>>\s(?P<in>.*)", re.DOTALL)),
    ("quote", False, re.compile(r">\s(?P<in>[^\n]*)\n?")),
    ("list", False, re.compile(r"(?:[*+-]|\d+[.)]) +(?P<in>[^\n]+)\n?")),
)
"""What may stand only where a line begins; True: not even spaces before it."""

BLANK, SPACE, TEXT = range(3)
"""What stands before, on the same line."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of what a person sees: its words, what it is, and how it is set off."""

    text: str
    kind: str = "text"
    styles: frozenset[str] = frozenset()


def read(source: str) -> list[Seen]:
    """A message's text, or an embed's description, as it is shown."""
    return _joined(_read(source, BLANK, frozenset()))


def _read(source: str, before: int, styles: frozenset[str]) -> Iterator[Seen]:
    place = 0
    while place < len(source):
        escape = ESCAPE.match(source, place)
        if escape:
            yield Seen(escape[1], "text", styles)
            place, before = escape.end(), TEXT
            continue
        found = _found(source, place, before)
        if found is None:
            char = source[place]
            yield Seen(char, "text", styles)
            before = _after(char, before)
            place += 1
            continue
        kind, match = found
        parts = match.groupdict()
        if parts.get("in") is not None:
            yield from _read(parts["in"], before, styles | {kind})
        else:
            raw = parts["raw"]
            yield Seen(_code(raw) if kind == "code" else raw, kind, styles)
        if match[0].endswith("\n"):
            yield Seen("\n", "text", styles)
            before = BLANK
        else:
            before = TEXT
        place = match.end()


def _after(char: str, before: int) -> int:
    if char == "\n":
        return BLANK
    if char == " " and before != TEXT:
        return SPACE
    return TEXT


def _found(source: str, place: int, before: int) -> tuple[str, re.Match[str]] | None:
    if before != TEXT:
        for kind, strictly, pattern in LINE:
            match = pattern.match(source, place)
            if match and not (strictly and before == SPACE):
                return kind, match
    for kind, pattern in INLINE:
        match = pattern.match(source, place)
        if match:
            longer = _longer(source, place, match) if kind == "italic" else None
            return longer or (kind, match)
    return None


def _longer(source: str, place: int, italic: re.Match[str]) -> tuple[str, re.Match[str]] | None:
    """Bold and underline go before italics that end earlier."""
    for kind, pattern in INLINE:
        if kind in ("bold", "underline"):
            match = pattern.match(source, place)
            if match and match.end() > italic.end():
                return kind, match
    return None


def _code(raw: str) -> str:
    """One space is left out beside a backtick within."""
    inner = raw.strip(" ")
    if inner.startswith("`"):
        raw = raw.removeprefix(" ")
    return raw.removesuffix(" ") if inner.endswith("`") else raw


def _joined(pieces: Iterator[Seen]) -> list[Seen]:
    joined: list[Seen] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.kind == piece.kind == "text" and last.styles == piece.styles:
            joined[-1] = replace(last, text=last.text + piece.text)
        else:
            joined.append(piece)
    return joined


Reader = Callable[[str], list[Seen]]
