# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: ASYNC221, ASYNC240
"""What the store on SQLite does when processes die and disks fill up."""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_process import appending, heights
from store_rows import ANA, BO, GARDEN, account, batch, entry, handled, say, seen, text

from bot.service.ports import Append, Store, StoreUnavailableError, StoreUnusableError
from storage import open_store
from storage.sqlite import SqliteStore


class TestKilled:
    async def test_only_whole_batches_are_left_and_every_acknowledged_one(self, file: Path) -> None:
        for count in (1, 23, 60):
            with appending(file) as process:
                acknowledged = heights(process, count)[-1]
                process.kill()
                assert process.stdout
                # What it could still say before it died is acknowledged as well.
                later = [int(line) for line in process.stdout if line.endswith("\n")]
                acknowledged = max([acknowledged, *later])
            store = await open_store(f"sqlite:{file}")
            rows = [row.height async for row in store.entries(GARDEN)]
            sizes = {row.digest: int(row.body) for row in await store.text_rows(GARDEN)}
            recent = (await store.load(GARDEN)).recent
            await store.close()
            assert rows == list(range(len(rows)))
            assert len(rows) > acknowledged
            assert sum(sizes.values()) == len(rows)
            # The older half may begin within a batch, where there are more than are asked for.
            for name in {row.answer.decode() for row in recent[len(recent) // 2 :]}:
                assert len([r for r in recent if r.answer.decode() == name]) == sizes[name]

    async def test_the_lock_ends_with_its_process(self, file: Path) -> None:
        with appending(file) as process:
            heights(process, 1)
            with pytest.raises(StoreUnusableError, match="in use by another running folkmoot"):
                await open_store(f"sqlite:{file}")
        store = await open_store(f"sqlite:{file}")
        await store.close()

    async def test_a_reader_reads_beside_a_running_process_and_after_its_death(
        self, file: Path
    ) -> None:
        with appending(file) as process:
            acknowledged = heights(process, 5)[-1]
            reader = await open_store(f"sqlite:{file}", readonly=True)
            head = (await reader.load(GARDEN)).head
            assert head
            assert head.height >= acknowledged
            acknowledged = heights(process, 5)[-1]
            head = (await reader.load(GARDEN)).head
            assert head
            assert head.height >= acknowledged
            await reader.close()
        assert Path(f"{file}-wal").stat().st_size
        before = file.read_bytes()
        reader = await open_store(f"sqlite:{file}", readonly=True)
        assert len([row async for row in reader.entries(GARDEN)]) > acknowledged
        await reader.close()
        assert file.read_bytes() == before

    async def test_killed_between_a_migration_and_its_note(self, file: Path) -> None:
        await (await open_store(f"sqlite:{file}")).close()
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("DELETE FROM _yoyo_migration")
            db.execute("INSERT INTO yoyo_lock (locked, pid) VALUES (1, 1)")
        store = await open_store(f"sqlite:{file}")
        await store.append(batch())
        await store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte, where this user may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def large(head: int = 0) -> Append:
    """A batch of some 400 KiB, with a row of every kind."""
    return Append(
        GARDEN,
        head,
        entries=[entry(head + 1 + n, b"x" * 4000) for n in range(100)],
        texts=[text("t")],
        accounts=[account()],
        inbox=[handled(f"large {n}") for n in range(100)],
        says=[say("k")],
    )


async def refused(store: Store, words: str) -> None:
    """The large batch is refused in words, nothing of it is written, and reading goes on."""
    before = await seen(store, GARDEN)
    with pytest.raises(StoreUnavailableError, match=words) as caught:
        await store.append(large())
    assert "\n" not in str(caught.value)
    assert await seen(store, GARDEN) == before
    assert await store.answer("large 0") is None


class TestNoRoom:
    async def test_a_full_database(self, sqlite: SqliteStore) -> None:
        await sqlite.append(batch())
        writer = sqlite._writer
        assert writer
        await writer.run(lambda db: db.execute("PRAGMA max_page_count = 1").close())
        await refused(sqlite, "full")
        await writer.run(lambda db: db.execute("PRAGMA max_page_count = 1000000").close())
        await sqlite.append(large())
        assert (await sqlite.load(GARDEN)).head == large().entries[-1]

    async def test_a_full_disk(self, small_disk: Path) -> None:
        store = await open_store(f"sqlite:{small_disk / 'folkmoot.db'}")
        await store.append(batch())
        ballast = small_disk / "ballast"
        disk = os.statvfs(small_disk)
        ballast.write_bytes(b"x" * (disk.f_bavail * disk.f_frsize - 100_000))
        await refused(store, "full|refused")
        await refused(store, "full|refused")
        ballast.unlink()
        await store.append(large())
        assert await store.answer("large 99") == b"done"
        await store.close()

    async def test_a_disk_that_refuses_a_write(self, sqlite: SqliteStore) -> None:
        await sqlite.append(batch())
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        # Python ignores SIGXFSZ, so that a write beyond the limit fails like a disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
        try:
            await refused(sqlite, "disk")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        await sqlite.append(large())

    async def test_a_database_that_another_program_holds(
        self, sqlite: SqliteStore, file: Path
    ) -> None:
        await sqlite.append(batch())
        writer = sqlite._writer
        assert writer
        await writer.run(lambda db: db.execute("PRAGMA busy_timeout = 1").close())
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await refused(sqlite, "another program")
        await sqlite.append(large())


class TestNeverUndone:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE entries SET body = 'other'",
            "DELETE FROM entries WHERE height = 0",
            "INSERT OR REPLACE INTO entries VALUES (1, 'garden', 0, '', '', '')",
        ],
    )
    async def test_the_database_refuses(self, sqlite: SqliteStore, statement: str) -> None:
        await sqlite.append(batch(-1, 2))
        writer = sqlite._writer
        assert writer
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            await writer.run(lambda db: db.execute(statement).close())
        assert await sqlite.entry(GARDEN, 0) == entry(0)


class TestForgotten:
    async def test_the_bytes_are_in_no_file(self, sqlite: SqliteStore, file: Path) -> None:
        height = -1
        for turn in range(40):
            owner = BO if turn % 3 else ANA
            words = f"{owner} wrote this " * (1 + 40 * (turn % 7))
            await sqlite.append(
                batch(
                    height,
                    accounts=[account(owner, f"name of {owner}")],
                    texts=[text(f"t{turn * 7919 % 40}", words, owner)],
                    inbox=[handled(f"${turn}", f"{owner} was answered".encode(), ref=owner)],
                    says=[say(f"k{turn}", ref=owner, place=f"desk of {owner}")],
                )
            )
            height += 1
        await sqlite.append(batch(height, forget=[BO]))
        bo, ana = (
            [f"{owner} wrote", f"name of {owner}", f"{owner} was", f"desk of {owner}"]
            for owner in (BO, ANA)
        )
        files = [file, Path(f"{file}-wal")]
        # In a process of its own: closing a file here would let go of SQLite's own locks on it.
        held = subprocess.run(["cat", *map(str, files)], check=True, capture_output=True).stdout
        assert [words for words in bo if words.encode() in held] == []
        assert [words for words in ana if words.encode() not in held] == []

    async def test_a_reader_in_between_delays_it_to_the_next_batch(
        self, sqlite: SqliteStore, file: Path
    ) -> None:
        await sqlite.append(batch(texts=[text("t", "words to be forgotten")]))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM texts").fetchone()
            await sqlite.append(batch(0, forget=[BO]))
            assert await sqlite.text_rows(GARDEN) == []
        await sqlite.append(batch(1))
        assert Path(f"{file}-wal").stat().st_size == 0
        await sqlite.close()
        assert b"words to be forgotten" not in file.read_bytes()
