# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: ASYNC240
"""Backups of a SQLite file, and the way back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_rows import GARDEN, batch, seen, text

from bot.service.ports import StoreUnusableError
from storage import open_store
from storage.sqlite import backup, restore


async def made(file: Path, size: int = 3) -> None:
    store = await open_store(f"sqlite:{file}")
    await store.append(batch(-1, size, texts=[text("t")]))
    await store.close()


async def length(file: Path) -> int:
    """How many entries a file holds."""
    store = await open_store(f"sqlite:{file}", readonly=True)
    rows = [row async for row in store.entries(GARDEN)]
    await store.close()
    return len(rows)


def leftovers(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.suffix == ".part"}


class TestBackup:
    async def test_beside_a_running_bot(self, file: Path, tmp_path: Path) -> None:
        store = await open_store(f"sqlite:{file}")
        await store.append(batch(-1, 3, texts=[text("t")]))
        backup(f"sqlite:{file}", tmp_path / "copy.db")
        await store.append(batch(2))
        copy = await open_store(f"sqlite:{tmp_path / 'copy.db'}", readonly=True)
        assert (await seen(copy, GARDEN))[1] == (await seen(store, GARDEN))[1][:3]
        await copy.close()
        await store.close()

    async def test_is_one_file_and_never_overwrites(self, file: Path, tmp_path: Path) -> None:
        await made(file)
        copy = tmp_path / "copies" / "copy.db"
        copy.parent.mkdir()
        backup(f"sqlite:{file}", copy)
        assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
        kept = copy.read_bytes()
        with pytest.raises(StoreUnusableError, match=r"copy\.db exists already"):
            backup(f"sqlite:{file}", copy)
        assert copy.read_bytes() == kept

    async def test_what_cannot_be_copied(self, file: Path, tmp_path: Path) -> None:
        with pytest.raises(StoreUnusableError, match="does not exist"):
            backup(f"sqlite:{file}", tmp_path / "copy.db")
        with pytest.raises(StoreUnusableError, match='"memory:" names no database file'):
            backup("memory:", tmp_path / "copy.db")
        await made(file)
        with pytest.raises(StoreUnusableError, match="nowhere"):
            backup(f"sqlite:{file}", tmp_path / "nowhere" / "copy.db")
        assert {path.name for path in tmp_path.iterdir()} <= {file.name, f"{file.name}.lock"}


class TestRestore:
    async def test_into_an_empty_place(self, file: Path, tmp_path: Path) -> None:
        await made(tmp_path / "copy.db")
        restore(tmp_path / "copy.db", f"sqlite:{file}")
        assert await length(file) == 3

    async def test_replaces_only_when_told(self, file: Path, tmp_path: Path) -> None:
        await made(tmp_path / "copy.db", 3)
        await made(file, 5)
        with pytest.raises(StoreUnusableError, match="exists already"):
            restore(tmp_path / "copy.db", f"sqlite:{file}")
        with pytest.raises(StoreUnusableError, match="nowhere is not a folder"):
            restore(tmp_path / "copy.db", f"sqlite:{tmp_path}/nowhere/f.db")
        assert await length(file) == 5
        restore(tmp_path / "copy.db", f"sqlite:{file}", replace=True)
        assert await length(file) == 3
        assert leftovers(tmp_path) == set()

    async def test_replaces_a_damaged_file(self, file: Path, tmp_path: Path) -> None:
        await made(tmp_path / "copy.db")
        file.write_text("Dear diary, " * 1000)
        restore(tmp_path / "copy.db", f"sqlite:{file}", replace=True)
        assert await length(file) == 3

    async def test_is_refused_while_a_bot_runs(self, file: Path, tmp_path: Path) -> None:
        await made(tmp_path / "copy.db")
        store = await open_store(f"sqlite:{file}")
        with pytest.raises(StoreUnusableError, match="in use"):
            restore(tmp_path / "copy.db", f"sqlite:{file}", replace=True)
        await store.append(batch())
        await store.close()

    async def test_an_old_log_is_not_applied_to_the_new_file(
        self, file: Path, tmp_path: Path
    ) -> None:
        await made(tmp_path / "copy.db", 3)
        await made(file, 5)
        # As a killed process leaves it: a log that nobody put into the file.
        other = sqlite3.connect(file)
        other.execute("INSERT INTO positions VALUES ('matrix', 's1')")
        other.commit()
        log = Path(f"{file}-wal").read_bytes()
        other.close()
        Path(f"{file}-wal").write_bytes(log)
        restore(tmp_path / "copy.db", f"sqlite:{file}", replace=True)
        assert not Path(f"{file}-wal").exists()
        assert await length(file) == 3

    async def test_a_source_that_is_no_sound_backup(self, file: Path, tmp_path: Path) -> None:
        await made(tmp_path / "copy.db", 3000)
        with (tmp_path / "copy.db").open("r+b") as handle:
            handle.seek(40_960)
            handle.write(b"\xff" * 40_960)
        newer = tmp_path / "newer.db"
        await made(newer)
        with closing(sqlite3.connect(newer)) as db, db:
            db.execute(
                "INSERT INTO _yoyo_migration (migration_hash, migration_id)"
                " VALUES ('x', '0099-later')"
            )
        diary = tmp_path / "diary.txt"
        diary.write_text("Dear diary, " * 1000)
        empty = tmp_path / "empty.db"
        empty.touch()
        for source, words in (
            (tmp_path / "copy.db", "damaged"),
            (newer, "newer Folkmoot"),
            (diary, "not a database"),
            (empty, "holds no record"),
            (tmp_path / "none.db", "does not exist"),
        ):
            with pytest.raises(StoreUnusableError, match=words):
                restore(source, f"sqlite:{file}")
            assert not file.exists()
        assert leftovers(tmp_path) == set()
