# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` by its options: what it writes, what it refuses, and that nothing is lost."""

import re
from pathlib import Path
from typing import Any

import click
import pytest
import tomlkit
from cli_samples import folkmoot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from init_samples import ANSWERS, read

from bot.__main__ import read_settings
from bot.cli.starting.asking import Asker
from bot.cli.starting.finishing import start
from bot.cli.wires import Wires


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
