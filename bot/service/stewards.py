# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private word to one steward, by whichever of their accounts can be reached."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from bot.domain.ids import AccountRef
from bot.service.desk import Desk
from bot.service.envelopes import idempotency_key
from bot.service.outbox import network
from bot.service.ports import (
    AccountRow,
    Network,
    TryLaterError,
    UndeliverableError,
    UnreachableError,
)
from bot.service.settings import CommonsSettings
from bot.words.cards import Card, Outgoing
from bot.words.voice import Voice


class Steward:
    """One steward of a commons, as it knows them now. `home`: how the commons is configured."""

    def __init__(
        self,
        desk: Desk,
        ref: AccountRef,
        networks: Mapping[str, Network],
        home: CommonsSettings | None,
    ) -> None:
        self.ref = ref
        self.commons = desk.name
        self._desk = desk
        self._networks = networks
        self._home = home

    @property
    def refs(self) -> list[str]:
        """All their accounts, the newest first."""
        member = self._desk.commons.member_of.get(self.ref)
        others = [] if member is None else self._desk.directory.refs_of(member)
        return list(dict.fromkeys([*reversed(others), self.ref]))

    @property
    def names(self) -> list[str]:
        """What to call them, and what else they may have been called in a sentence to others."""
        found: list[str | None] = []
        for row, via in self._ways():
            found += [via.display(row.name), row.display, row.name.partition(":")[2]]
        return list(dict.fromkeys(name for name in found if name))

    def _ways(self) -> Iterator[tuple[AccountRow, Network]]:
        for ref in self.refs:
            row = self._desk.directory.profile(ref)
            via = None if row is None else self._networks.get(network(row.name))
            if row is not None and via is not None:
                yield row, via

    async def hears(
        self, card: Callable[[Voice], Card], about: Sequence[object], parts: Sequence[str]
    ) -> bool | None:
        """Whisper a card about something; `parts` make it the same for every attempt.

        Whether it arrived: False where they let nobody whisper, None where it can't be told now.
        """
        shut = False
        for row, via in self._ways():
            message = Outgoing(
                card(await self._voice(row, about)),
                idempotency_key(self._desk.era, "steward", row.name, *parts),
            )
            with suppress(TryLaterError, UnreachableError, UndeliverableError):
                if await via.whisper(row.name, message) is not None:
                    return True
                shut = True
        return False if shut else None

    async def _voice(self, row: AccountRow, about: Sequence[object]) -> Voice:
        language, zone = ("en", "UTC")
        if self._home is not None:
            language, zone = self._home.language, self._home.timezone
        return await self._desk.directory.voice(
            *about, language=row.language or language, zone=row.zone or zone
        )
