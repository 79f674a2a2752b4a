# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rooms: which ones the bot enters, where it keeps silent, and whom it finds there."""

import pytest

from bot.service.incoming import Reacted, TypedText
from bot.service.ports import Trouble, UndeliverableError
from tests.adapters.matrix.fakes import MakeBot, MakePerson, live_card, notice
from tests.adapters.matrix.person import wait_until

ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


async def test_an_alias_is_resolved(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room(alias=f"garden-{ana.localpart}")
    alias = f"#garden-{ana.localpart}:folk.test"
    bot = await bot_in(alias)
    await wait_until(lambda: bot.matrix.live(f"matrix:{room}"))

    assert bot.door.moves == [(f"matrix:{alias}", f"matrix:{room}")]
    assert await bot.matrix.resolve([f"matrix:{alias}"]) == {f"matrix:{alias}": f"matrix:{room}"}
    await ana.say(room, "hello")
    await wait_until(lambda: "hello" in bot.door.texts())


async def test_rooms_that_cannot_be_entered_are_named_in_plain_words(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    closed = await ana.create_room("10", public=False)
    bot = await bot_in(closed, "#nowhere:folk.test", start=False)
    await bot.start(until_live=False)
    await wait_until(lambda: len(bot.matrix.troubles()) == 2)
    assert sorted(bot.matrix.troubles()) == [
        f"I may not enter {closed}: invite me there.",
        "The server knows no room #nowhere:folk.test: check the name in the configuration.",
    ]

    await ana.invite(closed, bot.user_id)  # a configured room: anybody's invitation will do
    await wait_until(lambda: bot.matrix.live(f"matrix:{closed}"))
    assert len(bot.matrix.troubles()) == 1
    assert bot.door.touches >= 2
    nowhere = ("matrix:#nowhere:folk.test", Trouble("unknown"))
    await wait_until(lambda: nowhere in bot.door.troubles)
    shut = (f"matrix:{closed}", Trouble("uninvited"))
    assert (shut in bot.door.troubles) == (shut in bot.door.mends)
    assert nowhere not in bot.door.mends


async def test_invitations_are_taken_from_inviters_only(
    person: MakePerson, bot_in: MakeBot
) -> None:
    friend, stranger = await person("friend"), await person("stranger")
    bot = await bot_in()
    bad = await stranger.create_room(public=False, invite=(bot.user_id,), direct=True)
    good = await friend.create_room(public=False, invite=(bot.user_id,))

    await wait_until(lambda: bot.matrix._rooms.get(good) and bot.matrix._rooms.get(good).joined)
    assert bot.user_id not in await stranger.members(bad)


async def test_a_private_desk(person: MakePerson, bot_in: MakeBot) -> None:
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    bot = await bot_in(room)
    await ana.say(room, "here I am")
    await wait_until(lambda: "here I am" in bot.door.texts())

    desk = await ana.create_room(public=False, invite=(bot.user_id,), direct=True)
    await wait_until(lambda: bot.matrix.live(f"matrix:{desk}"))
    await ana.say(desk, "!my skills carpentry")
    await wait_until(lambda: "!my skills carpentry" in bot.door.texts())
    assert bot.door.received[-1].private
    assert not bot.door.received[0].private

    whispered = await bot.matrix.whisper(ana.account, notice("w:1", "psst"))
    assert (await ana.event(desk, whispered))["content"]["body"] == "psst"
    assert await bot.matrix.whisper(bo.account, notice("w:2")) is None

    await ana.invite(desk, bo.user_id)
    await wait_until(lambda: bot.matrix.desk_of(ana.account) is None)
    await bo.join(desk)
    await ana.say(desk, "!my zone Europe/Lisbon")
    await ana.say(room, "end")
    await wait_until(lambda: "end" in bot.door.texts())
    assert "!my zone Europe/Lisbon" not in bot.door.texts()


async def test_a_member_opens_a_desk_but_drags_the_bot_into_no_crowd(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    bot = await bot_in(room)
    crowd = await ana.create_room(public=True)
    await bo.join(crowd)
    await ana.invite(crowd, bot.user_id)
    desk = await ana.create_room(public=False, invite=(bot.user_id,))

    await wait_until(lambda: bot.matrix.live(f"matrix:{desk}"))

    async def gone() -> bool:
        state = await ana.state(crowd, "m.room.member", bot.user_id)
        return state["membership"] == "leave"

    await wait_until(gone)


@pytest.mark.parametrize("version", ["10", "12"])
async def test_an_encrypted_room_gets_nothing(
    person: MakePerson, bot_in: MakeBot, version: str
) -> None:
    """§30."""
    ana = await person("ana")
    room = await ana.create_room(version, state=(ENCRYPTION,))
    bot = await bot_in(room, start=False)
    await bot.start(until_live=False)
    place = f"matrix:{room}"
    await wait_until(lambda: bot.matrix._rooms.get(room) and bot.matrix._rooms.get(room).joined)

    assert not bot.matrix.live(place)
    with pytest.raises(UndeliverableError):
        await bot.matrix.send(place, notice("say:1"))
    assert "encrypted" in bot.matrix.troubles()[0]
    await wait_until(lambda: bot.door.troubles == [(place, Trouble("encrypted"))])
    assert await ana.messages_of(room, bot.user_id) == []


async def test_encryption_that_is_turned_on_later_silences_the_bot(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    await ana.put_state(room, "m.room.encryption", ENCRYPTION["content"])
    await wait_until(lambda: not bot.matrix.live(f"matrix:{room}"))


@pytest.mark.parametrize("act", ["kick", "ban"])
async def test_after_a_kick_or_ban_a_room_is_not_live(
    person: MakePerson, bot_in: MakeBot, act: str
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    await ana.say(room, "last words")
    await getattr(ana, act)(room, bot.user_id)

    await wait_until(lambda: not bot.matrix.live(f"matrix:{room}"))
    assert bot.door.texts() == ["last words"]
    assert ana.user_id in bot.matrix.troubles()[0]
    if act == "kick":
        await ana.invite(room, bot.user_id)
        await wait_until(lambda: bot.matrix.live(f"matrix:{room}"))


@pytest.mark.parametrize(("old", "new"), [("10", "12"), ("12", "12")])
async def test_a_tombstone_is_followed(
    person: MakePerson, bot_in: MakeBot, old: str, new: str
) -> None:
    ana = await person("ana")
    room = await ana.create_room(old)
    bot = await bot_in(room)
    successor = await ana.upgrade(room, new)

    await wait_until(lambda: bot.matrix.live(f"matrix:{successor}"))
    await wait_until(lambda: bot.door.moves)
    assert bot.door.moves == [(f"matrix:{room}", f"matrix:{successor}")]
    assert not bot.matrix.live(f"matrix:{room}")
    await ana.say(successor, "moved in")
    await wait_until(lambda: "moved in" in bot.door.texts())
    # Ana has been in the new room only since the upgrade; the bot says what the network says.
    assert bot.door.received[-1].joined_at is not None


async def test_a_successor_that_does_not_point_back_is_not_believed(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room, other = await ana.create_room(), await ana.create_room()
    bot = await bot_in(room)
    await ana.put_state(room, "m.room.tombstone", {"body": "", "replacement_room": other})
    await wait_until(lambda: not bot.matrix.live(f"matrix:{room}"))
    await wait_until(lambda: bot.matrix._rooms.get(other) and bot.matrix._rooms.get(other).joined)
    await ana.say(other, "come here")
    await ana.say(room, "end")
    await wait_until(lambda: "end" in bot.door.texts())
    assert bot.door.moves == []
    assert "come here" not in bot.door.texts()


@pytest.mark.parametrize("version", ["10", "12"])
async def test_who_has_powers_outside_the_charter(
    person: MakePerson, bot_in: MakeBot, version: str
) -> None:
    ana, bo, cy = await person("ana"), await person("bo"), await person("cy")
    room = await ana.create_room(version)
    await bo.join(room)
    await cy.join(room)
    bot = await bot_in(room)
    levels = await ana.state(room, "m.room.power_levels")
    await ana.put_state(
        room, "m.room.power_levels", levels | {"users": levels["users"] | {bo.user_id: 50}}
    )
    powers = await bot.matrix.powers(f"matrix:{room}")
    assert powers["ban"] == sorted([ana.account, bo.account])

    await ana.put_state(room, "m.room.power_levels", levels)  # demoted: replaced, not merged
    powers = await bot.matrix.powers(f"matrix:{room}")
    assert powers["ban"] == [ana.account]


async def test_a_room_where_the_bot_may_not_speak_is_not_live(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    levels = await ana.state(room, "m.room.power_levels")
    await ana.put_state(room, "m.room.power_levels", levels | {"events_default": 50})
    await wait_until(lambda: not bot.matrix.live(f"matrix:{room}"))
    assert "power level" in bot.matrix.troubles()[0]
    assert (f"matrix:{room}", None) in bot.door.mends  # nothing was amiss at first
    await ana.put_state(room, "m.room.power_levels", levels)
    await wait_until(lambda: bot.door.mends[-1] == (bot.door.troubles[-1]))
    assert len(bot.door.troubles) == 1


async def test_who_is_present(person: MakePerson, bot_in: MakeBot) -> None:
    ana, bo = await person("ana"), await person("bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room)
    await bo.leave(room)
    await wait_until(lambda: len(bot.matrix.present(f"matrix:{room}") or ()) == 1)
    (one,) = bot.matrix.present(f"matrix:{room}")
    assert one.account == ana.account
    assert one.joined_at is not None
    assert bot.matrix.present("matrix:!elsewhere") is None


async def test_what_was_said_before_the_bot_came_is_not_its_business(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    await ana.say(room, "!task new from long ago")
    first = await ana.say(room, "a message")
    await ana.react(room, first, "👍")
    bot = await bot_in(room)
    await ana.say(room, "now")
    await wait_until(lambda: bot.door.received)
    assert bot.door.texts() == ["now"]
    assert bot.door.of(Reacted) == []


async def test_a_bot_with_a_new_database_ignores_what_is_old(
    person: MakePerson, bot_in: MakeBot
) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    await ana.say(room, "old")
    await wait_until(lambda: bot.door.texts() == ["old"])
    await bot.stop()
    bot.positions.kept.clear()
    bot.door.received.clear()
    await bot.start()
    await ana.say(room, "new")
    await wait_until(lambda: bot.door.of(TypedText))
    assert bot.door.texts() == ["new"]
    await bot.matrix.send(f"matrix:{room}", live_card(1, 1, "still speaking"))


async def test_a_move_is_known_again_after_a_restart(person: MakePerson, bot_in: MakeBot) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    bot = await bot_in(room)
    successor = await ana.upgrade(room)
    await wait_until(lambda: bot.matrix.live(f"matrix:{successor}"))
    await ana.say(successor, "here")
    await wait_until(lambda: "here" in bot.door.texts())
    await bot.stop()
    await ana.say(successor, "while you were away")
    await bot.start(until_live=False)
    await wait_until(lambda: "while you were away" in bot.door.texts())
    assert len(bot.door.moves) == 1
    assert bot.matrix.places() == [f"matrix:{successor}"]
