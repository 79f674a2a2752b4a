# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slash commands on simcord: what people type, and what only they are shown."""

from tests.adapters.discord.simcord_rig import Garden, text_of


async def test_a_task_is_posted_and_claimed(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    result = await ana.slash(
        discord_garden.board, "task new", title="Mend the door", skills="carpentry"
    )
    assert text_of(result) == "#1 is posted in every room."
    await discord_garden.settle()
    assert "Mend the door" in discord_garden.card(1).content
