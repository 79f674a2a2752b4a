# SPDX-License-Identifier: AGPL-3.0-or-later
"""A rehearsal on a real homeserver, and the real thing after it in the same room."""

from typing import Any

from tests.adapters.matrix.person import wait_until
from tests.matrix.bot_process import BotProcess
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen

MARK = "Rehearsal, nothing is kept: "
OVER = "The rehearsal is over. From now on everything counts."


def about(content: dict[str, Any]) -> str:
    return str(content["m.relates_to"]["event_id"])


def rehearse(bot: BotProcess, *, on: bool) -> None:
    bot.write_configuration()
    if on:
        text = bot.configuration.read_text().replace(
            "[commons.charter]", "rehearsal = true\n[commons.charter]"
        )
        bot.configuration.write_text(text)


async def test_after_a_rehearsal_everything_begins_anew(people: People, bot_in: MakeBot) -> None:
    ana, bo = await people("ana", "bo")
    room = await ana.create_room()
    await bo.join(room)
    bot = await bot_in(room, start=False, charter={"poll.window": "1h"})
    seen = Seen(ana, room, bot.user_id)
    rehearse(bot, on=True)
    await bot.start()
    await ana.say(room, "!poll new Only tried out?")
    old = await seen.card(1)
    await bo.react(room, old.message, "👍")
    old = await seen.card(1, lambda card: "1 yes" in card.body)
    assert old.body.startswith(MARK + "#1 Poll")
    await bot.stop()

    rehearse(bot, on=False)
    await bo.react(room, old.message, "👎")  # while the bot is away
    await bot.start()
    await seen.notice(OVER)

    async def retired() -> list[str]:
        """What the old card shows now, by its edits."""
        edits = [one["content"] for one in await seen.said() if "m.new_content" in one["content"]]
        bodies = [one["m.new_content"]["body"] for one in edits if about(one) == old.message]
        return [body for body in bodies if "and so is this card" in body]

    await wait_until(retired)
    await bo.react(room, old.message, "🤷")
    await seen.ticked(await bo.say(room, "!poll new In earnest?"))

    async def posted() -> list[str]:
        return [body for body in await seen.bodies() if "In earnest?" in body]

    await wait_until(posted)
    assert [body for body in await posted() if body.startswith(MARK)] == []
    assert await bot.tally(1) == {"yes": 0, "no": 0, "abstain": 0}
    assert sum(OVER in body for body in await seen.bodies()) == 1
    await bot.stop()
    await bot.start()
    await bot.stop()
    assert sum(OVER in body for body in await seen.bodies()) == 1
    for file in bot.folder.glob("folkmoot.db*"):
        assert b"Only tried out" not in file.read_bytes()
    await bot.verify()
