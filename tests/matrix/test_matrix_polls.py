# SPDX-License-Identifier: AGPL-3.0-or-later
"""Polls, by tapping and by typing."""

from datetime import UTC, datetime, timedelta

from tests.adapters.matrix.person import wait_until
from tests.matrix import promises
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen


async def test_a_yes_or_no_question_is_answered_by_tap_and_by_word(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo, cleo, dee = await people("ana", "bo", "cleo", "dee")
    room = await ana.create_room()
    for person in (bo, cleo, dee):
        await person.join(room)
    bot = await bot_in(room, charter={"poll.quorum": 3})
    seen = Seen(dee, room, bot.user_id)
    await ana.say(room, "!poll new Shall we plant a walnut tree? closes: 7s")
    card = await seen.card(1)
    assert (card.kind, card.mark["commons"]) == ("poll", "garden")
    await ana.react(room, card.message, "👎🏽")  # a skin tone changes nothing
    await bo.reply(room, card.message, "yes")
    await cleo.say(room, "!poll vote 1 yes because: It gives shade.")
    await dee.react(room, card.message, "🎉")  # means nothing here
    await seen.card(1, lambda card: "2 yes, 1 no" in card.body)

    # Taking a ballot back spends every mark that stands: the older tap does not come alive again.
    await bo.react(room, card.message, "👎")
    await seen.card(1, lambda card: "1 yes, 2 no" in card.body)
    taken_back = await bo.say(room, "!poll unvote 1")
    await seen.card(1, lambda card: "1 yes, 1 no" in card.body)
    await seen.ticked(taken_back)
    await dee.react(room, card.message, "👍️")  # with a variation selector
    await seen.card(1, lambda card: "2 yes, 1 no" in card.body)

    outcome = await seen.notice("#1 Passed")
    assert "2 yes, 1 no, 0 abstain" in outcome["content"]["body"]
    status = await bot.status()
    promises.check_status(status)
    (poll,) = status["polls"]
    assert (poll["method"], poll["state"], poll["ballots"]) == ("majority", "passed", 3)
    assert poll["quorum"] == 2  # three were asked for, but half of four people are enough
    entries = await bot.record()
    promises.check_record(entries)
    assert len(promises.events_of(entries, "PollClosed")) == 1


async def test_one_of_several_options_is_chosen(people: People, bot_in: MakeBot) -> None:
    ana, bo, cleo = await people("ana", "bo", "cleo")
    room, other = await ana.create_room("10"), await ana.create_room("12")
    for person in (bo, cleo):
        await person.join(room)
        await person.join(other)
    bot = await bot_in(room, other, charter={"poll.quorum": 2})
    seen = Seen(ana, room, bot.user_id)
    await ana.say(
        room, "!poll new What shall we plant?\noptions:\n- Walnut\n- Cherry\n- Quince\ncloses: 6s"
    )
    card = await seen.card(1)
    await ana.react(room, card.message, "1️⃣")
    await bo.say(other, "!poll vote 1 cherry")
    there = await Seen(cleo, other, bot.user_id).card(1)
    await cleo.react(other, there.message, "3️⃣")
    await seen.card(1, lambda card: "Walnut: 1; Cherry: 1; Quince: 1" in card.body)
    await cleo.reply(other, there.message, "2")  # a changed mind, in words
    await seen.card(1, lambda card: "Walnut: 1; Cherry: 2; Quince: 0" in card.body)
    await ana.react(room, card.message, "🔟")  # there is no tenth option
    for place in (room, other):
        outcome = await Seen(ana, place, bot.user_id).notice("#1")
        await Seen(ana, place, bot.user_id).notice("Cherry: 2")
        assert outcome["content"]["m.mentions"] == {}
    poll = await bot.poll(1)
    assert (poll["state"], poll["ballots"]) == ("passed", 3)
    assert sorted(poll["tally"].values()) == [0, 1, 2]


async def test_a_tap_after_the_close_is_refused_in_words(people: People, bot_in: MakeBot) -> None:
    ana, bo = await people("ana", "bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room)
    seen = Seen(ana, room, bot.user_id)
    await ana.say(room, "!poll new Tea? closes: 2s")
    card = await seen.card(1)
    await bo.react(room, card.message, "👍")
    await seen.notice("#1 Passed")
    before = (await bot.status())["head"]
    await ana.react(room, card.message, "👎")
    await seen.notice("#1 is closed")
    assert (await bot.status())["head"] == before
    assert (await bot.poll(1))["ballots"] == 1


async def test_a_poll_that_cannot_turn_any_more_closes_soon_where_the_charter_says_so(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo, cleo = await people("ana", "bo", "cleo")
    room = await ana.create_room()
    for person in (bo, cleo):
        await person.join(room)
    charter = {"poll.early": True, "poll.early_after": "8s", "poll.window": "1h"}
    bot = await bot_in(room, charter=charter)
    seen = Seen(ana, room, bot.user_id)
    await ana.say(room, "!poll new Shall we plant a walnut tree?")
    card = await seen.card(1)
    await ana.react(room, card.message, "👍")
    await bo.react(room, card.message, "👍")  # settled, but not before its time
    await seen.card(1, lambda card: "2 yes" in card.body)
    assert (await bot.poll(1))["state"] == "open"
    await seen.notice("#1 Passed")
    await ana.say(room, "!poll new Shall we plant a quince?")
    card = await seen.card(2)
    soonest = datetime.fromisoformat((await bot.poll(2))["opened_at"]) + timedelta(seconds=8)
    await wait_until(lambda: datetime.now(UTC) > soonest)
    assert (await bot.poll(2))["state"] == "open"
    await ana.react(room, card.message, "👎")
    await bo.react(room, card.message, "👎")
    await seen.notice("#2 Not passed")
