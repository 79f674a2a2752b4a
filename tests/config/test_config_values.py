# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each key may be, and what is said of what it may not be."""

from pathlib import Path

import pytest
from config_samples import SMALL, changed, in_commons, load_text, problems_of

# --- [storage] and [matrix] -----------------------------------------------------------------------


def test_the_store_is_found_from_the_folder_of_the_configuration(tmp_path: Path) -> None:
    inside = load_text(tmp_path, '[storage]\nurl = "sqlite:data/moot.db"\n' + SMALL)
    assert inside.storage_url == f"sqlite:{tmp_path / 'data' / 'moot.db'}"
    absolute = load_text(tmp_path, '[storage]\nurl = "sqlite:/srv/moot.db"\n' + SMALL)
    assert absolute.storage_url == "sqlite:/srv/moot.db"
    assert load_text(tmp_path, "[storage]\n" + SMALL).storage_url.endswith("/folkmoot.db")


@pytest.mark.parametrize("url", ["folkmoot.db", "sqlite:", "sqlite:///moot.db", "sqlite::memory:"])
def test_another_store_is_refused(tmp_path: Path, url: str) -> None:
    problem = problems_of(tmp_path, f'[storage]\nurl = "{url}"\n' + SMALL)["storage.url"]
    assert f'is "{url}", but must be "sqlite:" and a path' in problem.sentence


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("homeserver", '"example.org"', 'write "https://example.org"'),
        ("homeserver", '"ftp://example.org"', "must be the web address"),
        ("homeserver", '"https://example.org/_matrix"', "leave out what follows"),
        ("homeserver", '"https://example.org:port"', "must be the web address"),
        ("homeserver", "7", "put it in quotation marks"),
        ("user", '"matrix:@bot:example.org"', "without matrix:"),
        ("prefix", '"! "', "one to ten signs without a space"),
        ("prefix", '"folkmoot, dear"', "one to ten signs"),
        ("device_id", '" "', "write something between"),
        ("state_dir", "true", "is true, but must be the path of a folder"),
        ("inviters", '"@*:example.org"', "must be a list; put it between [ and ]"),
    ],
)
def test_a_refused_value_is_told_with_what_it_must_be(
    tmp_path: Path, key: str, value: str, part: str
) -> None:
    problem = problems_of(tmp_path, changed(**{key: value}))[f"matrix.{key}"]
    assert part in problem.sentence


def test_an_inviter_is_a_matrix_user_or_pattern(tmp_path: Path) -> None:
    text = changed(inviters='["@*:example.org", "@ana:example.org", "matrix:@bo:example.org"]')
    problem = problems_of(tmp_path, text)["matrix.inviters[3]"]
    assert "without matrix:" in problem.sentence


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("inviters", '["@*:*"]', "lets anybody on any server invite the bot"),
        ("prefix", '"/moot"', "most Matrix clients keep for themselves"),
        ("homeserver", '"http://example.org"', "use https://"),
    ],
)
def test_what_is_unwise_is_warned_of(tmp_path: Path, key: str, value: str, part: str) -> None:
    (warning,) = load_text(tmp_path, changed(**{key: value})).warnings
    assert part in warning
    assert f"matrix.{key}" in warning


def test_a_homeserver_on_this_machine_needs_no_https(tmp_path: Path) -> None:
    settings = load_text(tmp_path, changed(homeserver='"http://localhost:8008/"'))
    assert settings.matrix is not None
    assert settings.matrix.homeserver == "http://localhost:8008"
    assert settings.warnings == ()


def test_a_room_on_matrix_needs_the_table_for_it(tmp_path: Path) -> None:
    text = SMALL[SMALL.index("[[commons]]") :]
    problem = problems_of(tmp_path, text)["matrix"]
    assert 'is missing; "matrix:!abc:example.org" needs this table' in problem.sentence


@pytest.mark.parametrize("heading", ["storage", "matrix", "discord"])
def test_a_table_is_no_list(tmp_path: Path, heading: str) -> None:
    text = f"[[{heading}]]\n" + SMALL.replace("[matrix]", "[other]")
    problem = problems_of(tmp_path, text)[heading]
    assert f"is a list, but must be a table, headed [{heading}]" in problem.sentence


# --- unknown keys ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "part"),
    [
        ("[matrx]\n" + SMALL, "matrx", "the nearest that may stand here is matrix"),
        (changed(Prefix='"!"'), "matrix.Prefix", "the nearest that may stand here is prefix"),
        (changed(timezone='"UTC"'), "matrix.timezone", "timezone belongs to [[commons]]"),
        (
            changed(token='"hunter2"'),
            "matrix.token",
            "token belongs to [discord]",
        ),
        (
            changed(qqq="1"),
            "matrix.qqq",
            "here may stand homeserver, user, password, access_token, device_id, state_dir,",
        ),
        (in_commons("'a b' = 1"), 'commons.garden."a b"', "is no key that I know"),
    ],
)
def test_an_unknown_key_is_told_with_the_likely_mend(
    tmp_path: Path, text: str, key: str, part: str
) -> None:
    problem = problems_of(tmp_path, text)[key]
    assert part in problem.sentence
    assert "hunter2" not in problem.sentence


# --- [discord] ------------------------------------------------------------------------------------


def test_a_commons_may_span_both_networks(tmp_path: Path) -> None:
    rooms = (
        'rooms = [{ room = "discord:123456789012345678", threads = true, pictures = true }, '
        '{ room = "matrix:!abc:example.org", bridged_with = "discord:123456789012345678" }]'
    )
    text = SMALL.replace('rooms = ["matrix:!abc:example.org"]', rooms)
    token = '[discord]\ntoken = "env:PASSWORD"\nmembers = true\nshards = 2\n'
    settings = load_text(tmp_path, text + token)
    ours, theirs = settings.commons[0].rooms
    assert (ours.threads, ours.pictures, theirs.threads, theirs.pictures) == (True,) * 2 + (
        False,
    ) * 2
    assert theirs.bridged_with == ours.room
    discord = settings.discord
    assert discord is not None
    assert discord.token.reveal() == "open sesame"
    assert (discord.message_content, discord.members, discord.shards) == (False, True, 2)
    assert settings.warnings == ()


def test_discord_keys_are_checked_all_the_same(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, SMALL + '[discord]\nmembers = "yes"\ntokn = "hunter2"\n')
    assert "must be true or false" in problems["discord.members"].sentence
    assert "is token" in problems["discord.tokn"].sentence


def test_a_room_on_discord_needs_the_table(tmp_path: Path) -> None:
    text = SMALL.replace("matrix:!abc:example.org", "discord:123456789012345678")
    problem = problems_of(tmp_path, text)["discord"]
    assert 'is missing; "discord:123456789012345678" needs this table, with a token' in str(problem)


@pytest.mark.parametrize("said", ['"25:00"', '"18"', "18", '"6 pm"', '"18:60"'])
def test_the_time_of_the_digest_is_a_time_of_day(tmp_path: Path, said: str) -> None:
    problem = problems_of(tmp_path, in_commons(f"digest = {said}"))["commons.garden.digest"]
    assert 'must be a time of day, such as "18:00"' in problem.sentence


@pytest.mark.parametrize("said", ["0", '"2"', "true", "2.5"])
def test_shards_are_counted_from_one(tmp_path: Path, said: str) -> None:
    text = f'{SMALL}[discord]\ntoken = "env:PASSWORD"\nshards = {said}\n'
    assert "a whole number from 1 on" in problems_of(tmp_path, text)["discord.shards"].sentence


def test_a_long_refused_value_is_cut_short(tmp_path: Path) -> None:
    problem = problems_of(tmp_path, changed(user=f'"{"x" * 200}"'))["matrix.user"]
    assert f'is "{"x" * 57}…", but' in problem.sentence
