-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The founding tables. Every migration must bear being applied twice (IF NOT EXISTS): a process may
-- be killed after a migration's effects are durable and before it is noted as applied.

-- The record. `body` is the canonical JSON that was hashed; nothing here ever changes.
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY,
    commons TEXT NOT NULL,
    height INTEGER NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (commons, height)
);

CREATE TRIGGER IF NOT EXISTS entries_never_change BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries of the record are never changed');
END;

-- A rehearsal is no record: nothing of it is kept. No commons can have a name with a tilde in it.
CREATE TRIGGER IF NOT EXISTS entries_never_go BEFORE DELETE ON entries
WHEN OLD.commons NOT GLOB '*~rehearsal'
BEGIN
    SELECT RAISE(ABORT, 'entries of the record are never deleted');
END;

-- People's words beside the record; `owner` is the account whose forgetting erases them.
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY,
    commons TEXT NOT NULL,
    digest TEXT NOT NULL,
    salt BLOB NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (commons, digest)
);

CREATE INDEX IF NOT EXISTS texts_by_owner ON texts (commons, owner);

CREATE TABLE IF NOT EXISTS accounts (
    commons TEXT NOT NULL,
    ref TEXT NOT NULL,
    salt BLOB NOT NULL,
    name TEXT NOT NULL,
    display TEXT,
    language TEXT,
    zone TEXT,
    reminders INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (commons, ref)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS skills (
    commons TEXT NOT NULL,
    ref TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (commons, ref)
) WITHOUT ROWID;

-- Forgotten accounts, barred from the polls that were open. `numbers` is a JSON list.
CREATE TABLE IF NOT EXISTS barred (
    commons TEXT NOT NULL,
    digest TEXT NOT NULL,
    key BLOB NOT NULL,
    numbers TEXT NOT NULL,
    PRIMARY KEY (commons, digest)
) WITHOUT ROWID;

-- Every handled input, once. `id` is the order of handling. `ref` has no index: keeping one in order
-- would halve the pace of every batch, and only a forgetting, which is rare, would use it.
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    commons TEXT NOT NULL,
    ref TEXT,
    number INTEGER,
    mark TEXT,
    answer BLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS inbox_by_age ON inbox (commons);

CREATE INDEX IF NOT EXISTS inbox_marks ON inbox (commons, number) WHERE mark IS NOT NULL;

-- Notices that wait for their delivery.
CREATE TABLE IF NOT EXISTS says (
    id INTEGER PRIMARY KEY,
    commons TEXT NOT NULL,
    key TEXT NOT NULL,
    payload BLOB NOT NULL,
    urgency TEXT NOT NULL,
    height INTEGER NOT NULL,
    place TEXT,
    ref TEXT,
    number INTEGER,
    attempts INTEGER NOT NULL,
    UNIQUE (commons, key)
);

-- Live cards: the height that last touched each, and the height that its room shows.
CREATE TABLE IF NOT EXISTS boards (
    commons TEXT NOT NULL,
    number INTEGER NOT NULL,
    place TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    done INTEGER NOT NULL,
    PRIMARY KEY (commons, number, place)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS boards_wanted ON boards (commons) WHERE wanted > done;

-- Our messages in rooms. `id` is the order in which they were last sent or edited.
CREATE TABLE IF NOT EXISTS receipts (
    id INTEGER PRIMARY KEY,
    message TEXT NOT NULL UNIQUE,
    commons TEXT NOT NULL,
    place TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    sent_at TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS receipts_by_age ON receipts (commons, kind);
CREATE INDEX IF NOT EXISTS receipts_of_cards ON receipts (commons, number, place)
    WHERE kind = 'card';

CREATE TABLE IF NOT EXISTS snapshots (
    commons TEXT PRIMARY KEY,
    height INTEGER NOT NULL,
    schema INTEGER NOT NULL,
    state BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS positions (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
