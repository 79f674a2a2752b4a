# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which version of the tables a file holds, and how it is brought up to date (by yoyo)."""

import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yoyo import read_migrations
from yoyo.backends.core.sqlite3 import SQLiteBackend
from yoyo.connections import DatabaseURI
from yoyo.migrations import default_migration_table

from bot.service.ports import StoreUnusableError
from storage.sqlite import sql
from storage.sqlite.thread import plain_connection

MIGRATIONS = Path(__file__).parent / "migrations"


class _Backend(SQLiteBackend):  # type: ignore[misc]  # yoyo has no types
    """yoyo on one exact file, without the habits of yoyo's that do not suit a bot's file."""

    def connect(self, dburi: DatabaseURI) -> sqlite3.Connection:
        """A connection of its own: yoyo would share its cache and read `?` in a file name."""
        return plain_connection(Path(dburi.database), "rw")

    def get_log_data(self, migration: Any, operation: str) -> dict[str, Any]:
        """What yoyo logs, but not who ran it on which host.

        Both would be kept for ever, and asking may fail (no such user) or hang (no name server).
        """
        return {
            "id": str(uuid.uuid4()),
            "migration_id": migration.id,
            "migration_hash": migration.hash,
            "username": "",
            "hostname": "",
            "created_at_utc": datetime.now(UTC).replace(tzinfo=None),
            "operation": operation,
        }


def known() -> list[str]:
    """The names of the migrations that this version brings, in order."""
    return sorted(file.stem for file in MIGRATIONS.glob("*.sql"))


def missing(db: sqlite3.Connection, path: Path) -> list[str]:
    """The migrations that the file still needs; all of them for an empty file.

    Raises StoreUnusableError for a newer Folkmoot's file and for another program's.
    """
    tables = {name for (name,) in db.execute(sql.TABLES)}
    if not tables:
        return known()
    if not any(name.startswith(("_yoyo", "yoyo_")) for name in tables):
        raise StoreUnusableError(
            f"{path} is a database of another program: name another file under [storage] url."
        )
    applied: set[str] = set()
    if "_yoyo_migration" in tables:
        applied = {name for (name,) in db.execute(sql.APPLIED)}
    newer = sorted(applied - set(known()))
    if newer:
        raise StoreUnusableError(
            f"{path} was written by a newer Folkmoot ({', '.join(newer)})."
            " Install that version or restore a backup."
        )
    return [name for name in known() if name not in applied]


def migrate(path: Path) -> None:
    """Apply what is missing; the caller holds the file's lock, so yoyo's is never waited for."""
    with _Backend(
        DatabaseURI("sqlite", *[None] * 4, str(path), {}), default_migration_table
    ) as yoyo:
        yoyo.create_lock_table()
        # A process killed while it migrated leaves its row behind.
        yoyo.break_lock()
        yoyo.apply_migrations(yoyo.to_apply(read_migrations(str(MIGRATIONS))))
