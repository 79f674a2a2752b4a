# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of outcomes on a real Synapse: after the words, in answer to them, once."""

from dataclasses import replace

import pytest

from adapters.matrix import network
from bot.words.cards import Bar, Chart, Outgoing
from tests.adapters.matrix.fakes import MakeBot, MakePerson, notice

CHART = Chart(
    "#3 Passed: Figs?", (Bar("yes", 5, "👍"), Bar("no", 2, "👎")), "Bar chart. yes: 5; no: 2."
)


def outcome(key: str) -> Outgoing:
    return replace(notice(key), picture=CHART)


async def test_a_picture_answers_its_words(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    place, said = f"matrix:{room}", outcome("say:1")
    message = await bot.matrix.send(place, said)
    await bot.matrix.illustrate(place, message, said, again=False)
    await bot.matrix.illustrate(place, message, said, again=False)  # the server knows the id
    await bot.matrix.illustrate(place, message, said, again=True)

    words, picture = await ana.messages_of(room, bot.user_id)
    assert words["event_id"] == message
    shown = picture["content"]
    assert shown["msgtype"] == "m.image"
    assert shown["body"] == CHART.alt
    assert shown["m.relates_to"] == {"m.in_reply_to": {"event_id": message}}
    assert shown["m.mentions"] == {}
    assert shown["info"]["mimetype"] == "image/png"
    assert shown["info"]["w"] == 1080
    assert shown["org.folkmoot.notice"] == {"key": "say:1.picture"}
    assert await bot.matrix.find(place, "say:1") == message


async def test_after_a_crash_the_picture_is_looked_for(
    person: MakePerson, bot_in: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    place, said = f"matrix:{room}", outcome("say:1")
    message = await bot.matrix.send(place, said)
    await bot.matrix.illustrate(place, message, said, again=True)
    # A server forgets transaction ids after a while: then only looking helps.
    monkeypatch.setattr(network, "transaction", lambda *parts: f"other{parts}")
    await bot.matrix.illustrate(place, message, said, again=True)
    assert len(await ana.messages_of(room, bot.user_id)) == 2


async def test_in_a_thread_the_picture_stays_in_it(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    place = f"matrix:{room}"
    root = await ana.say(room, "Figs?")
    said = replace(outcome("say:1"), thread=root)
    message = await bot.matrix.send(place, said)
    await bot.matrix.illustrate(place, message, said, again=False)
    picture = (await ana.messages_of(room, bot.user_id))[-1]["content"]
    relates = picture["m.relates_to"]
    assert (relates["rel_type"], relates["event_id"]) == ("m.thread", root)
    assert relates["m.in_reply_to"] == {"event_id": message}
    assert relates["is_falling_back"] is False
