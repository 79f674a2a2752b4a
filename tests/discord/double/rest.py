# SPDX-License-Identifier: AGPL-3.0-or-later
"""The REST side: each request is counted, checked, limited, made to fail if a test wants it so,
and then handed to its route.

Routes are functions in `routes_*.py`; each declares its address and the bucket it is counted in.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord.bounds import broken
from tests.discord.double.answers import Refused
from tests.discord.double.faults import Fault
from tests.discord.double.ledger import Asked
from tests.discord.double.limits import Limited, Rule, TooSoon, body_of
from tests.discord.openapi import answer_problems, request_problems

if TYPE_CHECKING:
    from tests.discord.double.server import Discord

BASE = "/api/v10"
LOOK = Rule("other", 50, 1.0)

Handler = Callable[["Discord", "Request"], Awaitable[Any]]
NOTHING = object()
"""The answer of a route that answers 204."""


@dataclass
class Request:
    """One request, read. `values` are the parts of its path by name."""

    method: str
    path: str
    values: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[str, bytes] = field(default_factory=dict)

    def id(self, name: str) -> int:
        return int(self.values[name])


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    handler: Handler
    rule: Rule
    status: int
    free: bool


class Routes(list[Route]):
    """Routes that a module declares with `@routes(method, template, rule)`."""

    def __call__(
        self,
        method: str,
        template: str,
        rule: Rule = LOOK,
        *,
        status: int = 200,
        free: bool = False,
    ) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            self.append(Route(method, template, handler, rule, status, free))
            return handler

        return declare


class Rest:
    """Takes requests for the double and sees that each was as Discord wants it."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self.validate_answers = False
        self.down = False
        """Every connection is cut at once: Discord can't be reached."""

    def install(self, app: web.Application, routes: Routes) -> None:
        for route in sorted(routes, key=lambda route: route.template.count("{")):
            app.router.add_route(route.method, BASE + route.template, self._taking(route))
        app.router.add_route("*", "/{rest:.*}", self._unknown)

    def _taking(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def take(raw: web.Request) -> web.StreamResponse:
            if self.down:
                return _cut(raw)
            request = await _read(raw)
            asked = Asked(request.method, request.path, request.query, request.body)
            self._discord.ledger.asked.append(asked)
            return await self._take(raw, route, request, asked)

        return take

    async def _take(
        self, raw: web.Request, route: Route, request: Request, asked: Asked
    ) -> web.StreamResponse:
        limited = self._discord.limits.take(route.rule, request.values, free=route.free)
        if isinstance(limited, Limited):
            return self._too_soon(asked, limited)
        fault = self._discord.faults.take(request.method, request.path)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.after is not None:
            return self._too_soon(asked, Limited(fault.after, fault.scope, limited), via=fault.via)
        if fault is not None and fault.text is not None:
            asked.status = fault.status
            return web.Response(status=fault.status, text=fault.text, content_type="text/html")
        try:
            self._check(raw, request, fault)
            body = await route.handler(self._discord, request)
        except Refused as refusal:
            asked.status, asked.code = refusal.status, refusal.code
            return self._answer(refusal.status, refusal.body, limited)
        except TooSoon as too_soon:
            return self._too_soon(asked, too_soon.limited)
        if fault is not None and fault.lost:
            return _cut(raw)
        status = 204 if body is NOTHING else route.status
        asked.status = status
        if self.validate_answers:
            told = None if body is NOTHING else json.loads(json.dumps(body))
            for problem in answer_problems(request.method, request.path, status, told):
                self._discord.ledger.breach(f"the double answered wrongly: {problem}")
        return self._answer(status, None if body is NOTHING else body, limited)

    def _check(self, raw: web.Request, request: Request, fault: Fault | None) -> None:
        """Whatever breaks a rule is noted, and refused as Discord would."""
        if fault is not None and fault.code:
            raise Refused(fault.code, status=fault.status or None)
        if not request.path.startswith(("/webhooks/", "/interactions/")):
            if raw.headers.get("Authorization") != f"Bot {self._discord.token}":
                raise Refused(0, status=401, message="401: Unauthorized")
            if "DiscordBot" not in raw.headers.get("User-Agent", ""):
                self._discord.ledger.breach("a request without a fitting User-Agent")
        problems = [
            *request_problems(request.method, request.path, request.query, request.body),
            *broken(request.method, request.path, request.body),
        ]
        if problems:
            self._discord.ledger.breaches += problems
            raise Refused(50035, errors={"_errors": [{"code": "BAD", "message": problems[0]}]})

    def _too_soon(self, asked: Asked, limited: Limited, *, via: bool = True) -> web.Response:
        asked.status, asked.code = 429, limited.code
        headers = limited.headers | {
            "Retry-After": str(int(limited.after) + 1),
            "X-RateLimit-Scope": limited.scope,
        }
        return self._answer(429, body_of(limited), headers, via=via)

    def _answer(
        self, status: int, body: Any, headers: dict[str, str], *, via: bool = True
    ) -> web.Response:
        told = dict(headers) | {"Date": format_datetime(self._discord.world.now(), usegmt=True)}
        if via:
            told["Via"] = "1.1 google"
        if body is None:
            return web.Response(status=status, headers=told)
        told["Content-Type"] = "application/json"
        return web.Response(status=status, body=json.dumps(body).encode(), headers=told)

    async def _unknown(self, raw: web.Request) -> web.StreamResponse:
        if self.down:
            return _cut(raw)
        self._discord.ledger.breach(f"{raw.method} {raw.path} is unknown to the double")
        return self._answer(404, Refused(0).body, {})


def _cut(raw: web.Request) -> web.Response:
    if raw.transport is not None:
        raw.transport.abort()
    return web.Response(status=500)


async def _read(raw: web.Request) -> Request:
    """A request's parts; a form holds its JSON in `payload_json`, and files beside it."""
    body: Any = None
    files: dict[str, bytes] = {}
    if raw.content_type == "multipart/form-data":
        form = await raw.post()
        for name, part in form.items():
            if isinstance(part, web.FileField):
                files[part.filename] = part.file.read()
            elif name == "payload_json":
                body = json.loads(str(part))
    elif raw.can_read_body:
        text = await raw.text()
        body = json.loads(text) if text else None
    path = raw.path.removeprefix(BASE)
    return Request(raw.method, path, dict(raw.match_info), dict(raw.query), body, files)
