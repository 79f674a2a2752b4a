# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every request of a test on simcord, checked against Discord's description and its limits.

`with requests_checked() as requests: …` fails at its end, with every problem named, if the bot
sent anything that Discord wouldn't take. Use it as a fixture (see conftest.py) around each test.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simcord.http import router

from tests.discord.bounds import broken
from tests.discord.openapi import request_problems


@dataclass(frozen=True)
class Request:
    """One request as it would have gone to Discord; `path` begins after `/api/v10`."""

    method: str
    path: str
    query: dict[str, Any]
    body: Any


def problems_of(request: Request) -> list[str]:
    """All that is wrong with it, by the description and by the limits that it leaves out."""
    return [
        *request_problems(request.method, request.path, request.query, request.body),
        *broken(request.method, request.path, request.body),
    ]


@contextmanager
def requests_checked() -> Iterator[list[Request]]:
    """Look at every request that simcord is sent; gives them, and fails at the end."""
    seen: list[Request] = []
    real = router.dispatch

    def dispatch(backend: Any, method: str, path: str, **rest: Any) -> Any:
        body = None if rest.get("json") is None else json.loads(json.dumps(rest["json"]))
        seen.append(Request(method, path, dict(rest.get("params") or {}), body))
        return real(backend, method, path, **rest)

    router.dispatch = dispatch
    try:
        yield seen
    finally:
        router.dispatch = real
    wrong = [problem for request in seen for problem in problems_of(request)]
    assert not wrong, "\n".join(wrong)
