# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` writes what `folkmoot check` finds well, and replaces nothing."""

from pathlib import Path

from cli_samples import folkmoot

ANSWERS = (
    "--homeserver=https://matrix.example.org",
    "--user=@folkmoot:example.org",
    "--room=#garden:example.org",
    "--name=garden",
    "--timezone=Europe/Lisbon",
)


def test_what_it_writes_is_well(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    told = folkmoot("init", config, *ANSWERS)
    assert (told.status, told.err) == (0, "")
    assert "Put the bot's password into matrix-password" in told.out
    password = tmp_path / "matrix-password"
    password.write_text("open sesame\n")
    password.chmod(0o600)
    checked = folkmoot("check", "--config", config)
    assert (checked.status, checked.err) == (0, "")
    assert "garden: 1 room, en, Europe/Lisbon." in checked.out


def test_it_never_replaces_a_file(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("mine")
    told = folkmoot("init", config, *ANSWERS)
    assert told.status == 1
    assert "exists already" in told.err
    assert config.read_text() == "mine"


def test_without_a_terminal_every_answer_has_to_be_given(tmp_path: Path) -> None:
    told = folkmoot("init", tmp_path / "config.toml", *ANSWERS[1:])
    assert told.status == 2
    assert told.err.startswith("--homeserver is missing")
    assert folkmoot("init", tmp_path / "no" / "config.toml", *ANSWERS).status == 1


def test_an_answer_brings_no_key_of_its_own(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    folkmoot("init", config, *ANSWERS[:-2], '--name=a"\nrooms = [', ANSWERS[-1])
    assert 'name = "a\\"rooms = ["' in config.read_text()
