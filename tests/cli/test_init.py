# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` by its options: what it writes, what it refuses, and that nothing is lost."""

import errno
import re
import signal
import stat
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import tomlkit
from cli_samples import folkmoot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import read_settings
from bot.cli.failures import Failure
from bot.cli.starting import keeping
from bot.cli.starting.asking import Asker
from bot.cli.starting.finishing import program, start
from bot.cli.starting.keeping import NewFile, keep
from bot.cli.wires import Wires

ANSWERS = (
    "--offline",
    "--user=@folkmoot:example.org",
    "--homeserver=https://matrix.example.org",
    "--password=env:PASSWORD",
    "--board=#garden:example.org",
    "--title=The garden",
    "--timezone=Europe/Lisbon",
    "--steward=@ana:example.org",
)


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def test_what_it_writes_is_well(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    told = folkmoot("init", config, *ANSWERS)
    assert (told.status, told.err) == (0, "")
    assert "config.toml is written." in told.out
    checked = folkmoot("check", "--config", config)
    assert (checked.status, checked.err) == (0, "")
    assert "the-garden: 1 room, en, Europe/Lisbon." in checked.out
    (garden,) = read(config)["commons"]
    assert garden["rooms"] == ["matrix:#garden:example.org"]
    assert read(config)["matrix"]["inviters"] == ["@ana:example.org"]
    assert [file.name for file in tmp_path.iterdir()] == ["config.toml"]


def test_both_networks_with_every_option(tmp_path: Path) -> None:
    config = tmp_path / "new" / "config.toml"
    told = folkmoot(
        "init",
        config,
        *ANSWERS,
        "--token=env:TOKEN",
        "--board=300000000000000001",
        "--digest=discord:300000000000000002",
        "--commands=!bots:example.org",
        "--steward=<@1000000000000000001>",
        "--language=de",
        "--size=5",
        "--rule=review.quorum=1",
        "--members",
        "--rehearsal",
        TOKEN="x",
    )
    assert (told.status, told.err) == (0, "")
    said = read(config)
    assert said["discord"] == {"token": "env:TOKEN", "members": True}
    (garden,) = said["commons"]
    assert garden["rooms"] == [
        "matrix:#garden:example.org",
        "discord:300000000000000001",
        {"room": "discord:300000000000000002", "role": "digest"},
        {"room": "matrix:!bots:example.org", "role": "commands"},
    ]
    assert garden["stewards"] == ["matrix:@ana:example.org", "discord:1000000000000000001"]
    assert (garden["language"], garden["rehearsal"]) == ("de", True)
    assert garden["charter"]["review.quorum"] == 1
    assert garden["charter"]["poll.early"] is True
    checked = folkmoot("check", "--config", config, TOKEN="x")
    assert (checked.status, checked.err) == (0, "")


@pytest.mark.parametrize("people", [5, 50, 3000])
def test_each_size_gets_rules_of_its_own_with_reasons(tmp_path: Path, people: int) -> None:
    config = tmp_path / "config.toml"
    told = folkmoot("init", config, *ANSWERS, f"--size={people}")
    (garden,) = read(config)["commons"]
    charter = garden["charter"]
    quorum = {5: 2, 50: 3, 3000: 5}[people]
    assert charter["review.quorum"] == quorum
    assert f"review.quorum: {quorum}" in told.out
    lines = config.read_text().splitlines()
    for rule in charter:
        above = lines[next(n for n, line in enumerate(lines) if line.startswith(f'"{rule}"')) - 1]
        assert above.startswith("# ")
    assert folkmoot("check", "--config", config).status == 0


# --- what is missing or wrong ---------------------------------------------------------------------


def test_every_missing_option_is_named_at_once(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    told = folkmoot("init", config)
    assert told.status == 2
    assert [line.partition(" ")[0] for line in told.err.splitlines()] == [
        "--network",
        "--board",
        "--title",
    ]
    told = folkmoot("init", config, "--network=both", "--offline")
    assert [line.partition(" ")[0] for line in told.err.splitlines()] == [
        *("--user", "--homeserver", "--password", "--token", "--board", "--title"),
    ]
    assert not config.exists()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--user=folkmoot", '"@folkmoot:example.org"'),
        ("--homeserver=nonsense", '"nonsense"'),
        ("--timezone=Europe/Lisbn", "nearest is Europe/Lisbon"),
        ("--language=xx", "one of"),
        ("--board=garden", "a room such as"),
        ("--digest=matrix:abc", "a room such as"),
        ("--steward=ana", "an account such as"),
        ("--size=many", "no number of people"),
        ("--rule=review.qorum=2", "nearest is review.quorum"),
        ("--rule=review.quorum", "There is no rule"),
        ("--rule=review.quorum=lots", "“lots”"),
        ("--name=two words", "two words"),
        ("--title=\u202e", "people can read"),
        ("--network=irc", "irc"),
    ],
)
def test_an_answer_that_can_not_be_used_is_quoted_with_what_could(
    tmp_path: Path, option: str, said: str
) -> None:
    config = tmp_path / "config.toml"
    told = folkmoot("init", config, *ANSWERS, option)
    assert told.status == 2
    assert option.partition("=")[0] in told.err
    assert said in told.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", ["password", "access-token", "token"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    tmp_path: Path, option: str
) -> None:
    config = tmp_path / "config.toml"
    wanted = [one for one in ANSWERS if not one.startswith("--password")]
    if option == "token":
        wanted.append("--password=env:PASSWORD")
    told = folkmoot("init", config, *wanted, f"--{option}=hunter2")
    assert told.status == 2
    assert f"--{option}" in told.err
    assert "hunter2" not in told.err + told.out
    assert not config.exists()


def test_what_is_no_configuration_is_left_alone(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("mine, not yours")
    told = folkmoot("init", config, *ANSWERS)
    assert told.status == 2
    assert "is no TOML" in told.err
    assert config.read_text() == "mine, not yours"


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = folkmoot("init", tmp_path / "file" / "config.toml", *ANSWERS)
    assert told.status in {1, 2}
    assert len(told.err.splitlines()) == 1


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("x:y"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ("homeserver", "user", "password", "inviters", "state_dir", "device_id", "token", "members")
MORE = ("name", "title", "language", "timezone", "rooms", "stewards", "ignore", "charter")


def table(keys: tuple[str, ...]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(st.sampled_from(keys), ODD, max_size=6)


@given(
    tables=st.fixed_dictionaries(
        {},
        optional={
            "storage": table(("url",)) | ODD,
            "matrix": table(KEYS) | ODD,
            "discord": table(KEYS) | ODD,
            "commons": st.lists(table(MORE), max_size=2) | ODD,
        },
    ),
    full=st.sampled_from([True, True, True, False]),
)
@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_file_of_any_contents_is_understood_or_left_alone(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, object], *, full: bool
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    config = folder / "config.toml"
    config.write_text(tomlkit.dumps(without_nothing(tables)), encoding="utf-8")
    before = config.read_text(encoding="utf-8")
    answers = {
        "user": "@f:e.org",
        "homeserver": "https://e.org",
        "password": "env:PW",
        "token": "env:TOKEN",
    }
    answers |= {"board": ("#a:b.org",), "title": "T", "name": "t"} if full else {}
    wires = Wires(read_settings, *[None] * 5)  # type: ignore[arg-type]
    try:
        start(Asker(answers, interactive=False), wires, config, offline=True)
    except click.ClickException:
        assert config.read_text(encoding="utf-8") == before
        assert [file.name for file in folder.iterdir()] == ["config.toml"]
    else:
        with pytest.MonkeyPatch.context() as patch:
            for name in re.findall(r'"env:(\w+)"', config.read_text(encoding="utf-8")):
                patch.setenv(name, "x")
            assert read_settings(config)


def without_nothing(value: object) -> Any:
    """TOML has no null."""
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nothing(one) for one in value if one is not None]
    return value


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    real, config = tmp_path / "etc" / "real.toml", tmp_path / "config.toml"
    folkmoot("init", real, *ANSWERS)
    config.symlink_to(real)
    told = folkmoot("init", config, "--offline", "--title=New")
    assert told.status == 0
    assert config.is_symlink()
    assert read(real)["commons"][0]["title"] == "New"


@pytest.mark.parametrize("folder", ["/proc/nowhere", "/dev/null/x"])
def test_a_folder_that_is_none(folder: str) -> None:
    told = folkmoot("init", f"{folder}/config.toml", *ANSWERS)
    assert told.status in {1, 2}
    assert len(told.err.splitlines()) == 1
    assert "mistake of its own" not in told.err


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
