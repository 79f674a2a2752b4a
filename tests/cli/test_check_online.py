# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doctor: each thing that can be amiss, with its mend; nothing said where all is well."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import charts
from bot.cli.examining import Finding, examine, machine
from bot.service.scouts import SeenAccount, SeenRoom, Sighting
from bot.service.settings import (
    CommonsSettings,
    DiscordSettings,
    MatrixSettings,
    RoomSettings,
    Secret,
    Settings,
)

GARDEN = SeenRoom("matrix:!g:example.org", "Garden", people=12)
MILL = SeenRoom("discord:12345", "mill", home="The mill", kind="channel")
MATRIX = Sighting(
    "matrix",
    SeenAccount("matrix:@f:example.org", "@f:example.org"),
    (GARDEN,),
    aliases={"matrix:#garden:example.org": GARDEN.place},
    ahead=timedelta(seconds=1),
    mend_rights="raise its role",
)
DISCORD = Sighting(
    "discord",
    SeenAccount("discord:1", "Folkmoot"),
    (MILL,),
    mend_rights="edit the channel",
    intents={"message_content": False, "members": True},
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        storage_url=f"sqlite:{tmp_path / 'folkmoot.db'}",
        matrix=MatrixSettings(
            "https://a", "@f:a", Secret("x"), None, None, tmp_path / "state", "!", ()
        ),
        discord=DiscordSettings(Secret("x")),
        commons=(
            CommonsSettings(
                *("garden", "Garden", "en", "UTC"),
                rooms=(RoomSettings("matrix:#garden:example.org"), RoomSettings(MILL.place)),
                stewards=(),
                ignore=(),
                charter={},
            ),
        ),
    )


def amiss(
    settings: Settings, matrix: Sighting = MATRIX, discord: Sighting = DISCORD
) -> list[Finding]:
    found = examine(settings, {"matrix": matrix, "discord": discord})
    return [one for one in found if not one.well]


def with_room(settings: Settings, **how: object) -> Settings:
    (commons,) = settings.commons
    rooms = tuple(replace(room, **how) for room in commons.rooms)  # type: ignore[arg-type]
    return replace(settings, commons=(replace(commons, rooms=rooms),))


def test_nothing_is_amiss_where_all_is_well(settings: Settings) -> None:
    assert amiss(settings) == []
    said = [one.what for one in examine(settings, {"matrix": MATRIX, "discord": DISCORD})]
    assert "Signed in as @f:example.org." in said
    assert "Board: the bot has the rights it needs. 12 people." in said
    alone = replace(MATRIX, rooms=(replace(GARDEN, people=1),))
    said = [one.what for one in examine(settings, {"matrix": alone, "discord": DISCORD})]
    assert "Board: the bot has the rights it needs. 1 person." in said


CASES = {
    "encrypted": (replace(GARDEN, encrypted=True), "encrypted", "without encryption"),
    "replaced": (replace(GARDEN, successor="matrix:!new"), "replaced", '"matrix:!new"'),
    "rights": (
        replace(GARDEN, lacking=("Send messages (m.room.message)",)),
        "may not: Send messages (m.room.message).",
        "Raise its role.",
    ),
    "ghosts": (
        replace(GARDEN, ghosts=("matrix:@discord_*:example.org",)),
        "A bridge put accounts like matrix:@discord_*:example.org there",
        'Add "matrix:@discord_*:example.org" to `ignore` of garden.',
    ),
    "bridge": (
        replace(GARDEN, bridged=(MILL.place,)),
        "A bridge makes it one with discord:12345",
        '{ room = "matrix:!g:example.org", bridged_with = "discord:12345" }',
    ),
}


@pytest.mark.parametrize(("room", "what", "mend"), CASES.values(), ids=CASES)
def test_what_is_amiss_in_a_room(settings: Settings, room: SeenRoom, what: str, mend: str) -> None:
    (found,) = amiss(settings, matrix=replace(MATRIX, rooms=(room,)))
    assert found.about == "matrix:#garden:example.org (Garden)"
    assert what in found.what
    assert mend in found.mend


def test_ghosts_and_bridges_that_the_configuration_knows_are_well(settings: Settings) -> None:
    (commons,) = settings.commons
    room = replace(GARDEN, bridged=(MILL.place,), ghosts=("matrix:@discord_*:example.org",))
    first, second = commons.rooms
    known = replace(
        commons,
        rooms=(replace(first, bridged_with=MILL.place), second),
        ignore=("matrix:@discord*:example.org",),
    )
    well = replace(settings, commons=(known,))
    assert amiss(well, matrix=replace(MATRIX, rooms=(room,))) == []


def test_a_room_that_is_not_there(settings: Settings) -> None:
    absent = {"matrix:#garden:example.org": "The homeserver knows no room #garden: check the name."}
    (found,) = amiss(settings, matrix=replace(MATRIX, rooms=(), aliases={}, absent=absent))
    assert (found.what, found.mend) == (
        "The homeserver knows no room #garden.",
        "Check the name.",
    )
    (found,) = amiss(settings, discord=replace(DISCORD, rooms=()))
    assert found.about == MILL.place


def test_threads_need_rights_of_their_own(settings: Settings) -> None:
    lacking = replace(MILL, lacking_threads=("Create Public Threads",))
    discord = replace(DISCORD, rooms=(lacking,))
    assert amiss(settings, discord=discord) == []
    (found,) = amiss(with_room(settings, threads=True), discord=discord)
    assert "Create Public Threads" in found.what
    assert found.mend == "Edit the channel."


def test_an_intent_that_is_configured_and_switched_off(settings: Settings) -> None:
    wanted = DiscordSettings(Secret("x"), message_content=True, members=True)
    (found,) = amiss(replace(settings, discord=wanted))
    assert "the Message Content Intent is switched off" in found.what


@pytest.mark.parametrize(("seconds", "way"), [(90, "behind"), (-90, "ahead")])
def test_a_clock_that_is_wrong(settings: Settings, seconds: int, way: str) -> None:
    (found,) = amiss(settings, matrix=replace(MATRIX, ahead=timedelta(seconds=seconds)))
    assert f"90 seconds {way} of Matrix's" in found.what


def test_pictures_need_the_extra(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = with_room(settings, pictures=True)
    monkeypatch.setattr(charts, "available", lambda: True)
    assert amiss(wanted) == []
    monkeypatch.setattr(charts, "available", lambda: False)
    (found,) = amiss(wanted)
    assert "pip install 'folkmoot[charts]'" in found.mend


def places(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    (tmp_path / "file").write_text("")
    assert settings.matrix is not None
    yield replace(settings, storage_url=f"sqlite:{tmp_path}")
    yield replace(settings, storage_url=f"sqlite:{tmp_path / 'file' / 'folkmoot.db'}")
    yield replace(settings, matrix=replace(settings.matrix, state_dir=tmp_path / "file"))


def test_what_can_not_be_kept_is_told(settings: Settings, tmp_path: Path) -> None:
    assert all(one.well for one in machine(settings))
    for wrong in places(settings, tmp_path):
        assert [one.well for one in machine(wrong)].count(False) == 1


def test_names_of_rooms_can_not_fake_a_line(settings: Settings) -> None:
    room = replace(GARDEN, name="x\n  well  all\x1b[31m", encrypted=True)
    (found,) = amiss(settings, matrix=replace(MATRIX, rooms=(room,)))
    assert "\n" not in found.about
    assert "\x1b" not in found.about
