# SPDX-License-Identifier: AGPL-3.0-or-later
"""People's words: edited, deleted, frozen; and that they can ping and break nothing."""

from html.parser import HTMLParser
from typing import Any

from tests.adapters.matrix.person import Person, wait_until
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen


async def test_an_edited_command_edits_its_card_and_a_deleted_one_blanks_it(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo = await people("ana", "bo")
    room, other = await ana.create_room("10"), await ana.create_room("12")
    await bo.join(room)
    bot = await bot_in(room, other)
    seen, there = Seen(ana, room, bot.user_id), Seen(ana, other, bot.user_id)
    asked = await ana.say(room, "!task new Mend the dor")
    await seen.card(1)
    await bo.edit(room, asked, "!task new Mine now")  # somebody else's edit is none
    await ana.edit(room, asked, "!task new Mend the door")
    for place in (seen, there):
        card = await place.card(1, lambda card: "Mend the door" in card.body)
        assert len([one for one in await place.cards() if one.number == 1]) == 1
        assert "Mine now" not in str(card.versions)
    assert (await bot.task(1))["title"] == "Mend the door"

    await ana.redact(room, asked)
    for place in (seen, there):
        await place.card(1, lambda card: "Mend" not in card.body)
    assert (await bot.task(1))["title"] is None
    assert (await bot.task(1))["state"] == "open"
    await bot.verify()


async def test_words_that_others_have_judged_are_frozen(people: People, bot_in: MakeBot) -> None:
    ana, bo = await people("ana", "bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room, charter={"poll.window": "1h"})
    seen = Seen(ana, room, bot.user_id)
    asked = await ana.say(room, "!poll new Shall we plant a wallnut?")
    card = await seen.card(1)
    await ana.edit(room, asked, "!poll new Shall we plant a walnut?")
    await seen.card(1, lambda card: "a walnut?" in card.body)
    await bo.react(room, card.message, "👍")
    await seen.card(1, lambda card: "1 yes" in card.body)
    await ana.edit(room, asked, "!poll new Shall we fell the walnut?")
    await seen.notice("open it anew")
    assert "a walnut?" in (await seen.card(1)).body
    await ana.redact(room, asked)  # one's own words may go; the poll goes on
    await seen.card(1, lambda card: "walnut" not in card.body and "1 yes" in card.body)
    assert (await bot.poll(1))["state"] == "open"


async def test_an_edit_made_while_the_bot_was_down_arrives(people: People, bot_in: MakeBot) -> None:
    (ana,) = await people("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    seen = Seen(ana, room, bot.user_id)
    first = await ana.say(room, "!task new Mend the dor")
    second = await ana.say(room, "!task new A secret")
    await seen.card(2)
    bot.kill()
    await ana.edit(room, first, "!task new Mend the door")
    await ana.redact(room, second)
    await bot.start()
    await seen.card(1, lambda card: "Mend the door" in card.body)
    await seen.card(2, lambda card: "A secret" not in card.body)


EVIL = '@room <b onclick="x()">bold</b> & <a href="javascript:alert(1)">x</a>'


async def test_no_text_of_people_pings_anybody_or_becomes_html(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo, cleo = await people("ana", "bo", "cleo")
    room = await ana.create_room()
    for person in (bo, cleo):
        await person.join(room)
    await bo.rename("<i>Bo</i> @room")
    bot = await bot_in(room, charter={"review.window": "3s", "review.quorum": 1})
    seen = Seen(ana, room, bot.user_id)
    await ana.say(room, f"!task new {EVIL} {cleo.user_id}\ndetails: {EVIL} {cleo.user_id}")
    task = await seen.card(1)
    await bo.react(room, task.message, "✋")
    await seen.card(1, lambda card: "On it" in card.body)
    await bo.reply(room, task.message, "submit https://example.org/?a=1&b=<script>")
    review = await seen.card(2)
    await cleo.reply(room, review.message, f"sound: {EVIL} {ana.user_id}")
    await seen.notice("#2 Accepted")
    await seen.card(2, lambda card: "#2 Accepted" in card.body)
    await ana.say(room, f"!poll new {EVIL}\noptions: {EVIL} | {bo.user_id}")
    await seen.card(3)
    await seen.ticked(await ana.say(room, "!task new The last one"))

    said = await seen.said()
    assert len(said) >= 8
    for event in said:
        contents = [event["content"]]
        contents += [event["content"]["m.new_content"]] if "m.new_content" in contents[0] else []
        for content in contents:
            # Always there: without it clients guess from the text whom to ping.
            assert "room" not in content["m.mentions"]
            assert content["m.mentions"].get("user_ids", []) == []
            assert content["msgtype"] == "m.notice"
            harmless(content["formatted_body"])
    for person in (ana, bo, cleo):
        assert await pings(person, bot.user_id) == []


async def pings(person: Person, sender: str) -> list[Any]:
    """What the server itself tells a person was highlighted for them."""
    query = {"only": "highlight", "limit": 100}
    answer = await person.call("GET", "notifications", query=query)
    return [one for one in answer["notifications"] if one["event"]["sender"] == sender]


def harmless(html: str) -> None:
    """Only the few elements that the bot itself writes, and links that lead where they say."""
    allowed = {"p", "strong", "br", "a", "code", "em"}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in allowed, html
            for name, value in attrs:
                assert (tag, name) == ("a", "href"), html
                assert (value or "").startswith(("https://", "http://")), html

    Reader().feed(html)


async def test_only_who_asked_for_it_is_mentioned(people: People, bot_in: MakeBot) -> None:
    """A task that asks for one's skill rings, for those who want that; nothing else does."""
    ana, bo, cleo = await people("ana", "bo", "cleo")
    room, other = await ana.create_room("10"), await ana.create_room("12")
    for person in (bo, cleo):
        await person.join(room)
        await person.join(other)
    bot = await bot_in(room, other)
    rooms = Seen(ana, room, bot.user_id), Seen(ana, other, bot.user_id)
    for person in (bo, cleo):
        await rooms[0].ticked(await person.say(room, "!my skills carpentry"))
    await rooms[0].ticked(await bo.say(room, "!my mentions on"))
    await ana.say(room, "!task new Mend the door\nskills: carpentry")
    task = await rooms[0].card(1)
    await wait_until(lambda: pings(bo, bot.user_id))
    await bo.react(room, task.message, "✋")
    for seen in rooms:
        await seen.card(1, lambda card: "On it" in card.body)
    mentioned = [
        user
        for seen in rooms
        for event in await seen.said()
        for user in event["content"]["m.mentions"].get("user_ids", [])
    ]
    assert mentioned == [bo.user_id], "one person, in one place"
    for seen in rooms:
        edits = [one["content"] for one in await seen.said() if "m.new_content" in one["content"]]
        assert edits
        assert all(edit["m.mentions"] == {} for edit in edits)
    assert len(await pings(bo, bot.user_id)) == 1
    assert await pings(cleo, bot.user_id) == []


async def test_very_long_words_make_cards_that_fit(people: People, bot_in: MakeBot) -> None:
    """The largest message that a homeserver takes, of signs that need escaping."""
    (ana,) = await people("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    seen = Seen(ana, room, bot.user_id)
    for signs in ("<&>" * 19_000, "\n" + "- ✋ @room\n" * 4_000, "\u202e\u0000é" * 4_000):
        asked = await ana.say(room, f"!task new Long\ndetails: {signs}"[:58_000])

        async def answered(asked: str = asked) -> bool:
            said = await seen.said()
            return await seen.reactions(asked) != [] or any(asked in str(one) for one in said)

        await wait_until(answered, 20)
    bot.must_run()
    await ana.say(room, "!task new Short")
    number = len((await bot.status())["tasks"])
    await seen.card(number, lambda card: "Short" in card.body)
