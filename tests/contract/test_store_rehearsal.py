# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: ASYNC240
"""A rehearsal is erased without a trace, and nothing else ever is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_rows import BO, GARDEN, account, batch, handled, receipt, say, seen, text

from bot.service.ports import BarredRow, BoardRow, SkillRow, Store, StoreUnavailableError
from storage import open_store
from storage.sqlite import backup

TRIED = "garden~rehearsal"
OTHER = "my-garden~rehearsal"


async def fill(store: Store, commons: str, words: str) -> None:
    """Something in every table."""
    await store.append(
        batch(
            -1,
            3,
            commons=commons,
            texts=[text(f"t of {commons}", words)],
            accounts=[account(BO, f"matrix:@{words}:example.org")],
            skills=[SkillRow("s", words)],
            inbox=[handled(f"i of {commons}", words.encode(), ref=BO, number=12, mark="m")],
            says=[say(f"say of {words}", place="matrix:!a")],
            boards=[BoardRow(12, "matrix:!a", 2)],
            barred=[BarredRow(words, b"key", (12,))],
        )
    )
    await store.said(commons, "other", receipt(f"$card of {commons}", content=words))
    await store.save_snapshot(commons, 2, 1, words.encode())
    await store.set_position(f"link:{commons}", words)
    await store.set_position(f"link:{commons}:code", words)


class TestRehearsal:
    async def test_all_of_it_goes_and_nothing_else(self, store: Store) -> None:
        for commons in (GARDEN, TRIED, OTHER):
            await fill(store, commons, f"words in {commons}")
        kept = [await seen(store, name) for name in (GARDEN, OTHER)]
        unknown = await seen(store, "nobody")
        await store.discard(TRIED)
        assert await seen(store, TRIED) == unknown
        assert [await seen(store, name) for name in (GARDEN, OTHER)] == kept
        assert await store.commons() == [GARDEN, OTHER]
        assert await store.answer(f"i of {TRIED}") is None
        assert await store.receipt(f"$card of {TRIED}") is None
        assert await store.marks_of(TRIED, 12) == {}
        assert await store.position(f"link:{TRIED}") is None
        assert await store.position(f"link:{TRIED}:code") is None
        assert await store.position(f"link:{OTHER}:code") == f"words in {OTHER}"
        assert await store.position(f"link:{GARDEN}") == f"words in {GARDEN}"

    async def test_twice_or_of_nothing_does_no_harm(self, store: Store) -> None:
        await store.discard(TRIED)
        await fill(store, TRIED, "words")
        await store.discard(TRIED)
        await store.discard(TRIED)
        await fill(store, TRIED, "the same again")

    @pytest.mark.parametrize("name", [GARDEN, "rehearsal", "garden~rehearsal2", ""])
    async def test_a_record_is_never_erased(self, store: Store, name: str) -> None:
        await store.append(batch(commons=GARDEN))
        with pytest.raises(ValueError, match="is no rehearsal"):
            await store.discard(name)
        assert await store.commons() == [GARDEN]

    async def test_a_closed_store_erases_nothing(self, store: Store) -> None:
        await store.close()
        with pytest.raises(StoreUnavailableError):
            await store.discard(TRIED)


class TestFile:
    async def test_its_words_are_in_no_file_any_more(self, sqlite: Store, file: Path) -> None:
        await fill(sqlite, GARDEN, "keep-this-word")
        await fill(sqlite, TRIED, "only-tried-out")
        await sqlite.discard(TRIED)
        for path in file.parent.iterdir():
            assert b"only-tried-out" not in path.read_bytes(), path.name
        assert b"keep-this-word" in file.read_bytes()

    async def test_the_triggers_let_nothing_else_go(self, sqlite: Store, file: Path) -> None:
        await sqlite.append(batch(commons=GARDEN))
        await sqlite.append(batch(commons=TRIED))
        await sqlite.close()
        with closing(sqlite3.connect(file)) as db:
            for act in (
                "DELETE FROM entries",
                "DELETE FROM entries WHERE commons = 'garden'",
                "UPDATE entries SET commons = 'garden~rehearsal' WHERE commons = 'garden'",
                "UPDATE entries SET height = 9 WHERE commons = 'garden~rehearsal'",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="entries of the record are never"):
                    db.execute(act)

    async def test_who_only_reads_erases_nothing(self, sqlite: Store, file: Path) -> None:
        await fill(sqlite, TRIED, "words")
        reader = await open_store(f"sqlite:{file}", readonly=True)
        with pytest.raises(StoreUnavailableError):
            await reader.discard(TRIED)
        await reader.close()
        assert await sqlite.commons() == [TRIED]

    async def test_a_backup_leaves_it_out(self, sqlite: Store, file: Path, tmp_path: Path) -> None:
        await fill(sqlite, GARDEN, "keep-this-word")
        await fill(sqlite, TRIED, "only-tried-out")
        copy = tmp_path / "copy.db"
        backup(f"sqlite:{file}", copy)
        assert b"only-tried-out" not in copy.read_bytes()
        opened = await open_store(f"sqlite:{copy}", readonly=True)
        assert await seen(opened, GARDEN) == await seen(sqlite, GARDEN)
        assert await opened.commons() == [GARDEN]
        await opened.close()
        assert await sqlite.commons() == [GARDEN, TRIED]
