# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which accounts belong to one person, as a commons knows them (semantics §9, §10)."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from bot.service.desk import Desk


class Kin(Protocol):
    """What is asked of accounts."""

    def same(self, commons: str, account: str) -> tuple[str, ...]:
        """All accounts of the person behind this one, it among them."""

    def acted(self, commons: str) -> Iterator[str]:
        """The accounts of everybody who ever did something."""

    def who(self, commons: str, account: str) -> int | str:
        """The same for accounts of one person, and different for different people."""


class DeskKin:
    """Kin by what the desks hold in memory; hints, as every look from outside is."""

    def __init__(self, desks: Mapping[str, Desk]) -> None:
        self._desks = desks

    def same(self, commons: str, account: str) -> tuple[str, ...]:
        """All accounts of the person behind this one, it among them."""
        desk = self._desks.get(commons)
        member = self._member(desk, account)
        if desk is None or member is None:
            return (account,)
        refs = desk.directory.refs_of(member)
        if len(refs) < 2:
            return (account,)
        names = (desk.directory.account(ref) for ref in refs)
        return tuple(dict.fromkeys([account, *(name for name in names if name is not None)]))

    def acted(self, commons: str) -> Iterator[str]:
        """The accounts of everybody who ever did something."""
        desk = self._desks.get(commons)
        if desk is not None:
            for ref in desk.commons.member_of:
                name = desk.directory.account(ref)
                if name is not None:
                    yield name

    def who(self, commons: str, account: str) -> int | str:
        """A member's number, or the account itself of one who did nothing yet."""
        member = self._member(self._desks.get(commons), account)
        return account if member is None else member

    def _member(self, desk: Desk | None, account: str) -> int | None:
        ref = desk.directory.known(account) if desk is not None else None
        return desk.commons.member_of.get(ref) if desk is not None and ref is not None else None
