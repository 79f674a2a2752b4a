# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rooms that are encrypted, replaced, taken away or private; and invitations of strangers."""

from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.matrix.bot_process import BotProcess
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen

ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


def logged(bot: BotProcess, *parts: str) -> list[dict[str, Any]]:
    """Lines of the log that hold all of these."""
    return [line for line in bot.log() if all(part in str(line) for part in parts)]


async def test_an_encrypted_room_gets_nothing_and_is_named(people: People, bot_in: MakeBot) -> None:
    (ana,) = await people("ana")
    clear = await ana.create_room("12")
    secret = await ana.create_room("10", state=(ENCRYPTION,))
    bot = await bot_in(clear, secret, start=False)
    await bot.start(rooms=[clear])
    seen, unseen = Seen(ana, clear, bot.user_id), Seen(ana, secret, bot.user_id)
    await ana.say(secret, "!task new In clear text into an encrypted room")
    await seen.ticked(await ana.say(clear, "!task new Mend the door"))
    await wait_until(lambda: logged(bot, secret, "encrypted"))
    assert await unseen.said() == []
    checked = await bot.ask("check", "--online")
    assert checked.status == 1
    for told in (
        checked.out,  # the whole examination; how many things need mending goes to standard error
        (await bot.ask("status")).out,
        (await bot.ask("status", "--json")).out,
    ):
        assert secret in told
        assert "encrypted" in told


async def test_a_room_that_becomes_encrypted_gets_nothing_from_then_on(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo = await people("ana", "bo")
    room, other = await ana.create_room("10"), await ana.create_room("12")
    await bo.join(room)
    bot = await bot_in(room, other)
    seen, there = Seen(ana, room, bot.user_id), Seen(ana, other, bot.user_id)
    await ana.say(room, "!task new Mend the door")
    card = await seen.card(1)
    await seen.notice("Welcome")

    async def seeded() -> bool:  # nothing is on its way any more
        return bool(await seen.reactions(card.message))

    await wait_until(seeded)
    await ana.put_state(room, "m.room.encryption", ENCRYPTION["content"])
    await wait_until(lambda: logged(bot, room, "encrypted"))
    before = await seen.said()
    await bo.react(room, card.message, "✋")  # reactions travel in clear, and count
    await there.card(1, lambda card: "On it" in card.body)
    await there.ticked(await ana.say(other, "!task new Another one"))
    assert await seen.bodies() == [event["content"]["body"] for event in before]


async def test_a_replaced_room_is_followed(people: People, bot_in: MakeBot) -> None:
    ana, bo = await people("ana", "bo")
    old = await ana.create_room("10")
    await bo.join(old)
    bot = await bot_in(old, charter={"poll.window": "1h"})
    await ana.say(old, "!poll new Shall we move?")
    voted = await Seen(ana, old, bot.user_id).card(1)
    await bo.react(old, voted.message, "👍")
    await Seen(ana, old, bot.user_id).card(1, lambda card: "1 yes" in card.body)

    new = await ana.upgrade(old, "12")
    await bo.join(new)
    seen = Seen(ana, new, bot.user_id)
    moved = await seen.card(1, lambda card: "1 yes" in card.body)
    await ana.react(new, moved.message, "👍")
    await seen.card(1, lambda card: "2 yes" in card.body)
    await ana.say(new, "!task new Unpack")
    await seen.card(2)
    assert (await bot.stop())[0] == 0
    await bot.start(rooms=[new])  # it remembers, although the configuration names the old room
    await seen.ticked(await ana.say(new, "!task new Settle in"))
    assert await bot.tally(1) == {"yes": 2, "no": 0, "abstain": 0}


async def test_a_bot_that_was_removed_goes_on_when_it_is_invited_again(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo = await people("ana", "bo")
    room, other = await ana.create_room("12", public=False), await ana.create_room("10")
    await ana.invite(room, bo.user_id)
    await bo.join(room)
    await bo.join(other)
    bot = await bot_in(room, other, start=False, charter={"poll.window": "1h"})
    await ana.invite(room, bot.user_id)
    await bot.start()
    seen, there = Seen(ana, room, bot.user_id), Seen(ana, other, bot.user_id)
    await ana.say(room, "!poll new Shall we plant a walnut tree?")
    card = await seen.card(1)
    await bo.react(room, card.message, "👍")
    await there.card(1, lambda card: "1 yes" in card.body)

    await ana.kick(room, bot.user_id)
    await wait_until(lambda: logged(bot, room, "left"))
    assert logged(bot, room, ana.user_id)
    await ana.react(room, card.message, "👎")  # nobody sees that now
    await ana.say(other, "!task new Asked for meanwhile")
    await there.card(2)
    assert await bot.tally(1) == {"yes": 1, "no": 0, "abstain": 0}

    await ana.invite(room, bot.user_id)
    await seen.card(1, lambda card: "1 yes, 1 no" in card.body)  # found when it came back
    await seen.card(2)
    await seen.ticked(await bo.say(room, "!task new Welcome back"))


async def test_invitations_of_strangers_are_left_alone(people: People, bot_in: MakeBot) -> None:
    ana, zoe, eve = await people("ana", "zoe", "eve")
    room = await ana.create_room()
    bot = await bot_in(room, inviters=[eve.user_id])
    lure = await zoe.create_room(invite=(bot.user_id,))
    desk = await zoe.create_room(public=False, direct=True, invite=(bot.user_id,))
    crowd = await ana.create_room(invite=(bot.user_id,))  # a member, but no private desk
    allowed = await eve.create_room(invite=(bot.user_id,))

    async def came() -> bool:
        return bot.user_id in await eve.members(allowed)

    await wait_until(came)
    await Seen(ana, room, bot.user_id).ticked(await ana.say(room, "!task new Mend the door"))
    assert bot.user_id not in await zoe.members(lure)
    assert bot.user_id not in await zoe.members(desk)

    async def not_in_the_crowd() -> bool:
        return bot.user_id not in await ana.members(crowd)

    await wait_until(not_in_the_crowd)
    # A room of no commons: what is said there is nobody's business.
    await eve.say(allowed, "!task new Of no commons")
    await Seen(ana, room, bot.user_id).ticked(await ana.say(room, "!task new Paint the door"))
    assert await Seen(eve, allowed, bot.user_id).said() == []
    assert len((await bot.status())["tasks"]) == 2


async def test_a_private_desk_answers_in_private_and_changes_nothing_shared(
    people: People, bot_in: MakeBot
) -> None:
    ana, bo = await people("ana", "bo")
    room = await ana.create_room("10", name="The garden")
    await bo.join(room)
    bot = await bot_in(room)
    seen = Seen(ana, room, bot.user_id)
    private = await bo.create_room(public=False, direct=True, invite=(bot.user_id,))
    desk = Seen(bo, private, bot.user_id)

    async def came() -> bool:
        return bot.user_id in await bo.members(private)

    await wait_until(came)
    await bo.say(private, "!my skills carpentry, singing")
    await wait_until(desk.said)
    await bo.say(private, "!my")
    await desk.notice("carpentry")
    await bo.say(private, "!task new Mend the door")
    refused = await desk.notice("changes something shared")
    assert "The garden" in refused["content"]["body"], "a room by the name that people know"
    assert (await bot.status())["tasks"] == []

    # What is meant for one person alone is told at the desk from now on, not in the room.
    await seen.ticked(await ana.say(room, "!task new Carve a spoon\nskills: singing"))
    await seen.notice("Welcome")  # that is for Ana, who has no desk
    before = len(await seen.notices())
    await bo.say(room, "!task edit 1 details: Mine now.")
    await desk.notice("who opened #1")
    assert len(await seen.notices()) == before
    assert all("carpentry" not in str(event["content"]) for event in await seen.said())
    # Who invites somebody else there makes it a room like any other.
    await bo.invite(private, ana.user_id)
    await ana.join(private)
    count = len(await desk.said())
    await bo.say(private, "!my")
    await seen.ticked(await ana.say(room, "!task new Carve a fork"))
    assert len(await desk.said()) == count


async def test_a_room_may_be_named_by_its_alias(people: People, bot_in: MakeBot) -> None:
    ana, bo = await people("ana", "bo")
    room = await ana.create_room("12", alias=ana.localpart)
    await bo.join(room)
    bot = await bot_in(f"#{ana.localpart}:folk.test", start=False, charter={"poll.window": "1h"})
    seen = Seen(ana, room, bot.user_id)
    await bot.start(rooms=[room])
    await ana.say(room, "!poll new Shall we plant a walnut tree?")
    card = await seen.card(1)
    bot.kill()
    await bo.react(room, card.message, "👍")
    await bot.start(rooms=[room])
    await seen.card(1, lambda card: "1 yes" in card.body)
    assert len(await seen.cards()) == 1
