# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reactions: what counts, what is told, and in which order (§1, §3, §5)."""

import asyncio
from dataclasses import replace

import pytest
from chat_talk import Talk
from service_fakes import LONG_AGO, ROOM, START, Garden

from bot.service.incoming import Cleared, Incoming, Reacted, Unreacted


@pytest.fixture
async def talk(garden: Garden) -> Talk:
    made = Talk(garden)
    await made.type("ana", "!poll new Shall we?")
    return made


async def test_a_reaction_is_a_ballot_and_answered_with_silence(talk: Talk) -> None:
    assert await talk.react("bo", 1, "👍🏽") == ""
    assert await talk.react("cy", 1, "🤷‍♀️") == ""
    assert talk.ballots(1) == ["abstain", "yes"]


async def test_an_emoji_that_means_nothing_here_is_silence(talk: Talk) -> None:
    for emoji in ("🎉", "✅", "1️⃣", "✋"):
        assert await talk.react("bo", 1, emoji) == ""
    assert talk.ballots(1) == []
    assert talk.garden.desk.directory.known("net:@bo") is None


async def test_a_reaction_on_somebody_elses_message_is_silence(talk: Talk) -> None:
    incoming = talk.garden.arrives("net:@bo", Reacted("net:m999", "👍", "net:x"))
    assert (await talk.garden.hand_in(incoming)).card is None
    assert talk.ballots(1) == []


async def test_a_mark_can_be_taken_away_before_it_is_durable(talk: Talk) -> None:
    garden = talk.garden
    placed = garden.reaction("net:@bo", 1, "👍", "net:r1")
    first = await garden.hall.receive(placed)
    second = await garden.hall.receive(garden.arrives("net:@bo", Unreacted("net:r1")))
    await asyncio.gather(first, second)
    assert talk.ballots(1) == []


async def test_s3_what_somebody_clears_off_a_card_goes_on_counting(talk: Talk) -> None:
    card = f"net:{talk.garden.network.card_id(1)}"
    await talk.react("bo", 1, "👍")
    await talk.react("cy", 1, "👎")
    for cleared in (Cleared(card, "👍"), Cleared(card), Cleared(card, "🎉"), Cleared("net:m99")):
        assert await talk._in(talk.garden.arrives("net:", cleared)) == ""
    assert talk.ballots(1) == ["no", "yes"]
    talk.garden.network.messages[talk.garden.network.card_id(1)].marks.clear()
    await talk.garden.hall.reconcile([ROOM])
    assert talk.ballots(1) == ["no", "yes"]


async def test_only_its_sender_takes_a_mark_away(talk: Talk) -> None:
    await talk.garden.reacts("net:@bo", 1, "👍", "net:r1")
    await talk.garden.hand_in(talk.garden.arrives("net:@cy", Unreacted("net:r1")))
    assert talk.ballots(1) == ["yes"]


async def test_who_came_after_the_opening_is_told_so(talk: Talk) -> None:
    await talk.garden.waits(hours=1)
    late = talk.garden.clock.now()
    talk.garden.network.people[ROOM]["net:@zoe"] = late
    assert "came later" in await talk.react("zoe", 1, "👍", joined_at=late)
    assert not talk.last.ok
    assert talk.ballots(1) == []


async def test_who_is_too_late_is_told_so_in_their_language(talk: Talk) -> None:
    await talk.type("bo", "!my language de")
    await talk.garden.waits(days=8)
    said = await talk.react("bo", 1, "👍")
    assert said
    assert talk.last.card.language == "de"
    assert await talk.react("bo", 1, "🎉") == ""


async def test_marks_are_never_too_old(talk: Talk) -> None:
    await talk.garden.waits(hours=30)
    await talk.react("bo", 1, "👍", late=True, sent_at=START)
    assert talk.ballots(1) == ["yes"]


async def test_a_vote_in_time_that_is_heard_of_after_the_deadline_counts(talk: Talk) -> None:
    garden = talk.garden
    await garden.waits(days=6, hours=23)
    in_time = garden.clock.now()
    await garden.reacts("net:@cy", 1, "👎", "net:r1")
    garden.network.online = False
    shown = garden.network.messages[garden.network.card_id(1)]
    shown.marks.pop("net:r1")
    garden.network.removed["net:r1"] = in_time
    garden.network.stands(1, "net:@bo", "👍", "net:r2", in_time)
    await garden.waits(hours=2)
    assert garden.commons.polls[1].state == "counting"
    reaction = garden.reaction("net:@bo", 1, "👍", "net:r2")
    assert await talk._in(replace(reaction, sent_at=in_time, late=True)) == ""
    withdrawal = garden.arrives("net:@cy", Unreacted("net:r1"))
    assert await talk._in(replace(withdrawal, sent_at=in_time, late=True)) == ""
    garden.network.online = True
    garden.hall.touch("net")
    await garden.hall.settle()
    assert garden.commons.polls[1].state == "no_quorum"
    assert garden.commons.polls[1].tally == {"yes": 1, "no": 0, "abstain": 0}


async def test_a_vote_after_the_deadline_is_too_late_whenever_it_is_heard_of(talk: Talk) -> None:
    await talk.type("bo", "!my zone UTC")
    talk.garden.network.online = False
    await talk.garden.waits(days=8)
    after = talk.garden.clock.now()
    assert await talk.react("bo", 1, "👍", late=True, sent_at=after)
    assert talk.ballots(1) == []


async def test_a_vote_never_waits_on_its_way_to_the_desk(talk: Talk) -> None:
    """Nobody else gets a turn on the loop meanwhile, however many votes there are."""
    garden = talk.garden
    message = f"net:{garden.network.card_id(1)}"
    many = [
        Incoming(
            f"net:h{n}", f"net:@p{n % 500}", ROOM, Reacted(message, "👍", f"net:h{n}"), LONG_AGO
        )
        for n in range(2_000)
    ]
    turns: list[None] = []
    asyncio.get_running_loop().call_soon(turns.append, None)
    futures = [await garden.hall.receive(one) for one in many]
    assert turns == []
    await asyncio.gather(*futures)
    assert len(talk.ballots(1)) == 500
