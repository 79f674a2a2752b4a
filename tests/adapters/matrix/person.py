# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody in a chat room: a tiny hand-written Matrix client, independent of the bot's own code."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL


class RefusedError(Exception):
    """The homeserver refused what a person tried."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


class Person:
    """One signed-in user."""

    def __init__(self, url: str, user_id: str, token: str) -> None:
        self.url = url
        self.user_id = user_id
        self.token = token
        self.localpart = user_id[1:].split(":", maxsplit=1)[0]
        self.account = f"matrix:{user_id}"
        self._count = count(1)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def call(
        self,
        method: str,
        *parts: str,
        body: Any = None,
        version: str = "v3",
        query: Any = None,
    ) -> Any:
        """One request; waits out rate limits, for people do."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.token}"})
        path = "/".join(quote(part, safe="") for part in parts)
        url = f"{self.url}/_matrix/client/{version}/{path}"
        if query:
            url += f"?{urlencode(query, doseq=True)}"
        if method in ("POST", "PUT") and body is None:
            body = {}
        while True:
            async with self._session.request(method, URL(url, encoded=True), json=body) as answer:
                data = await answer.json(content_type=None)
                if answer.status == 429:
                    await asyncio.sleep(data.get("retry_after_ms", 1000) / 1000)
                    continue
                if answer.status >= 400:
                    raise RefusedError(answer.status, data)
                return data

    # --- rooms ---

    async def create_room(
        self,
        version: str = "12",
        *,
        invite: tuple[str, ...] = (),
        public: bool = True,
        name: str = "Garden",
        alias: str | None = None,
        direct: bool = False,
        state: tuple[dict[str, Any], ...] = (),
        **more: Any,
    ) -> str:
        body: dict[str, Any] = {
            "room_version": version,
            "preset": "public_chat" if public else "private_chat",
            "invite": list(invite),
            "name": name,
            "is_direct": direct,
            "initial_state": list(state),
        } | more
        if alias:
            body["room_alias_name"] = alias
        answer = await self.call("POST", "createRoom", body=body)
        return str(answer["room_id"])

    async def join(self, room: str) -> None:
        await self.call("POST", "join", room)

    async def leave(self, room: str) -> None:
        await self.call("POST", "rooms", room, "leave")

    async def invite(self, room: str, user: str) -> None:
        await self.call("POST", "rooms", room, "invite", body={"user_id": user})

    async def kick(self, room: str, user: str) -> None:
        await self.call("POST", "rooms", room, "kick", body={"user_id": user})

    async def ban(self, room: str, user: str) -> None:
        await self.call("POST", "rooms", room, "ban", body={"user_id": user})

    async def upgrade(self, room: str, version: str = "12") -> str:
        answer = await self.call("POST", "rooms", room, "upgrade", body={"new_version": version})
        return str(answer["replacement_room"])

    async def rename(self, name: str) -> None:
        await self.call("PUT", "profile", self.user_id, "displayname", body={"displayname": name})

    async def state(self, room: str, kind: str, key: str = "") -> Any:
        return await self.call("GET", "rooms", room, "state", kind, key)

    async def put_state(self, room: str, kind: str, content: Any, key: str = "") -> str:
        answer = await self.call("PUT", "rooms", room, "state", kind, key, body=content)
        return str(answer["event_id"])

    async def members(self, room: str) -> list[str]:
        answer = await self.call("GET", "rooms", room, "joined_members")
        return list(answer["joined"])

    # --- messages ---

    async def send(self, room: str, kind: str, content: Any) -> str:
        txn = f"t{next(self._count)}-{time.time_ns()}"
        answer = await self.call("PUT", "rooms", room, "send", kind, txn, body=content)
        return str(answer["event_id"])

    async def say(self, room: str, text: str, **more: Any) -> str:
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text} | more)

    async def reply(self, room: str, to: str, text: str) -> str:
        relates = {"m.in_reply_to": {"event_id": to}}
        return await self.say(room, text, **{"m.relates_to": relates})

    async def say_in_thread(self, room: str, root: str, text: str) -> str:
        relates = {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": root},
        }
        return await self.say(room, text, **{"m.relates_to": relates})

    async def edit(self, room: str, message: str, text: str) -> str:
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": message},
        }
        return await self.send(room, "m.room.message", content)

    async def react(self, room: str, message: str, key: str) -> str:
        relates = {"rel_type": "m.annotation", "event_id": message, "key": key}
        return await self.send(room, "m.reaction", {"m.relates_to": relates})

    async def redact(self, room: str, event: str, reason: str | None = None) -> str:
        """Take something away; the reason is sent as null, as some clients do."""
        txn = f"r{next(self._count)}-{time.time_ns()}"
        answer = await self.call(
            "PUT", "rooms", room, "redact", event, txn, body={"reason": reason}
        )
        return str(answer["event_id"])

    # --- reading ---

    async def event(self, room: str, event: str) -> Any:
        return await self.call("GET", "rooms", room, "event", event)

    async def timeline(self, room: str, limit: int = 100) -> list[dict[str, Any]]:
        """The newest events, oldest first."""
        answer = await self.call(
            "GET", "rooms", room, "messages", query={"dir": "b", "limit": limit}
        )
        return list(reversed(answer["chunk"]))

    async def messages_of(self, room: str, sender: str) -> list[dict[str, Any]]:
        return [
            event
            for event in await self.timeline(room)
            if event["type"] == "m.room.message" and event["sender"] == sender
        ]


async def wait_until(condition: Callable[[], Any], limit: float = 40) -> Any:
    """Wait until the condition (plain or awaitable) is truthy, and return what it gave."""
    deadline = asyncio.get_running_loop().time() + limit
    while True:
        value = condition()
        if isinstance(value, Awaitable):
            value = await value
        if value:
            return value
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"this did not become true within {limit} s")
        await asyncio.sleep(0.02)
