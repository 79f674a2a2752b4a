# SPDX-License-Identifier: AGPL-3.0-or-later
"""Secrets come from where they are safe, and are never shown."""

from pathlib import Path

import pytest
from config_samples import SMALL, changed, load_text, problems_of

TOKEN = '"file:token"'


def token_file(folder: Path, text: str, mode: int = 0o600) -> str:
    file = folder / "token"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return SMALL.replace('password = "env:PASSWORD"', f"access_token = {TOKEN}")


def test_a_secret_in_a_file_is_read_beside_the_configuration(tmp_path: Path) -> None:
    settings = load_text(tmp_path, token_file(tmp_path, "hunter2\n"))
    assert settings.matrix is not None
    assert settings.matrix.access_token is not None
    assert settings.matrix.access_token.reveal() == "hunter2"
    assert settings.matrix.password is None
    assert settings.warnings == ()
    assert "hunter2" not in repr(settings)


def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    settings = load_text(tmp_path, token_file(tmp_path, "hunter2", 0o644))
    (warning,) = settings.warnings
    assert "matrix.access_token is in" in warning
    assert f"chmod o-r {tmp_path / 'token'}" in warning
    assert "hunter2" not in warning


def test_a_plain_secret_works_with_a_warning(tmp_path: Path) -> None:
    settings = load_text(tmp_path, changed(password='"hunter2"'))
    assert settings.matrix is not None
    assert settings.matrix.password is not None
    assert settings.matrix.password.reveal() == "hunter2"
    (warning,) = settings.warnings
    assert "matrix.password stands in the file as it is; better write" in warning
    assert "hunter2" not in warning


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    unset = problems_of(tmp_path, SMALL, {})["matrix.password"]
    assert "names the variable PASSWORD, which is not set" in unset.sentence
    empty = problems_of(tmp_path, SMALL, {"PASSWORD": ""})["matrix.password"]
    assert "names the variable PASSWORD, which is empty" in empty.sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    text = token_file(tmp_path, "hunter2")
    (tmp_path / "token").unlink()
    problem = problems_of(tmp_path, text)["matrix.access_token"]
    assert f"names the file {tmp_path / 'token'}, which can't be read" in problem.sentence


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    problem = problems_of(tmp_path, token_file(tmp_path, "\n"))["matrix.access_token"]
    assert "which is empty" in problem.sentence


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    text = token_file(tmp_path, "")
    (tmp_path / "token").write_bytes(b"\xff\xfehunter2")
    problem = problems_of(tmp_path, text)["matrix.access_token"]
    assert "can't be read (not UTF-8 text)" in problem.sentence


@pytest.mark.parametrize(
    "value", ["4815162342", '["hunter2"]', '""', '"env:hunter2 hunter2"', '{ a = "hunter2" }']
)
def test_a_refused_secret_is_never_shown(tmp_path: Path, value: str) -> None:
    problem = problems_of(tmp_path, changed(password=value))["matrix.password"]
    assert "hunter2" not in str(problem)
    assert "4815162342" not in str(problem)
    assert 'has a value that can\'t be used, but must be "env:NAME"' in problem.sentence


def test_a_sign_in_has_one_way(tmp_path: Path) -> None:
    both = problems_of(tmp_path, changed(access_token='"env:PASSWORD"'))["matrix"]
    assert "has both a password and an access_token" in both.sentence
    none = problems_of(tmp_path, SMALL.replace('password = "env:PASSWORD"', ""))["matrix"]
    assert "needs a password or an access_token" in none.sentence


def test_a_password_inside_an_address_is_never_shown(tmp_path: Path) -> None:
    for value in (
        '"https://bot:hunter2@example.org"',
        '"https://bot:hunter2@[x"',
        '"bot:hunter2@x"',
    ):
        problem = problems_of(tmp_path, changed(homeserver=value))["matrix.homeserver"]
        assert "hunter2" not in str(problem)
