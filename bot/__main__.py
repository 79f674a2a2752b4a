# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only place that builds things and wires them together; the commands are in bot.cli.

Nothing is imported before it is needed: `folkmoot --help` must not wait for a chat library.
"""

# ruff: noqa: PLC0415 - see above

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.group import start
from bot.cli.wires import Connection, Wires

if TYPE_CHECKING:
    from bot.service.hall import Clocks, Hall
    from bot.service.ports import Clock, Network, Store
    from bot.service.scouts import Homeserver, Scout
    from bot.service.settings import DiscordSettings, MatrixSettings, Settings


def read_settings(path: Path) -> "Settings":
    """The configuration; raises Misuse with every mistake in it."""
    from bot.cli.failures import Misuse
    from bot.config import ConfigError, load
    from bot.domain.charter import RULES, canonical
    from bot.words.catalogue import languages

    try:
        settings = load(
            path,
            check_rule=canonical,
            rule_names=RULES,
            languages=languages(),
            environ=os.environ,
        )
    except ConfigError as error:
        raise Misuse(str(error)) from None
    return _with_pictures(settings)


def _with_pictures(settings: "Settings") -> "Settings":
    """The settings, with a warning where pictures are wanted that nothing here can draw."""
    if not any(room.pictures for commons in settings.commons for room in commons.rooms):
        return settings
    from adapters.charts import MISSING, available

    return settings if available() else replace(settings, warnings=(*settings.warnings, MISSING))


async def open_store(url: str, *, readonly: bool = False) -> "Store":
    """The store that a url names."""
    from storage import open_store as opened

    return await opened(url, readonly=readonly)


def build_hall(
    settings: "Settings", store: "Store", clock: "Clocks", networks: "Sequence[Network]"
) -> "Hall":
    """The service on a store, with its networks."""
    from bot.service.hall import Hall

    return Hall(settings, store, clock, networks)


def build_live(settings: "Settings", store: "Store") -> "tuple[Hall, Sequence[Connection]]":
    """The service by the wall clock, on every network that is configured."""
    from bot.service.clock import SteadyClock

    clock = SteadyClock()
    networks = build_networks(settings, store, clock)
    return build_hall(settings, store, clock, networks), networks


def build_networks(settings: "Settings", store: "Store", clock: "Clock") -> "list[Connection]":
    """Every network that is configured."""
    networks: list[Connection] = []
    if settings.matrix is not None:
        from adapters.matrix.follow import MatrixNetwork

        places = [
            room.room
            for commons in settings.commons
            for room in commons.rooms
            if room.room.startswith("matrix:")
        ]
        networks.append(MatrixNetwork(settings.matrix, places, store, clock))
    if settings.discord is not None:
        from adapters.discord.follow import DiscordNetwork

        rooms = [room for commons in settings.commons for room in commons.rooms]
        several = len(settings.commons) > 1
        networks.append(DiscordNetwork(settings.discord, rooms, store, clock, several=several))
    return networks


def build_scout(settings: "MatrixSettings | DiscordSettings") -> "Scout":
    """Somebody who looks around once on the network that these are the settings of."""
    from bot.service.settings import MatrixSettings

    if isinstance(settings, MatrixSettings):
        from adapters.matrix.scout import MatrixScout

        return MatrixScout(settings)
    from adapters.discord.scout import DiscordScout

    return DiscordScout(settings)


async def discover(said: str) -> "Homeserver":
    """The Matrix homeserver that an address means."""
    from adapters.matrix.discovery import discover as found

    return await found(said)


def main() -> None:
    """Run the command line."""
    start(
        Wires(
            settings=read_settings,
            store=open_store,
            hall=build_hall,
            live=build_live,
            scout=build_scout,
            discover=discover,
        )
    )


if __name__ == "__main__":
    main()
