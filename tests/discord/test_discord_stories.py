# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong on Discord, and what becomes of votes and cards: the real program on the double.

Each story is seen from outside only: what people see, what the record and the status say.
"""

import asyncio
from datetime import timedelta

import pytest

from tests.adapters.matrix.person import wait_until
from tests.discord.double import rights
from tests.discord.double.faults import Fault
from tests.discord.double.world import Message, Overwrite
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


# --- rights and what moderators do -----------------------------------------------------------


async def test_a_missing_right_is_told_to_the_stewards_once(garden: Garden) -> None:
    ana = garden.people[0]
    await garden.settle(stewards=[ana.account])
    await garden.ready()
    await garden.moderator.allows(rights.USUAL & ~rights.ADD_REACTIONS & ~rights.EMBED_LINKS)

    def told() -> list[str]:
        return [words(one) for one in ana.private.messages.values()]

    await wait_until(lambda: any("Embed Links" in text for text in told()), 30)
    await garden.moderator.allows(rights.USUAL)
    (card,) = await garden.opens(TREE)
    await wait_until(lambda: "👍" in card.reactions)
    assert len([text for text in told() if "Embed Links" in text]) == 1
    assert len([text for text in told() if "Add Reactions" in text]) == 1


async def test_a_channel_that_is_closed_to_the_bot_and_opened_again(garden: Garden) -> None:
    await garden.settle()
    (card,) = await garden.opens(TREE)
    room = garden.rooms[0]
    room.overwrites.append(Overwrite(garden.guild.id, 0, deny=rights.VIEW_CHANNEL))
    garden.discord.tell.channel("UPDATE", room)
    await garden.people[1].reacts(card, "👍")
    room.overwrites.clear()
    garden.discord.tell.channel("UPDATE", room)
    await garden.people[2].reacts(card, "👍")
    await garden.counted(1, {"yes": 2}, 40)


async def test_a_deleted_card_is_posted_again_and_its_marks_stay(garden: Garden) -> None:
    await garden.settle()
    (card,) = await garden.opens(TREE)
    _, bo, cleo, dee = garden.people
    await bo.reacts(card, "👍")
    await cleo.reacts(card, "👍")
    await garden.counted(1, {"yes": 2})
    await garden.moderator.deletes(card)
    again = await garden.seen.card(1, lambda text: "2 yes" in text)
    assert again is not card
    await dee.reacts(again, "👎")
    await garden.counted(1, {"yes": 2, "no": 1})
    await bo.reacts(again, "👎")
    await garden.counted(1, {"yes": 1, "no": 2})


async def test_a_card_that_was_deleted_while_the_bot_was_dead(garden: Garden) -> None:
    await garden.settle()
    (card,) = await garden.opens(TREE)
    await garden.people[1].reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    garden.bot.kill()
    await garden.moderator.deletes(card)
    await garden.bot.start()
    again = await garden.seen.card(1, lambda text: "1 yes" in text, 30)
    await garden.people[2].reacts(again, "👍")
    await garden.counted(1, {"yes": 2})


@pytest.mark.parametrize("emoji", [None, "👍"])
@pytest.mark.parametrize("dead", [False, True])
async def test_cleared_reactions_freeze(garden: Garden, emoji: str | None, *, dead: bool) -> None:
    """Nobody but the voter withdraws (§3), also when all is read again, and again later."""
    await garden.settle(charter={"poll.outage": "4w"})
    (card,) = await garden.opens(TREE, closes="1h")
    _, bo, cleo, dee = garden.people
    await bo.reacts(card, "👍")
    await cleo.reacts(card, "👍")
    await dee.reacts(card, "👎")
    await garden.counted(1, {"yes": 2, "no": 1})
    await garden.seeded(card)
    if dead:
        garden.bot.kill()
    await garden.moderator.clears(card, emoji)
    if dead:
        await garden.bot.start()
    else:
        await garden.discord.gateway.lose()
        await wait_until(lambda: garden.discord.gateway.sessions, 20)
    await cleo.reacts(card, "🤷")
    await garden.counted(1, {"yes": 1, "no": 1, "abstain": 1})
    await garden.bot.stop()
    await garden.later(hours=2)
    assert (await garden.closed(1))["tally"] == {"yes": 1, "no": 1, "abstain": 1}


async def unseeded(garden: Garden) -> tuple[Message, Fault]:
    """A card that the bot could not put its own emoji on, with the fault that kept it from that."""
    await garden.settle(charter={"poll.outage": "4w"})
    kept = garden.discord.faults.fail(r"PUT /channels/.*/@me", 503, times=None)
    (card,) = await garden.opens(TREE)
    return card, kept


async def test_a_vote_withdrawn_before_the_bots_own_emoji_are_there(garden: Garden) -> None:
    card, kept = await unseeded(garden)
    _, bo, cleo, _ = garden.people
    await bo.reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    garden.bot.kill()
    await bo.unreacts(card, "👍")
    await cleo.reacts(card, "🤷")
    kept.lift()
    await garden.bot.start()
    await garden.counted(1, {"abstain": 1})
    await garden.seeded(card)


async def test_cleared_before_the_bots_own_emoji_are_there(garden: Garden) -> None:
    card, kept = await unseeded(garden)
    _, bo, cleo, dee = garden.people
    await bo.reacts(card, "👍")
    await cleo.reacts(card, "👎")
    await garden.counted(1, {"yes": 1, "no": 1})
    garden.bot.kill()
    await garden.moderator.clears(card)
    kept.lift()
    await garden.bot.start()
    await dee.reacts(card, "🤷")
    await garden.seeded(card)
    await garden.counted(1, {"yes": 1, "no": 1, "abstain": 1})


async def test_cleared_and_voted_again_while_the_bot_is_dead(garden: Garden) -> None:
    """That one of them put theirs on again says nothing of the others."""
    await garden.settle(charter={"poll.outage": "4w"})
    (card,) = await garden.opens(TREE)
    await garden.seeded(card)
    _, bo, cleo, _ = garden.people
    await bo.reacts(card, "👍")
    await cleo.reacts(card, "👍")
    await garden.counted(1, {"yes": 2})
    await garden.bot.stop()
    await garden.moderator.clears(card)
    await bo.reacts(card, "👍")
    await garden.bot.start()
    await garden.people[3].reacts(card, "👎")
    await garden.counted(1, {"yes": 2, "no": 1})


async def test_a_removed_reaction_is_the_voters_doing_and_told_to_them(garden: Garden) -> None:
    await garden.settle()
    (card,) = await garden.opens(TREE)
    bo = garden.people[1]
    await bo.reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    await garden.moderator.removes(card, bo, "👍")
    await garden.counted(1, {})
    await wait_until(
        lambda: [one for one in bo.private.messages.values() if "#1" in words(one)], 10
    )


async def test_a_deleted_channel_is_left_out(garden: Garden) -> None:
    world = garden.discord.world
    first, second = (world.channel(garden.guild, name) for name in ("commons", "other"))
    await garden.settle(first, second, charter={"poll.grace": "3s"})
    one, two = await garden.opens(TREE, closes="4s")
    await garden.people[1].reacts(one, "👍")
    await garden.people[2].reacts(two, "👍")
    await garden.counted(1, {"yes": 2})
    await garden.moderator.deletes_channel(second)
    await garden.people[3].reacts(one, "👍")
    assert (await garden.closed(1))["tally"] == {"yes": 3}
    await garden.seen.notice("#1")


async def test_the_bot_is_sent_away_and_invited_again(garden: Garden) -> None:
    await garden.settle()
    (card,) = await garden.opens(TREE)
    await garden.people[1].reacts(card, "👍")
    await garden.counted(1, {"yes": 1})
    await garden.moderator.kicks_bot()
    await garden.people[2].reacts(card, "👍")
    await garden.people[1].unreacts(card, "👍")
    await garden.people[1].reacts(card, "👎")
    await garden.moderator.invites_bot()
    await garden.counted(1, {"yes": 1, "no": 1}, 40)


async def test_an_archived_thread_is_woken_for_its_card(garden: Garden) -> None:
    await garden.settle(more={"threads": True})
    await garden.ready()
    await garden.people[0].slash(garden.rooms[0], "task new", title="Mend the greenhouse door")
    card = await garden.seen.card(1)
    await wait_until(lambda: card.thread)
    assert card.thread is not None
    thread = garden.guild.channels[card.thread]
    await garden.moderator.archives(thread)
    await garden.people[1].slash(garden.rooms[0], "task claim", number=1)
    await garden.seen.card(1, lambda text: "On it" in text)
    await garden.people[1].slash(
        garden.rooms[0], "task submit", number=1, work="https://example.org/door"
    )
    review = await garden.seen.card(2)
    await garden.people[2].reacts(review, "✅")
    await garden.counted(2, {"sound": 1})


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
