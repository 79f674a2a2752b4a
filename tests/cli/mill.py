# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server on the double of Discord for looking around: channels of all kinds, some closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.discord.double import rights
from tests.discord.double.server import Discord
from tests.discord.double.world import FORUM, TEXT, VOICE, Channel, Guild, Overwrite

UNHEARD_OF = 99


@dataclass
class Mill:
    """The double, its server and its channels."""

    discord: Discord
    guild: Guild
    garden: Channel
    workshop: Channel
    ideas: Channel
    board: Channel
    """Of the mill's own board, which the bot can't see."""

    @property
    def operator(self) -> int:
        """Who made the application, and the server too."""
        return self.discord.world.operator.id

    def away(self) -> None:
        """The bot is on no server."""
        del self.guild.members[self.discord.world.bot.id]

    def invited(self) -> None:
        """Somebody opened the link."""
        self.discord.world.join(self.guild, self.discord.world.bot)


@asynccontextmanager
async def mill() -> AsyncIterator[Mill]:
    """The mill, listening; in its workshop the bot may not embed links nor react."""
    async with Discord() as discord:
        world = discord.world
        guild = world.guild("The mill")
        for number in range(58):
            discord.person(guild, f"p{number}")
        garden = world.channel(guild, "garden", TEXT)
        workshop = world.channel(guild, "workshop", TEXT)
        deny = rights.EMBED_LINKS | rights.ADD_REACTIONS
        workshop.overwrites.append(Overwrite(guild.id, 0, deny=deny))
        ideas = world.channel(guild, "ideas", FORUM)
        world.channel(guild, "talk", VOICE)
        world.channel(guild, "news", UNHEARD_OF)
        board = world.channel(guild, "board", TEXT)
        board.overwrites.append(Overwrite(guild.id, 0, deny=rights.VIEW_CHANNEL))
        yield Mill(discord, guild, garden, workshop, ideas, board)
        # The bot kept to what Discord describes, but for tokens that were wrong on purpose.
        assert [one for one in discord.ledger.breaches if "401" not in str(one)] == []
