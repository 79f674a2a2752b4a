# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records wherever they are: those of a database, and the one of an export."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.cli.failures import Failure, Misuse
from bot.cli.wires import Wires
from bot.record.entries import Sealed
from bot.record.export import Text, export_stream
from bot.record.reading import Header, PublicText, check_text, read_export, verify_export
from bot.record.sealing import open_body, show_line
from bot.record.texts import PUBLIC
from bot.record.verification import Broken, Head, Row, Verified, verify_stream
from bot.service.names import plain_name
from bot.service.ports import Store

_DATABASE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Source:
    """Where to look: a database's url, or an export's file; `name` is the one commons wanted."""

    wires: Wires
    url: str
    file: Path | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """One commons' record, ready to be read."""

    name: str
    head: Head | None
    rows: Callable[[], AsyncIterator[Row]]
    texts: list[Any]
    """Things with the shape of bot.record.export.Text."""
    reached: int = -1
    """A height that the record had once, as what is kept beside it knows."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking one record."""

    name: str
    result: Verified | Broken

    @property
    def well(self) -> bool:
        """Whether every seal holds."""
        return isinstance(self.result, Verified)

    def sentence(self) -> str:
        """For people."""
        if isinstance(self.result, Broken):
            return f"{self.name}: {self.result.why}"
        if self.result.head is None:
            return f"{self.name}: the record is empty."
        head = self.result.head
        count = "1 entry is" if self.result.count == 1 else f"{self.result.count} entries are"
        return f"{self.name}: {count} as sealed; the head is {head.height}, {head.hash}."

    def data(self) -> dict[str, Any]:
        """For programs."""
        result = self.result
        if isinstance(result, Broken):
            return {"name": self.name, "well": False, **asdict(result)}
        head = None if result.head is None else asdict(result.head)
        return {"name": self.name, "well": True, "entries": result.count, "head": head}


def is_database(file: Path) -> bool:
    """Whether a file is an SQLite database, by its first bytes."""
    return _begins(file, _DATABASE)


def is_export(file: Path) -> bool:
    """Whether a file begins as an export does; what follows is for the verification."""
    return _begins(file, b"{")


def _begins(file: Path, sign: bytes) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(sign)) == sign
    except OSError as error:
        raise Failure(f"{file} can't be read ({error.strerror}).") from None


async def verdicts(source: Source) -> list[Verdict]:
    """Check every record of the source."""
    if source.file is not None:
        with source.file.open("rb") as lines:
            return [Verdict(str(source.file), verify_export(lines))]
    async with found(source) as all_found:
        return [Verdict(one.name, await _checked(one)) for one in all_found]


async def _checked(one: Found) -> Verified | Broken:
    """Every seal, and the words on cards against the digests that are sealed."""
    result = await verify_stream(one.rows())
    if isinstance(result, Broken):
        return result
    if result.count <= one.reached:
        ends = f"ends at {result.count - 1}" if result.count else "is empty"
        why = f"The record {ends}, but the bot went on to {one.reached}: it was cut."
        return Broken(result.count, why)
    public = (text for text in one.texts if text.kind in PUBLIC)
    return next((broken for text in public if (broken := check_text(text))), result)


@asynccontextmanager
async def found(source: Source) -> AsyncIterator[list[Found]]:
    """The records of the source, as long as the context lasts; at least one."""
    if source.file is not None:
        yield [_exported(source.file)]
        return
    store = await source.wires.store(source.url, readonly=True)
    try:
        names = await store.commons()
        if not names:
            raise Failure("The database holds no record yet.")
        wanted = _wanted(names, source.name)
        yield [await _stored(store, name) for name in wanted]
    finally:
        await store.close()


def _wanted(names: list[str], name: str | None) -> list[str]:
    """The names under which what was asked for is kept; a rehearsal is asked for by either."""
    if name is None:
        return names
    found = next((one for one in names if name in {one, plain_name(one)}), None)
    if found is None:
        known = ", ".join(names)
        raise Misuse(f"There is no commons “{name}” on record; there is {known}.")
    return [found]


async def _stored(store: Store, name: str) -> Found:
    # The texts first: an entry may come to a running bot's record meanwhile, never its words late.
    loaded = await store.load(name)
    head = loaded.head
    known = None if head is None else Head(head.height, head.hash)
    texts = await store.text_rows(name)

    async def rows() -> AsyncIterator[Row]:
        async for row in store.entries(name):
            if known is None or row.height > known.height:
                return
            yield replace(row, body=_as_bytes(row.body))

    shown = (receipt.version for receipt in loaded.receipts)
    return Found(name, known, rows, texts, max(loaded.snapshot_height, *shown, -1))


def _as_bytes(body: object) -> bytes:
    # Whoever meddles with a database by SQL easily turns bytes into text.
    return body if isinstance(body, bytes) else str(body).encode()


def _exported(file: Path) -> Found:
    header: Header | None = None
    entries: list[Sealed] = []
    texts: list[PublicText] = []
    with file.open("rb") as lines:
        for _, said in read_export(lines):
            if isinstance(said, Header):
                header = said
            elif isinstance(said, Sealed):
                entries.append(said)
            else:
                texts.append(said)

    async def rows() -> AsyncIterator[Row]:
        for entry in entries:
            yield entry

    return Found(header.commons if header else "", header.head if header else None, rows, texts)


# --- as lines -------------------------------------------------------------------------------------


async def json_lines(one: Found) -> AsyncIterator[str]:
    """Each entry exactly as it was hashed, with its two hashes."""
    async for row in one.rows():
        yield show_line(row.body, row.prev, row.hash)


async def human_lines(one: Found) -> AsyncIterator[str]:
    """Each entry in a line: height, time, what was asked, what came of it, and its fingerprint."""
    async for row in one.rows():
        data = open_body(row.body)
        when = str(data["at"]).replace("T", " ")
        events = ", ".join(event["type"] for event in data["events"]) or "nothing"
        yield f"{row.height:>6}  {when}  {data['cause']['type']} → {events}  {row.hash[:8]}"


async def export_lines(one: Found) -> AsyncIterator[str]:
    """The whole export, without its lines' ends."""
    texts: list[Text] = one.texts
    async for line in export_stream(one.name, one.head, one.rows(), texts):
        yield line.decode().rstrip("\n")
