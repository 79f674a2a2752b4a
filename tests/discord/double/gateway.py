# SPDX-License-Identifier: AGPL-3.0-or-later
"""The websocket gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME, and everything that fails.

Tests take it apart with `refuse`, `drop`, `cut`, `lose`, `reconnect`, `invalidate`, `malformed`,
`deaf`; `chance` with `twice` and `late` makes events come twice or after those of other people.
"""

import asyncio
import json
import random
import time
from typing import Any

from aiohttp import web

from tests.discord.double import sessions, wire
from tests.discord.double.ledger import Ledger
from tests.discord.double.sessions import Frame, Link, Session
from tests.discord.double.world import Guild, World

HEARTBEAT = 41_250
SPOKEN_A_MINUTE = 120


class Gateway:
    """All sessions and connections. `address` is where clients are sent to resume."""

    def __init__(self, world: World, ledger: Ledger, token: str) -> None:
        self.world, self.ledger, self.token = world, ledger, token
        self.address = ""
        self.allowed = 0
        """The privileged intents that the application was granted."""
        self.sessions: dict[str, Session] = {}
        self.links: set[Link] = set()
        self.identified = 0
        self.resumed = 0
        self.refuse = 0
        """How many connections are refused from now on."""
        self.deaf = False
        """Heartbeats are not answered: a connection that is only half there."""
        self.heartbeat = HEARTBEAT
        self.overlap = 0
        """How many events that a client has had are told again when it resumes."""
        self.chance = random.Random(0)
        self.twice = 0.0
        self.late = 0.0
        self._held: dict[int, list[tuple[str, Any, int, int | None]]] = {}

    # --- telling -----------------------------------------------------------------------------

    def emit(
        self, event: str, data: Any, *, intents: int, guild: Guild | None, by: int | None = None
    ) -> None:
        """Tell every session that wants it. `by` did it: one's own deeds keep their order."""
        number = guild.id if guild else None
        if by is not None and (by in self._held or self.chance.random() < self.late):
            self._hold(by, (event, data, intents, number))
            return
        self._tell(event, data, intents, number, fickle=by is not None)

    def _tell(
        self, event: str, data: Any, intents: int, guild: int | None, *, fickle: bool = False
    ) -> None:
        again = fickle and self.chance.random() < self.twice
        for session in self.sessions.values():
            if session.wants(intents) and session.has(guild):
                session.tell(event, _for(session, event, data, self.world.bot.id))
                if again:
                    session.tell(event, _for(session, event, data, self.world.bot.id))

    def _hold(self, by: int, what: tuple[str, Any, int, int | None]) -> None:
        """Keep somebody's deeds back for a moment, so that others overtake them."""
        if by in self._held:
            self._held[by].append(what)
            return
        self._held[by] = [what]
        asyncio.get_running_loop().call_later(self.chance.uniform(0.005, 0.08), self._let_go, by)

    def _let_go(self, by: int) -> None:
        for event, data, intents, guild in self._held.pop(by, ()):
            self._tell(event, data, intents, guild, fickle=True)

    @property
    def settled(self) -> bool:
        """Whether nothing is held back, and every connected session was sent all it has."""
        connected = [session for session in self.sessions.values() if session.link]
        return not self._held and all(
            not session.log or session.log[-1].sent_at for session in connected
        )

    # --- trouble -----------------------------------------------------------------------------

    async def drop(self, code: int = 4000) -> None:
        """Close every connection with a code; sessions can be resumed."""
        for link in list(self.links):
            await link.close(code)

    def cut(self) -> None:
        """Cut every connection without a word."""
        for link in list(self.links):
            link.cut()

    async def lose(self, code: int = 4000) -> None:
        """Forget every session, and close: a client that resumes is told that it can't."""
        for session in self.sessions.values():
            session.link = None
        self.sessions.clear()
        await self.drop(code)

    def reconnect(self) -> None:
        """Ask every client to connect anew, and to resume."""
        for link in self.links:
            link.send({"op": 7, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Call every session invalid."""
        if not resumable:
            self.sessions.clear()
        for link in self.links:
            link.send({"op": 9, "d": resumable, "s": None, "t": None})

    def malformed(self, event: str = "MESSAGE_REACTION_ADD", data: Any = None) -> None:
        """Tell every session something that lacks what it should have."""
        for session in self.sessions.values():
            session.tell(event, {} if data is None else data)

    def garbage(self, text: str = "{") -> None:
        """Send every client something that isn't JSON."""
        for link in self.links:
            link.send(text)

    # --- connections -------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503, text="not now")
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        link = Link(socket, request.query.get("compress"))
        self.links.add(link)
        link.send({"op": 10, "d": {"heartbeat_interval": self.heartbeat}, "s": None, "t": None})
        try:
            async for message in socket:
                await self._heard(link, json.loads(message.data))
        finally:
            link.stop()
            self.links.discard(link)
        return socket

    async def _heard(self, link: Link, said: dict[str, Any]) -> None:
        op, data = said["op"], said.get("d")
        now = time.monotonic()
        link.received = [at for at in link.received if at > now - 60] + [now]
        if len(link.received) > SPOKEN_A_MINUTE:
            self.ledger.breach(f"gateway: more than {SPOKEN_A_MINUTE} payloads in a minute")
            await link.close(4008)
        elif op == 1:
            link.heartbeats += 1
            if not self.deaf:
                link.send({"op": 11, "d": None, "s": None, "t": None})
        elif op == 2:
            await self._identify(link, data)
        elif op == 6:
            await self._resume(link, data)
        elif op == 8:
            self._chunks(link, data)
        elif op not in (3, 4):
            self.ledger.breach(f"gateway: opcode {op}")
            await link.close(4001)

    async def _identify(self, link: Link, data: dict[str, Any]) -> None:
        self.identified += 1
        if data["token"] != self.token:
            await link.close(4004)
        elif data["intents"] & sessions.PRIVILEGED & ~self.allowed:
            await link.close(4014)
        else:
            session = Session(data["intents"], tuple(data.get("shard") or (0, 1)), link=link)
            link.session = session
            self.sessions[session.id] = session
            self._ready(session)

    def _ready(self, session: Session) -> None:
        guilds = [
            guild
            for guild in self.world.guilds.values()
            if self.world.bot_is_in(guild) and session.has(guild.id)
        ]
        session.tell(
            "READY",
            {
                "v": 10,
                "user": wire.user(self.world.bot) | {"verified": True, "mfa_enabled": False},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.address,
                "application": {"id": str(self.world.bot.id), "flags": 0},
                "shard": list(session.shard),
                "private_channels": [],
                "relationships": [],
            },
        )
        everybody = bool(session.intents & sessions.GUILD_MEMBERS)
        for guild in guilds:
            session.tell("GUILD_CREATE", wire.guild_created(self.world, guild, everybody=everybody))

    async def _resume(self, link: Link, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self.token:
            await link.close(4004)
            return
        if session is None or data["seq"] is None or data["seq"] > len(session.log):
            link.send({"op": 9, "d": False, "s": None, "t": None})
            return
        if session.link is not None and session.link is not link:
            await session.link.close(4000)
        session.link, link.session = link, session
        session.resumed += 1
        self.resumed += 1
        for frame in session.log[max(0, data["seq"] - self.overlap) :]:
            link.send(frame)
        session.tell("RESUMED", {"_trace": []})

    def _chunks(self, link: Link, data: dict[str, Any]) -> None:
        session, guild = link.session, self.world.guilds.get(int(data["guild_id"]))
        if session is None or guild is None:
            return
        members = list(guild.members.values())
        if data.get("user_ids"):
            wanted = data["user_ids"]
            wanted = wanted if isinstance(wanted, list) else [wanted]
            members = [one for one in members if str(one.user.id) in set(map(str, wanted))]
        pages = [members[start : start + 1000] for start in range(0, len(members), 1000)] or [[]]
        for index, page in enumerate(pages):
            chunk = {
                "guild_id": str(guild.id),
                "members": [wire.member(one) for one in page],
                "chunk_index": index,
                "chunk_count": len(pages),
                "not_found": [],
            }
            nonce = {"nonce": data["nonce"]} if data.get("nonce") else {}
            session.tell("GUILD_MEMBERS_CHUNK", chunk | nonce)


def _for(session: Session, event: str, data: Any, bot: int) -> Any:
    """A message without its words, for a session that may not read them."""
    if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        return data
    mentioned = any(one["id"] == str(bot) for one in data.get("mentions", ()))
    own = data["author"]["id"] == str(bot)
    if session.intents & sessions.MESSAGE_CONTENT or "guild_id" not in data or mentioned or own:
        return data
    return data | {"content": "", "embeds": [], "attachments": [], "components": []}


def frames_of(gateway: Gateway, event: str) -> list[Frame]:
    """Every event of a kind that any session was told."""
    return [
        frame
        for session in gateway.sessions.values()
        for frame in session.log
        if frame.event == event
    ]
