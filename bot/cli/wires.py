# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands need to have built for them; bot.__main__ builds it.

Commands know shapes, not makers: all wiring stays in one place, and a test can wire otherwise.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.service.ports import Network, Store
from bot.service.settings import Settings


@dataclass(frozen=True, slots=True)
class Wires:
    """The makers."""

    settings: Callable[[Path], Settings]
    """Reads config.toml; raises Misuse with every mistake."""
    store: Callable[..., Awaitable[Store]]
    """Opens a storage url, `readonly` or not; raises StoreUnusableError."""
    hall: Callable[[Settings, Store, Any, Sequence[Network]], Any]
    """The service."""


pass_wires = click.make_pass_decorator(Wires)

config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The configuration, config.toml.",
)
