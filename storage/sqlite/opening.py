# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a file: what is wrong with it is said before anything is read or written."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from bot.service.ports import StoreUnusableError
from storage.sqlite import schema, sql, write
from storage.sqlite.faults import sentence
from storage.sqlite.store import SqliteStore
from storage.sqlite.thread import connect, plain_connection

CHECKED_UP_TO = 64 * 1024 * 1024
"""Files up to this size are checked whole at opening; larger ones would delay a start."""


async def open_sqlite(path: Path) -> SqliteStore:
    """Open for writing, make it where it is missing, bring it up to date; one process at a time.

    Raises StoreUnusableError.
    """
    path = real(path)
    lock = await asyncio.to_thread(prepare, path)
    try:
        with plainly(path):
            writer = await connect(path, "rw", sql.WRITER_PRAGMAS)
            try:
                # What a killed process had erased may still stand in the log.
                await writer.run(write.empty_log)
                reader = await connect(path, "ro", sql.READER_PRAGMAS)
            except BaseException:
                await writer.close()
                raise
    except BaseException:
        lock.release()
        raise
    return SqliteStore(path, reader, writer, lock)


async def open_readonly(path: Path) -> SqliteStore:
    """Open for reading only, beside a running bot or without; nothing is locked or changed.

    Raises StoreUnusableError.
    """
    path = real(path)
    mode = await asyncio.to_thread(_readable_mode, path)
    with plainly(path):
        reader = await connect(path, mode, sql.READER_PRAGMAS)
    return SqliteStore(path, reader, writer=None, lock=None)


def real(path: Path) -> Path:
    """The file itself, so that two spellings of one path meet at one lock."""
    return path.expanduser().resolve()


def prepare(path: Path) -> BaseFileLock:
    """Check the place, take the lock, check the file and bring it up to date; gives the lock."""
    _require_place(path)
    lock = take_lock(path)
    try:
        make_private(path)
        with plainly(path):
            with closing(plain_connection(path, "rw")) as db:
                _require_sound(db, path)
                missing = schema.missing(db, path)
                # Only now: another program's database is none of ours to change.
                db.execute(sql.WRITER_PRAGMAS[0])
            if missing:
                schema.migrate(path)
    except BaseException:
        lock.release()
        raise
    return lock


def take_lock(path: Path) -> BaseFileLock:
    """Take the lock beside the file, or say that another process has it.

    The kernel holds it for the process, so it ends with the process however that ends.
    """
    lock = FileLock(f"{path}.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreUnusableError(
            f"{path} is in use by another running folkmoot: stop that one first,"
            " or name another file under [storage] url."
        ) from None
    except (OSError, NotImplementedError) as fault:
        raise StoreUnusableError(
            f"{path}.lock can't be locked ({fault}):"
            " give the bot's user the right to write it, on a disk that knows file locks."
        ) from fault
    return lock


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite or the disk refuses into StoreUnusableError's plain sentence."""
    try:
        yield
    except (sqlite3.Error, OSError) as fault:
        raise StoreUnusableError(sentence(fault, path)) from fault


def _require_place(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise StoreUnusableError(
            f"{folder} is not a folder, so {path.name} can't be kept there:"
            " create it or change [storage] url."
        )
    _require_no_folder(path)
    for place, what in ((folder, "folder"), (path, "file")):
        if place.exists() and not os.access(place, os.R_OK | os.W_OK):
            raise StoreUnusableError(
                f"{place} is read-only for this user:"
                f" give the bot's user the right to write the {what}."
            )


def _require_no_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreUnusableError(f"{path} is a folder: name a file under [storage] url.")


def make_private(path: Path) -> None:
    """Make the file where it is missing, for its owner alone: it will hold people's names."""
    with plainly(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _require_sound(db: sqlite3.Connection, path: Path) -> None:
    # Beyond that size, a damage is found and said when what is damaged is read.
    if path.stat().st_size > CHECKED_UP_TO:
        return
    require_checked(db, path, sql.QUICK_CHECK)


def require_checked(db: sqlite3.Connection, path: Path, check: str) -> None:
    """Run one of SQLite's own checks; raises StoreUnusableError if it finds a damage."""
    (found,) = db.execute(check).fetchone()
    if found != "ok":
        raise StoreUnusableError(
            f"{path} is damaged: stop the bot and restore a backup with `folkmoot restore`."
        )


def _readable_mode(path: Path) -> str:
    """How the file can be read here, once it is known to hold this version's tables."""
    _require_no_folder(path)
    if not path.is_file() or not path.stat().st_size:
        raise StoreUnusableError(
            f"{path} holds no record yet: start `folkmoot run` first, or change [storage] url."
        )
    mode = "ro"
    # Readers make a small file beside the database. Where they can't, it can be read as it stands,
    # but only without a log: that is there while a bot runs, and after one was killed.
    if not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        mode = "ro&immutable=1"
    with plainly(path), closing(plain_connection(path, mode, sql.READER_PRAGMAS)) as db:
        if schema.missing(db, path):
            raise StoreUnusableError(
                f"{path} was written by an older Folkmoot:"
                " start `folkmoot run` once to bring it up to date."
            )
    return mode
