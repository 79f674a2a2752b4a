# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record as a file that anybody can take along: JSON lines, each on its own.

First a header `{"folkmoot": {"format": 1, "commons": …, "head": {"height": …, "hash": …}}}`
(head null for an empty record), then every entry exactly as `record show --json` prints it, then
the words that stand on cards as `{"text": {"digest", "kind", "salt", "body"}}`, the salt in hex.
Names of accounts, and texts that were erased, are not in it. bot.record.reading reads it.
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Protocol

from bot.record.canonical import canonical
from bot.record.sealing import show_line
from bot.record.texts import PUBLIC
from bot.record.verification import Head, Row

FORMAT = 1


class Text(Protocol):
    """A person's words as a store keeps them."""

    @property
    def digest(self) -> str:
        """What the record calls them."""

    @property
    def kind(self) -> str:
        """What they are on a card."""

    @property
    def salt(self) -> bytes:
        """What was digested before them."""

    @property
    def body(self) -> str:
        """The words."""


def header_line(commons: str, head: Head | None) -> bytes:
    """Return the first line of an export, with its line's end."""
    said = None if head is None else {"height": head.height, "hash": head.hash}
    data = {"folkmoot": {"format": FORMAT, "commons": commons, "head": said}}
    return canonical(data) + b"\n"


def entry_line(row: Row) -> bytes:
    """Return the line of an entry, with its end; raises RecordError as `show_line`."""
    return show_line(row.body, row.prev, row.hash).encode() + b"\n"


def text_lines(texts: Iterable[Text]) -> Iterator[bytes]:
    """Yield the lines of those texts that are public, in the order of their digests."""
    for text in sorted((text for text in texts if text.kind in PUBLIC), key=lambda t: t.digest):
        said = {"digest": text.digest, "kind": text.kind, "salt": text.salt.hex()}
        yield canonical({"text": {**said, "body": text.body}}) + b"\n"


def export_lines(
    commons: str, head: Head | None, rows: Iterable[Row], texts: Iterable[Text]
) -> Iterator[bytes]:
    """Yield a whole export line by line; `rows` are all entries up to the head, in order."""
    yield header_line(commons, head)
    for row in rows:
        yield entry_line(row)
    yield from text_lines(texts)


async def export_stream(
    commons: str, head: Head | None, rows: AsyncIterable[Row], texts: Iterable[Text]
) -> AsyncIterator[bytes]:
    """`export_lines` for entries that come from a store."""
    yield header_line(commons, head)
    async for row in rows:
        yield entry_line(row)
    for line in text_lines(texts):
        yield line
