# SPDX-License-Identifier: AGPL-3.0-or-later
"""What callers must hand in, whatever keeps it."""

from bot.service.names import is_rehearsal
from bot.service.ports import Append


def require_well_formed(batch: Append) -> None:
    """Refuse (ValueError) a batch that no correct caller makes.

    Entries follow on `head` without a gap, and no source stands in it twice.
    """
    heights = [entry.height for entry in batch.entries]
    if heights != list(range(batch.head + 1, batch.head + 1 + len(heights))):
        raise ValueError(f"entries {heights} do not follow on head {batch.head}")
    sources = [row.source for row in batch.inbox]
    if len(set(sources)) != len(sources):
        raise ValueError("one source stands twice in a batch")


def require_rehearsal(commons: str) -> None:
    """Refuse (ValueError) to erase anything but a rehearsal."""
    if not is_rehearsal(commons):
        raise ValueError(f"{commons} is no rehearsal: what it keeps is never erased")
