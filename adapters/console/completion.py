# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the prompt offers while somebody types: commands, names, emoji by word, numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.console.emoji import NAMES
from adapters.console.plain import card_text
from adapters.console.rooms import Rooms

_NUMBER = re.compile(r"(?:#|(?:claim|edit|extend|release|show|submit|unvote|vote|withdraw) )(\d*)$")
_EMOJI = re.compile(r"(?:^|\s)[+-]\s*(:?[\w-]*)$")
_COMMAND = re.compile(r"!([\w ]*)$")
_WORD = re.compile(r"^([\w@]*)$")


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to choose: what is typed for it, and what it is."""

    text: str
    meaning: str


EMOJI = [Offer(f"{emoji} #", f":{word}") for word, emoji in NAMES.items()]
OWN = [
    Offer("wait ", "let time pass, for example wait 2d"),
    Offer("help", "what can be typed here"),
    Offer("quit", "leave"),
]


class ConsoleCompleter(Completer):
    """Offers what fits where the cursor is."""

    def __init__(self, rooms: Rooms, commands: Sequence[Offer]) -> None:
        self._rooms = rooms
        self._commands = commands

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - prompt_toolkit's signature
    ) -> Iterator[Completion]:
        """What can stand at the cursor."""
        before = document.text_before_cursor
        if found := _EMOJI.search(before):
            yield from _fitting(EMOJI, found[1], found[1].lstrip(":"))
        elif found := _NUMBER.search(before):
            yield from _fitting(self._numbers(), found[1])
        elif found := _COMMAND.search(before):
            yield from _fitting(self._commands, found[1])
        elif found := _WORD.search(before):
            yield from _fitting([*self._names(), *OWN], found[1])

    def _numbers(self) -> list[Offer]:
        titles: dict[int, str] = {}
        for place in self._rooms.places():
            for message in self._rooms.cards(place):
                if message.marker is not None and message.card is not None:
                    titles[message.marker.number] = card_text(message.card)[0]
        return [Offer(str(number), titles[number]) for number in sorted(titles, reverse=True)]

    def _names(self) -> list[Offer]:
        people = self._rooms.people.values()
        return [Offer(f"{person.name}: ", "speak as them") for person in people]


def _fitting(
    offers: Iterable[Offer], typed: str, wanted: str | None = None
) -> Iterator[Completion]:
    start = (typed if wanted is None else wanted).casefold()
    for offer in offers:
        shown = offer.meaning if wanted is not None else offer.text
        if shown.casefold().lstrip(":").startswith(start):
            yield Completion(
                offer.text,
                start_position=-len(typed),
                display=shown,
                display_meta=_meta(offer, shown),
            )


def _meta(offer: Offer, shown: str) -> str:
    return offer.text.rstrip(" #") if shown == offer.meaning else offer.meaning
