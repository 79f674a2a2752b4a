# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is read, as functions that run whole on a reader's thread."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.service.ports import (
    AccountRow,
    BarredRow,
    BoardRow,
    EntryRow,
    InboxRow,
    Loaded,
    ReceiptRow,
    SayRow,
    SkillRow,
    TextRow,
)
from storage.sqlite import sql

RECENT = 10_000
"""How many handled inputs, and receipts of each kind, a start gets at once."""


def commons(db: sqlite3.Connection) -> list[str]:
    """Every commons that has an entry, by name."""
    return [name for (name,) in db.execute(sql.COMMONS)]


def load(db: sqlite3.Connection, name: str) -> Loaded:
    """What a start needs, all of one state of the file; lists of the newest run oldest first."""
    db.execute("BEGIN")
    try:
        snapshot = db.execute(sql.SNAPSHOT, (name,)).fetchone()
        head = db.execute(sql.HEAD, (name,)).fetchone()
        height, schema, state = snapshot or (-1, 0, None)
        return Loaded(
            snapshot_height=height,
            snapshot_schema=schema,
            snapshot=state,
            head=EntryRow(*head) if head else None,
            accounts=[
                AccountRow(*[*row, bool(reminders), bool(mentions)])
                for *row, reminders, mentions in db.execute(sql.ACCOUNTS, (name,))
            ],
            skills=[SkillRow(*row) for row in db.execute(sql.SKILLS, (name,))],
            barred=[
                BarredRow(digest, key, tuple(json.loads(numbers)))
                for digest, key, numbers in db.execute(sql.BARRED, (name,))
            ],
            receipts=_recent_receipts(db, name),
            recent=[
                InboxRow(*row)
                for row in db.execute(sql.RECENT_INBOX, (name, RECENT)).fetchall()[::-1]
            ],
        )
    finally:
        db.execute(sql.COMMIT)


def _recent_receipts(db: sqlite3.Connection, name: str) -> list[ReceiptRow]:
    # Counted apart, so that many notices never push the live cards out.
    rows = [
        row
        for kind in ("card", "notice")
        for row in db.execute(sql.RECENT_RECEIPTS, (name, kind, RECENT))
    ]
    rows.sort()
    return [_receipt(row[1:]) for row in rows]


def _receipt(row: Sequence[Any]) -> ReceiptRow:
    *fields, at = row
    return ReceiptRow(*[*fields, datetime.fromisoformat(at)])


def entries(db: sqlite3.Connection, name: str, after: int, limit: int) -> list[EntryRow]:
    """At most `limit` entries above a height, in order."""
    return [EntryRow(*row) for row in db.execute(sql.ENTRIES, (name, after, limit))]


def entry(db: sqlite3.Connection, name: str, height: int) -> EntryRow | None:
    """One entry."""
    row = db.execute(sql.ENTRY, (name, height)).fetchone()
    return EntryRow(*row) if row else None


def texts(db: sqlite3.Connection, name: str, digests: Sequence[str]) -> dict[str, str]:
    """The words behind the digests that are kept."""
    return dict(db.execute(sql.TEXTS, (name, json.dumps(list(digests)))).fetchall())


def text_rows(db: sqlite3.Connection, name: str) -> list[TextRow]:
    """Every kept text, by digest."""
    return [TextRow(*row) for row in db.execute(sql.TEXT_ROWS, (name,))]


def answers(db: sqlite3.Connection, sources: Sequence[str]) -> dict[str, bytes]:
    """The answers of those inputs that were handled."""
    return dict(db.execute(sql.ANSWERS, (json.dumps(list(sources)),)).fetchall())


def answer(db: sqlite3.Connection, source: str) -> bytes | None:
    """What one input was answered."""
    row: tuple[bytes] | None = db.execute(sql.ANSWER, (source,)).fetchone()
    return row[0] if row else None


def inbox_number(db: sqlite3.Connection, source: str) -> tuple[str, int] | None:
    """The commons and number that an input made or touched."""
    row: tuple[str, int] | None = db.execute(sql.INBOX_NUMBER, (source,)).fetchone()
    return row


def marks_of(db: sqlite3.Connection, name: str, number: int) -> dict[str, bytes]:
    """All marks ever placed on a card, in order of first handling, with their newest answers."""
    return dict(db.execute(sql.MARKS_OF, (name, number)).fetchall())


def says(db: sqlite3.Connection, name: str) -> list[SayRow]:
    """Waiting notices, most urgent first, then oldest first."""
    return [SayRow(*row) for row in db.execute(sql.SAYS, (name,))]


def boards(db: sqlite3.Connection, name: str) -> list[BoardRow]:
    """Cards that do not show their newest state, by number and place."""
    return [BoardRow(*row) for row in db.execute(sql.BOARDS, (name,))]


def receipt(db: sqlite3.Connection, message: str) -> tuple[str, ReceiptRow] | None:
    """The commons and the receipt of a message of ours."""
    row = db.execute(sql.RECEIPT, (message,)).fetchone()
    return (row[0], _receipt(row[1:])) if row else None


def card(db: sqlite3.Connection, name: str, number: int, place: str) -> ReceiptRow | None:
    """The newest receipt of a card in a place."""
    row = db.execute(sql.CARD, (name, number, place)).fetchone()
    return _receipt(row) if row else None


def position(db: sqlite3.Connection, name: str) -> str | None:
    """A small state."""
    row: tuple[str] | None = db.execute(sql.POSITION, (name,)).fetchone()
    return row[0] if row else None
