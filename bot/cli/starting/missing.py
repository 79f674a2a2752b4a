# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which options are missing where nobody can be asked: all of them, named at once."""

from collections.abc import Iterator

from bot.cli.starting.asking import Asker
from bot.cli.starting.before import Before

EXAMPLES = {
    "network": "--network matrix",
    "user": "--user @folkmoot:example.org",
    "homeserver": "--homeserver https://matrix.example.org",
    "password": "--password file:matrix-password, or --access-token env:MATRIX_TOKEN",
    "token": "--token file:discord-token",
    "board": "--board '#garden:example.org'",
    "title": "--title 'The garden'",
}


def missing(asker: Asker, before: Before, *, offline: bool) -> list[str]:
    """A sentence for each option that has to be given."""
    return [
        f"--{option} is missing: give for example {EXAMPLES[option]}."
        for option in _missing(asker, before, offline=offline)
    ]


def _missing(asker: Asker, before: Before, *, offline: bool) -> Iterator[str]:
    networks = _networks(asker, before)
    if not networks:
        yield "network"
    matrix, discord = before.table("matrix"), before.table("discord")
    if "matrix" in networks:
        if not asker.given("user") and "user" not in matrix:
            yield "user"
        if offline and not asker.given("homeserver") and "homeserver" not in matrix:
            yield "homeserver"
        ways = asker.given("password") or asker.given("access-token")
        if not ways and not {"password", "access_token"} & set(matrix):
            yield "password"
    if "discord" in networks and not asker.given("token") and "token" not in discord:
        yield "token"
    name = asker.given("name")
    known = [one for one in before.commons() if name in (None, one.get("name"))]
    rooms = any(asker.given(role) for role in ("board", "digest", "commands"))
    if not rooms and not any(one.get("rooms") for one in known):
        yield "board"
    if not known and not asker.given("title"):
        yield "title"


def _networks(asker: Asker, before: Before) -> set[str]:
    said = str(asker.given("network") or "").casefold()
    if said in {"both", "3"}:
        return {"matrix", "discord"}
    if said:
        return {{"1": "matrix", "2": "discord"}.get(said, said)}
    likely = set(before.networks())
    likely |= {"matrix"} if asker.given("user") else set()
    likely |= {"discord"} if asker.given("token") else set()
    return likely
