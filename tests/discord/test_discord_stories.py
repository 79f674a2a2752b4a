# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong on Discord, and what becomes of votes and cards: the real program on the double.

Each story is seen from outside only: what people see, what the record and the status say.
"""

import asyncio
from datetime import timedelta

import pytest

from tests.adapters.matrix.person import wait_until
from tests.discord.garden import Garden
from tests.discord.seen import Seen, words

TREE = "Shall we plant a walnut tree?"


# --- connections -------------------------------------------------------------------------------


async def test_the_first_connect_is_refused(garden: Garden) -> None:
    garden.discord.gateway.refuse = 2
    await garden.settle()
    (card,) = await garden.opens(TREE)
    await garden.people[1].reacts(card, "👍")
    await garden.counted(1, {"yes": 1})


async def test_discord_is_away_at_the_start(garden: Garden) -> None:
    await garden.settle(start=False)
    await garden.discord.stop()
    garden.bot.launch()
    await wait_until(lambda: any(line["event"] == "started" for line in garden.bot.log()), 20)
    await garden.discord.start()
    (card,) = await garden.opens(TREE)
    await garden.people[1].reacts(card, "👍")
    await garden.counted(1, {"yes": 1})


@pytest.mark.parametrize("what", ["malformed", "garbage", "unknown event", "no data"])
async def test_a_broken_frame_loses_no_vote(garden: Garden, what: str) -> None:
    await garden.settle()
    (card,) = await garden.opens(TREE)
    gateway, (_, bo, cleo, dee) = garden.discord.gateway, garden.people
    await bo.reacts(card, "👍")
    if what == "malformed":
        gateway.malformed()
        gateway.malformed("MESSAGE_CREATE", {"id": "x"})
    elif what == "unknown event":
        gateway.malformed("SOMETHING_NEW", {"x": 1})
    elif what == "no data":
        gateway.garbage('{"op": 0, "t": "MESSAGE_REACTION_ADD", "s": null, "d": null}')
    else:
        gateway.garbage()
    await cleo.reacts(card, "👎")
    await dee.reacts(card, "🤷")
    await garden.counted(1, {"yes": 1, "no": 1, "abstain": 1})


async def test_a_reading_that_failed_is_made_up_for_after_a_resume(garden: Garden) -> None:
    """A session was lost, the reading after it failed, and then the new session was resumed."""
    await garden.settle()
    (card,) = await garden.opens(TREE)
    gateway, (_, bo, cleo, _) = garden.discord.gateway, garden.people
    await bo.reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    broken = garden.discord.faults.fail(r"GET /channels/\d+/messages/\d+", 503, times=None)
    await gateway.lose()
    await cleo.reacts(card, "👎")
    await wait_until(lambda: broken.happened, 30)
    await gateway.drop()
    await wait_until(lambda: gateway.resumed, 20)
    broken.lift()
    await garden.counted(1, {"yes": 1, "no": 1}, 40)


# --- sending -----------------------------------------------------------------------------------


async def test_faults_while_a_card_is_sent(garden: Garden) -> None:
    """Whether Discord failed before or after it took the message: there is one card."""
    await garden.settle()
    faults = garden.discord.faults
    faults.fail(r"POST /channels/\d+/messages$", 503, times=2)
    faults.lose(r"POST /channels/\d+/messages$", times=2)
    (card,) = await garden.opens(TREE)
    faults.lose(r"PATCH /channels/\d+/messages", times=1)
    await garden.people[1].reacts(card, "👍")
    await garden.seen.card(1, lambda text: "1 yes" in text)
    assert len(garden.seen.cards()) == 1


async def test_a_kill_between_sending_and_noting_it(garden: Garden) -> None:
    """Discord has the card, and the bot died before it heard so: it is found again."""
    await garden.settle()
    await garden.ready()
    hangs = garden.discord.faults.lose(r"POST /channels/\d+/messages$", times=None)
    await garden.people[0].slash(garden.rooms[0], "poll new", question=TREE)
    await wait_until(lambda: hangs.happened)
    garden.bot.kill()
    hangs.lift()
    # So much later that Discord forgot the nonce.
    garden.discord.world.ahead = timedelta(minutes=10)
    await garden.bot.start()
    card = await garden.seen.card(1)
    await garden.people[1].reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    assert len(garden.seen.cards()) == 1


async def test_private_words_where_they_are_not_let_in(garden: Garden) -> None:
    """The welcome can't be delivered: one line that names nobody, once."""
    for person in garden.people:
        person.user.takes_dms = False
    await garden.settle()
    (card,) = await garden.opens(TREE)
    await garden.people[1].reacts(card, "👍")
    await garden.seen.card(1, lambda text: "1 yes" in text)
    await garden.bot.stop()
    await garden.bot.start()
    await garden.counted(1, {"yes": 1})
    for person in garden.people:
        assert list(person.private.messages) == []
    for notice in garden.seen.notices():
        assert not any(str(person.id) in notice.content for person in garden.people)
        assert not notice.pinged


# --- closing -----------------------------------------------------------------------------------


async def test_a_failed_listing_postpones_the_close(garden: Garden) -> None:
    await garden.settle(charter={"poll.grace": "1h"})
    (card,) = await garden.opens(TREE, closes="3s")
    await garden.people[1].reacts(card, "👍")
    faults = garden.discord.faults
    broken = faults.fail(r"GET /channels/\d+/messages/\d+", 503, times=None)
    await garden.due(1)
    await wait_until(lambda: broken.happened > 1)
    assert (await garden.bot.poll(1))["state"] == "counting"
    broken.lift()
    assert (await garden.closed(1))["tally"] == {"yes": 1}
    await garden.seen.notice("#1 Passed")


async def test_a_listing_that_never_comes_is_named_in_the_outcome(garden: Garden) -> None:
    await garden.settle(charter={"poll.grace": "2s"})
    (card,) = await garden.opens(TREE, closes="3s")
    await garden.people[1].reacts(card, "👍")
    garden.discord.faults.fail(r"GET /channels/\d+/messages/\d+", 503, times=None)
    closed = await garden.closed(1)
    assert closed["unread"] == [f"discord:{garden.rooms[0].id}"]
    notice = await garden.seen.notice("#1 Passed")
    assert "commons" in words(notice)


async def test_a_deadline_that_passes_while_the_bot_is_dead(garden: Garden) -> None:
    await garden.settle(charter={"poll.outage": "4w"})
    (card,) = await garden.opens(TREE, closes="1h")
    _, bo, cleo, _ = garden.people
    await bo.reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    garden.bot.kill()
    await cleo.reacts(card, "👎")
    await bo.unreacts(card, "👍")
    await bo.reacts(card, "🤷")
    await garden.later(hours=2)
    assert (await garden.closed(1))["tally"] == {"no": 1, "abstain": 1}


async def test_late_reactions_do_not_count_though_the_listing_shows_them(garden: Garden) -> None:
    await garden.settle(charter={"poll.grace": "1h"})
    (card,) = await garden.opens(TREE, closes="3s")
    _, bo, cleo, dee = garden.people
    await bo.reacts(card, "👍")
    await dee.reacts(card, "👍")
    broken = garden.discord.faults.fail(r"GET /channels/\d+/messages/\d+", 503, times=None)
    await garden.due(1)
    await cleo.reacts(card, "👎")
    await dee.reacts(card, "👎")
    await asyncio.sleep(0.5)
    broken.lift()
    assert (await garden.closed(1))["tally"] == {"yes": 2}


async def test_old_messages_are_edited_slowly_and_yet_show_the_end(garden: Garden) -> None:
    await garden.settle(charter={"poll.window": "3h"})
    (card,) = await garden.opens(TREE)
    slow = garden.discord.limits.old_edits
    slow.allowed, slow.window = 1, 3.0
    card.sent_at -= timedelta(hours=2)
    for person in garden.people[1:]:
        await person.reacts(card, "👍")
        await garden.seen.card(1, lambda text: "yes" in text)
        await asyncio.sleep(0.3)
    await garden.counted(1, {"yes": 3})
    await garden.seen.card(1, lambda text: "3 yes" in text, 60)
    # Meanwhile everything else goes on.
    other = Seen(garden.discord, garden.rooms[0])
    await garden.opens("Open on Sundays?")
    await other.card(2)
