# SPDX-License-Identifier: AGPL-3.0-or-later
"""The erasable side: refs, rows that wait to be durable, and forgetting (§21)."""

from datetime import timedelta

import pytest
from service_fakes import START, Garden

from bot.domain.ids import Number
from bot.service.directory import Directory
from bot.service.ports import Loaded
from storage.memory import MemoryStore

EMPTY = Loaded(-1, 0, None, None, (), (), (), (), ())


@pytest.fixture
def directory() -> Directory:
    return Directory("garden", MemoryStore(), EMPTY)


def test_a_ref_is_minted_once_and_its_row_goes_along_until_it_is_durable(
    directory: Directory,
) -> None:
    ref, row = directory.ref("net:@ana", "Ana")
    assert row is not None
    assert len(ref) == 32
    assert directory.ref("net:@ana") == (ref, row)
    directory.kept([row])
    assert directory.ref("net:@ana", "Ana") == (ref, None)
    again, changed = directory.ref("net:@ana", "Ana the gardener")
    assert again == ref
    assert changed is not None
    assert changed.display == "Ana the gardener"


def test_refs_tell_nothing_without_their_salt(directory: Directory) -> None:
    other = Directory("garden", MemoryStore(), EMPTY)
    assert directory.ref("net:@ana")[0] != other.ref("net:@ana")[0]


def test_a_row_that_was_changed_meanwhile_is_not_taken_for_durable(directory: Directory) -> None:
    _, first = directory.ref("net:@ana", "Ana")
    _, second = directory.ref("net:@ana", "Anna")
    assert first is not None
    directory.kept([first])
    assert directory.ref("net:@ana")[1] is second


def test_skills_are_folded(directory: Directory) -> None:
    ref, row = directory.skill("Bicycle  Repair")
    assert directory.skill("bicycle repair") == (ref, row)
    assert directory.skill_word(ref) == "bicycle repair"


def test_the_forgotten_are_strangers_again(directory: Directory) -> None:
    ref, row = directory.ref("net:@ana")
    assert row is not None
    directory.forget([ref])
    assert directory.account(ref) is None
    assert directory.known("net:@ana") is None
    directory.stage(row)  # a request that was on its way
    assert directory.account(ref) is None
    assert directory.ref("net:@ana")[0] != ref


def test_a_barred_account_is_known_by_keyed_digest_only(directory: Directory) -> None:
    row = directory.bar("net:@ana", [3, 4])
    assert row is not None
    directory.barring[row.digest] = row
    assert directory.barred("net:@ana", 3)
    assert not directory.barred("net:@ana", 5)
    assert not directory.barred("net:@bo", 3)
    assert directory.spent_bars(lambda number: number == 4) == []
    assert directory.spent_bars(lambda _: False) == [row.digest]
    assert directory.bar("net:@ana", []) is None


async def test_being_forgotten_leaves_no_name_in_the_store(garden: Garden) -> None:
    await garden.says("net:@ana", "!poll new Shall we? closes: 1d")
    await garden.says("net:@bo", "!poll vote 1 yes because: I like nuts")
    await garden.says("net:@bo", "!my forget")
    assert not any(row.name == "net:@bo" for row in (await garden.store.load("garden")).accounts)
    assert not any("nuts" in row.body for row in await garden.store.text_rows("garden"))
    assert not garden.commons.polls[Number(1)].marks.latest()
    await garden.reacts("net:@bo", 1, "👍")
    assert not garden.commons.polls[Number(1)].marks.latest()
    assert (await garden.store.load("garden")).barred
    await garden.waits(days=2)
    assert not (await garden.store.load("garden")).barred
    assert not garden.hall.directory("garden").barring


async def test_the_barred_stay_barred_after_a_restart_and_in_readings(garden: Garden) -> None:
    await garden.says("net:@ana", "!poll new Shall we? closes: 1d")
    await garden.reacts("net:@bo", 1, "👍")
    await garden.says("net:@bo", "!my forget")
    await garden.reopen()
    garden.network.stands(1, "net:@bo", "👎", "net:again", START + timedelta(minutes=1))
    await garden.waits(days=2)
    assert garden.commons.polls[Number(1)].ballots == 0


async def test_subjects_and_marks_are_found_after_a_restart(garden: Garden) -> None:
    await garden.says("net:@ana", "!poll new Shall we? closes: 1d")
    await garden.reacts("net:@bo", 1, "👍", mark="net:b")
    await garden.reopen()
    directory = garden.hall.directory("garden")
    assert await directory.subject(f"net:{garden.network.card_id(1)}") == 1
    assert await directory.subject("net:nothing") is None
    directory.marks.clear()
    assert await directory.marked_number("net:b", None) == 1
    await garden.unreacts("net:@bo", "net:b")
    assert not garden.commons.polls[Number(1)].marks.latest()
