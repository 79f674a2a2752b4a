# SPDX-License-Identifier: AGPL-3.0-or-later
"""A SQLite connection on a thread of its own that runs whole functions, not single statements.

Each hop to the thread costs some 50 microseconds, so a transaction makes one hop. That also keeps
it whole: a task that is cancelled while it waits leaves no half-made transaction behind.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import aiosqlite

from storage.sqlite import sql

P = ParamSpec("P")
T = TypeVar("T")


class ConnectionThread(aiosqlite.Connection):
    """aiosqlite's connection, with `run` to hand a whole function to its thread."""

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> T:
        """What `work(connection, …)` returns or raises; calls run one after the other."""
        result: T = await self._execute(work, self._conn, *args, **kw)  # type: ignore[no-untyped-call]
        return result


async def connect(path: Path, mode: str, pragmas: Sequence[str]) -> ConnectionThread:
    """A connection in autocommit; `mode` is "rw", "rwc", "ro", or "ro&immutable=1"."""

    def open_file() -> sqlite3.Connection:
        return plain_connection(path, mode, pragmas)

    connection = ConnectionThread(open_file, iter_chunk_size=1)
    await connection
    return connection


def plain_connection(path: Path, mode: str, pragmas: Sequence[str] = ()) -> sqlite3.Connection:
    """The same, on the caller's thread; raises sqlite3.Error."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in pragmas:
            db.execute(pragma)
    except sqlite3.Error:
        db.close()
        raise
    return db


def transaction(
    db: sqlite3.Connection,
    work: Callable[Concatenate[sqlite3.Connection, P], T],
    /,
    *args: P.args,
    **kw: P.kwargs,
) -> T:
    """Run `work` in a transaction of its own: durable when this returns, else nothing of it."""
    db.execute(sql.BEGIN)
    try:
        result = work(db, *args, **kw)
        db.execute(sql.COMMIT)
    except BaseException:
        # After some faults SQLite has rolled back already; a failing COMMIT leaves it to us.
        if db.in_transaction:
            with suppress(sqlite3.Error):
                db.execute(sql.ROLLBACK)
        raise
    return result
