# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store on one SQLite file: opening it, and its backups."""

from storage.sqlite.backup import backup, restore
from storage.sqlite.opening import open_readonly, open_sqlite
from storage.sqlite.store import SqliteStore

__all__ = ["SqliteStore", "backup", "open_readonly", "open_sqlite", "restore"]
