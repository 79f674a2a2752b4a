# SPDX-License-Identifier: AGPL-3.0-or-later
"""From "somebody should mend this" to "accepted", over two rooms of different room versions."""

import re

from tests.matrix import promises
from tests.matrix.bot_process import BotProcess
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import CARD, NOTICE, Seen


async def test_a_task_goes_round_two_rooms_and_its_work_is_accepted(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo, cleo, dee, emil = await people("ana", "bo", "cleo", "dee", "emil")
    old, new = await ana.create_room("10"), await bo.create_room("12")
    for person in (bo, cleo, dee):
        await person.join(old)
    for person in (ana, cleo, emil):
        await person.join(new)
    bot = await bot_in(old, new, charter={"review.window": "10s"})
    here, there = Seen(ana, old, bot.user_id), Seen(bo, new, bot.user_id)

    # A task is broadcast to both rooms, and claimed in the other one.
    asked = await ana.say(old, "!task new Mend the greenhouse door\ndetails: The hinge is loose.")
    task_here, task_there = await here.card(1), await there.card(1)
    assert "Mend the greenhouse door" in task_here.body
    assert "The hinge is loose." in task_there.body
    assert task_here.kind == "task"
    await here.ticked(asked)
    await bo.react(new, task_there.message, "✋")
    for seen in (here, there):
        await seen.card(1, lambda card: bo.localpart in card.body and "claimed" in card.body)
    assert (await bot.task(1))["claims"] == [bo.account]

    # Its work is judged in both rooms, by tapping and by typing.
    await bo.reply(new, task_there.message, "submit https://example.org/door")
    review_here, review_there = await here.card(2), await there.card(2)
    wanted = {"commons": "garden", "number": 2, "kind": "review"}
    assert review_here.mark.items() >= wanted.items()
    await ana.react(old, review_here.message, "✅")
    await emil.react(new, review_there.message, "🌟")
    await cleo.react(new, review_there.message, "✅")
    changed = await cleo.react(old, review_here.message, "🔧")
    await here.card(2, lambda card: "1 needs work" in card.body)
    await cleo.redact(old, changed, reason=None)  # her first mark stands again
    await here.card(2, lambda card: "So far: 3 " in card.body and "0 needs" in card.body)
    await dee.reply(old, review_here.message, "needs work: Oil it monthly.")
    await there.card(2, lambda card: "Oil it monthly." in card.body)

    # Neither the author nor somebody who came after the opening has a mark in it.
    await bo.react(new, review_there.message, "🌟")
    await there.notice("isn't counted")
    (fay,) = await people("fay")
    await fay.join(old)
    await fay.react(old, review_here.message, "⛔")
    await here.notice("you came later")
    assert fay.localpart not in str(await here.said())
    open_review = await bot.poll(2)
    assert open_review["state"] == "open"
    assert open_review["tally"] == {"sound": 2, "excellent": 1, "needs_work": 1, "block": 0}

    # It closes in time; the outcome stands in both rooms, in the status and on the record.
    for seen in (here, there):
        await seen.notice("#2 Accepted")
        await seen.card(2, lambda card: "#2 Accepted" in card.body)
        await seen.card(1, lambda card: "#1 Task, accepted" in card.body)
        await cards_alone_are_marked_as_cards(seen)
    await the_status_tells_all(bot)
    await the_outcome_stands_on_the_record(bot, here, there)
    assert "Oil it monthly" not in str(await bot.record())
    assert bo.user_id not in str(await bot.record())


async def cards_alone_are_marked_as_cards(seen: Seen) -> None:
    """Every live card carries its marker, the same in an edit and in its new content."""
    assert [card.number for card in await seen.cards()] == [1, 2]
    for card in await seen.cards():
        marks = [version[CARD] for version in card.versions]
        assert all(mark.keys() == promises.CARD for mark in marks)
        versions = [mark["version"] for mark in marks]
        assert versions == sorted(set(versions)), "each edit has a version of its own"
    for event in await seen.said():
        assert (CARD in event["content"]) != (NOTICE in event["content"])


async def the_status_tells_all(bot: BotProcess) -> None:
    status = await bot.status()
    promises.check_status(status)
    (task,), (review,) = status["tasks"], status["polls"]
    assert task == {
        "number": 1,
        "title": "Mend the greenhouse door",
        "state": "accepted",
        "overdue": False,
        "claims": [],
    }
    wanted = {"kind": "review", "about": 1, "state": "passed", "result": "accepted", "ballots": 4}
    assert review.items() >= wanted.items()
    assert review["tally"] == {"sound": 2, "excellent": 1, "needs_work": 1, "block": 0}
    assert status["members"] == 5  # who came too late has done nothing yet


async def the_outcome_stands_on_the_record(bot: BotProcess, *rooms: Seen) -> None:
    """It shows its entry, in a record that anybody can hash again."""
    await bot.verify()
    entries = await bot.record()
    promises.check_record(entries)
    assert entries[-1]["hash"] == (await bot.status())["head"]["hash"]
    for seen in rooms:
        (outcome,) = await seen.notices("#2 Accepted")
        said = outcome["content"]["body"]
        assert "3 sound (1 excellent), 1 needs work, 0 blocks" in said
        shown = re.search(r"Record (\d+), ([0-9a-f]{8})\.", said)
        assert shown is not None
        entry = entries[int(shown[1])]
        assert entry["hash"].startswith(shown[2])
        assert "PollClosed" in [event["type"] for event in entry["events"]]


async def test_work_that_nobody_asked_for_and_a_second_opinion(
    people: People, bot_in: MakeBot
) -> None:
    """Changes are asked for, nothing is lost, and the next try is accepted without a vote more."""
    ana, bo, cleo = await people("ana", "bo", "cleo")
    room = await ana.create_room()
    for person in (bo, cleo):
        await person.join(room)
    bot = await bot_in(room, charter={"review.window": "2s", "review.quorum": 1})
    seen = Seen(ana, room, bot.user_id)

    await bo.say(room, "!task submit A song for the summer party")
    review = await seen.card(2)
    assert (await seen.card(1)).kind == "task"
    await cleo.reply(room, review.message, "needs work: The third verse.")
    await seen.notice("#2 Not yet")
    assert (await bot.poll(2))["result"] == "changes_asked"

    await bo.say(room, "!task submit 1 https://example.org/a-better-song")
    again = await seen.card(3)
    await ana.reply(room, again.message, "sound")
    await seen.notice("#3 Accepted")
    status = await bot.status()
    promises.check_status(status)
    assert [poll["state"] for poll in status["polls"]] == ["failed", "passed"]
    assert status["tasks"][0]["state"] == "accepted"


async def test_a_claim_lapses_when_its_lease_ends(people: People, bot_in: MakeBot) -> None:
    """Said once; the old tap does not come alive again by a restart."""
    ana, bo = await people("ana", "bo")
    room = await ana.create_room("10")
    await bo.join(room)
    bot = await bot_in(room, charter={"claim.lease": "3s"})
    seen = Seen(ana, room, bot.user_id)
    await ana.say(room, "!task new Mend the door")
    card = await seen.card(1)
    await bo.react(room, card.message, "✋")
    await seen.card(1, lambda card: "On it" in card.body)
    await seen.card(1, lambda card: "Nobody is on it" in card.body)
    await seen.notice("ran out")
    bot.kill()
    await bot.start()
    await seen.ticked(await ana.say(room, "!task new Paint the door"))
    assert (await bot.task(1))["claims"] == []
    assert len(await seen.notices("ran out")) == 1
