# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hostile newcomer at the command line: one plain sentence, the right status, nothing lost."""

import os
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_samples import CONFIG, ROOT, configured, database, entries, folkmoot

TEN_MISTAKES = """
[storge]
url = "sqlite:x.db"

[matrix]
homeserver = "example"
user = "folkmoot"
password = "env:NOT_THERE"
prefx = "?"
inviters = "everybody"

[[commons]]
name = "gar den"
language = "xx"
timezone = "Europe/Lisbn"
rooms = ["matrix:abc", 5]
stewards = ["ana"]

[commons.charter]
"review.windw" = "3d"
"review.threshold" = "lots"
"""


def told_once(error: str, *wanted: str) -> None:
    """One line, with all of this in it."""
    assert len(error.splitlines()) == 1
    for one in wanted:
        assert one in error


def test_a_configuration_that_can_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    prose = tmp_path / "prose.toml"
    prose.write_text("please run the bot")
    for command, file, said in (
        ("record export", tmp_path / "none.toml", "There is no such file"),
        ("run", folder, "can't be read (Is a directory)"),
        ("backup copy.db", folder, "can't be read (Is a directory)"),
        ("status", binary, "not UTF-8"),
        ("check", prose, "line 1: This is not TOML"),
    ):
        told = folkmoot(*command.split(), "--config", file)
        assert (told.status, told.out) == (2, "")
        told_once(told.err, str(file), said)


def test_ten_mistakes_are_ten_sentences(tmp_path: Path) -> None:
    config = configured(tmp_path, TEN_MISTAKES)
    told = folkmoot("run", "--config", config)
    lines = told.err.splitlines()
    assert told.status == 2
    assert len(lines) >= 10
    assert all(line.startswith(f"{config}: ") for line in lines)
    for word in (
        *("nearest that may stand here is storage", '"https://example"', '"folkmoot"', "NOT_THERE"),
        *("prefix", "everybody", "gar den", '"xx"', "nearest is Europe/Lisbon", "matrix:abc"),
        *('"ana"', "review.window", "lots"),
    ):  # fmt: skip
        assert word in told.err


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("env:NOT_THERE", "names the variable NOT_THERE, which is not set"),
        ("env:EMPTY", "names the variable EMPTY, which is empty"),
        ("file:nothing", "which can't be read (No such file or directory)"),
        ("file:.", "which can't be read (Is a directory)"),
    ],
)
def test_a_secret_that_is_missing(tmp_path: Path, secret: str, said: str) -> None:
    config = configured(tmp_path, CONFIG.replace("env:PASSWORD", secret))
    told = folkmoot("run", "--config", config, EMPTY="")
    assert told.status == 2
    told_once(told.err, "matrix.password", said)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["statsu", "--json"], "Did you mean 'status'?"),
        (["record", "verfy"], "Did you mean 'verify'?"),
        (["run", "--cnfig", "x"], "Did you mean '--config'?"),
        (["run", "--config"], "requires an argument"),
        (["record", "verify", "a", "b"], "extra argument (b)."),
        (["backup"], "Missing argument 'TARGET'."),
        (["\x1b[31mred"], "No such command"),
    ],
)
def test_slips_are_named_with_what_was_meant(call: list[str], said: str) -> None:
    told = folkmoot(*call)
    assert (told.status, told.out) == (2, "")
    told_once(told.err, said, "--help`.")


def test_without_a_command_there_is_help() -> None:
    for call in ([], ["record"]):
        told = folkmoot(*call)
        assert told.status == 2
        assert told.err.startswith("Usage: ")
        assert "See `" not in told.err


# --- databases ------------------------------------------------------------------------------------


def test_what_is_no_database(tmp_path: Path) -> None:
    junk, folder = tmp_path / "junk.db", tmp_path / "folder.db"
    junk.write_text("these are not the bytes you are looking for" * 100)
    folder.mkdir()
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
    for file, said in (
        (junk, "is not a database"),
        (folder, "is a folder"),
        (other, "is a database of another program"),
    ):
        before = file.read_bytes() if file.is_file() else b""
        config = configured(tmp_path, f'[storage]\nurl = "sqlite:{file}"\n{CONFIG}')
        for command, status in (("run", 2), ("status", 1)):
            told = folkmoot(command, "--config", config)
            assert told.status == status
            told_once(told.err, str(file), said)
        assert (file.read_bytes() if file.is_file() else b"") == before


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(2))
    with sqlite3.connect(file) as db:
        row = db.execute("SELECT * FROM _yoyo_migration").fetchone()
        db.execute(
            f"INSERT INTO _yoyo_migration VALUES ({','.join('?' * len(row))})",  # noqa: S608
            ["f" * 64, "9999-from-tomorrow", *row[2:]],
        )
    db.close()
    config = configured(tmp_path)
    for command, status in (("run", 2), ("status", 1), ("record verify", 1)):
        told = folkmoot(*command.split(), "--config", config)
        assert told.status == status
        told_once(told.err, "written by a newer Folkmoot (9999-from-tomorrow)", "Install")


def test_a_damaged_database(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(500))
    whole = bytearray(file.read_bytes())
    whole[8192:20000] = b"\xab" * (20000 - 8192)
    file.write_bytes(whole)
    config = configured(tmp_path)
    target = tmp_path / "copy.db"
    for command, status in (("run", 2), ("record verify", 1)):
        told = folkmoot(*command.split(), "--config", config)
        assert told.status == status
        told_once(told.err, "is damaged", "folkmoot restore")
    assert folkmoot("backup", "--config", config, target).status == 1
    assert not target.exists()
    assert file.read_bytes() == whole


def test_a_clock_before_the_head(tmp_path: Path) -> None:
    database(tmp_path / "folkmoot.db", entries(2))  # a record that begins at the end of 2026
    late = "import time; real = time.time; time.time = lambda: real() - 10 * 365 * 86400\n"
    (tmp_path / "sitecustomize.py").write_text(late)
    told = folkmoot(
        "run", "--config", configured(tmp_path), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}"
    )
    assert told.status == 1
    last = told.err.splitlines()[-1]
    assert "the record of garden goes on until 2026-12-01 12:01:00 UTC" in last
    assert "set the clock right" in last


@pytest.mark.parametrize(
    "call",
    [["demo", "--data", "data", "--fast"], ["backup", "--config", "config.toml", "copy.db"]],
    ids=lambda call: call[0],
)
def test_a_full_disk(tmp_path: Path, call: list[str]) -> None:
    database(tmp_path / "folkmoot.db", entries(500))
    configured(tmp_path)
    done = small(call, tmp_path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)))
    assert done.returncode == 1
    told_once(done.stderr, "disk")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "copy.db").exists()


def small(
    call: list[str], folder: Path, limit: Callable[[], None]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *call],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PASSWORD": "open sesame"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        preexec_fn=limit,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_nobody_can_keep(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(500))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "record", "export", str(file)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    told_once(done.stderr, "The output can't be written (No space left on device)")


def test_what_is_kept_is_kept_from_others(tmp_path: Path) -> None:
    script = tmp_path / "talk.chat"
    script.write_text("Ana: !task new Paint the gate\n", encoding="utf-8")
    assert folkmoot("demo", "--data", tmp_path / "data", "--script", script).status == 0
    live = tmp_path / "data" / "folkmoot.db"
    config = configured(tmp_path, f'[storage]\nurl = "sqlite:{live}"\n{CONFIG}')
    copy = tmp_path / "copy.db"
    assert folkmoot("backup", "--config", config, copy).status == 0
    again = configured(tmp_path, f'[storage]\nurl = "sqlite:again.db"\n{CONFIG}')
    assert folkmoot("restore", "--config", again, copy).status == 0
    for file in (live, copy, tmp_path / "again.db"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = folkmoot("restore", "--config", again, copy)
    assert told.status == 1
    told_once(told.err, "exists already", "--replace")


def test_titles_are_shown_and_never_read_as_markup(tmp_path: Path) -> None:
    script = tmp_path / "talk.chat"
    script.write_text(
        "Ana: !task new [/nope] \x1b[31mred [bold]x[/bold]\nAna: !poll new [red]q[/red] [/]?\n",
        encoding="utf-8",
    )
    played = folkmoot("demo", "--data", tmp_path / "data", "--script", script)
    assert (played.status, played.err) == (0, "")
    rooms = 'rooms = ["console:garden"]'
    config = configured(
        tmp_path,
        f'[storage]\nurl = "sqlite:data/folkmoot.db"\n[[commons]]\nname = "village"\n{rooms}\n',
    )
    told = folkmoot("status", "--config", config, COLUMNS="120")
    assert (told.status, told.err) == (0, "")
    assert "[/nope] [31mred [bold]x[/bold]" in told.out
    assert "[red]q[/red] [/]?" in told.out
    assert "\x1b" not in played.out + told.out


def test_half_a_configuration_is_not_left_behind(tmp_path: Path) -> None:
    sign_in = ["--homeserver=https://x.org", "--user=@f:x.org", "--password=env:PATH"]
    garden = ["--board=#g:x.org", "--title=g", "--timezone=UTC"]
    call = ["init", "config.toml", "--offline", *sign_in, *garden]
    done = small(call, tmp_path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert done.returncode == 1
    told_once(done.stderr, "make room on the disk")
    assert not (tmp_path / "config.toml").exists()
