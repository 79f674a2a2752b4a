# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot record …`, on databases and on exports; `backup` and `restore`."""

import json
import sqlite3
from pathlib import Path

from cli_samples import configured, database, entries, folkmoot

from bot.record.entries import Sealed
from bot.record.sealing import show_line
from bot.record.texts import salted


def test_verify_tells_how_many_and_the_head(tmp_path: Path) -> None:
    rows = entries(3)
    told = folkmoot("record", "verify", database(tmp_path / "folkmoot.db", rows))
    assert told.status == 0
    assert told.out == f"garden: 3 entries are as sealed; the head is 2, {rows[-1].hash}.\n"
    config = configured(tmp_path)
    told = folkmoot("record", "verify", "--config", config, "--json")
    assert json.loads(told.out) == {
        "name": "garden",
        "well": True,
        "entries": 3,
        "head": {"height": 2, "hash": rows[-1].hash},
    }


def tampered(file: Path) -> None:
    """As somebody would who has the file, and SQLite's own tool."""
    db = sqlite3.connect(file)
    db.execute("DROP TRIGGER entries_never_change")
    db.execute("UPDATE entries SET body = replace(body, '0.1.0', '0.1.1') WHERE height = 1")
    db.commit()
    db.close()


def test_verify_names_what_is_broken(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(3))
    tampered(file)
    told = folkmoot("record", "verify", file)
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith("garden: Entry 1 was changed")
    told = folkmoot("record", "verify", file, "--json")
    assert told.status == 1
    assert json.loads(told.out)["height"] == 1


def test_verify_knows_the_words_on_cards_by_their_digests(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(2))
    db = sqlite3.connect(file)
    salt, body = b"0123456789abcdef", "Mend the door"
    good = salted(body, salt)
    db.execute(
        "INSERT INTO texts (commons, digest, salt, kind, owner, body) VALUES (?, ?, ?, ?, ?, ?)",
        ("garden", good, salt, "title", "a1", body),
    )
    db.commit()
    assert folkmoot("record", "verify", file).status == 0
    db.execute("UPDATE texts SET body = 'Mind the door' WHERE digest = ?", (good,))
    db.commit()
    db.close()
    told = folkmoot("record", "verify", file)
    assert (told.status, told.out) == (1, "")
    assert told.err == f"garden: The text {good[:8]}… was changed: its digest doesn't fit.\n"


def test_verify_knows_from_a_snapshot_that_the_newest_entries_are_gone(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(3))
    db = sqlite3.connect(file)
    db.execute("INSERT INTO snapshots VALUES ('garden', 2, 1, x'00')")
    db.commit()
    assert folkmoot("record", "verify", file).status == 0
    db.execute("DROP TRIGGER entries_never_go")
    db.execute("DELETE FROM entries WHERE height = 2")
    db.commit()
    db.close()
    told = folkmoot("record", "verify", file)
    assert told.status == 1
    assert told.err == "garden: The record ends at 1, but the bot went on to 2: it was cut.\n"


def test_show_prints_entries_as_they_were_hashed(tmp_path: Path) -> None:
    rows = entries(2)
    file = database(tmp_path / "folkmoot.db", rows)
    told = folkmoot("record", "show", file, "--json")
    assert told.out.splitlines() == [show_line(row.body, row.prev, row.hash) for row in rows]
    first = folkmoot("record", "show", file).out.splitlines()[0]
    assert first.split() == [
        "0", "2026-12-01", "12:00:00Z", "Tick", "→", "CommonsFounded", rows[0].hash[:8]
    ]  # fmt: skip


def test_an_export_verifies_without_the_database(tmp_path: Path) -> None:
    rows: list[Sealed] = entries(3)
    exported = folkmoot("record", "export", database(tmp_path / "folkmoot.db", rows))
    file = tmp_path / "garden.jsonl"
    file.write_text(exported.out, encoding="utf-8")
    told = folkmoot("record", "verify", file)
    assert (told.status, told.err) == (0, "")
    assert "3 entries are as sealed" in told.out
    assert folkmoot("record", "export", file).out == exported.out
    assert len(folkmoot("record", "show", file).out.splitlines()) == 3
    file.write_text(exported.out.replace("0.1.0", "0.1.1", 1), encoding="utf-8")
    told = folkmoot("record", "verify", file)
    assert told.status == 1
    assert "Line 2" in told.err
    file.write_text("{something else\n")
    told = folkmoot("record", "show", file)
    assert told.status == 1
    assert told.err.startswith(f"{file}: Line 1")
    file.write_text("something else\n")
    told = folkmoot("record", "show", file)
    assert told.status == 1
    assert "is neither a database nor an export" in told.err


def test_one_of_several_commons_is_named(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(1), "garden", "mill")
    assert len(folkmoot("record", "verify", file).out.splitlines()) == 2
    told = folkmoot("record", "show", file)
    assert told.status == 2
    assert "garden, mill" in told.err
    assert folkmoot("record", "show", file, "--commons", "mill").status == 0
    told = folkmoot("record", "show", file, "--commons", "barn")
    assert told.status == 2
    assert "There is no commons “barn” on record" in told.err


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    told = folkmoot("record", "verify", "--config", configured(tmp_path))
    assert told.status == 1
    assert "holds no record yet" in told.err


def test_backup_and_restore(tmp_path: Path) -> None:
    config = configured(tmp_path)
    live = database(tmp_path / "folkmoot.db", entries(3))
    copy = tmp_path / "backup.db"
    told = folkmoot("backup", "--config", config, copy)
    assert (told.status, told.err) == (0, "")
    assert str(copy) in told.out
    assert folkmoot("record", "verify", copy).status == 0
    told = folkmoot("backup", "--config", config, copy)
    assert told.status == 1
    assert "exists already" in told.err
    told = folkmoot("restore", "--config", config, copy)
    assert told.status == 1
    assert "exists already" in told.err
    assert folkmoot("restore", "--config", config, copy, "--replace").status == 0
    live.unlink()
    assert folkmoot("restore", "--config", config, copy).status == 0
    assert "3 entries" in folkmoot("record", "verify", "--config", config).out
