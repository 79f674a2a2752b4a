# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` run again: what was there stays, and what is broken off leaves nothing."""

import errno
import signal
import stat
import tomllib
from pathlib import Path

import pytest
from cli_samples import folkmoot
from init_samples import ANSWERS, read

from bot.cli.failures import Failure
from bot.cli.starting import keeping
from bot.cli.starting.finishing import program
from bot.cli.starting.keeping import NewFile, keep

# --- again ----------------------------------------------------------------------------------------


def test_again_changes_only_what_is_changed_and_keeps_comments(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    folkmoot("init", config, *ANSWERS)
    mine = config.read_text().replace(
        "[commons.charter]", "# Ana chose these, 3 May.\n[commons.charter]"
    )
    mine = mine.replace('timezone = "Europe/Lisbon"', 'timezone = "Europe/Lisbon"  # for now')
    config.write_text(mine)
    same = folkmoot("init", config, "--offline")
    assert (same.status, same.err) == (0, "")
    assert "stays as it is" in same.out
    assert config.read_text() == mine
    assert [file.name for file in tmp_path.iterdir()] == ["config.toml"]

    told = folkmoot(
        *("init", config, "--offline", "--timezone=Europe/Madrid", "--digest=#news:example.org")
    )
    assert (told.status, told.err) == (0, "")
    now = config.read_text()
    assert now == mine.replace(
        'timezone = "Europe/Lisbon"  #', 'timezone = "Europe/Madrid"  #'
    ).replace(
        '    "matrix:#garden:example.org",\n',
        '    "matrix:#garden:example.org",\n'
        '    { room = "matrix:#news:example.org", role = "digest" },\n',
    )
    copy = tmp_path / "config.toml.bak"
    assert copy.read_text() == mine
    assert str(copy) in told.out
    folkmoot("init", config, "--offline", "--title=Another")
    assert (tmp_path / "config.toml.bak2").read_text() == now
    assert copy.read_text() == mine


def test_again_with_the_other_network(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    folkmoot("init", config, *ANSWERS)
    before = config.read_text()
    told = folkmoot(
        *("init", config, "--offline", "--network=discord", "--token=env:TOKEN"),
        "--board=300000000000000001",
        TOKEN="x",
    )
    assert (told.status, told.err) == (0, "")
    said = read(config)
    assert said["matrix"] == tomllib.loads(before)["matrix"]
    assert said["discord"] == {"token": "env:TOKEN"}
    (garden,) = said["commons"]
    assert garden["rooms"] == ["matrix:#garden:example.org", "discord:300000000000000001"]
    assert all(line in config.read_text().splitlines() for line in before.splitlines())
    assert folkmoot("check", "--config", config, TOKEN="x").status == 0


def test_again_with_another_commons(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    folkmoot("init", config, *ANSWERS)
    first = config.read_text()
    more = ("--offline", "--name=mill", "--title=The mill", "--board=#mill:example.org")
    told = folkmoot("init", config, *more)
    assert (told.status, told.err) == (0, "")
    assert config.read_text().startswith(first.rstrip("\n"))
    assert [one["name"] for one in read(config)["commons"]] == ["the-garden", "mill"]
    assert folkmoot("check", "--config", config).status == 0
    told = folkmoot("init", config, "--offline", "--title=x")
    assert told.status == 2
    assert "the-garden and mill" in told.err
    taken = folkmoot(
        "init", config, "--offline", "--name=third", "--title=T", "--board=#mill:example.org"
    )
    assert taken.status == 2
    assert "a room has one commons" in taken.err


def test_a_secret_that_stood_in_the_file_moves_out_of_it(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    folkmoot("init", config, *ANSWERS)
    config.write_text(config.read_text().replace('"env:PASSWORD"', '"open sesame"'))
    told = folkmoot("init", config, "--offline")
    assert (told.status, told.err) == (0, "")
    assert "open sesame" not in config.read_text() + told.out
    secret = tmp_path / "matrix-password"
    assert secret.read_text() == "open sesame\n"
    for file in (secret, tmp_path / "config.toml.bak"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert folkmoot("check", "--config", config).err == ""


def test_a_disk_that_is_full_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, secret = tmp_path / "config.toml", tmp_path / "matrix-password"
    config.write_text("as it was")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(Failure, match=r"No space left on device.*nothing was changed"):
        keep([NewFile(secret, "open sesame", 0o600), NewFile(config, "new")])
    assert [file.name for file in tmp_path.iterdir()] == ["config.toml"]
    assert config.read_text() == "as it was"


def test_a_signal_in_the_midst_of_writing_comes_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, secret = tmp_path / "config.toml", tmp_path / "matrix-password"
    replace = Path.replace

    def disturbed(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", disturbed)
    with pytest.raises(KeyboardInterrupt):
        keep([NewFile(secret, "open sesame", 0o600), NewFile(config, "new")])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["config.toml", "matrix-password"]


def test_a_secret_is_in_no_repr() -> None:
    assert "sesame" not in repr(NewFile(Path("a"), "open sesame"))


def test_the_next_commands_can_be_typed_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [".venv/bin/folkmoot", "init"])
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert program() == ".venv/bin/folkmoot"
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/folkmoot")
    assert program() == "folkmoot"
