# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gateway sessions: what each client was told, in order, and what is kept for a RESUME.

A session outlives its connection. Whatever happens meanwhile is kept in its log with the next
sequence number and told again when the client resumes; a lost session tells nothing any more.
"""

import asyncio
import contextlib
import json
import secrets
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_REACTIONS = 1 << 10
DIRECT_MESSAGES = 1 << 12
DIRECT_REACTIONS = 1 << 13
MESSAGE_CONTENT = 1 << 15

PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT


@dataclass
class Frame:
    """One event as a session is told it; `sent_at` is monotonic seconds, None before."""

    seq: int
    event: str
    data: Any
    sent_at: float | None = None

    @property
    def wire(self) -> dict[str, Any]:
        return {"op": 0, "t": self.event, "s": self.seq, "d": self.data}


class Link:
    """One open websocket, compressed as its client asked; what is queued goes out in order."""

    def __init__(self, socket: web.WebSocketResponse, compression: str | None) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.heartbeats = 0
        self.received: list[float] = []
        self._zlib = zlib.compressobj() if compression == "zlib-stream" else None
        self._queue: asyncio.Queue[dict[str, Any] | Frame | str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, what: "dict[str, Any] | Frame | str") -> None:
        """Queue a payload, an event, or a raw text that may be no JSON at all."""
        self._queue.put_nowait(what)

    async def close(self, code: int = 1000) -> None:
        """Close it; what is still queued is never sent on this connection."""
        self.stop()
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self.socket.close(code=code)

    def cut(self) -> None:
        """Cut it as a network does: no code, no farewell."""
        self.stop()
        transport = self.socket._req.transport if self.socket._req else None
        if transport is not None:
            transport.abort()

    def stop(self) -> None:
        self._writer.cancel()
        if self.session is not None and self.session.link is self:
            self.session.link = None

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                what = await self._queue.get()
                if isinstance(what, Frame):
                    what.sent_at = what.sent_at or time.monotonic()
                    text = json.dumps(what.wire)
                else:
                    text = what if isinstance(what, str) else json.dumps(what)
                await self._put(text)

    async def _put(self, text: str) -> None:
        if self._zlib is None:
            await self.socket.send_str(text)
            return
        packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)


@dataclass
class Session:
    """One identified client, connected or not."""

    intents: int
    shard: tuple[int, int] = (0, 1)
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    log: list[Frame] = field(default_factory=list)
    link: Link | None = None
    resumed: int = 0

    def tell(self, event: str, data: Any) -> Frame:
        """Note an event, and send it if somebody listens."""
        frame = Frame(len(self.log) + 1, event, data)
        self.log.append(frame)
        if self.link is not None:
            self.link.send(frame)
        return frame

    def wants(self, intents: int) -> bool:
        """Whether it asked for events of any of these kinds; 0 is for everybody."""
        return not intents or bool(self.intents & intents)

    def has(self, guild: int | None) -> bool:
        """Whether a guild is on its shard; private channels are on the first."""
        index, count = self.shard
        return ((guild or 0) >> 22) % count == index
