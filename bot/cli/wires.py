# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands need to have built for them; bot.__main__ builds it.

Commands know shapes, not makers: all wiring stays in one place, and a test can wire otherwise.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import click

from bot.service.ports import FrontDoor, Network, Store
from bot.service.scouts import Homeserver, Scout
from bot.service.settings import DiscordSettings, MatrixSettings, Settings


class Connection(Network, Protocol):
    """A network with work of its own: signing in, listening, leaving."""

    async def start(self, door: FrontDoor) -> None:
        """Sign in; raises SignInError where that is refused."""

    async def run(self) -> None:
        """Listen until `stop`; raises SignInError when the sign-in is lost."""

    async def stop(self) -> None:
        """Leave off at once."""

    def places(self) -> Sequence[str]:
        """The configured rooms that the bot is in."""


@dataclass(frozen=True, slots=True)
class Wires:
    """The makers."""

    settings: Callable[[Path], Settings]
    """Reads config.toml; raises Misuse with every mistake."""
    store: Callable[..., Awaitable[Store]]
    """Opens a storage url, `readonly` or not; raises StoreUnusableError."""
    hall: Callable[[Settings, Store, Any, Sequence[Network]], Any]
    """The service with a clock and networks."""
    live: Callable[[Settings, Store], tuple[Any, Sequence[Connection]]]
    """The service by the real clock, with every network that is configured."""
    scout: Callable[[MatrixSettings | DiscordSettings], Scout]
    """Somebody who looks around on a network once."""
    discover: Callable[[str], Awaitable[Homeserver]]
    """Finds a Matrix homeserver by any address; raises UnreachableError with a sentence."""


pass_wires = click.make_pass_decorator(Wires)

config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The configuration, config.toml.",
)
