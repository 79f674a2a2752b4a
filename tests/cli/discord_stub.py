# SPDX-License-Identifier: AGPL-3.0-or-later
"""The few answers of Discord's web address that looking around needs, on a loopback port."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "MTIz.stub.token"
BOT, OWNER, GUILD, ROLE = 1000000000000000001, 1000000000000000002, 200000000000000001, 77
GARDEN, WORKSHOP, IDEAS, VOICE, UNKNOWN = (300000000000000000 + number for number in range(1, 6))
READ, HISTORY, SEND, EMBED, ATTACH, REACT = 1 << 10, 1 << 16, 1 << 11, 1 << 14, 1 << 15, 1 << 6
THREADS = (1 << 35) | (1 << 38)
EVERYTHING = READ | HISTORY | SEND | EMBED | ATTACH | REACT | THREADS


def channel(number: int, name: str, kind: int = 0, *, deny: int = 0) -> dict[str, Any]:
    """A channel in which the bot's role is denied something."""
    overwrites = [{"id": str(ROLE), "type": 0, "allow": "0", "deny": str(deny)}]
    return {
        "id": str(number),
        "type": kind,
        "guild_id": str(GUILD),
        "name": name,
        "position": number - GARDEN,
        "permission_overwrites": overwrites if deny else [],
        "nsfw": False,
        "parent_id": None,
    }


def user(number: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    """A user."""
    return {
        "id": str(number),
        "username": name,
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
    }


def role(number: int, permissions: int) -> dict[str, Any]:
    """A role of the server."""
    return {
        "id": str(number),
        "name": "@everyone" if number == GUILD else "Folkmoot",
        "permissions": str(permissions),
        "position": int(number != GUILD),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": number != GUILD,
        "mentionable": False,
        "flags": 0,
    }


@dataclass
class DiscordStub:
    """One server with one bot on it."""

    guilds: int = 1
    flags: int = 0
    asked: list[str] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(
        default_factory=lambda: [
            channel(GARDEN, "garden"),
            channel(WORKSHOP, "workshop", deny=EMBED | REACT),
            channel(IDEAS, "ideas", 15),
            channel(VOICE, "talk", 2),
            channel(UNKNOWN, "new", 99),
        ]
    )
    url: str = ""

    def guild(self) -> dict[str, Any]:
        return {
            "id": str(GUILD),
            "name": "The mill",
            "icon": None,
            "owner": False,
            "owner_id": str(OWNER),
            "permissions": "0",
            "features": [],
            "roles": [role(GUILD, 0), role(ROLE, EVERYTHING)],
            "emojis": [],
            "stickers": [],
            "approximate_member_count": 60,
            "approximate_presence_count": 20,
            "verification_level": 0,
            "afk_timeout": 60,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
        }

    def answer(self, path: str) -> Any:
        match path.strip("/").split("/"):
            case ["gateway"]:
                return {"url": "ws://127.0.0.1:1"}
            case ["users", "@me"]:
                return user(BOT, "Folkmoot", bot=True)
            case ["oauth2", "applications", "@me"] | ["applications", "@me"]:
                return {
                    "id": str(BOT),
                    "name": "Folkmoot",
                    "description": "",
                    "icon": None,
                    "summary": "",
                    "bot_public": True,
                    "bot_require_code_grant": False,
                    "verify_key": "00",
                    "flags": self.flags,
                    "owner": user(OWNER, "ana"),
                    "team": None,
                }
            case ["users", "@me", "guilds"]:
                return [self.guild()] * self.guilds
            case ["guilds", _]:
                return self.guild()
            case ["guilds", _, "members", _]:
                return {
                    "user": user(BOT, "Folkmoot", bot=True),
                    "roles": [str(ROLE)],
                    "joined_at": "2026-01-01T00:00:00+00:00",
                    "deaf": False,
                    "mute": False,
                    "flags": 0,
                }
            case ["guilds", _, "channels"]:
                return self.channels
        return None

    async def handle(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/api/v10")
        self.asked.append(path)
        if path != "/gateway" and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        said = self.answer(path)
        if said is None:
            return web.json_response({"message": "404: Not Found", "code": 0}, status=404)
        # The library reads JSON only under exactly this type.
        body = json.dumps(said).encode()
        return web.Response(body=body, headers={"Content-Type": "application/json"})


@asynccontextmanager
async def discord_stub(**how: Any) -> AsyncIterator[DiscordStub]:
    """The stub, listening; its `url` is what the library's base address must be."""
    stub = DiscordStub(**how)
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", stub.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    stub.url = f"http://127.0.0.1:{port}/api/v10"
    try:
        yield stub
    finally:
        await runner.cleanup()
