# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is meant by `with:`: an address, a mention, or what people call somebody here.

An address is taken as it stands, whoever it belongs to: a named peer has to accept before it means
anything (semantics §8). A bare name only means somebody whom the commons knows, and only one.
"""

import re
from collections.abc import Callable, Iterator

from bot.service.directory import Directory
from bot.service.outbox import network

DISCORD = "discord"
MATRIX = "matrix"
_MENTION = re.compile(r"<@!?(\d{1,20})>")
_ID = re.compile(r"\d{15,20}")


def account_named(
    said: str, own: str, directory: Directory, is_known: Callable[[str], bool]
) -> str | None:
    """The account that somebody with the account `own` means; None for nobody, or for several."""
    written = _written(said, network(own))
    if written is not None:
        return written
    name = said.removeprefix(f"{network(own)}:").removeprefix("@")
    if not name:
        return None
    beside = next((one for one in _beside(name, own) if is_known(one)), None)
    return beside or _only(directory.named(name), network(own))


def _written(said: str, via: str) -> str | None:
    """An account that was written in full, in the manner of its network."""
    mention = _MENTION.fullmatch(said)
    if mention:
        return f"{DISCORD}:{mention[1]}"
    asked, _, rest = said.partition(":")
    if asked == DISCORD or (via == DISCORD and _ID.fullmatch(said.removeprefix("@"))):
        digits = rest if asked == DISCORD else said.removeprefix("@")
        return f"{DISCORD}:{digits}" if digits.isdecimal() else None
    address = rest if asked in {via, MATRIX} else said
    local, _, server = address.removeprefix("@").partition(":")
    if not (local and server):
        return None
    named = MATRIX if asked == MATRIX or via == DISCORD else via
    return f"{named}:@{local}:{server}"


def _beside(name: str, own: str) -> Iterator[str]:
    """Accounts of that name on the asker's own server, where the network has servers."""
    if network(own) == DISCORD:
        return
    _, colon, server = own.partition(":")[2].partition(":")
    for tried in (name, name.casefold()):
        yield f"{network(own)}:@{tried}{colon}{server}"


def _only(accounts: list[str], via: str) -> str | None:
    """The only one, or the only one on the asker's own network."""
    near = [account for account in accounts if network(account) == via]
    for found in (near, accounts):
        if len(found) == 1:
            return found[0]
    return None
