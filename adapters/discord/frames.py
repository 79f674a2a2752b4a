# SPDX-License-Identifier: AGPL-3.0-or-later
"""Raw reaction frames into what the service understands: the hot path.

These are called by the library's socket itself, before anything is awaited, so the order is the
gateway's own. A frame is one input for ever: its session and sequence say which (§ Once).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from adapters.discord.handing import Hands
from adapters.discord.ids import emoji_of, mark_of, named
from adapters.discord.people import People, called, moment
from adapters.discord.places import Places
from bot.service.incoming import Cleared, Content, Incoming, Reacted, Unreacted
from bot.words.emoji import has_meaning

Frame = Mapping[str, Any]


class Stamp(NamedTuple):
    """Which frame this is. `missed_since`: the connection is catching up on what happened since."""

    source: str
    missed_since: datetime | None = None


@dataclass(slots=True)
class Watch:
    """What happens to the marks on a message while it is read."""

    touched: set[str] = field(default_factory=set)
    cleared: bool = False


class Frames:
    """Hands in what reactions mean. `stamp` names the frame that is being dealt with."""

    def __init__(
        self,
        hands: Hands,
        places: Places,
        people: People,
        stamp: Callable[[int | None], Stamp],
    ) -> None:
        self._hands = hands
        self._places = places
        self._people = people
        self._stamp = stamp
        self._watches: dict[str, list[Watch]] = {}
        self.me = ""
        """The bot's own user, as text."""

    @contextmanager
    def watching(self, message: str) -> Iterator[Watch]:
        """Note what happens to the marks on a message meanwhile."""
        watch = Watch()
        self._watches.setdefault(message, []).append(watch)
        try:
            yield watch
        finally:
            self._watches[message].remove(watch)
            if not self._watches[message]:
                del self._watches[message]

    def added(self, data: Frame) -> None:
        """MESSAGE_REACTION_ADD."""
        user = data["user_id"]
        emoji = emoji_of(data["emoji"])
        if user == self.me or emoji is None or not has_meaning(emoji):
            return
        if data.get("message_author_id", self.me) != self.me:
            return  # nobody votes on what people write to each other
        guild_text = data.get("guild_id")
        place = self._place(data["channel_id"], guild_text)
        member = data.get("member") or {}
        person = member.get("user") or {}
        if place is None or person.get("bot"):
            return
        guild = int(guild_text) if guild_text else None
        joined = moment(member.get("joined_at"))
        roles = member.get("roles") or ()
        self._people.met(guild, user, called(person, member), joined, roles=roles, place=place)
        message = data["message_id"]
        mark = mark_of(message, user, emoji, burst=bool(data.get("burst")))
        stamp = self._stamp(guild)
        if message in self._watches:
            self._touch(message, mark)
        self._hands.put(
            Incoming(
                source_id=stamp.source,
                account=named(user),
                place=place,
                content=Reacted(named(message), emoji, mark),
                joined_at=joined,
                sent_at=stamp.missed_since,
                late=stamp.missed_since is not None,
                private=guild is None,
                name=self._people.name(user),
            )
        )

    def removed(self, data: Frame) -> None:
        """MESSAGE_REACTION_REMOVE: it does not say who took the reaction away.

        When it was taken away while the bot was not connected is unknown too, and then the mark
        stands once the poll is counted (§18): so it is taken as if it happened now.
        """
        user = data["user_id"]
        emoji = emoji_of(data["emoji"])
        if user == self.me or emoji is None or not has_meaning(emoji):
            return
        guild_text = data.get("guild_id")
        place = self._place(data["channel_id"], guild_text)
        if place is None:
            return
        guild = int(guild_text) if guild_text else None
        message = data["message_id"]
        mark = mark_of(message, user, emoji, burst=bool(data.get("burst")))
        if message in self._watches:
            self._touch(message, mark)
        content: Content = Unreacted(mark, named(message), sure=False)
        self._hands.put(
            Incoming(
                source_id=self._stamp(guild).source,
                account=named(user),
                place=place,
                content=content,
                joined_at=self._people.since(guild, user) if guild else None,
                private=guild is None,
            )
        )

    def cleared(self, data: Frame) -> None:
        """MESSAGE_REACTION_REMOVE_ALL and _REMOVE_EMOJI: a moderator's doing, never the voters'."""
        told = data.get("emoji")
        emoji = emoji_of(told) if told else None
        place = self._place(data["channel_id"], data.get("guild_id"))
        if place is None or (told and emoji is None):
            return
        message, guild = data["message_id"], data.get("guild_id")
        for watch in self._watches.get(message, ()):
            watch.cleared = True
        self._hands.put(
            Incoming(
                source_id=self._stamp(int(guild) if guild else None).source,
                account=named(self.me),
                place=place,
                content=Cleared(named(message), emoji),
                private=guild is None,
            )
        )

    def _place(self, channel: str, guild: str | None) -> str | None:
        return named(channel) if guild is None else self._places.of(channel)

    def _touch(self, message: str, mark: str) -> None:
        for watch in self._watches[message]:
            watch.touched.add(mark)
