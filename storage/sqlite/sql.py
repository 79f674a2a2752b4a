# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every SQL statement of the running store, by name; the tables are in migrations/."""

# --- how a connection behaves ---------------------------------------------------------------------

# What is forgotten must be gone from the file, not only from its index.
SECURE_DELETE = "PRAGMA secure_delete = ON"
WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL would lose acknowledged votes on a power cut.
    "PRAGMA synchronous = FULL",
    SECURE_DELETE,
    # So that INSERT OR REPLACE, too, meets the triggers that guard the record.
    "PRAGMA recursive_triggers = ON",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA cache_size = -32768",
)
READER_PRAGMAS = ("PRAGMA query_only = ON",)

BEGIN = "BEGIN IMMEDIATE"
COMMIT = "COMMIT"
ROLLBACK = "ROLLBACK"
NO_WAITING = "PRAGMA busy_timeout = 0"
SOME_WAITING = "PRAGMA busy_timeout = 5000"
EMPTY_WAL = "PRAGMA wal_checkpoint(TRUNCATE)"

# --- what a batch writes --------------------------------------------------------------------------

HEAD_HEIGHT = "SELECT max(height) FROM entries WHERE commons = ?"
ADD_ENTRY = "INSERT INTO entries (commons, height, prev, hash, body) VALUES (?, ?, ?, ?, ?)"
PUT_ACCOUNT = (
    "INSERT OR REPLACE INTO accounts"
    " (commons, ref, salt, name, display, language, zone, reminders, mentions)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
PUT_SKILL = "INSERT OR REPLACE INTO skills (commons, ref, word) VALUES (?, ?, ?)"
PUT_TEXT = (
    "INSERT OR REPLACE INTO texts (commons, digest, salt, kind, owner, body)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
ADD_INBOX = (
    "INSERT INTO inbox (source, commons, ref, number, mark, answer) VALUES (?, ?, ?, ?, ?, ?)"
)
# A key names one notice: where it waits already, the one that waits (and its attempts) stays.
ADD_SAY = (
    "INSERT OR IGNORE INTO says"
    " (commons, key, payload, urgency, height, place, ref, number, attempts)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
WANT_BOARD = (
    "INSERT INTO boards (commons, number, place, wanted, done) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (commons, number, place)"
    " DO UPDATE SET wanted = max(wanted, excluded.wanted)"
)
PUT_BARRED = "INSERT OR REPLACE INTO barred (commons, digest, key, numbers) VALUES (?, ?, ?, ?)"
UNBAR = "DELETE FROM barred WHERE commons = ? AND digest = ?"
ERASE_TEXT = "DELETE FROM texts WHERE commons = ? AND digest = ?"
FORGET = (
    "DELETE FROM accounts WHERE commons = ? AND ref = ?",
    "DELETE FROM texts WHERE commons = ? AND owner = ?",
    # The row stays, so that a replayed input is still known as handled.
    "UPDATE inbox SET answer = x'' WHERE commons = ? AND ref = ?",
    "DELETE FROM says WHERE commons = ? AND ref = ?",
)

# What a rehearsal kept; the journal's trigger lets go of that, and of nothing else.
DISCARD = tuple(
    f"DELETE FROM {table} WHERE commons = ?"  # noqa: S608 - our own names of tables
    for table in (
        "entries",
        "texts",
        "accounts",
        "skills",
        "barred",
        "inbox",
        "says",
        "boards",
        "receipts",
        "snapshots",
    )
)
DISCARD_POSITIONS = (
    "DELETE FROM positions WHERE name GLOB '*:' || ?1 OR name GLOB '*:' || ?1 || ':*'"
)
REHEARSALS = "SELECT DISTINCT commons FROM entries WHERE commons GLOB '*~rehearsal'"

# --- what delivery and adapters write -------------------------------------------------------------

DROP_SAY = "DELETE FROM says WHERE commons = ? AND key = ?"
COUNT_ATTEMPT = "UPDATE says SET attempts = attempts + 1 WHERE commons = ? AND key = ?"
SHOW_BOARD = "UPDATE boards SET done = ? WHERE commons = ? AND number = ? AND place = ?"
PUT_RECEIPT = (
    "INSERT OR REPLACE INTO receipts"
    " (commons, message, place, key, number, kind, version, content, sent_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
PUT_SNAPSHOT = (
    "INSERT INTO snapshots (commons, height, schema, state) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (commons) DO UPDATE"
    " SET height = excluded.height, schema = excluded.schema, state = excluded.state"
    " WHERE excluded.height >= height"
)
PUT_POSITION = "INSERT OR REPLACE INTO positions (name, value) VALUES (?, ?)"
DROP_POSITION = "DELETE FROM positions WHERE name = ?"

# --- what is read ---------------------------------------------------------------------------------

# Hops from name to name along the index; DISTINCT would walk over every entry.
COMMONS = (
    "WITH RECURSIVE names (name) AS ("
    " SELECT min(commons) FROM entries"
    " UNION ALL"
    " SELECT (SELECT min(commons) FROM entries WHERE commons > name) FROM names"
    " WHERE name IS NOT NULL"
    ") SELECT name FROM names WHERE name IS NOT NULL"
)
# A body is bytes, also after somebody has meddled with it by SQL, which easily makes text of it.
ENTRY = (
    "SELECT height, prev, hash, CAST(body AS BLOB) FROM entries WHERE commons = ? AND height = ?"
)
ENTRIES = (
    "SELECT height, prev, hash, CAST(body AS BLOB) FROM entries WHERE commons = ? AND height > ?"
    " ORDER BY height LIMIT ?"
)
HEAD = (
    "SELECT height, prev, hash, CAST(body AS BLOB) FROM entries WHERE commons = ?"
    " ORDER BY height DESC LIMIT 1"
)
SNAPSHOT = "SELECT height, schema, state FROM snapshots WHERE commons = ?"
ACCOUNTS = (
    "SELECT ref, salt, name, display, language, zone, reminders, mentions FROM accounts"
    " WHERE commons = ? ORDER BY ref"
)
SKILLS = "SELECT ref, word FROM skills WHERE commons = ? ORDER BY ref"
BARRED = "SELECT digest, key, numbers FROM barred WHERE commons = ? ORDER BY digest"
RECENT_RECEIPTS = (
    "SELECT id, message, place, key, number, kind, version, content, sent_at FROM receipts"
    " WHERE commons = ? AND kind = ? ORDER BY id DESC LIMIT ?"
)
RECENT_INBOX = (
    "SELECT source, answer, ref, number, mark FROM inbox WHERE commons = ? ORDER BY id DESC LIMIT ?"
)
TEXTS = (
    "SELECT digest, body FROM texts"
    " WHERE commons = ? AND digest IN (SELECT value FROM json_each(?))"
)
TEXT_ROWS = "SELECT digest, salt, kind, owner, body FROM texts WHERE commons = ? ORDER BY digest"
ANSWERS = "SELECT source, answer FROM inbox WHERE source IN (SELECT value FROM json_each(?))"
ANSWER = "SELECT answer FROM inbox WHERE source = ?"
INBOX_NUMBER = "SELECT commons, number FROM inbox WHERE source = ? AND number IS NOT NULL"
MARKS_OF = (
    "SELECT mark, answer FROM inbox WHERE commons = ? AND number = ? AND mark IS NOT NULL"
    " ORDER BY id"
)
SAYS = (
    "SELECT key, payload, urgency, height, place, ref, number, attempts FROM says"
    " WHERE commons = ? ORDER BY urgency, id"
)
BOARDS = (
    "SELECT number, place, wanted, done FROM boards"
    " WHERE commons = ? AND wanted > done ORDER BY number, place"
)
RECEIPT = (
    "SELECT commons, message, place, key, number, kind, version, content, sent_at FROM receipts"
    " WHERE message = ?"
)
CARD = (
    "SELECT message, place, key, number, kind, version, content, sent_at FROM receipts"
    " WHERE commons = ? AND kind = 'card' AND number = ? AND place = ? ORDER BY id DESC LIMIT 1"
)
POSITION = "SELECT value FROM positions WHERE name = ?"

# --- what tells a file's state --------------------------------------------------------------------

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
APPLIED = "SELECT migration_id FROM _yoyo_migration"
QUICK_CHECK = "PRAGMA quick_check(1)"
FULL_CHECK = "PRAGMA integrity_check(1)"
ONE_FILE = "PRAGMA journal_mode = DELETE"
