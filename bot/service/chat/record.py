# SPDX-License-Identifier: AGPL-3.0-or-later
"""`record …`: anybody may check the record, and take it along."""

from bot.service import queries
from bot.service.asking import Asking, Result
from bot.service.chat.shape import chat
from bot.words.catalogue import N_


@chat("record head", N_("Show the newest entry of the record and its hash."))
async def head(_: Asking) -> Result:
    """The newest entry."""
    return queries.record_head()


@chat("record verify", N_("Check that no entry of the record was changed."))
async def verify(_: Asking) -> Result:
    """Check the whole chain."""
    return queries.record_verified()


@chat("record export", N_("Take the whole record along, as a file."))
async def export(_: Asking) -> Result:
    """The record as a file."""
    return queries.record_export()


COMMANDS = (head, verify, export)
