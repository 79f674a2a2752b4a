# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line as a whole: help, versions, and how it fails."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_samples import ROOT, configured, database, entries, folkmoot

import bot
from bot.cli import failures
from bot.cli.group import COMMANDS, root, start
from bot.cli.wires import Wires


def test_help_names_every_command() -> None:
    told = folkmoot("--help")
    assert told.status == 0
    assert all(name in told.out for name in COMMANDS)


def test_help_imports_no_chat_library() -> None:
    code = (
        "import sys; from bot.__main__ import main; sys.argv = ['folkmoot', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "bad = {'nio', 'rich', 'prompt_toolkit', 'babel', 'aiosqlite', 'apscheduler'}\n"
        "sys.exit(len(bad & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_every_command_explains_itself() -> None:
    with root.make_context("folkmoot", ["--help"], resilient_parsing=True) as context:
        for name in COMMANDS:
            command = root.get_command(context, name)
            assert command is not None
            assert command.get_short_help_str()


def test_the_version() -> None:
    assert folkmoot("--version").out == f"folkmoot, version {bot.__version__}\n"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["dance"], "No such command 'dance'. See `folkmoot --help`."),
        (["check"], "Missing option '--config'. See `folkmoot check --help`."),
        (["check", "--config", "no.toml"], "There is no such file"),
        (["record", "verify"], "Name either a FILE or a configuration by --config"),
        (["record", "verify", "no.db"], "no.db is not a file."),
        (["demo", "--script", "no.chat"], "no.chat can't be read (No such file or directory)."),
        (["status", "--config", "no.toml"], "There is no such file"),
        (["run", "--config", "no.toml"], "There is no such file"),
    ],
)
def test_misuse_is_one_sentence_and_status_2(call: list[str], said: str) -> None:
    told = folkmoot(*call)
    assert (told.status, told.out) == (2, "")
    assert said in told.err
    assert len(told.err.splitlines()) == 1


def test_check_names_every_mistake_at_once(tmp_path: Path) -> None:
    config = configured(tmp_path, "[matrix]\nhomesever = 1\n[[commons]]\nname = 'x y'\n")
    told = folkmoot("check", "--config", config)
    assert told.status == 2
    assert len(told.err.splitlines()) >= 3
    assert "homeserver" in told.err
    assert str(config) in told.err


def test_check_is_well_and_warns(tmp_path: Path) -> None:
    config = configured(tmp_path)
    told = folkmoot("check", "--config", config)
    assert (told.status, told.err) == (0, "")
    assert told.out == f"garden: 1 room, en, UTC.\n{config} is well.\n"
    config.write_text(config.read_text().replace("env:PASSWORD", "hunter2"))
    told = folkmoot("check", "--config", config)
    assert told.status == 0
    assert told.err.startswith("Warning: ")
    assert "hunter2" not in told.err


def test_what_nobody_foresaw_is_kept_in_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures.tempfile, "tempdir", str(tmp_path))

    def broken(*_: object, **__: object) -> None:
        raise KeyError("oops")

    with pytest.raises(SystemExit) as left:
        start(Wires(*[broken] * 6), ["check", "--config", "x"])  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert said.startswith("Folkmoot stopped because of a mistake of its own; ")
    (log,) = tmp_path.iterdir()
    assert str(log) in said
    assert "KeyError: 'oops'" in log.read_text()


def test_a_reader_who_leaves_is_no_traceback(tmp_path: Path) -> None:
    file = database(tmp_path / "folkmoot.db", entries(2000))
    show = subprocess.Popen(
        [sys.executable, "-m", "bot", "record", "show", str(file), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert show.stdout is not None
    assert show.stderr is not None
    show.stdout.readline()
    show.stdout.close()
    assert show.stderr.read() == b""
    show.stderr.close()
    assert show.wait(timeout=60) == 1
