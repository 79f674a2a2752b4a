# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks up, before anything is rendered, every name and word that it may need."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.service.namesakes import Namesakes
from bot.service.ports import AccountRow
from bot.words.needs import needs
from bot.words.voice import Voice


class Shelf(Protocol):
    """What is looked up in: the erasable side of a commons (bot.service.directory)."""

    @property
    def namesakes(self) -> Namesakes:
        """Those who are called alike on different networks."""

    def profile(self, ref: str) -> AccountRow | None:
        """The erasable side of an account."""

    def skill_word(self, ref: str) -> str | None:
        """The word behind a skill's ref."""

    async def texts(self, digests: Iterable[str]) -> dict[str, str]:
        """The words behind digests."""

    async def fingerprint(self, height: int) -> str | None:
        """The first characters of an entry's hash."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the shelf itself can't know: members' accounts, and what networks call people."""

    title: str = ""
    accounts_of: Callable[[int], Sequence[str]] = lambda _: ()
    display: Callable[[str], str | None] = lambda _: None
    room: Callable[[str], str] = lambda place: place
    rehearsal: bool = False


def called(row: AccountRow, around: Surroundings) -> tuple[str, str]:
    """An account and what to call it: as the network says now, as it said last, or its name."""
    display = around.display(row.name) or row.display
    return row.name, display or row.name.partition(":")[2].lstrip("@").partition(":")[0]


def is_on(account: str, network: str) -> bool:
    """Whether an account is on a network."""
    return account.partition(":")[0] == network


async def prepare(
    shelf: Shelf,
    around: Surroundings,
    objects: Sequence[object],
    *,
    language: str,
    zone: str,
    near: str = "",
    may_mention: Iterable[str] = (),
) -> Voice:
    """A voice that can speak of these views, notices, events and refusals.

    `near` is the network of the ears: whoever is there too is called as they are called there.
    """

    def shown(row: AccountRow, own: Sequence[str]) -> tuple[str, str]:
        account, name = called(row, around)
        return account, shelf.namesakes.shown(row, name, own)

    wanted = needs(*objects)
    mentioned = frozenset(may_mention)
    names: dict[int, tuple[str, str]] = {}
    for member in wanted.members:
        rows = (shelf.profile(ref) for ref in around.accounts_of(member))
        known = [row for row in rows if row is not None]
        if known:
            best = max(known, key=lambda row: (row.name in mentioned, is_on(row.name, near)))
            names[member] = shown(best, [row.ref for row in known])
    accounts = {ref: shelf.profile(ref) for ref in wanted.accounts}
    skills = {ref: shelf.skill_word(ref) for ref in wanted.skills}
    entries = {height: await shelf.fingerprint(height) for height in wanted.heights}
    return Voice(
        language=language,
        zone=zone,
        commons=around.title,
        names=names,
        accounts={ref: shown(row, (ref,)) for ref, row in accounts.items() if row is not None},
        texts=await shelf.texts(wanted.digests) if wanted.digests else {},
        skills={ref: word for ref, word in skills.items() if word is not None},
        rooms={place: around.room(place) for place in wanted.places},
        entries={height: hash_ for height, hash_ in entries.items() if hash_ is not None},
        may_mention=mentioned,
        rehearsal=around.rehearsal,
    )
