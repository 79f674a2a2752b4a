# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies of a database file, and the way back; plain functions for the command line.

All raise StoreUnusableError with one plain sentence.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.service.ports import StoreUnusableError
from storage.sqlite import schema, sql, write
from storage.sqlite.opening import make_private, plainly, real, require_checked, take_lock
from storage.sqlite.thread import plain_connection, transaction


def backup(url: str, target: Path) -> None:
    """Copy the database of a storage url into one new file, also while a bot writes to it."""
    source = database_of(url)
    target = target.expanduser()
    _reserve(target)
    try:
        _copy(source, target).replace(target)
    except BaseException:
        target.unlink()
        raise
    _make_durable(target.parent)


def restore(source: Path, url: str, *, replace: bool = False) -> None:
    """Put a backup in the place of a storage url's database, while no bot runs on it."""
    source = source.expanduser()
    target = database_of(url)
    if not target.parent.is_dir():
        raise StoreUnusableError(
            f"{target.parent} is not a folder: create it or change [storage] url."
        )
    lock = take_lock(target)
    try:
        if target.exists() and not replace:
            raise StoreUnusableError(f"{target} exists already: move it away, or add --replace.")
        part = _copy(source, target)
        with plainly(target):
            _drop_log(target)
            part.replace(target)
            _make_durable(target.parent)
    finally:
        lock.release()


def database_of(url: str) -> Path:
    """The file of a storage url; raises StoreUnusableError where there is none."""
    scheme, colon, path = url.partition(":")
    if scheme != "sqlite" or not colon or not path:
        raise StoreUnusableError(
            f'"{url}" names no database file: a backup is made of "sqlite:PATH".'
        )
    return real(Path(path))


def _reserve(target: Path) -> None:
    """Make an empty file of that name, which nobody has made before or makes meanwhile."""
    try:
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise StoreUnusableError(
            f"{target} exists already: name a new file for the backup."
        ) from None
    except OSError as fault:
        raise StoreUnusableError(
            f"{target} can't be written ({fault.strerror}): name a file in a folder that can."
        ) from fault


def _copy(source: Path, target: Path) -> Path:
    """A checked copy of a database beside `target`, durable, in one file; gives its path."""
    if not source.is_file():
        raise StoreUnusableError(f"{source} does not exist: name a database file.")
    part = target.with_name(f"{target.name}.part")
    try:
        with plainly(source), closing(plain_connection(source, "ro")) as origin:
            _require_record(origin, source)
            part.unlink(missing_ok=True)
            make_private(part)
            with plainly(part), closing(plain_connection(part, "rw")) as copy:
                origin.backup(copy)
                copy.execute(sql.ONE_FILE)
                require_checked(copy, source, sql.FULL_CHECK)
                _leave_out_rehearsals(copy)
        with plainly(part), part.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return part


def _leave_out_rehearsals(copy: sqlite3.Connection) -> None:
    """Nothing of a rehearsal is kept, in a copy neither."""
    copy.execute(sql.SECURE_DELETE)
    for (name,) in copy.execute(sql.REHEARSALS).fetchall():
        transaction(copy, write.discard_rows, name)


def _require_record(db: sqlite3.Connection, path: Path) -> None:
    if schema.missing(db, path) == schema.known():
        raise StoreUnusableError(f"{path} holds no record: name another file.")


def _drop_log(target: Path) -> None:
    """Remove the old database's write-ahead log, which must not be applied to the new one."""
    if target.exists():
        # First into the old file: if we are stopped right here, it is still whole.
        with suppress(sqlite3.Error), closing(plain_connection(target, "rw")) as old:
            old.execute(sql.EMPTY_WAL)
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)


def _make_durable(folder: Path) -> None:
    """Make the folder's new names survive a power cut, where its file system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
