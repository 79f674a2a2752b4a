# SPDX-License-Identifier: AGPL-3.0-or-later
"""One HTTP request to the homeserver, and what its answer means to the service.

matrix-nio carries the bytes and nothing else. Tokens travel in a header, never in a URL, so that
no log or error text can hold one.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from nio import AsyncClient, AsyncClientConfig  # type: ignore[import-untyped]

from adapters.silence import why_silent
from bot.service.ports import TryLaterError, UndeliverableError, UnreachableError
from bot.service.settings import Secret

PATIENCE = 30.0
"""Seconds that a request may take."""

DEFAULT_WAIT = 5.0
"""Seconds to wait after "too many requests" when the server names no time."""

LONGEST_WAIT = 3600.0


class DeadTokenError(Exception):
    """The homeserver does not know the access token any more."""


def path_of(*parts: str, api: str = "client/v3", **query: str | int | None) -> str:
    """A path of the Matrix API, every part quoted; parameters that are None are left out.

    A trailing underscore is dropped from their names, so that `from_` may be said.
    """
    path = "/".join(quote(part, safe="") for part in parts)
    given = {name.rstrip("_"): value for name, value in query.items() if value is not None}
    return f"/_matrix/{api}/{path}" + (f"?{urlencode(given)}" if given else "")


class Transport:
    """Carries requests; knows no meaning of them and keeps no token."""

    def __init__(self, homeserver: str) -> None:
        self._http = AsyncClient(homeserver.rstrip("/"), config=AsyncClientConfig())
        self._closed = False

    async def close(self) -> None:
        """Let go of the connections, and make no new ones."""
        self._closed = True
        await self._http.close()

    async def call(
        self,
        method: str,
        path: str,
        *,
        token: Secret | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        patience: float = PATIENCE,
    ) -> bytes:
        """The body of a successful answer.

        Raises TryLaterError, UnreachableError, UndeliverableError or DeadTokenError.
        """
        if self._closed:  # nio would open a connection again, which nobody closes then
            raise UnreachableError("The bot is stopping.")
        try:
            answer = await self._http.send(
                method,
                path,
                body,
                _headers(token, content_type if body is not None else None),
                timeout=patience,
            )
            async with answer:
                data: bytes = await answer.read()
                status, kinds = answer.status, answer.headers
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise UnreachableError(
                f"The homeserver did not answer ({why_silent(error)})."
            ) from None
        if 200 <= status < 300:
            return data
        raise complaint(status, kinds, data)


def _headers(token: Secret | None, content_type: str | None) -> dict[str, str]:
    """Made apart, so that no frame of ours holds a token that a traceback might show."""
    headers = {"Content-Type": content_type} if content_type else {}
    return headers | ({"Authorization": f"Bearer {token.reveal()}"} if token else {})


def complaint(status: int, headers: Mapping[str, str], body: bytes) -> Exception:
    """The error that an unsuccessful answer stands for."""
    said = _parsed(body)
    code = said.get("errcode") if said else None
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        return TryLaterError(_waiting_time(headers, said or {}))
    if not isinstance(code, str):
        # Not Matrix at all: a proxy or a page in between speaks, and may soon fall silent.
        return UnreachableError(f"Something that is no Matrix server answered {status}.")
    if status == 401 and code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        return DeadTokenError()
    if status >= 500:
        return UnreachableError(f"The homeserver answered {status} ({code}).")
    if status == 413 or code == "M_TOO_LARGE":
        return UndeliverableError("The message is too large for the homeserver.")
    told = said.get("error") if said else None
    return RefusedError(status, code, told if isinstance(told, str) else "")


class RefusedError(UndeliverableError):
    """The homeserver says no, and will as long as things stand as they are."""

    def __init__(self, status: int, code: str, told: str) -> None:
        super().__init__(f"The homeserver answered {status} ({code}): {told[:200]}")
        self.status = status
        self.code = code


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _waiting_time(headers: Mapping[str, str], said: Mapping[str, Any]) -> float:
    """The longer of the two ways in which servers name a time, within reason."""
    waits = []
    with suppress(ValueError):  # absent, or a date: the body's milliseconds are exact anyway
        waits.append(float(headers.get("Retry-After", "")))
    wait_ms = said.get("retry_after_ms")
    if isinstance(wait_ms, int | float):
        waits.append(wait_ms / 1000)
    wait = max(waits, default=DEFAULT_WAIT)
    return min(max(wait, 0.05), LONGEST_WAIT) if wait == wait else DEFAULT_WAIT  # noqa: PLR0124
