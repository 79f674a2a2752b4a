# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: ASYNC240, FBT001
"""Opening a SQLite file: every way it can be wrong has a sentence that names the mend."""

import asyncio
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_process import appending, heights
from store_rows import GARDEN, batch, text

from bot.service.ports import StoreUnavailableError, StoreUnusableError
from storage import open_store
from storage.sqlite import schema


async def made(file: Path, batches: int = 1) -> None:
    """A database with entries and words in it."""
    store = await open_store(f"sqlite:{file}")
    for height in range(-1, batches - 1):
        await store.append(batch(height, texts=[text(f"t{height}", "words " * 500)]))
    await store.close()


async def refusal(url: str, *, readonly: bool = False) -> str:
    """The sentence with which opening is refused."""
    with pytest.raises(StoreUnusableError) as caught:
        await (await open_store(url, readonly=readonly)).close()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


class TestUrls:
    @pytest.mark.parametrize("url", ["", "sqlite:", "postgres://db", "folkmoot.db", "memory:x"])
    async def test_an_unknown_one_is_quoted_with_what_is_allowed(self, url: str) -> None:
        sentence = await refusal(url)
        assert f'"{url}"' in sentence
        assert "sqlite:PATH" in sentence
        assert "memory:" in sentence

    async def test_a_relative_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        await made(Path("folkmoot.db"))
        assert (tmp_path / "folkmoot.db").is_file()


@pytest.mark.parametrize("readonly", [False, True])
class TestWrongFiles:
    async def test_written_by_a_newer_folkmoot(self, file: Path, readonly: bool) -> None:
        await made(file)
        with closing(sqlite3.connect(file)) as db, db:
            db.execute(
                "INSERT INTO _yoyo_migration (migration_hash, migration_id)"
                " VALUES ('x', '0099-later')"
            )
        sentence = await refusal(f"sqlite:{file}", readonly=readonly)
        assert f"{file} was written by a newer Folkmoot (0099-later)" in sentence
        assert "Install that version or restore a backup" in sentence

    async def test_not_a_database(self, file: Path, readonly: bool) -> None:
        file.write_text("Dear diary, " * 1000)
        sentence = await refusal(f"sqlite:{file}", readonly=readonly)
        assert f"{file} is not a database" in sentence
        assert file.read_text().startswith("Dear diary")

    async def test_of_another_program(self, file: Path, readonly: bool) -> None:
        with closing(sqlite3.connect(file)) as db:
            db.execute("CREATE TABLE recipes (name)")
        sentence = await refusal(f"sqlite:{file}", readonly=readonly)
        assert f"{file} is a database of another program" in sentence

    async def test_cut_short(self, file: Path, readonly: bool) -> None:
        await made(file, 50)
        os.truncate(file, file.stat().st_size // 2)
        sentence = await refusal(f"sqlite:{file}", readonly=readonly)
        assert f"{file} is damaged" in sentence
        assert "restore a backup" in sentence

    async def test_a_missing_folder(self, file: Path, readonly: bool) -> None:
        sentence = await refusal(f"sqlite:{file.parent}/nowhere/f.db", readonly=readonly)
        assert f"{file.parent}/nowhere" in sentence

    async def test_a_folder(self, file: Path, readonly: bool) -> None:
        assert str(file.parent) in await refusal(f"sqlite:{file.parent}", readonly=readonly)


class TestWriting:
    async def test_overwritten_in_the_middle(self, file: Path) -> None:
        await made(file, 50)
        with file.open("r+b") as handle:
            handle.seek(40_960)
            handle.write(b"\xff" * 40_960)
        assert f"{file} is damaged" in await refusal(f"sqlite:{file}")

    async def test_a_second_writer_under_another_spelling_of_the_path(self, file: Path) -> None:
        store = await open_store(f"sqlite:{file}")
        link = file.parent / "link.db"
        link.symlink_to(file)
        for spelling in (file, link, file.parent / "." / file.name):
            sentence = await refusal(f"sqlite:{spelling}")
            assert f"{file} is in use by another running folkmoot" in sentence
        await store.append(batch())
        await store.close()
        await made(link, 0)

    async def test_a_refused_opening_lets_go_of_the_lock(self, file: Path) -> None:
        file.write_text("Dear diary, " * 1000)
        await refusal(f"sqlite:{file}")
        file.unlink()
        await made(file)


class TestReadingOnly:
    async def test_beside_a_writer_in_the_same_moment(self, file: Path) -> None:
        writer = await open_store(f"sqlite:{file}")
        reader = await open_store(f"sqlite:{file}", readonly=True)
        assert await reader.commons() == []
        await writer.append(batch())
        assert await reader.commons() == [GARDEN]
        await reader.close()
        await writer.append(batch(0))
        await writer.close()

    async def test_every_write_is_refused(self, file: Path) -> None:
        await made(file)
        before = file.read_bytes()
        reader = await open_store(f"sqlite:{file}", readonly=True)
        writes: list[Callable[[], Awaitable[None]]] = [
            lambda: reader.append(batch(0)),
            lambda: reader.save_snapshot(GARDEN, 0, 1, b"state"),
            lambda: reader.said(GARDEN, "k", None),
            lambda: reader.attempted(GARDEN, "k"),
            lambda: reader.shown(GARDEN, 1, "p", 1, None),
            lambda: reader.set_position("matrix", "s1"),
        ]
        for write in writes:
            with pytest.raises(StoreUnavailableError, match="reading only"):
                await write()
        await reader.close()
        assert file.read_bytes() == before
        assert not file.with_name(file.name + ".lock").read_bytes()

    async def test_no_file_is_made(self, file: Path) -> None:
        assert f"{file} holds no record yet" in await refusal(f"sqlite:{file}", readonly=True)
        assert not file.exists()

    async def test_an_older_file_is_not_migrated(
        self, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await made(file)
        newer = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, newer)
        (newer / "0002-later.sql").write_text("CREATE TABLE IF NOT EXISTS later (name);")
        monkeypatch.setattr(schema, "MIGRATIONS", newer)
        sentence = await refusal(f"sqlite:{file}", readonly=True)
        assert f"{file} was written by an older Folkmoot" in sentence
        await made(file, 0)
        reader = await open_store(f"sqlite:{file}", readonly=True)
        assert await reader.commons() == [GARDEN]
        await reader.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can reach (pytest's own can't be)."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def without_privileges(work: Callable[[], Awaitable[None]]) -> str:
    """What a StoreUnusableError says to a user who is not root; "" if nothing is wrong."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        said = "the child broke"
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            asyncio.run(work())  # type: ignore[arg-type]
            said = ""
        except StoreUnusableError as refusal:
            said = str(refusal)
        except BaseException as fault:  # noqa: BLE001
            said = repr(fault)
        finally:
            os.write(outlet, said.encode())
            os._exit(0)
    os.close(outlet)
    os.waitpid(child, 0)
    with os.fdopen(inlet) as pipe:
        return pipe.read()


class TestRights:
    def test_a_readonly_file(self, open_folder: Path) -> None:
        file = open_folder / "folkmoot.db"
        asyncio.run(made(file))
        file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        sentence = without_privileges(lambda: made(file, 2))
        assert f"{file} is read-only for this user" in sentence
        assert "right to write the file" in sentence

    def test_a_readonly_folder_can_still_be_read(self, open_folder: Path) -> None:
        file = open_folder / "folkmoot.db"
        asyncio.run(made(file))
        file.chmod(0o644)  # new files are for their owner alone
        open_folder.chmod(0o555)
        sentence = without_privileges(lambda: made(file, 2))
        assert f"{open_folder} is read-only for this user" in sentence

        async def look() -> None:
            reader = await open_store(f"sqlite:{file}", readonly=True)
            assert await reader.commons() == [GARDEN]
            await reader.close()

        assert not without_privileges(look)

    def test_another_user_can_look_while_a_bot_runs(self, open_folder: Path) -> None:
        file = open_folder / "folkmoot.db"
        open_folder.chmod(0o755)
        asyncio.run(made(file))
        file.chmod(0o644)  # its owner lets them; what SQLite puts beside it follows

        async def look() -> None:
            reader = await open_store(f"sqlite:{file}", readonly=True)
            assert await reader.commons() == [GARDEN]
            await reader.close()

        with appending(file) as process:
            heights(process, 3)
            assert not without_privileges(look)
            heights(process, 3)

    def test_a_lock_of_another_user(self, open_folder: Path) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root can make a file of another user")
        file = open_folder / "folkmoot.db"
        lock = Path(f"{file}.lock")
        lock.touch(mode=0o600)
        sentence = without_privileges(lambda: made(file))
        assert f"{lock} can't be locked" in sentence
