# SPDX-License-Identifier: AGPL-3.0-or-later
"""What moderators do on Discord, and what becomes of votes and cards then: the real program."""

import pytest

from tests.adapters.matrix.person import wait_until
from tests.discord.double import rights
from tests.discord.double.faults import Fault
from tests.discord.double.world import Message, Overwrite
from tests.discord.garden import Garden
from tests.discord.seen import words

TREE = "Shall we plant a walnut tree?"


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
