# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever moderates a room on the network has no power over votes."""

from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen


async def test_a_moderator_who_removes_votes_changes_nothing(
    people: People, bot_in: MakeBot
) -> None:
    """Neither while the bot watches, nor while it is down, nor just before the count."""
    ana, bo, cleo, dee = await people("ana", "bo", "cleo", "dee")
    room = await ana.create_room("10")
    for person in (bo, cleo, dee):
        await person.join(room)
    bot = await bot_in(room, charter={"poll.window": "9s"})
    seen = Seen(bo, room, bot.user_id)
    await bo.say(room, "!poll new Shall we plant a walnut tree?")
    card = await seen.card(1)
    votes = {
        person: await person.react(room, card.message, emoji)
        for person, emoji in ((bo, "👍"), (cleo, "👍"), (dee, "👎"))
    }
    await seen.card(1, lambda card: "2 yes, 1 no" in card.body)

    await ana.redact(room, votes[bo], "I do not like this")
    await seen.ticked(await bo.say(room, "!task new Water the beds"))  # it has seen that too
    assert await bot.tally(1) == {"yes": 2, "no": 1, "abstain": 0}
    bot.kill()
    await ana.redact(room, votes[cleo])
    await dee.redact(room, votes[dee])  # her own: this one counts
    await bot.start()
    await seen.card(1, lambda card: "2 yes, 0 no" in card.body)

    outcome = await seen.notice("#1 Passed")
    assert "2 yes, 0 no" in outcome["content"]["body"]
    assert (await bot.poll(1))["ballots"] == 2


async def test_a_vote_that_was_removed_before_it_could_be_read_is_asked_for_again(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo, cleo = await people("ana", "bo", "cleo")
    room = await ana.create_room("12")
    for person in (bo, cleo):
        await person.join(room)
    bot = await bot_in(room, charter={"poll.window": "1h"})
    seen = Seen(bo, room, bot.user_id)
    await bo.say(room, "!poll new Shall we plant a walnut tree?")
    card = await seen.card(1)
    await bo.react(room, card.message, "👍")
    await seen.card(1, lambda card: "1 yes" in card.body)
    bot.kill()
    await ana.redact(room, await bo.react(room, card.message, "👎"))
    await ana.redact(room, await cleo.react(room, card.message, "👎"))
    await bot.start()
    await seen.ticked(await cleo.say(room, "!task new Water the beds"))
    asked = await seen.notice("before it could be read")
    assert "Cleo" not in asked["content"]["body"], "it is told without a name"
    asked = await seen.notice("please vote again")
    assert bo.localpart not in asked["content"]["body"]
    # What could be read before stays; nobody counts for what could not be read.
    assert await bot.tally(1) == {"yes": 1, "no": 0, "abstain": 0}
