# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person on both networks has one ballot, and the latest choice wins wherever it was made."""

import re
from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.both.conftest import Village
from tests.discord.seen import words

TREE = "Shall we plant a walnut tree?"


async def tally(village: Village, number: int) -> dict[str, int]:
    status = await village.bot.status()
    (poll,) = [one for one in status["polls"] if one["number"] == number]
    return {choice: count for choice, count in poll["tally"].items() if count}


async def stands(village: Village, number: int, **wanted: int) -> None:
    """Wait until a poll's ballots are these."""

    async def so() -> bool:
        return await tally(village, number) == wanted

    await wait_until(so, 30)


def code_in(text: str) -> str:
    found = re.search(r"my link ([A-Z]{8})\b", text)
    assert found is not None, text
    return found[1]


async def test_vote_on_one_change_on_the_other(village: Village) -> None:
    ana, garden = village.matrix[0], village.garden
    asker, anna, cleo, _ = village.discord
    (card,) = await garden.opens(TREE)
    copy = await village.seen.card(1)
    await anna.reacts(card, "👍")
    await ana.react(village.room, copy.message, "👎")
    await cleo.reacts(card, "👍")
    await stands(village, 1, yes=2, no=1)

    # The code is asked for on Discord, where only she sees it, and typed at her desk on Matrix.
    asked = await anna.slash(garden.rooms[0], "my link")
    assert asked.ephemeral
    desk = await village.desk(ana)
    await ana.say(desk.room, f"my link {code_in(asked.text)}")
    said = await desk.notice("You are linked with")
    assert "on Discord now" in said["content"]["body"]
    await stands(village, 1, yes=1, no=1)
    await wait_until(
        lambda: [one for one in anna.private.messages.values() if "is linked with" in words(one)]
    )
    await village.seen.notice("belong to one person")
    await garden.seen.notice("belong to one person")

    await anna.reacts(card, "🤷")
    await stands(village, 1, yes=1, abstain=1)
    mark = await ana.react(village.room, copy.message, "👍")
    await stands(village, 1, yes=2)
    await village.seen.card(1, lambda shown: "2 yes, 0 no" in shown.body)
    await garden.seen.card(1, lambda shown: "2 yes" in shown)

    village.bot.kill()
    await ana.redact(village.room, mark)
    await village.bot.start()
    await stands(village, 1, yes=1, abstain=1)
    assert (await village.bot.status())["members"] == 3

    told = await anna.slash(garden.rooms[0], "my show")
    assert "Your accounts: " in told.text
    left = await anna.slash(garden.rooms[0], "my unlink")
    assert "a member of its own now" in left.text
    await desk.notice("is no longer linked with this account")
    await anna.reacts(card, "👎")
    await stands(village, 1, yes=1, no=1)
    await asker.slash(garden.rooms[0], "poll new", question="And an oak?")
    second = await garden.seen.card(2)
    await anna.reacts(second, "👎")
    await ana.react(village.room, (await village.seen.card(2)).message, "👎")
    await stands(village, 2, no=2)


async def test_no_trace_of_a_code_is_kept(village: Village) -> None:
    ana, anna = village.matrix[0], village.discord[1]
    await village.garden.ready()
    code = code_in((await anna.slash(village.garden.rooms[0], "my link")).text)
    desk = await village.desk(ana)
    await ana.say(desk.room, f"my link {code.lower()}")
    await desk.notice("You are linked with")
    await village.bot.stop()
    kept: list[Any] = [path for path in village.bot.folder.rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        held = path.read_bytes().upper()
        assert code.encode() not in held, path
