# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is called like somebody on the other network is shown with the network's name."""

import time
from collections.abc import AsyncIterator

import pytest
from two_networks import BLUE, RED, Village

from bot.service.namesakes import Namesakes
from bot.service.ports import AccountRow

ANA, FALSE_ANA, BO = "matrix:@ana", "discord:666", "matrix:@bo"


@pytest.fixture
async def village() -> AsyncIterator[Village]:
    made = await Village().open()
    yield made
    await made.hall.stop()


def card(village: Village, number: int, place: str) -> str:
    via = village.matrix if place == RED else village.discord
    return via.cards(number, place)[0].text


async def test_nobody_passes_for_somebody_on_the_other_network(village: Village) -> None:
    await village.says(ANA, "!task new Sweep the path", name="Ana")
    await village.says(BO, "!task new Water the figs", name="Bo")
    assert "Asked by Ana." in card(village, 1, RED)
    await village.says(FALSE_ANA, "!task new Give me your keys", name="Аna")
    for place in (RED, BLUE):
        assert "Asked by Аna (Discord)." in card(village, 3, place)
        assert "Asked by Bo." in card(village, 2, place)
    await village.says(ANA, "!task claim 3", name="Ana")
    assert "On it: Ana (Matrix)." in card(village, 3, BLUE)


async def test_a_handle_in_brackets_is_no_way_around(village: Village) -> None:
    await village.says(ANA, "!task new Sweep the path", name="Ana")
    await village.says(FALSE_ANA, "!task new Keys", name="Ana (ana)")
    assert "Asked by Ana (ana) (Discord)." in card(village, 2, RED)


async def test_ones_own_name_on_the_other_network_is_ones_own(village: Village) -> None:
    mine = "discord:111"
    await village.says(ANA, "!task new Sweep the path", name="Ana")
    await village.says(mine, "!task new Water the figs", name="Ana")
    await village.links(mine, ANA)
    await village.says(ANA, "!task new Oil the hinge", name="Ana")
    await village.says(mine, "!task new Feed the hens", name="Ana")
    assert "Asked by Ana." in card(village, 3, RED)
    assert "Asked by Ana." in card(village, 4, BLUE)


async def test_who_had_themselves_forgotten_is_nobodys_namesake(village: Village) -> None:
    await village.says(FALSE_ANA, "!task new Keys", name="Ana")
    await village.private(FALSE_ANA, "my forget", name="Ana")
    assert village.hall.directory("garden").known(FALSE_ANA) is None
    await village.says(ANA, "!task new Sweep the path", name="Ana")
    assert "Asked by Ana." in card(village, 2, RED)


def row(ref: str, account: str, display: str | None) -> AccountRow:
    return AccountRow(ref=ref, salt=b"", name=account, display=display)


def test_names_come_and_go() -> None:
    ana, other = row("a", "matrix:@ana", "Ana"), row("b", "discord:1", "Ana")
    names = Namesakes([ana, other])
    assert names.shown(ana, "Ana", ["a"]) == "Ana (Matrix)"
    assert names.shown(ana, "Ana", ["a", "b"]) == "Ana"
    names.put(row("b", "discord:1", "Zoe"))
    assert names.shown(ana, "Ana", ["a"]) == "Ana"
    names.put(other)
    names.drop("b")
    names.drop("b")
    assert names.shown(ana, "Ana", ["a"]) == "Ana"
    names.put(row("c", "console:1", None))
    names.drop("a")
    names.drop("c")
    assert not names._looks
    assert not names._wholes


def test_a_network_that_has_just_begun_knows_too_few_to_tell_them_apart() -> None:
    ana, other = row("a", "discord:123456789", "Ana"), row("b", "discord:666", "Аna")
    names = Namesakes([ana, other])
    assert names.shown(ana, "Ana", ["a"]) == "Ana (…6789)"
    assert names.shown(other, "Аna", ["b"]) == "Аna (…666)"
    assert names.shown(ana, "Ana", ["a", "b"]) == "Ana"
    assert names.shown(ana, "Ana (ana_g)", ["a"]) == "Ana (ana_g)"
    names.put(row("c", "matrix:@ana:example.org", "Ana"))
    assert names.shown(ana, "Ana", ["a"]) == "Ana (…6789, Discord)"
    names.put(row("d", "matrix:@ann:example.org", "Ana"))
    names.drop("b")
    third = row("d", "matrix:@ann:example.org", "Ana")
    assert names.shown(third, "Ana", ["d"]) == "Ana (@ann:example.org, Matrix)"


def test_a_flood_costs_no_more() -> None:
    names = Namesakes(row(str(one), f"discord:{one}", "Ana") for one in range(20_000))
    ana = row("a", "matrix:@ana", "Ana")
    began = time.perf_counter()
    for _ in range(100):
        names.put(ana)
        assert names.shown(ana, "Ana", ["a"]) == "Ana (Matrix)"
    assert time.perf_counter() - began < 1
