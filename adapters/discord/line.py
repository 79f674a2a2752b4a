# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to Discord through the library's own client, whichever of them is signed in now."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord
from discord.http import HTTPClient

from adapters.discord.errors import Fault, fault
from adapters.discord.pace import Guard
from bot.service.ports import UnreachableError

T = TypeVar("T")


class Line:
    """The way to Discord. `client` is None until somebody is signed in."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None
        self.guard = Guard()

    async def call(self, request: Callable[[HTTPClient], Awaitable[Any]]) -> Any:
        """The answer to a request; raises the service's faults (bot.service.faults)."""
        client = self.client
        if client is None or client.is_closed():
            raise UnreachableError("The bot is not connected to Discord yet.")
        self.guard.check()
        try:
            return await request(client.http)
        except Fault as error:
            raise fault(error) from None
