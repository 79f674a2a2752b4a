# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front door: what adapters call, and what they are answered."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.service.drafts import Draft, Suggestion
from bot.service.incoming import Incoming
from bot.words.cards import Card
from bot.words.forms import Form
from bot.words.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an input: shown to its sender, privately where the network can.

    `ok`: whether it was done; `card` is None for silence (or a bare ✓ where `tick`).
    """

    ok: bool
    card: Card | None = None
    tick: bool = False
    private: bool = True
    number: int | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Files to send along (an export), by file name."""


SILENCE = Answer(ok=True)
"""The answer to what means nothing here: nothing at all."""


class FrontDoor(Protocol):
    """What adapters call: the one way in."""

    async def receive(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        """Take an input in.

        Inputs are handled in the order in which `receive` was called; await each call before the
        next. The future is done when what came of it is durable, so an adapter may gather many.
        Never raises for what people did; StoreUnavailableError through the future where nothing
        could be kept (hand the input in again later, with the same source id).
        """

    async def been_away(self, places: Sequence[str], since: datetime, until: datetime) -> None:
        """The bot did not see these places between two instants (§19)."""

    async def reconcile(self, places: Sequence[str]) -> None:
        """Compare the marks of every live card in these places with what the network shows (§2)."""

    async def moved(self, old: str, new: str) -> None:
        """A room was replaced by another (tombstone)."""

    async def vanished(self, message: str) -> None:
        """A message of the bot's own was deleted: a live card is posted again, marks stay (§3)."""

    async def echo(self, place: str, key: str, message: str) -> None:
        """A message of the bot's own was seen in a room: learn its receipt if it was lost."""

    async def troubled(self, place: str, what: Trouble) -> None:
        """Something keeps the bot from its work in a place; saying it again does no harm.

        Its stewards are told once, privately, by name of what mends it; so are the log and
        `status`. Once it is gone (`mended`) and comes back, it is told anew.
        """

    async def mended(
        self, place: str, what: Trouble | None = None, but: Collection[Trouble] = ()
    ) -> None:
        """A trouble of a place is over; None: nothing is amiss there, but these.

        bot.service.reporting says so at each start, since an earlier run may have told of others.
        """

    def room(self, place: str) -> "RoomFacts | None":
        """What the configuration says of a place; None for a room of no commons."""

    async def suggest(self, draft: Draft) -> Sequence[Suggestion]:
        """What can be put into an option that somebody is filling in, the likeliest first.

        At most 25, within a second, and never an error: nothing where nothing is known.
        """

    async def form(self, incoming: Incoming) -> Form | None:
        """What to ask of a person who pressed a button; None: hand the press in as it is."""

    def language(self, account: str, place: str, own: str | None = None) -> str:
        """The language to speak with one person privately; `own` is that of their client."""

    def touch(self, network: str) -> None:
        """The network became usable, or a place live: deliver what waits."""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A configured room: its commons, role, language, zone and the accounts to ignore."""

    commons: str
    role: str
    language: str
    zone: str
    ignore: tuple[str, ...]
    pictures: bool = False
    """Whether outcomes come with a chart there."""
