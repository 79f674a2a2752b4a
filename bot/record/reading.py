# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read an export (bot.record.export) line by line, and check it without trusting who made it.

A fork begins here: whoever holds the file can found the commons anew from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

import msgspec

from bot.record.canonical import RecordError, parse
from bot.record.entries import Sealed
from bot.record.export import FORMAT, Text
from bot.record.sealing import read_line
from bot.record.texts import PUBLIC, salted
from bot.record.verification import Broken, Head, Verified, Verifier

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of an export."""

    commons: str
    head: Head | None


@dataclass(frozen=True, slots=True)
class PublicText:
    """One text line of an export."""

    digest: str
    kind: str
    salt: bytes
    body: str


Line = Header | Sealed | PublicText


class ExportError(RecordError):
    """A line of an export can't be read; `line` counts from 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"Line {line}: {why}")
        self.line = line


# --- the shapes of the lines ----------------------------------------------------------------------


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    height: int
    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _Folkmoot(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal[1]
    commons: str
    head: _Head | None


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    digest: str
    kind: str
    salt: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{2})*$")]
    body: str


class _HeaderLine(msgspec.Struct, forbid_unknown_fields=True):
    folkmoot: _Folkmoot


class _TextLine(msgspec.Struct, forbid_unknown_fields=True):
    text: _Text


# --- reading --------------------------------------------------------------------------------------


def read_export(lines: Iterable[bytes]) -> Iterator[tuple[int, Line]]:
    """Yield each line's number and what it says: the header, then entries, then texts.

    Checks form and order, not seals (verify_export does). Raises ExportError.
    """
    number, texts = 0, False
    for number, raw in enumerate(lines, 1):
        try:
            said = _read(raw.rstrip(b"\r\n"), first=number == 1)
        except RecordError as error:
            raise ExportError(number, str(error)) from None
        if texts and isinstance(said, Sealed):
            raise ExportError(number, "An entry stands among the texts, which come last.")
        texts = isinstance(said, PublicText)
        yield number, said
    if number == 0:
        raise ExportError(1, "The file is empty; an export begins with its header.")


def _read(raw: bytes, *, first: bool) -> Line:
    if first:
        return _header(raw)
    if not raw.startswith(b'{"text":'):
        return read_line(raw)
    text = _as(parse(raw), _TextLine).text
    if text.kind not in PUBLIC:
        raise RecordError(f"A text of the kind {text.kind!r} has no place in an export.")
    return PublicText(text.digest, text.kind, bytes.fromhex(text.salt), text.body)


def _header(raw: bytes) -> Header:
    data = parse(raw)
    match data:
        case {"folkmoot": {"format": newer}} if newer != FORMAT:
            raise RecordError(f"This export has the format {newer!r}; I read format {FORMAT}.")
        case {"folkmoot": _}:
            said = _as(data, _HeaderLine).folkmoot
        case _:
            raise RecordError("This is not a Folkmoot export: its header is missing.")
    head = None if said.head is None else Head(said.head.height, said.head.hash)
    return Header(said.commons, head)


def _as(data: object, shape: type[_T]) -> _T:
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        raise RecordError(f"{error}.") from None


# --- verifying ------------------------------------------------------------------------------------


def verify_export(lines: Iterable[bytes], head: Head | None = None) -> Verified | Broken:
    """Check an export line by line: the chain, its own head, a known one, and every text's digest.

    `lines` may be a file opened for reading bytes. The first fault is named with its line.
    """
    known = Verifier(head)
    own: Head | None = None
    number = 0
    try:
        for number, said in read_export(lines):
            if isinstance(said, Header):
                own = said.head
            elif broken := _fault(known, said):
                return Broken(broken.height, f"Line {number}: {broken.why}", number)
    except ExportError as error:
        return Broken(known.count, str(error), error.line)
    verdict = known.finish()
    if isinstance(verdict, Verified) and verdict.head != own:
        said_head = f"entry {own.height}, {own.hash[:8]}…" if own else "an empty record"
        why = f"Its header names another head than the entries have: {said_head}; it was cut."
        return Broken(verdict.count, why, 1)
    return verdict


def check_text(text: Text) -> Broken | None:
    """What is wrong with the words behind a digest, or None."""
    if salted(text.body, text.salt) == text.digest:
        return None
    return Broken(None, f"The text {text.digest[:8]}… was changed: its digest doesn't fit.")


def _fault(known: Verifier, said: Sealed | PublicText) -> Broken | None:
    if isinstance(said, Sealed):
        return known.feed(said)
    return check_text(said)
