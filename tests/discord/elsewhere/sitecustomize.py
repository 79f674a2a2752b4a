# SPDX-License-Identifier: AGPL-3.0-or-later
"""Found by Python at its start when this folder is on its path: Discord is where a test says.

FOLKMOOT_TEST_DISCORD_API and FOLKMOOT_TEST_DISCORD_GATEWAY are the addresses of the double;
FOLKMOOT_TEST_CLOCK holds the seconds by which the wall clock of this process is ahead.
"""

import importlib.abc
import importlib.machinery
import os
import sys
import time
from collections.abc import Sequence
from types import ModuleType

_right = time.time
_ahead = float(os.environ.get("FOLKMOOT_TEST_CLOCK", "0"))

if _ahead:
    time.time = lambda: _right() + _ahead

_API = os.environ.get("FOLKMOOT_TEST_DISCORD_API")
_GATEWAY = os.environ.get("FOLKMOOT_TEST_DISCORD_GATEWAY")


def _pointed(module: ModuleType) -> None:
    if module.__name__ == "discord.http":
        module.Route.BASE = _API
    else:
        module.DiscordWebSocket.DEFAULT_GATEWAY = module.yarl.URL(str(_GATEWAY))


class _Pointing(importlib.abc.MetaPathFinder):
    """Changes the two addresses right after discord.py is loaded; costs nothing elsewhere."""

    _names = ("discord.http", "discord.gateway")

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self._names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                load(module)
                _pointed(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if _API and _GATEWAY:
    sys.meta_path.insert(0, _Pointing())
