# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds the homeserver that somebody means, and what its clock says.

People know the name after the colon of their address. Where the server itself answers is told by
that name's `.well-known/matrix/client` (client-server API, "Server discovery").
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.service.faults import UnreachableError
from bot.service.scouts import Homeserver, ahead

PATIENCE = aiohttp.ClientTimeout(total=15)
LARGEST = 65_536


async def discover(said: str) -> Homeserver:
    """The homeserver of an address such as `@bot:example.org`, `example.org` or `https://…`.

    Raises UnreachableError, with a sentence that quotes what was said.
    """
    base = _base(said)
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        for url in dict.fromkeys([await _pointed(http, base), base]):
            if url is None:
                continue
            versions = await _json(http, f"{url}/_matrix/client/versions")
            if isinstance(versions.get("versions"), list):
                return Homeserver(url, await _takes_passwords(http, url))
    raise UnreachableError(f"No Matrix homeserver answers at {base}: check the address.")


async def clock(url: str) -> timedelta | None:
    """How far a homeserver's clock is ahead of this machine's; None where it does not say."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        try:
            async with http.get(f"{url}/_matrix/client/versions") as answer:
                return ahead(answer.headers.get("Date"))
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None


def _base(said: str) -> str:
    """The web address that an address or a server's name stands for."""
    text = said.strip().rstrip("/")
    if "://" not in text:
        if text.startswith("@"):
            text = text.partition(":")[2]
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise UnreachableError(f"“{said}” is no address of a server.")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


async def _pointed(http: aiohttp.ClientSession, base: str) -> str | None:
    """Where the server's name says that it answers."""
    said = await _json(http, f"{base}/.well-known/matrix/client")
    homeserver = said.get("m.homeserver")
    url = homeserver.get("base_url") if isinstance(homeserver, dict) else None
    if not isinstance(url, str):
        return None
    try:
        return _base(url)
    except UnreachableError:
        return None


async def _takes_passwords(http: aiohttp.ClientSession, url: str) -> bool:
    flows = (await _json(http, f"{url}/_matrix/client/v3/login")).get("flows")
    kinds = [flow.get("type") for flow in flows or () if isinstance(flow, dict)]
    return not kinds or "m.login.password" in kinds


async def _json(http: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """The object at an address; an empty one for anything else, and where nobody answers."""
    try:
        async with http.get(url) as answer:
            if answer.status != 200:
                return {}
            said = json.loads(await answer.content.read(LARGEST))
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
