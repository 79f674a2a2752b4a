# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reactions stand on a message now, and what became of those that are gone (§2, §3).

Discord tells of a reaction that is gone neither when nor by whom it was taken away. But a
moderator who clears a message, or an emoji on it, clears the bot's own too. So where the bot's own
still stands, the others were taken away one by one, and that is their owners' doing.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from adapters.discord.frames import Frames, Watch
from adapters.discord.handing import Hands
from adapters.discord.ids import emoji_of, mark_of, named, parsed_mark
from adapters.discord.line import Line
from adapters.discord.meeting import Meetings
from adapters.discord.people import People, called
from bot.service.lru import Lru
from bot.service.ports import Reading, SeenMark, UnreachableError
from bot.words.emoji import has_meaning, normalise

PAGE = 100
"""Reactors in one answer of Discord's."""

READ = 10_000

NORMAL, BURST = 0, 1


@dataclass(slots=True)
class _Found:
    """What a listing brought: users by mark, and the emoji on which the bot's own stands."""

    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    seeds: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Own:
    """The bot's own emoji, in the order in which they are put on a card; `placed`: all were."""

    emoji: Sequence[str]
    placed: bool

    def were_there(self, standing: AbstractSet[str]) -> AbstractSet[str]:
        """Those that were on the card: all, or all up to the last that still stands."""
        order = [normalise(emoji) for emoji in self.emoji]
        if not self.placed:
            while order and order[-1] not in standing:
                del order[-1]
        return standing | set(order)


class Reader:
    """Reads messages for the service."""

    def __init__(
        self, line: Line, hands: Hands, frames: Frames, people: People, meetings: Meetings
    ) -> None:
        self._line = line
        self._hands = hands
        self._frames = frames
        self._people = people
        self._meetings = meetings
        self.done: Lru[str, None] = Lru(READ)
        """Messages that were read since the start."""

    async def read(
        self,
        channel: int,
        guild: int | None,
        message: int,
        known: Sequence[str],
        own: Own,
    ) -> Reading:
        """The marks on a message; raises the service's faults, GoneError if it is not there.

        What frames tell meanwhile is newer than the reading, and is left to them.
        """
        await self._hands.caught_up()
        with self._frames.watching(str(message)) as watch:
            found = await self._listed(channel, message)
            withdrawn, frozen = _what_became(known, found, own)
            if withdrawn:  # a clearing midway would look like people taking theirs away
                still = await self._seeds(channel, message)
                if not found.seeds <= still:
                    raise UnreachableError("Reactions were cleared while they were read.")
            new = found.marks.keys() - set(known)
            if guild is not None:
                await self._meetings.meet(guild, {found.marks[mark][0] for mark in new})
            reading = self._reading(guild, found, withdrawn, frozen, watch)
            self.done[str(message)] = None
            return reading

    def _reading(
        self,
        guild: int | None,
        found: _Found,
        withdrawn: Sequence[str],
        frozen: Sequence[str],
        watch: Watch,
    ) -> Reading:
        if watch.cleared:
            raise UnreachableError("Reactions were cleared while they were read.")
        seen = [
            SeenMark(
                mark=mark,
                account=named(user),
                emoji=emoji,
                joined_at=self._people.since(guild, user) if guild is not None else None,
                at=None,
            )
            for mark, (user, emoji) in found.marks.items()
            if mark not in watch.touched
        ]
        return Reading(
            seen=tuple(seen),
            withdrawn=tuple((mark, None) for mark in withdrawn if mark not in watch.touched),
            frozen=tuple(mark for mark in frozen if mark not in watch.touched),
            sure=False,
        )

    async def _listed(self, channel: int, message: int) -> _Found:
        found = _Found()
        for reaction in await self._reactions(channel, message):
            emoji = emoji_of(reaction["emoji"])
            if emoji is None or not has_meaning(emoji):
                continue
            details = reaction.get("count_details") or {}
            for kind, name in ((NORMAL, "normal"), (BURST, "burst")):
                if details.get(name, 1):
                    await self._list(channel, message, emoji, kind, found)
        return found

    async def _list(self, channel: int, message: int, emoji: str, kind: int, found: _Found) -> None:
        after: str | None = None
        while True:
            page = await self._line.call(partial(_page, channel, message, emoji, kind, after))
            for user in page:
                number = str(user["id"])
                if number == self._frames.me:
                    found.seeds.add(emoji)
                elif not user.get("bot"):
                    mark = mark_of(str(message), number, emoji, burst=kind == BURST)
                    found.marks[mark] = (number, emoji)
                    if self._people.name(number) is None:  # names in the server go first
                        self._people.met(None, number, called(user), None)
            last = max((str(user["id"]) for user in page), key=int, default=None)
            if len(page) < PAGE or last == after:
                return
            after = last

    async def _seeds(self, channel: int, message: int) -> set[str]:
        """The emoji on which the bot's own stands, at a second look."""
        return {
            emoji
            for reaction in await self._reactions(channel, message)
            if reaction.get("me") and (emoji := emoji_of(reaction["emoji"])) is not None
        }

    async def _reactions(self, channel: int, message: int) -> Sequence[Mapping[str, Any]]:
        told = await self._line.call(lambda http: http.get_message(channel, message))
        return told.get("reactions") or ()


async def _page(
    channel: int, message: int, emoji: str, kind: int, after: str | None, http: Any
) -> Sequence[Mapping[str, Any]]:
    page: Sequence[Mapping[str, Any]] = await http.get_reaction_users(
        channel, message, emoji, PAGE, after, kind
    )
    return page


def _what_became(known: Sequence[str], found: _Found, own: Own) -> tuple[list[str], list[str]]:
    """Of the marks that are gone: which their owners took away, and which anybody else."""
    gone = {mark: parsed_mark(mark) for mark in known if mark not in found.marks}
    # A thumb with a skin tone is cleared apart from the bot's own, but hardly ever alone.
    standing = {normalise(emoji) for emoji in found.seeds}
    were_there = own.were_there(standing)
    # Where the bot's own was not there yet, that it is missing tells nothing. Somebody who goes
    # alone, or from among others who stay, has most likely gone by themselves.
    people = {parsed.user for parsed in gone.values() if parsed is not None}
    left = bool(found.seeds) or any(mark in found.marks for mark in known)
    withdrawn: list[str] = []
    frozen: list[str] = []
    for mark, parsed in gone.items():
        emoji = normalise(parsed.emoji) if parsed is not None else ""
        if emoji in were_there:
            going = emoji in standing
        else:
            going = not own.placed and (left or len(people) == 1)
        (withdrawn if going else frozen).append(mark)
    return withdrawn, frozen
