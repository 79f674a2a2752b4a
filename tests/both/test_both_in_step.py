# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lives in a room of each network is the same there, whatever becomes of one of the two."""

from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.both.conftest import Village
from tests.discord.double.world import Message
from tests.discord.garden import every
from tests.discord.seen import words
from tests.matrix.rooms_seen import Card


async def both_show(village: Village, number: int, part: str) -> tuple[Card, Message]:
    """Wait until a card says the same on both networks."""
    there = await village.seen.card(number, lambda card: part in card.body, 40)
    return there, await village.garden.seen.card(number, lambda shown: part in shown, 40)


async def opens_on_matrix(village: Village, text: str) -> tuple[Card, Message]:
    before = len(village.garden.seen.cards())
    await village.matrix[0].say(village.room, text)
    return await both_show(village, before + 1, f"#{before + 1} ")


async def closed(village: Village, number: int) -> dict[str, Any]:
    found = await every(0.05, lambda: village.garden.record().closed.get(number), 60)
    return {choice: count for choice, count in found["tally"].items() if count}


async def test_a_task_and_its_review_live_on_both(village: Village) -> None:
    ana, bo = village.matrix
    anna, cleo, dee, _ = village.discord
    await opens_on_matrix(village, "!task new Mend the greenhouse door")
    card = village.garden.seen.cards()[1]
    await anna.reacts(card, "✋")
    there, _ = await both_show(village, 1, "On it: ")
    await bo.react(village.room, there.message, "✋")
    for part in (anna.user.name, bo.localpart[:2]):
        await both_show(village, 1, part)
    await village.garden.ready()
    await anna.slash(village.garden.rooms[0], "task submit", number=1, work="https://example.org/d")
    there, here = await both_show(village, 2, "#2 Review")
    await ana.react(village.room, there.message, "✅")
    await cleo.reacts(here, "🌟")
    await dee.presses(here, "sound")
    await both_show(village, 2, "3 sound marks")
    assert village.garden.record().tally(2) == {"sound": 2, "excellent": 1}


async def test_a_poll_waits_for_the_network_that_is_away(village: Village) -> None:
    """What was tapped there before the deadline counts, and the outcome is told on both, once."""
    ana, bo = village.matrix
    _, cleo, dee, _ = village.discord
    there, here = await opens_on_matrix(
        village, "!poll new Shall we plant a walnut tree? closes: 12s"
    )
    await ana.react(village.room, there.message, "👍")
    await cleo.reacts(here, "👍")
    await village.garden.counted(1, {"yes": 2})
    await village.garden.discord.stop()
    await dee.reacts(here, "👎")
    await cleo.unreacts(here, "👍")
    await cleo.reacts(here, "🤷")
    await bo.react(village.room, there.message, "👍")
    await village.garden.due(1)
    await every(0.05, lambda: village.garden.record().tally(1)["yes"] == 3, 10)
    assert 1 not in village.garden.record().closed
    await village.garden.discord.start()
    assert await closed(village, 1) == {"yes": 2, "no": 1, "abstain": 1}
    await village.seen.notice("#1 ")
    await village.garden.seen.notice("#1 ")
    outcome = f"Record {village.garden.record().heights[1]}, "
    await wait_until(lambda: village.garden.seen.notices(outcome))
    assert len(village.garden.seen.notices(outcome)) == 1
    assert len(await village.seen.notices(outcome)) == 1


async def test_one_network_goes_on_while_the_other_is_away(village: Village) -> None:
    await village.garden.ready()
    (card,) = await village.garden.opens("Shall we plant a walnut tree?")
    there = await village.seen.card(1)
    await village.garden.discord.stop()
    ana, bo = village.matrix
    await ana.react(village.room, there.message, "👍")
    await village.seen.card(1, lambda shown: "1 yes" in shown.body)
    await bo.say(village.room, "!task new Sweep the path")
    await village.seen.card(2)
    assert "0 yes" in words(card)
    await village.garden.discord.start()
    await both_show(village, 1, "1 yes")
    await both_show(village, 2, "Sweep the path")
    await village.discord[1].reacts(card, "👎")
    await both_show(village, 1, "1 yes, 1 no")


async def test_a_kill_with_both_in_the_air(village: Village) -> None:
    """Nothing is said twice on either, and what was tapped meanwhile on both counts."""
    there, here = await opens_on_matrix(village, "!poll new Shall we plant a walnut tree?")
    ana, bo = village.matrix
    anna, cleo, dee, _ = village.discord
    await anna.reacts(here, "👍")
    await ana.react(village.room, there.message, "👎")
    await village.garden.counted(1, {"yes": 1, "no": 1})
    village.bot.kill()
    await bo.react(village.room, there.message, "👍")
    await cleo.reacts(here, "👍")
    await dee.reacts(here, "👎", burst=True)
    await anna.unreacts(here, "👍")
    await village.bot.start()
    await village.garden.counted(1, {"yes": 2, "no": 2})
    await both_show(village, 1, "2 yes, 2 no")
    await village.bot.verify()
