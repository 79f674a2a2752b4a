# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written, as functions that run whole on the writer's thread."""

import json
import sqlite3
from contextlib import suppress

from bot.service.ports import AlreadyHandledError, Append, HeightTakenError, ReceiptRow
from storage.sqlite import read, sql
from storage.sqlite.thread import transaction


def append(db: sqlite3.Connection, batch: Append, *, scrub: bool) -> bool:
    """Write a batch, all or nothing; raises HeightTakenError and AlreadyHandledError.

    With `scrub`, erased words are then wiped from the log; gives whether that worked.
    """
    try:
        transaction(db, _append, batch)
    except sqlite3.IntegrityError:
        # Only now, off the hot path, is it asked which inputs they were.
        handled = read.answers(db, [row.source for row in batch.inbox])
        if handled:
            raise AlreadyHandledError(handled) from None
        raise
    return scrub and empty_log(db)


def _append(db: sqlite3.Connection, batch: Append) -> None:
    (height,) = db.execute(sql.HEAD_HEIGHT, (batch.commons,)).fetchone()
    head = -1 if height is None else height
    if head != batch.head:
        raise HeightTakenError(
            f"The record of {batch.commons} ends at height {head}, not {batch.head}."
        )
    _add_record(db, batch)
    _add_wishes(db, batch)
    _erase(db, batch)


def _add_record(db: sqlite3.Connection, batch: Append) -> None:
    """Entries, accounts, skills, texts and handled inputs."""
    name = batch.commons
    if batch.entries:
        db.executemany(
            sql.ADD_ENTRY, [(name, e.height, e.prev, e.hash, e.body) for e in batch.entries]
        )
    if batch.accounts:
        accounts = [
            (name, a.ref, a.salt, a.name, a.display, a.language, a.zone, a.reminders, a.mentions)
            for a in batch.accounts
        ]
        db.executemany(sql.PUT_ACCOUNT, accounts)
    if batch.skills:
        db.executemany(sql.PUT_SKILL, [(name, s.ref, s.word) for s in batch.skills])
    if batch.texts:
        texts = [(name, t.digest, t.salt, t.kind, t.owner, t.body) for t in batch.texts]
        db.executemany(sql.PUT_TEXT, texts)
    if batch.inbox:
        inbox = [(i.source, name, i.ref, i.number, i.mark, i.answer) for i in batch.inbox]
        db.executemany(sql.ADD_INBOX, inbox)


def _add_wishes(db: sqlite3.Connection, batch: Append) -> None:
    """What is to be said and shown, and who is barred."""
    name = batch.commons
    if batch.says:
        says = [
            (name, s.key, s.payload, s.urgency, s.height, s.place, s.ref, s.number, s.attempts)
            for s in batch.says
        ]
        db.executemany(sql.ADD_SAY, says)
    if batch.boards:
        boards = [(name, b.number, b.place, b.wanted, b.done) for b in batch.boards]
        db.executemany(sql.WANT_BOARD, boards)
    if batch.barred:
        barred = [(name, b.digest, b.key, json.dumps(b.numbers)) for b in batch.barred]
        db.executemany(sql.PUT_BARRED, barred)


def _erase(db: sqlite3.Connection, batch: Append) -> None:
    name = batch.commons
    if batch.unbar:
        db.executemany(sql.UNBAR, [(name, digest) for digest in batch.unbar])
    if batch.erase_texts:
        db.executemany(sql.ERASE_TEXT, [(name, digest) for digest in batch.erase_texts])
    if batch.forget:
        refs = [(name, ref) for ref in batch.forget]
        for statement in sql.FORGET:
            db.executemany(statement, refs)


def discard(db: sqlite3.Connection, commons: str) -> bool:
    """Erase a rehearsal; gives whether it is wiped from the log, too."""
    transaction(db, discard_rows, commons)
    return empty_log(db)


def discard_rows(db: sqlite3.Connection, commons: str) -> None:
    """Every row of a rehearsal, within a transaction."""
    for statement in sql.DISCARD:
        db.execute(statement, (commons,))
    db.execute(sql.DISCARD_POSITIONS, (commons,))


def empty_log(db: sqlite3.Connection) -> bool:
    """Empty the write-ahead log, so that erased words are in no file; whether it worked.

    It does not while somebody reads an older state; then it is to be tried again later. What was
    erased is durable already, so a fault here is no fault of the batch.
    """
    with suppress(sqlite3.Error):
        db.execute(sql.NO_WAITING)
        try:
            (busy, _, _) = db.execute(sql.EMPTY_WAL).fetchone()
        finally:
            db.execute(sql.SOME_WAITING)
        return not busy
    return False


def said(db: sqlite3.Connection, commons: str, key: str, receipt: ReceiptRow | None) -> None:
    """A notice is delivered or given up."""
    db.execute(sql.DROP_SAY, (commons, key))
    _put_receipt(db, commons, receipt)


def attempted(db: sqlite3.Connection, commons: str, key: str) -> None:
    """A delivery is about to be tried."""
    db.execute(sql.COUNT_ATTEMPT, (commons, key))


def shown(
    db: sqlite3.Connection,
    commons: str,
    board: tuple[int, str],
    done: int,
    receipt: ReceiptRow | None,
) -> None:
    """A board (number, place) shows the state at height `done`."""
    db.execute(sql.SHOW_BOARD, (done, commons, *board))
    _put_receipt(db, commons, receipt)


def _put_receipt(db: sqlite3.Connection, commons: str, r: ReceiptRow | None) -> None:
    if r is None:
        return
    at = r.sent_at.isoformat()
    row = (commons, r.message, r.place, r.key, r.number, r.kind, r.version, r.content, at)
    db.execute(sql.PUT_RECEIPT, row)


def save_snapshot(
    db: sqlite3.Connection, commons: str, height: int, schema: int, state: bytes
) -> None:
    """Keep a snapshot, unless a newer one is there."""
    db.execute(sql.PUT_SNAPSHOT, (commons, height, schema, state))


def set_position(db: sqlite3.Connection, name: str, value: str | None) -> None:
    """Keep or drop a small state."""
    if value is None:
        db.execute(sql.DROP_POSITION, (name,))
    else:
        db.execute(sql.PUT_POSITION, (name, value))
