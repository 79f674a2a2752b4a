# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking for a picture: drawn beside the event loop, and left out where nothing can draw.

matplotlib is an extra of the installation, and slow to load; it is loaded with the first picture.
"""

import asyncio
import importlib.util
from functools import cache, lru_cache

import structlog

from bot.words.cards import Chart

MISSING = "Pictures of outcomes need the extra “charts”: install folkmoot[charts]."

log = structlog.get_logger(__name__)


class ChartsMissingError(Exception):
    """Nothing here can draw; its text is a sentence that says the mend."""


def available() -> bool:
    """Whether pictures can be drawn here."""
    return importlib.util.find_spec("matplotlib") is not None


async def png(chart: Chart) -> bytes:
    """The picture of a chart. Raises ChartsMissingError."""
    if not available():
        raise ChartsMissingError(MISSING)
    return await asyncio.to_thread(_drawn, chart)


async def drawn(chart: Chart) -> bytes | None:
    """The picture of a chart; None, and a line in the log, where that can't be.

    The words beside it say everything, so nothing else may fail for want of a picture.
    """
    try:
        return await png(chart)
    except ChartsMissingError as error:
        _tell_once(str(error))
    except Exception:
        log.exception("a picture can't be drawn")
    return None


@lru_cache(maxsize=16)
def _drawn(chart: Chart) -> bytes:
    """One outcome goes to many rooms."""
    from adapters.charts.drawing import draw  # noqa: PLC0415 - loads matplotlib

    return draw(chart)


@cache
def _tell_once(why: str) -> None:
    log.warning("no pictures", why=why)
