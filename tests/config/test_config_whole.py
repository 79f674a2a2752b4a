# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole files: the example, the smallest, and one with ten mistakes."""

from pathlib import Path

import pytest
from config_samples import ENVIRON, SMALL, load_file, load_text, problems_of

from bot.config import ConfigError
from bot.service.settings import RoomSettings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

TEN_MISTAKES = """
[storage]
url = "postgres://bot:hunter2@db/folkmoot"                        # 1

[matrix]
homeserver = "example.org"                                        # 2
user = "folkmoot"                                                 # 3
pasword = "hunter2"                                               # 4
access_token = "env:NOT_THERE"                                    # 5

[[commons]]
name = "garden"
language = "klingon"                                              # 6
timezone = "Europe/Lisboa"                                        # 7
rooms = ["matrix:!abc:example.org", { room = "matrix:!def:example.org", role = "bord" }]    # 8

[commons.charter]
"review.window" = "soon"                                          # 9

[[commons]]
name = "kitchen"
rooms = ["matrix:!abc:example.org"]                               # 10
"""


def test_the_example_is_valid_and_warns_of_nothing() -> None:
    settings = load_file(EXAMPLE, {"FOLKMOOT_MATRIX_PASSWORD": "open sesame"})
    assert settings.warnings == ()
    (garden,) = settings.commons
    assert (garden.name, garden.title, garden.timezone) == ("garden", "The garden", "Europe/Lisbon")
    assert [room.role for room in garden.rooms] == ["board", "digest"]
    assert garden.charter["poll.early"] == "false"
    assert garden.charter["licences"].startswith("CC-BY-SA-4.0, CC-BY-4.0")


def test_the_example_is_valid_with_every_comment_tried(tmp_path: Path) -> None:
    """A commented key shows how it would be written, so it must work once uncommented."""
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        bare = line.strip().removeprefix("# ")
        shown = line.strip() != bare and (" = " in bare.split("#")[0] or bare == "[discord]")
        lines.append(bare if shown and not bare.startswith("access_token") else line)
    text = "\n".join(lines)
    assert 'bridged_with = "discord:' in text
    assert '\ndevice_id = "FOLKMOOT"' in text
    secrets = ("FOLKMOOT_MATRIX_PASSWORD", "FOLKMOOT_DISCORD_TOKEN")
    settings = load_text(tmp_path, text, dict.fromkeys(secrets, "open sesame"))
    assert settings.matrix is not None
    assert settings.matrix.device_id == "FOLKMOOT"
    assert len(settings.commons[0].rooms) == 4


def test_the_smallest_configuration_has_sensible_defaults(tmp_path: Path) -> None:
    settings = load_text(tmp_path, SMALL)
    assert settings.storage_url == f"sqlite:{tmp_path / 'folkmoot.db'}"
    assert settings.warnings == ()
    matrix = settings.matrix
    assert matrix is not None
    assert matrix.password is not None
    assert matrix.password.reveal() == ENVIRON["PASSWORD"]
    assert (matrix.access_token, matrix.device_id) == (None, None)
    assert (matrix.prefix, matrix.inviters) == ("!", ())
    assert matrix.state_dir == tmp_path / "folkmoot-matrix"
    (garden,) = settings.commons
    assert (garden.title, garden.language, garden.timezone) == ("garden", "en", "UTC")
    assert garden.rooms == (RoomSettings("matrix:!abc:example.org"),)
    assert (garden.stewards, garden.ignore, garden.charter) == ((), (), {})


def test_a_commons_on_the_console_needs_no_network(tmp_path: Path) -> None:
    settings = load_text(tmp_path, '[[commons]]\nname = "garden"\nrooms = ["console:garden"]')
    assert settings.matrix is None


def test_ten_mistakes_are_told_all_at_once(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, TEN_MISTAKES)
    said = {
        key: problem.sentence.removeprefix(f"{key} ").removesuffix(".")
        for key, problem in problems.items()
    }
    assert said == {
        "storage.url": (
            'has a value that can\'t be used, but must be "sqlite:" and a path, such as '
            '"sqlite:folkmoot.db"; other databases come with later versions'
        ),
        "matrix.homeserver": (
            'is "example.org", but must be the web address of your homeserver, such as '
            '"https://matrix.example.org"; write "https://example.org"'
        ),
        "matrix.user": (
            'is "folkmoot", but must be the bot\'s user, such as "@folkmoot:example.org"; '
            "write it in full, with @ and the server, without matrix:"
        ),
        "matrix.pasword": "is no key that I know; the nearest that may stand here is password",
        "matrix.access_token": (
            "names the variable NOT_THERE, which is not set; set it before starting"
        ),
        "commons.garden.language": 'is "klingon", but must be one of en, es',
        "commons.garden.timezone": (
            'is "Europe/Lisboa", but must be an IANA time zone, such as "Europe/Lisbon"; '
            "the nearest is Europe/Lisbon"
        ),
        "commons.garden.rooms[2].role": (
            'is "bord", but must be one of board, commands, digest; the nearest is board'
        ),
        'commons.garden.charter."review.window"': (
            "can't be used: “soon” is not a duration such as 90s, 15m, 12h, 3d, 2w or 1d12h, "
            "from 1s to 3650d"
        ),
        "commons.kitchen.rooms": (
            'has "matrix:!abc:example.org", which garden has too; a room has one commons'
        ),
    }
    assert "hunter2" not in "".join(str(problem) for problem in problems.values())


# --- files that are no TOML -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "mend"),
    [
        ("[matrix]\nuser = @folkmoot:example.org\n", 2, "texts need quotation marks"),
        ('[matrix]\nuser = "@folkmoot\nprefix = "!"\n', 2, "end with the quotation mark it began"),
        ('[matrix]\nuser "@folkmoot"\n', 2, "a line reads key = value"),
        ('[matrix]\nprefix = "!" user = "a"\n', 2, "only one key = value may stand on a line"),
        ('[matrix]\nprefix = "!"\n[matrix]\n', 3, "a table may stand only once"),
        ('[matrix]\nprefix = "!"\nprefix = "?"\n', 3, "a key may stand only once"),
        ('[storage]\nurl = "sqlite:C:\\work"\n', 2, "write \\\\ for one \\"),
        ("[matrix\nprefix = 1\n", 1, "a heading reads [storage]"),
        ('[matrix]\ninviters = ["a", "b"\nprefix = 1\n', 3, "a list ends with ]"),
        ('[matrix]\ninviters = ["a",\n', 2, ""),
        ("\n\n= 3\n", 3, "a line begins with a key"),
        ('[[commons]]\nrooms = [{ room = "a"\n', 2, "a table that begins with {"),
    ],
)
def test_a_fault_in_the_toml_is_told_with_line_and_mend(
    tmp_path: Path, text: str, line: int, mend: str
) -> None:
    (problem,) = problems_of(tmp_path, text).values()
    assert problem.line == line
    assert f"config.toml, line {line}: This is not TOML: " in str(problem)
    assert mend in problem.sentence


def test_a_fault_in_the_toml_shows_no_secret(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "[matrix]\npassword = hunter2\n").values()
    assert "hunter2" not in str(problem)


def test_an_empty_file_lacks_a_commons(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "")
    assert list(problems) == ["commons"]
    assert "commons is missing; it must be headed [[commons]]" in str(problems["commons"])


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml: There is no such file; make one with"):
        load_file(tmp_path / "config.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        load_file(tmp_path)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SMALL, encoding="utf-16")
    with pytest.raises(ConfigError, match="save the file as UTF-8"):
        load_file(file)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SMALL, encoding="utf-8-sig")
    assert load_file(file).commons[0].name == "garden"


@pytest.mark.parametrize(
    ("members", "of", "warned"),
    [
        ("false", "electorate", True),
        ("true", "electorate", False),
        ("false", "cast", False),
    ],
)
def test_a_share_of_all_that_can_not_be_reached_is_warned_of(
    tmp_path: Path, members: str, of: str, *, warned: bool
) -> None:
    rooms = 'rooms = ["matrix:!abc:example.org", "discord:123456789012345678"]\n'
    text = SMALL.replace('rooms = ["matrix:!abc:example.org"]\n', rooms)
    charter = f'[commons.charter]\n"poll.of" = "{of}"\n'
    discord = f'[discord]\ntoken = "env:PASSWORD"\nmembers = {members}\n'
    warnings = load_text(tmp_path, text + charter + discord).warnings
    assert len(warnings) == warned
    for warning in warnings:
        assert 'charter."poll.of" counts all who may vote' in warning
        assert "members = true" in warning
