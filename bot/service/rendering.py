# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what is to be shown to a card in the right language: committed state, names, words."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.digests import digest_view
from bot.domain.ids import MemberId, Number
from bot.domain.notice_types import (
    AuthorBlocked,
    AuthorTold,
    DigestSaid,
    MarkUnread,
    ReasonMissing,
    ReasonWanted,
    Say,
    SkillsWanted,
    VoteAgain,
    Welcome,
)
from bot.domain.people_notices import MarkLostHere, MarkLostSaid
from bot.domain.reading import kind_of, poll_view, task_view
from bot.domain.state import Commons
from bot.domain.views import DigestView, PollView, TaskView
from bot.service.desk import Desk
from bot.service.outbox import Outbox, network
from bot.service.ports import AccountRow, Network
from bot.service.rooms import Rooms
from bot.words.cards import Card
from bot.words.live import live_card
from bot.words.notices import notice_card

MOST_MENTIONS = 5
"""At most so many people are called in one message (§27)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A card as it should stand in a room. `content` is its digest, `height` its state's."""

    card: Card
    kind: str
    height: int
    content: str


@dataclass(frozen=True, slots=True)
class Ears:
    """Whose ears something is for: language, zone, and network."""

    language: str
    zone: str
    near: str


def view_of(commons: Commons, number: int) -> TaskView | PollView | None:
    """The picture of a number, whatever it is."""
    return task_view(commons, number) or poll_view(commons, number)


def shown_by(notice: Say) -> Callable[[Commons], TaskView | PollView | DigestView | None] | None:
    """How to read what a notice shows besides its own words, if it does."""
    if isinstance(notice, DigestSaid):
        since, until, upto = notice.since, notice.until, notice.upto
        return lambda commons: digest_view(commons, since, until, upto)
    number: Number | None = getattr(notice, "number", None)
    return None if number is None else lambda commons: view_of(commons, number)


def digest(card: Card) -> str:
    """Equal for cards that read the same; instants are absolute, so no time passes in them."""
    return hashlib.sha256(repr(card).encode()).hexdigest()[:32]


class Renderer:
    """Renders what goes to rooms and people; reads only what is committed."""

    def __init__(self, desks: Mapping[str, Desk], rooms: Rooms) -> None:
        self._desks = desks
        self._rooms = rooms

    async def card(self, name: str, number: int, place: str) -> Picture | None:
        """The card of a number for a room; None where none belongs."""
        desk = self._desks[name]

        def look(commons: Commons) -> tuple[TaskView | PollView | None, str, int]:
            shown = view_of(commons, number) if place in commons.places else None
            return shown, kind_of(commons, number) or "", commons.height

        view, kind, height = await desk.read(look)
        if view is None:
            return None
        language, zone = self.tongue(name, place)
        near = network(place)
        voice = await desk.directory.voice(view, language=language, zone=zone, near=near)
        card = live_card(view, voice)
        return Picture(card, kind, height, digest(card))

    def tongue(self, name: str, place: str) -> tuple[str, str]:
        """The language and zone of a room."""
        facts = self._rooms.facts(place)
        return (facts.language, facts.zone) if facts else self._home(name)

    def wants_pictures(self, place: str) -> bool:
        """Whether outcomes come with a chart in a room."""
        facts = self._rooms.facts(place)
        return facts is not None and facts.pictures

    def _home(self, name: str) -> tuple[str, str]:
        settings = self._rooms.settings(name)
        return (settings.language, settings.timezone) if settings else ("en", "UTC")

    async def notice(self, name: str, notice: Say, place: str, via: Network) -> Card | None:
        """What is said in a room; None where nobody there would be meant."""
        called: tuple[str, ...] = ()
        if isinstance(notice, SkillsWanted):
            members, called = await self._called(name, notice, place, via)
            if not members:
                return None
            notice = replace(notice, members=members)
        language, zone = self.tongue(name, place)
        ears = Ears(language, zone, network(place))
        card = await self._said(name, notice, ears, called)
        return card if card.lines else None

    async def private(self, name: str, notice: Say, profile: AccountRow) -> Card:
        """What is said to one person, in their language."""
        language, zone = self._home(name)
        ears = Ears(profile.language or language, profile.zone or zone, network(profile.name))
        return await self._said(name, notice, ears)

    async def _said(self, name: str, notice: Say, ears: Ears, called: Sequence[str] = ()) -> Card:
        desk = self._desks[name]
        read = shown_by(notice)
        view = None if read is None else await desk.read(read)
        voice = await desk.directory.voice(
            notice,
            view,
            language=ears.language,
            zone=ears.zone,
            near=ears.near,
            may_mention=called,
        )
        return notice_card(notice, view, voice)

    async def _called(
        self, name: str, notice: SkillsWanted, place: str, via: Network
    ) -> tuple[tuple[MemberId, ...], tuple[str, ...]]:
        """Whom a call for skills may name in this room: each person in one place only (§27)."""
        desk = self._desks[name]

        def look(commons: Commons) -> list[tuple[MemberId, str]]:
            outbox = Outbox(commons, desk.directory)
            return [
                (member, row.name)
                for member in notice.members
                for row in outbox.mentionable(replace(notice, members=(member,)))[:1]
            ]

        wanting = await desk.read(look)
        places = [one for one in desk.commons.places if network(one) == via.name]
        called = [
            (member, account)
            for member, account in wanting
            if network(account) == via.name and home(account, places, via) == place
        ][:MOST_MENTIONS]
        return tuple(member for member, _ in called), tuple(account for _, account in called)

    def nameless(self, notice: Say) -> Say | None:
        """What is said in a thread where no private word is possible; it names nobody."""
        match notice:
            case AuthorTold():
                return AuthorBlocked(notice.number)
            case ReasonWanted():
                return ReasonMissing(notice.number, notice.until)
            case VoteAgain():
                return MarkUnread(notice.number)
            case MarkLostSaid():
                return MarkLostHere(notice.number)
            case Welcome():
                return notice
        return None


def home(account: str, places: Sequence[str], via: Network) -> str | None:
    """The first of these rooms in which somebody is; the first of all where nobody can tell."""
    for place in places:
        if not via.live(place):
            continue
        present = via.present(place)
        if present is None or any(one.account == account for one in present):
            return place
    return None
