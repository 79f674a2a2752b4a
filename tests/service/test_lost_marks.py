# SPDX-License-Identifier: AGPL-3.0-or-later
"""§3: "a single removal tells the voter": kindly, seldom, and never about what is made good."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from service_network import UnreachableError
from two_networks import BLUE, RED, Village

from bot.service import letters, patience

ANA = "discord:111"
BO = "discord:222"


@pytest.fixture
async def village(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Village]:
    monkeypatch.setattr(patience, "GRACE", 0.02)
    monkeypatch.setattr(patience, "GAP", 0.2)
    made = await Village().open()
    await made.says(BO, "!poll new Shall we? closes: 3d")
    yield made
    await made.hall.stop()


async def until(true: Callable[[], object], limit: float = 20) -> None:
    async with asyncio.timeout(limit):
        while not true():  # noqa: ASYNC110 - whatever it is that is waited for
            await asyncio.sleep(0.005)


def told(village: Village, account: str = ANA) -> list[str]:
    return [words for words in village.heard(account) if "taken away" in words]


async def quiet(village: Village) -> None:
    """Wait until nothing is held back, and nothing is left to send."""
    await until(lambda: not village.hall.delivery._patience._held)
    await village.hall.settle()


async def test_a_single_removal_tells_the_voter(village: Village) -> None:
    await village.reacts(ANA, 1, "👍")
    assert await village.unreacts(ANA, 1, "👍", sure=False) == ""
    await until(lambda: told(village))
    (words,) = told(village)
    assert words == (
        "Your 👍 on #1 was taken away, so it no longer counts. If that was you, all is well; "
        "if not, tap it again, or write poll vote 1 yes."
    )
    assert village.tally(1) == {}


async def test_a_claim_too(village: Village) -> None:
    await village.says(BO, "!task new Mend the door")
    await village.reacts(ANA, 2, "✋")
    await village.unreacts(ANA, 2, "✋", sure=False)
    await until(lambda: told(village))
    assert "and with it your claim" in told(village)[0]


async def test_where_the_network_names_them_nobody_is_told(village: Village) -> None:
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍")
    await quiet(village)
    assert told(village) == []
    assert await village.store.says("garden") == []


async def test_who_taps_another_is_not_told(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "GRACE", 0.5)
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍", sure=False)
    await village.reacts(ANA, 1, "👎")
    await quiet(village)
    assert told(village) == []
    assert await village.store.says("garden") == []


async def test_at_most_once_a_minute_and_never_not_at_all(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "GRACE", 0.5)
    monkeypatch.setattr(patience, "GAP", 1.0)
    for _ in range(5):
        await village.reacts(ANA, 1, "👍")
        await village.unreacts(ANA, 1, "👍", sure=False)
    await until(lambda: told(village))
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍", sure=False)
    assert len(told(village)) == 1
    await until(lambda: len(told(village)) == 2)
    await quiet(village)
    assert len(told(village)) == 2
    assert await village.store.says("garden") == []


async def test_a_restart_does_not_lose_it(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "GRACE", 0.5)
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍", sure=False)
    await village.reopen()
    await until(lambda: told(village))
    await village.reopen()
    await quiet(village)
    assert len(told(village)) == 1


async def test_a_stop_leaves_it_to_the_next_start(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "GRACE", 0.5)
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍", sure=False)
    await village.hall.stop()
    assert told(village) == []
    assert len(await village.store.says("garden")) == 1
    village.hall = village._hall()
    await village.open()
    await until(lambda: told(village))


async def test_without_a_private_word_one_line_names_nobody(village: Village) -> None:
    village.discord.private = False
    for account, emoji in ((ANA, "👍"), (BO, "👎")):
        await village.reacts(account, 1, emoji)
        await village.unreacts(account, 1, emoji, sure=False)
    await quiet(village)
    lines = [one for one in village.discord.notices(BLUE) if "taken away" in one]
    assert len(lines) == 1
    assert "I can't see by whom" in lines[0]
    assert "111" not in lines[0]
    assert not [one for one in village.matrix.notices(RED) if "taken away" in one]
    assert await village.store.says("garden") == []


async def test_a_line_that_did_not_arrive_is_said_again(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    village.discord.private = False
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍", sure=False)
    village.discord.faults.append(UnreachableError())
    await until(lambda: [one for one in village.discord.notices(BLUE) if "taken away" in one], 30)
    monkeypatch.setattr(letters, "SELDOM", 0.0)
    await village.reacts(BO, 1, "👍")
    await village.unreacts(BO, 1, "👍", sure=False)
    await quiet(village)
    assert len([one for one in village.discord.notices(BLUE) if "taken away" in one]) == 2


async def test_who_was_forgotten_meanwhile_hears_nothing(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "GRACE", 0.5)
    await village.reacts(ANA, 1, "👍")
    await village.unreacts(ANA, 1, "👍", sure=False)
    await village.private(ANA, "my forget")
    await quiet(village)
    assert told(village) == []
    assert await village.store.says("garden") == []
