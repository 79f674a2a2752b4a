# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that can't be used: each command says so in one plain sentence, and touches nothing.

Status 2 where `run` was pointed at something that can't work, 1 where a look at it failed.
"""

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.faults.calling import Folder, folder_at

HOUR = 3600.0

COMMANDS = (("run",), ("status",), ("record", "verify"), ("record", "show", "--json"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return folder_at(tmp_path)


def overwritten(file: Path) -> None:
    """Garbage from end to end."""
    file.write_bytes(b"\xff\x00garbage" * 5000)


def cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def of_a_newer_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(
            "INSERT INTO _yoyo_migration (migration_hash, migration_id) VALUES ('x', '0099-later')"
        )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (overwritten, "is not a database"),
        (cut_short, "is damaged"),
        (of_a_newer_version, "was written by a newer Folkmoot"),
    ],
)
def test_a_database_that_cannot_be_used(
    folder: Folder, words: tuple[str, ...], spoil: Callable[[Path], None], says: str
) -> None:
    folder.record()
    spoil(folder.database)
    before = folder.database.read_bytes()
    told = folder.call(*words)
    assert says in told.sentence
    assert str(folder.database) in told.sentence
    assert told.status == (2 if words == ("run",) else 1)
    assert told.out == ""
    assert folder.database.read_bytes() == before


@pytest.mark.parametrize("words", COMMANDS[1:], ids=" ".join)
def test_no_database_yet(folder: Folder, words: tuple[str, ...]) -> None:
    told = folder.call(*words)
    assert "holds no record yet" in told.sentence
    assert told.status == 1
    assert not folder.database.exists()


@pytest.fixture
def fixed_folder(folder: Folder) -> Iterator[Folder]:
    """A folder on a disk that is mounted read-only, where this user may mount one."""
    inner = folder.path / "disk"
    inner.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(inner)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a disk")
    fixed = folder_at(inner)
    fixed.record()
    subprocess.run(["mount", "-o", "remount,ro", str(inner)], check=True)
    yield fixed
    subprocess.run(["umount", "--lazy", str(inner)], check=True)


def test_a_disk_that_can_only_be_read(fixed_folder: Folder) -> None:
    told = fixed_folder.call("run")
    assert "read-only" in told.sentence
    assert told.status == 2
    for words in COMMANDS[1:]:
        told = fixed_folder.call(*words)
        assert told.status == 0, told.err
        assert told.err == ""


def test_a_clock_before_the_records_head(folder: Folder) -> None:
    folder.record()
    head = folder.call("record", "verify").out
    told = folder.call("run", ahead=-HOUR)
    assert "set the clock right" in told.sentence
    assert told.status == 1
    for words in COMMANDS[1:]:
        assert folder.call(*words, ahead=-HOUR).status == 0
    assert folder.call("record", "verify").out == head


def test_an_entry_of_a_newer_version(folder: Folder) -> None:
    folder.record()
    with closing(sqlite3.connect(folder.database)) as db, db:
        (height, head), *_ = db.execute("SELECT height, hash FROM entries ORDER BY height DESC")
        newer = {
            "at": "2026-01-01T00:00:00.000Z",
            "cause": {"type": "Dream"},
            "engine": "99.0",
            "events": [{"type": "Dreamt"}],
            "height": height + 1,
        }
        body = json.dumps(newer, separators=(",", ":")).encode()
        sealed = sha256(bytes.fromhex(head) + body).hexdigest()
        row = ("garden", height + 1, head, sealed, body)
        db.execute(
            "INSERT INTO entries (commons, height, prev, hash, body) VALUES (?,?,?,?,?)", row
        )
    for words in (("run",), ("status",)):
        told = folder.call(*words)
        assert "doesn't know the type 'Dreamt'" in told.sentence
        assert told.status == 1


@pytest.mark.parametrize(
    "meddle",
    [
        "UPDATE entries SET body = replace(body, 'PollOpened', 'PollClosed') WHERE height = 2",
        "DELETE FROM entries WHERE height = 1",
        "UPDATE entries SET hash = prev WHERE height = 2",
    ],
)
def test_a_record_that_somebody_meddled_with(folder: Folder, meddle: str) -> None:
    folder.record()
    with closing(sqlite3.connect(folder.database)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DELETE FROM snapshots")
        assert db.execute(meddle).rowcount == 1
    told = folder.call("record", "verify")
    assert told.sentence.startswith("garden: ")
    assert told.status == 1
    for words in (("run",), ("status",)):
        told = folder.call(*words)
        assert "The record is broken at entry" in told.sentence
        assert told.status == 1
