# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do in a room, and what of it reaches the front door (against a real Synapse)."""

import pytest

from bot.service.incoming import Edited, Reacted, TypedText, Unreacted
from tests.adapters.matrix.fakes import MakeBot, MakePerson, live_card, notice
from tests.adapters.matrix.person import Person, RefusedError, wait_until


@pytest.mark.parametrize("version", ["10", "12"])
async def test_a_reaction_and_its_withdrawal(
    person: MakePerson, bot_in: MakeBot, version: str
) -> None:
    ana = await person("ana")
    room = await ana.create_room(version)
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))

    reaction = await ana.react(room, message, "👍")
    await ana.redact(room, reaction, reason=None)

    await wait_until(lambda: bot.door.of(Unreacted))
    placed, withdrawn = bot.door.received
    assert placed.content == Reacted(f"matrix:{message}", "👍", f"matrix:{reaction}")
    assert placed.account == ana.account
    assert placed.place == f"matrix:{room}"
    assert placed.source_id == f"matrix:{reaction}"
    assert placed.joined_at is not None
    assert placed.joined_at < placed.sent_at
    assert not placed.late
    assert not placed.private
    assert withdrawn.content == Unreacted(f"matrix:{reaction}")


@pytest.mark.parametrize("version", ["10", "12"])
async def test_only_the_voter_withdraws(person: MakePerson, bot_in: MakeBot, version: str) -> None:
    """§3: a moderator's redaction of somebody's reaction is not a withdrawal."""
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room(version)
    await bo.join(room)
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))

    by_ana, by_bo = await ana.react(room, message, "👍"), await bo.react(room, message, "👎")
    await ana.redact(room, by_bo, "out of order")
    await ana.redact(room, by_ana)

    await wait_until(lambda: bot.door.of(Unreacted))
    await ana.say(room, "that was all")
    await wait_until(lambda: bot.door.of(TypedText))
    assert [one.content.mark for one in bot.door.of(Unreacted)] == [f"matrix:{by_ana}"]


async def test_a_withdrawal_counts_though_the_reaction_was_never_seen(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))
    mine = await ana.react(room, message, "👍")
    await wait_until(lambda: bot.door.of(Reacted))
    await bot.stop()
    bot.door.received.clear()
    await bot.start()  # what it remembered of senders is gone

    await ana.redact(room, mine)

    await wait_until(lambda: bot.door.of(Unreacted))


async def test_odd_reactions_are_silence(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))
    relations = [
        {"rel_type": "m.reference", "event_id": message, "key": "👍"},
        {"event_id": message, "key": "👍"},
        {"rel_type": "m.annotation", "event_id": message, "key": ""},
        {"rel_type": "m.annotation", "event_id": message},
        {"rel_type": "m.annotation", "event_id": message, "key": {"a": 1}},
        "nonsense",
    ]
    for relation in relations:
        try:
            await ana.send(room, "m.reaction", {"m.relates_to": relation})
        except RefusedError as refused:  # the server stops some of them itself
            assert refused.status == 400  # noqa: PT017
    await ana.react(room, message, "👍️")

    await wait_until(lambda: bot.door.received)
    assert [one.content.emoji for one in bot.door.received] == ["👍️"]


async def test_messages_replies_and_threads(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    card = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A task"))

    await ana.say(room, "!task new Mend the door")
    fallback = f"> <{bot.user_id}> A task\n> with lines\n\nclaim"
    await ana.reply(room, card, fallback)
    await ana.say_in_thread(room, card, "needs work: oil")
    await ana.send(room, "m.room.message", {"msgtype": "m.notice", "body": "!poll new"})
    await ana.say(room, "end")

    await wait_until(lambda: "end" in bot.door.texts())
    plain, reply, threaded, _end = [one.content for one in bot.door.of(TypedText)]
    assert plain == TypedText("!task new Mend the door")
    assert reply == TypedText("claim", reply_to=f"matrix:{card}")
    assert threaded == TypedText("needs work: oil", thread=f"matrix:{card}")


async def test_calling_the_bot_by_name(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    local = bot.user_id[1:].split(":")[0]
    mentions = {"m.mentions": {"user_ids": [bot.user_id]}}

    await ana.say(room, f"{local}: help")
    await ana.say(room, f"{bot.user_id} task list")
    await ana.say(room, f"{local} poll list", **mentions)
    await ana.say(room, f"{local} is a nice bot")
    await ana.say(room, "thanks", **mentions)
    await wait_until(lambda: "thanks" in bot.door.texts())

    said = [(one.content.text, one.content.addressed) for one in bot.door.of(TypedText)]
    assert said == [
        ("help", True),
        ("task list", True),
        ("poll list", True),
        (f"{local} is a nice bot", False),
        ("thanks", False),
    ]


async def test_edits_and_deletions_by_their_own_sender(person: MakePerson, bot_in: MakeBot) -> None:
    """§21: only the sender's own edit or deletion counts."""
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room)
    message = await bo.say(room, "!task new Mend the dor")
    await ana.edit(room, message, "!task new Something else")
    await bo.edit(room, message, "!task new Mend the door")
    other = await bo.say(room, "delete me")
    await ana.redact(room, other)
    third = await bo.say(room, "delete me too")
    await bo.redact(room, third)

    await wait_until(lambda: len(bot.door.of(Edited)) == 2)
    assert [one.content for one in bot.door.of(Edited)] == [
        Edited(f"matrix:{message}", "!task new Mend the door"),
        Edited(f"matrix:{third}", None),
    ]


async def test_own_messages_are_echoes_and_nothing_else(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    place = f"matrix:{room}"
    card = await bot.matrix.send(place, live_card(1, 1, "A poll", key="card:1"))
    await bot.matrix.edit(place, card, live_card(1, 2, "A poll, changed", key="edit:1"))
    await bot.matrix.seed(place, card, "👍")
    said = await bot.matrix.send(place, notice("say:1"))

    await wait_until(lambda: len(bot.door.echoes) == 2)
    assert bot.door.echoes == [
        (place, "card:1", f"matrix:{card}"),
        (place, "say:1", f"matrix:{said}"),
    ]
    assert bot.door.received == []


async def test_a_lost_receipt_is_learnt_from_the_reaction_to_it(
    person: MakePerson, bot_in: MakeBot
) -> None:
    """§ Out: a reaction on an unknown message of the bot's own fetches it first."""
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    place = f"matrix:{room}"
    card = await bot.matrix.send(place, live_card(1, 1, "A poll", key="card:1"))
    await wait_until(lambda: bot.door.echoes)
    await bot.stop()
    bot.door.echoes.clear()
    await bot.start()

    await ana.react(room, card, "👍")

    await wait_until(lambda: bot.door.of(Reacted))
    assert bot.door.echoes == [(place, "card:1", f"matrix:{card}")]


async def is_called(who: Person, room: str, other: Person, name: str) -> bool:
    state = await who.state(room, "m.room.member", other.user_id)
    return state["displayname"] == name


async def test_a_new_name_keeps_the_stay(person: MakePerson, bot_in: MakeBot) -> None:
    """§7: a profile change is a membership event too, and makes nobody a newcomer."""
    ana, bo, cy = await person("ana"), await person("bo"), await person("cy")
    room = await ana.create_room()
    await bo.join(room)
    await cy.join(room)
    joined = {}
    for event in await ana.timeline(room):
        if event["type"] == "m.room.member":
            joined.setdefault(event["sender"], event["origin_server_ts"])
    for name in ("Bo", "Bob", "Bobby"):
        await bo.rename(name)
        await wait_until(lambda: is_called(ana, room, bo, name))  # noqa: B023 - used at once
    await cy.leave(room)
    await cy.join(room)
    bot = await bot_in(room)
    message = await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "A poll"))
    await bo.react(room, message, "👍")
    await cy.react(room, message, "👍")
    await bo.rename("Robert")
    await wait_until(lambda: is_called(ana, room, bo, "Robert"))
    await bo.react(room, message, "👎")

    await wait_until(lambda: len(bot.door.received) == 3)
    first, other, second = bot.door.received
    assert first.joined_at.timestamp() * 1000 == pytest.approx(joined[bo.user_id], abs=1)
    assert second.joined_at == first.joined_at
    assert other.joined_at.timestamp() * 1000 > joined[cy.user_id] + 1
    assert (first.name, second.name) == ("Bobby", "Robert")


async def test_people_called_alike_are_told_apart(person: MakePerson, bot_in: MakeBot) -> None:
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room)
    await ana.rename("Ana")
    await wait_until(lambda: bot.matrix.display(ana.account) == "Ana")
    await bo.rename("ana\u200b")
    await wait_until(lambda: bot.matrix.display(ana.account) != "Ana")
    assert bot.matrix.display(ana.account) == f"Ana ({ana.localpart})"
    assert bot.matrix.display(bo.account) == f"ana ({bo.localpart})"
