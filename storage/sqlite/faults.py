# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLite's error codes as plain sentences: what is wrong with which file, and the mend."""

import sqlite3
from pathlib import Path

_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "The disk that holds {path} is full; nothing was written: make room, and it goes on."
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk that holds {path} refused to read or write (disk I/O error);"
        " nothing was written: check the disk and its free space."
    ),
    sqlite3.SQLITE_READONLY: (
        "{path} is read-only; nothing was written:"
        " give the bot's user the right to write the file and its folder."
    ),
    sqlite3.SQLITE_PERM: (
        "{path} may not be used by this user: give the bot's user the right to read and write it."
    ),
    sqlite3.SQLITE_BUSY: (
        "{path} is being written by another program; nothing was written: close that program."
    ),
    sqlite3.SQLITE_LOCKED: (
        "{path} is being written by another program; nothing was written: close that program."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "{path} is damaged: stop the bot and restore a backup with `folkmoot restore`."
    ),
    sqlite3.SQLITE_NOTADB: (
        "{path} is not a database: name another file under [storage] url, or restore a backup."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{path} can't be opened: check that the file and its folder exist"
        " and that the bot's user may read and write them."
    ),
}


def sentence(fault: sqlite3.Error | OSError, path: Path) -> str:
    """One plain sentence on a fault of the database file at `path`."""
    # The lower byte is the family; the rest says which call of it failed.
    family = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if family in _SENTENCES:
        return _SENTENCES[family].format(path=path)
    return f"{path} can't be used now ({fault}): check the disk, or restore a backup."
