# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot sends, and what it reads back (the `Network` port against a real Synapse)."""

import json
from datetime import UTC, datetime

import pytest

from adapters.matrix.messages import ROOMIEST
from bot.service.ports import Answer, UndeliverableError
from bot.words.cards import Card, Code, Link, Mention, Moment, Outgoing, People, Plain, Strong
from tests.adapters.matrix.fakes import Bot, MakeBot, MakePerson, card, live_card, notice
from tests.adapters.matrix.person import Person, wait_until

Scene = tuple[Person, str, str, Bot]


@pytest.fixture
async def scene(person: MakePerson, bot_in: MakeBot) -> Scene:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    return ana, room, f"matrix:{room}", bot


async def test_the_same_key_is_sent_once(scene: Scene) -> None:
    ana, room, place, bot = scene
    first = await bot.matrix.send(place, notice("say:1"))
    assert await bot.matrix.send(place, notice("say:1")) == first
    assert await bot.matrix.send(place, notice("say:2")) != first
    await bot.stop()
    await bot.start()
    assert await bot.matrix.send(place, notice("say:1")) == first
    assert len(await ana.messages_of(room, bot.user_id)) == 2


async def test_live_cards_and_notices_carry_their_markers(scene: Scene) -> None:
    ana, room, place, bot = scene
    card_id = await bot.matrix.send(place, live_card(12, 3, "A poll"))
    await bot.matrix.edit(place, card_id, live_card(12, 4, "A poll, changed"))
    said = await bot.matrix.send(place, notice("say:1"))

    sent, edit, other = [event["content"] for event in await ana.messages_of(room, bot.user_id)]
    marker = {"commons": "garden", "number": 12, "kind": "poll", "version": 3}
    assert sent["org.folkmoot.card"] == marker
    assert edit["m.new_content"]["org.folkmoot.card"] == marker | {"version": 4}
    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": card_id}
    assert edit["body"] == "* A poll, changed"
    assert other["org.folkmoot.notice"] == {"key": "say:1"}
    assert "org.folkmoot.card" not in other
    assert {sent["msgtype"], edit["msgtype"], other["msgtype"]} == {"m.notice"}
    assert all(content["m.mentions"] == {} for content in (sent, edit, other))
    assert said


async def test_own_words_are_found_again(scene: Scene) -> None:
    ana, room, place, bot = scene
    card_id = await bot.matrix.send(place, live_card(1, 1, "A poll", key="card:1"))
    said = await bot.matrix.send(place, notice("say:1"))
    await bot.matrix.edit(place, card_id, live_card(1, 2, "Changed", key="card:1"))
    fake = {"msgtype": "m.notice", "body": "", "org.folkmoot.notice": {"key": "say:9"}}
    await ana.send(room, "m.room.message", fake)

    assert await bot.matrix.find(place, "card:1") == card_id
    assert await bot.matrix.find(place, "say:1") == said
    assert await bot.matrix.find(place, "say:9") is None


async def test_seeding_twice_is_well(scene: Scene) -> None:
    ana, room, place, bot = scene
    card_id = await bot.matrix.send(place, live_card(1, 1, "A poll"))
    await bot.matrix.seed(place, card_id, "👍")
    await bot.matrix.seed(place, f"matrix:{card_id}", "👍")
    own = [event for event in await ana.timeline(room) if event["type"] == "m.reaction"]
    assert len(own) == 1
    reading = await bot.matrix.read(place, card_id, ())
    assert reading.seen == ()


async def test_threads_and_replies(scene: Scene) -> None:
    ana, room, place, bot = scene
    root = await ana.say(room, "!task list")
    await bot.matrix.send(place, notice("a", thread=f"matrix:{root}"))
    await bot.matrix.send(place, notice("b", reply_to=root))
    in_thread, reply = [event["content"] for event in await ana.messages_of(room, bot.user_id)]
    assert in_thread["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": root},
    }
    assert reply["m.relates_to"] == {"m.in_reply_to": {"event_id": root}}


async def test_mentions_are_allow_listed(scene: Scene) -> None:
    ana, room, place, bot = scene
    line = (Mention(ana.account, "Ana"), Plain(" and "), Mention("matrix:@bo:folk.test", "Bo"))
    await bot.matrix.send(place, Outgoing(Card((line,), mentions=(ana.account,)), "m:1"))
    (event,) = await ana.messages_of(room, bot.user_id)
    assert event["content"]["m.mentions"] == {"user_ids": [ana.user_id]}
    html = event["content"]["formatted_body"]
    assert html == f'<p><a href="https://matrix.to/#/{ana.user_id}">Ana</a> and Bo</p>'


async def test_people_cannot_break_out_of_their_words(scene: Scene) -> None:
    ana, room, place, bot = scene
    nasty = '<img src=x onerror="x">&<a href="javascript:x">'
    lines = (
        (Strong((Plain("#1 "), People(nasty))),),
        (Link("javascript:alert(1)"), Plain(" "), Link('https://example.org/?a=1&b="2')),
        (Code("poll withdraw 14"), Plain(" "), Code("<b>", command=False)),
        (Moment(datetime(2026, 12, 4, 18, tzinfo=UTC)),),
    )
    await bot.matrix.send(place, Outgoing(Card(lines, zone="Europe/Lisbon"), "n:1"))
    (event,) = await ana.messages_of(room, bot.user_id)
    html = event["content"]["formatted_body"]
    assert html == (
        "<p><strong>#1 &lt;img src=x onerror=&quot;x&quot;&gt;&amp;&lt;a "
        "href=&quot;javascript:x&quot;&gt;</strong><br>"
        'javascript:alert(1) <a href="https://example.org/?a=1&amp;b=&quot;2">'
        "https://example.org/?a=1&amp;b=&quot;2</a><br>"
        "<code>!poll withdraw 14</code> <code>&lt;b&gt;</code><br>"
        "Friday 4 December 2026, 18:00 Lisbon</p>"
    )


async def test_a_card_that_is_too_long_is_cut_with_a_sentence(scene: Scene) -> None:
    ana, room, place, bot = scene
    long = Outgoing(card("A title", *["words " * 500] * 40), "long:1")
    message = await bot.matrix.send(place, long)
    await bot.matrix.edit(place, message, long)
    for event in await ana.messages_of(room, bot.user_id):
        assert "too long" in event["content"]["body"]
        assert len(json.dumps(event["content"], ensure_ascii=False).encode()) <= ROOMIEST


async def test_a_reading(person: MakePerson, bot_in: MakeBot) -> None:
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room)
    place = f"matrix:{room}"
    message = await bot.matrix.send(place, live_card(1, 1, "A poll"))
    await bot.matrix.seed(place, message, "👍")
    stands = await bo.react(room, message, "👍")
    taken_back = await bo.react(room, message, "👎")
    taken_away = await bo.react(room, message, "🤷")
    await bo.redact(room, taken_back)
    await ana.redact(room, taken_away)
    await bo.leave(room)

    known = [f"matrix:{event}" for event in (stands, taken_back, taken_away, "$unknown")]
    reading = await bot.matrix.read(place, message, known, seeds=(), seeded=True)

    (seen,) = reading.seen
    assert (seen.mark, seen.account, seen.emoji) == (f"matrix:{stands}", bo.account, "👍")
    assert seen.at is not None
    assert seen.joined_at is not None
    assert seen.joined_at < seen.at
    ((mark, when),) = reading.withdrawn
    assert mark == f"matrix:{taken_back}"
    assert when is not None
    assert reading.frozen == (f"matrix:{taken_away}", "matrix:$unknown")


async def test_a_room_that_is_not_there(scene: Scene) -> None:
    _, _, _, bot = scene
    with pytest.raises(UndeliverableError):
        await bot.matrix.send("matrix:!elsewhere:folk.test", notice("a"))
    assert not bot.matrix.live("matrix:!elsewhere:folk.test")


async def test_answers(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    bot.door.answers = {
        "!oops": Answer(ok=False, card=card("That is no command.")),
        "!done": Answer(ok=True, tick=True),
        "!my": Answer(ok=True, card=card("Your things."), attachments={"record.jsonl": b"{}\n"}),
    }
    wrong = await ana.say(room, "!oops")
    right = await ana.say(room, "!done")

    async def both() -> object:
        events = await ana.timeline(room)
        return [
            event
            for event in events
            if event["sender"] == bot.user_id and event["type"] in ("m.reaction", "m.room.message")
        ][1:] and events

    await wait_until(both)
    (answer,) = [event["content"] for event in await ana.messages_of(room, bot.user_id)]
    assert answer["m.relates_to"]["event_id"] == wrong
    assert answer["m.relates_to"]["rel_type"] == "m.thread"
    (tick,) = [event for event in await ana.timeline(room) if event["type"] == "m.reaction"]
    assert tick["content"]["m.relates_to"]["event_id"] == right

    desk = await ana.create_room(public=False, invite=(bot.user_id,), direct=True)
    await wait_until(lambda: bot.matrix.live(f"matrix:{desk}"))
    await ana.say(room, "!my")  # asked in public, answered in private

    async def two() -> bool:
        return len(await ana.messages_of(desk, bot.user_id)) == 2

    await wait_until(two)
    words, file = [event["content"] for event in await ana.messages_of(desk, bot.user_id)]
    assert words["body"] == "Your things."
    assert (file["msgtype"], file["filename"]) == ("m.file", "record.jsonl")


async def test_an_answer_in_a_thread_stays_in_that_thread(scene: Scene) -> None:
    """Threads do not nest, so what stands in one can't begin another."""
    ana, room, place, bot = scene
    bot.door.answers = {"oops": Answer(ok=False, card=card("That is no choice."))}
    root = await bot.matrix.send(place, live_card(1, 1, "A poll"))
    said = await ana.say_in_thread(room, root, "oops")
    await bot.matrix.send(place, notice("say:1", "In the same thread.", thread=said))

    async def two() -> bool:
        return len(await ana.messages_of(room, bot.user_id)) == 3

    await wait_until(two)
    for event in (await ana.messages_of(room, bot.user_id))[1:]:
        assert event["content"]["m.relates_to"]["event_id"] == root
