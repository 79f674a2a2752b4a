# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store in memory, for tests and the demo: the same answers and errors, nothing kept."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

from bot.service.ports import (
    AccountRow,
    AlreadyHandledError,
    Append,
    BarredRow,
    BoardRow,
    EntryRow,
    HeightTakenError,
    InboxRow,
    Loaded,
    ReceiptRow,
    SayRow,
    SkillRow,
    StoreUnavailableError,
    TextRow,
)
from storage.batches import require_rehearsal, require_well_formed

RECENT = 10_000
"""How many handled inputs, and receipts of each kind, a start gets at once."""


@dataclass(slots=True)
class _Commons:
    """What is kept for one commons; dicts keep their order of insertion."""

    entries: list[EntryRow] = field(default_factory=list)
    texts: dict[str, TextRow] = field(default_factory=dict)
    accounts: dict[str, AccountRow] = field(default_factory=dict)
    skills: dict[str, SkillRow] = field(default_factory=dict)
    barred: dict[str, BarredRow] = field(default_factory=dict)
    says: dict[str, SayRow] = field(default_factory=dict)
    boards: dict[tuple[int, str], BoardRow] = field(default_factory=dict)
    marks: dict[int, dict[str, str]] = field(default_factory=dict)
    snapshot: tuple[int, int, bytes | None] = (-1, 0, None)


class MemoryStore:
    """A `bot.service.ports.Store` of dicts."""

    def __init__(self) -> None:
        self._kept: dict[str, _Commons] = {}
        self._inbox: dict[str, tuple[str, InboxRow]] = {}
        self._receipts: dict[str, tuple[str, ReceiptRow]] = {}
        self._positions: dict[str, str] = {}
        self._closed = False

    async def close(self) -> None:
        """Refuse everything from now on."""
        self._closed = True

    # --- writing ----------------------------------------------------------------------------------

    async def append(self, batch: Append) -> None:
        """Write all of it or nothing."""
        require_well_formed(batch)
        self._require_open()
        head = len(self._of(batch.commons).entries) - 1
        if head != batch.head:
            raise HeightTakenError(
                f"The record of {batch.commons} ends at height {head}, not {batch.head}."
            )
        handled = {
            row.source: self._inbox[row.source][1].answer
            for row in batch.inbox
            if row.source in self._inbox
        }
        if handled:
            raise AlreadyHandledError(handled)
        kept = self._kept.setdefault(batch.commons, _Commons())
        self._add(kept, batch)
        self._erase(kept, batch)

    def _add(self, kept: _Commons, batch: Append) -> None:
        kept.entries.extend(batch.entries)
        kept.accounts.update((row.ref, row) for row in batch.accounts)
        kept.skills.update((row.ref, row) for row in batch.skills)
        kept.texts.update((row.digest, row) for row in batch.texts)
        kept.barred.update((row.digest, row) for row in batch.barred)
        self._inbox.update((row.source, (batch.commons, row)) for row in batch.inbox)
        for row in batch.inbox:
            if row.mark is not None and row.number is not None:
                kept.marks.setdefault(row.number, {})[row.mark] = row.source
        for say in batch.says:
            # A key names one notice: where it waits already, the one that waits stays.
            kept.says.setdefault(say.key, say)
        for board in batch.boards:
            old = kept.boards.setdefault((board.number, board.place), board)
            wanted = max(old.wanted, board.wanted)
            kept.boards[board.number, board.place] = replace(old, wanted=wanted)

    def _erase(self, kept: _Commons, batch: Append) -> None:
        for digest in batch.unbar:
            kept.barred.pop(digest, None)
        for digest in batch.erase_texts:
            kept.texts.pop(digest, None)
        forget = set(batch.forget)
        if not forget:
            return
        for ref in forget:
            kept.accounts.pop(ref, None)
        kept.texts = {key: row for key, row in kept.texts.items() if row.owner not in forget}
        kept.says = {key: row for key, row in kept.says.items() if row.ref not in forget}
        for source, (commons, row) in self._inbox.items():
            if commons == batch.commons and row.ref in forget:
                self._inbox[source] = (commons, replace(row, answer=b""))

    async def discard(self, commons: str) -> None:
        """Erase all that a rehearsal kept."""
        require_rehearsal(commons)
        self._require_open()
        self._kept.pop(commons, None)
        self._inbox = {key: one for key, one in self._inbox.items() if one[0] != commons}
        self._receipts = {key: one for key, one in self._receipts.items() if one[0] != commons}
        ours = f":{commons}:"
        self._positions = {
            name: value for name, value in self._positions.items() if ours not in f"{name}:"
        }

    async def save_snapshot(self, commons: str, height: int, schema: int, state: bytes) -> None:
        """Keep a snapshot, unless a newer one is there; older ones go."""
        self._require_open()
        kept = self._kept.setdefault(commons, _Commons())
        if height >= kept.snapshot[0]:
            kept.snapshot = (height, schema, state)

    async def said(self, commons: str, key: str, receipt: ReceiptRow | None) -> None:
        """A notice is delivered, or given up."""
        self._of(commons).says.pop(key, None)
        self._put_receipt(commons, receipt)

    async def attempted(self, commons: str, key: str) -> None:
        """Count a delivery that is about to be tried."""
        says = self._of(commons).says
        if key in says:
            says[key] = replace(says[key], attempts=says[key].attempts + 1)

    async def shown(
        self, commons: str, number: int, place: str, done: int, receipt: ReceiptRow | None
    ) -> None:
        """A board shows the state at height `done`."""
        boards = self._of(commons).boards
        if (number, place) in boards:
            boards[number, place] = replace(boards[number, place], done=done)
        self._put_receipt(commons, receipt)

    def _put_receipt(self, commons: str, receipt: ReceiptRow | None) -> None:
        if receipt is not None:
            # Taken out first, so that an edited message counts as a new one.
            self._receipts.pop(receipt.message, None)
            self._receipts[receipt.message] = (commons, receipt)

    async def set_position(self, name: str, value: str | None) -> None:
        """Keep a small state, or drop it (None)."""
        self._require_open()
        if value is None:
            self._positions.pop(name, None)
        else:
            self._positions[name] = value

    # --- reading ----------------------------------------------------------------------------------

    async def commons(self) -> list[str]:
        """Every commons that has a record, by name."""
        self._require_open()
        return sorted(name for name, kept in self._kept.items() if kept.entries)

    async def load(self, commons: str) -> Loaded:
        """What a start needs; lists of the newest run from the oldest of them on."""
        kept = self._of(commons)
        receipts = [row for name, row in self._receipts.values() if name == commons]
        old = {
            row.message
            for kind in ("card", "notice")
            for row in [row for row in receipts if row.kind == kind][:-RECENT]
        }
        height, schema, state = kept.snapshot
        return Loaded(
            snapshot_height=height,
            snapshot_schema=schema,
            snapshot=state,
            head=kept.entries[-1] if kept.entries else None,
            accounts=[kept.accounts[key] for key in sorted(kept.accounts)],
            skills=[kept.skills[key] for key in sorted(kept.skills)],
            barred=[kept.barred[key] for key in sorted(kept.barred)],
            receipts=[row for row in receipts if row.message not in old],
            recent=[row for name, row in self._inbox.values() if name == commons][-RECENT:],
        )

    async def entries(self, commons: str, after: int = -1) -> AsyncIterator[EntryRow]:
        """The entries above a height, in order; what is appended meanwhile comes too."""
        while rows := self._of(commons).entries[after + 1 : after + 1001]:
            for row in rows:
                yield row
            after = rows[-1].height

    async def entry(self, commons: str, height: int) -> EntryRow | None:
        """One entry."""
        entries = self._of(commons).entries
        return entries[height] if 0 <= height < len(entries) else None

    async def texts(self, commons: str, digests: Sequence[str]) -> dict[str, str]:
        """The words behind the digests; erased ones are missing."""
        texts = self._of(commons).texts
        return {digest: texts[digest].body for digest in digests if digest in texts}

    async def text_rows(self, commons: str) -> list[TextRow]:
        """Every kept text, by digest."""
        texts = self._of(commons).texts
        return [texts[digest] for digest in sorted(texts)]

    async def answer(self, source: str) -> bytes | None:
        """What an input was answered, if it was handled."""
        self._require_open()
        return self._inbox[source][1].answer if source in self._inbox else None

    async def inbox_number(self, source: str) -> tuple[str, int] | None:
        """The commons and number that an input made or touched."""
        self._require_open()
        commons, row = self._inbox.get(source, ("", None))
        return (commons, row.number) if row is not None and row.number is not None else None

    async def marks_of(self, commons: str, number: int) -> dict[str, bytes]:
        """All marks ever placed on a card, the first handled first, with their newest answers."""
        sources = self._of(commons).marks.get(number, {})
        return {mark: self._inbox[source][1].answer for mark, source in sources.items()}

    async def says(self, commons: str) -> list[SayRow]:
        """Notices not delivered yet, most urgent first, then oldest first."""
        return sorted(self._of(commons).says.values(), key=lambda row: row.urgency)

    async def boards(self, commons: str) -> list[BoardRow]:
        """Cards whose wanted height is above what was delivered, by number and place."""
        boards = self._of(commons).boards
        return [boards[key] for key in sorted(boards) if boards[key].wanted > boards[key].done]

    async def receipt(self, message: str) -> tuple[str, ReceiptRow] | None:
        """The commons and the receipt of a message of ours."""
        self._require_open()
        return self._receipts.get(message)

    async def card(self, commons: str, number: int, place: str) -> ReceiptRow | None:
        """The newest receipt of a card in a place."""
        self._require_open()
        shown = [
            row
            for name, row in self._receipts.values()
            if (name, row.kind, row.number, row.place) == (commons, "card", number, place)
        ]
        return shown[-1] if shown else None

    async def position(self, name: str) -> str | None:
        """A small state."""
        self._require_open()
        return self._positions.get(name)

    # --- within -----------------------------------------------------------------------------------

    def _of(self, commons: str) -> _Commons:
        """What is kept for a commons; an unknown one is empty."""
        self._require_open()
        return self._kept.get(commons) or _Commons()

    def _require_open(self) -> None:
        if self._closed:
            raise StoreUnavailableError("The store is closed already; nothing was done.")
