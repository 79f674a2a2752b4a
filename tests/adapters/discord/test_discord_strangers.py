# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in the server but not in a room of the commons, and who is not there any more (§7)."""

import random

import pytest

from adapters.discord.rights import sees
from tests.adapters.discord.double_rig import Rig, rig_on_double, until
from tests.discord.double.people import Person
from tests.discord.double.world import Overwrite, Role

VIEW = 1 << 10
POLL = "!poll new Lanterns in the yard?"


async def hidden(rig: Rig) -> Person:
    """Only the circle, and the bot, see the room; gives somebody who is not of it."""
    circle = Role(rig.discord.world.new_id(), "circle", 0)
    rig.guild.roles[circle.id] = circle
    for person in (rig.ana, rig.bo, rig.cy):
        rig.guild.members[person.id].roles.append(circle.id)
    rig.guild.members[rig.discord.world.bot.id].roles.append(circle.id)
    rig.room.overwrites += [
        Overwrite(rig.guild.id, 0, deny=VIEW),
        Overwrite(circle.id, 0, allow=VIEW),
    ]
    return rig.dee


async def test_s7_who_can_not_see_any_room_neither_votes_nor_reads() -> None:
    async with rig_on_double(start=False) as rig:
        dee = await hidden(rig)
        await rig.start()
        await rig.ana.says(rig.room, POLL)
        await rig.card(1)
        for path, more in (
            ("poll show", {"number": 1}),
            ("poll vote", {"number": 1, "choice": "no"}),
        ):
            answer = await dee.slash(dee.private, path, **more)
            assert "Lanterns" not in answer.text
            assert "garden" not in answer.text.casefold()
        await dee.says(dee.private, "poll vote 1 no")
        offered = await dee.suggested(dee.private, "poll show", "number", "")
        assert offered == []
        await rig.settled()
        assert rig.commons.polls[1].marks.latest() == {}
        answer = await rig.bo.slash(rig.bo.private, "poll vote", number=1, choice="yes")
        await rig.shows(1, "yes")
        elsewhere = rig.discord.world.channel(rig.guild, "kitchen")
        answer = await dee.slash(elsewhere, "my show")
        assert "garden" not in answer.text.casefold()


async def test_s7_who_was_sent_away_does_not_vote_by_private_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.discord.meeting.LATELY", 0.0)
    async with rig_on_double(start=False) as rig:
        elsewhere = rig.discord.world.guild("Elsewhere")
        rig.discord.world.join(elsewhere, rig.bo.user)
        await rig.start()
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        await rig.bo.unreacts(card, "👍")
        await rig.shows(1)
        await rig.bo.leaves()
        await rig.bo.says(rig.bo.private, "poll vote 1 no")
        await until(lambda: len(rig.said(rig.bo.private)) > 1)
        await rig.settled()
        await rig.shows(1)


async def test_s7_who_sees_a_channel_is_told_as_the_library_tells_it() -> None:
    chance = random.Random(7)
    async with rig_on_double(start=False, members=True) as rig:
        roles = [Role(rig.discord.world.new_id(), f"r{n}", 0) for n in range(4)]
        roles[3].permissions = 1 << 3  # an administrator's
        rig.guild.roles |= {role.id: role for role in roles}
        people = [rig.discord.person(rig.guild, f"p{n}") for n in range(30)]
        for person in people:
            held = chance.sample([role.id for role in roles], chance.choice((0, 1, 1, 2, 3)))
            rig.guild.members[person.id].roles = held
        rooms = [rig.discord.world.channel(rig.guild, f"room-{n}") for n in range(30)]
        for room in rooms:
            for one in chance.sample([rig.guild.id, *(role.id for role in roles)], 3):
                allow = chance.choice((0, VIEW))
                room.overwrites.append(Overwrite(one, 0, allow, chance.choice((0, VIEW - allow))))
            one = chance.choice(people).id
            allow = chance.choice((0, VIEW))
            room.overwrites.append(Overwrite(one, 1, allow, VIEW - allow))
        await rig.start()
        assert rig.network is not None
        client = rig.network._line.client
        guild = client.get_guild(rig.guild.id) if client is not None else None
        assert guild is not None
        await until(lambda: guild.chunked)
        for room in rooms:
            channel = guild.get_channel(room.id)
            assert channel is not None
            for member in guild.members:
                held = [str(role.id) for role in member.roles]
                theirs = channel.permissions_for(member).view_channel
                assert sees(channel, member.id, held) == theirs
