# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be told of an input before any commons is asked: its text, its card, its commons."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from bot.domain.ids import Number, Place
from bot.service.desk import Desk
from bot.service.incoming import Commanded, Edited, Incoming, Pressed, TypedText
from bot.service.names import plain_name
from bot.service.ports import Answer
from bot.words.catalogue import SOURCE
from bot.words.mishaps import Mishap, NotMet, UnknownCommons, WhichCommons
from bot.words.refusals import refusal_card
from bot.words.taming import heard
from bot.words.voice import Voice


def which(names: list[str], named: str | None, path: str | None) -> str | Mishap:
    """The commons that somebody means who is in these; `path` is the command, if there is one."""
    if not names:
        return NotMet()
    if named is not None:
        found = [name for name in names if plain_name(name).casefold() == named.casefold()]
        return found[0] if found else UnknownCommons(named, tuple(map(plain_name, names)))
    shared = path is not None and path != "help"
    return WhichCommons(tuple(map(plain_name, names))) if len(names) > 1 and shared else names[0]


def legible(incoming: Incoming) -> Incoming:
    """The same with texts that can be stored and shown: clients send what they like."""
    content = incoming.content
    if isinstance(content, TypedText | Edited) and content.text is not None:
        content = replace(content, text=heard(content.text))
    elif isinstance(content, Commanded):
        options = {name: heard(value) for name, value in content.options.items()}
        content = replace(content, options=options)
    elif isinstance(content, Pressed):
        content = replace(content, words=heard(content.words))
    name = None if incoming.name is None else _name(incoming.name)
    if content is incoming.content and name == incoming.name:
        return incoming  # a vote, most likely: nothing in it was written by anybody
    return replace(incoming, content=content, name=name)


@lru_cache(maxsize=8192)
def _name(name: str) -> str:
    """What can be kept of a name; the same one comes with everything that a person does."""
    return heard(name)


async def answered(content: TypedText, desk: Desk) -> Number | None:
    """The card that a message answers: directly, or by standing in its thread.

    Within a thread, an answer to somebody's message is said to them and not to the card.
    """
    message = content.reply_to or content.thread
    return None if message is None else await desk.directory.subject(message)


async def is_live(content: Pressed, desk: Desk, place: str) -> bool:
    """Whether the message of a button shows that card of this commons.

    Cards of a rehearsal, or from before the room changed hands, have buttons and numbers too. A
    message that nobody knows yet may be the card of a number that has none in the room yet.
    """
    if content.commons not in {None, plain_name(desk.name)}:
        return False
    if content.message is None:
        return True
    shown = await desk.directory.card(content.message)
    if shown is None:
        return desk.directory.receipt(content.number, place) is None
    return shown == content.number


def nearest_board(desk: Desk, incoming: Incoming) -> dict[Place, str]:
    """The first board room of a commons on somebody's network, by what people call it."""
    own = incoming.account.partition(":")[0]
    places = [place for place in desk.commons.places if place.startswith(f"{own}:")]
    return {place: desk.directory.around.room(place) for place in places[:1]}


async def unplaced(
    mishap: Mishap, incoming: Incoming, rooms: Mapping[Place, str] | None = None
) -> Answer:
    """A refusal where no commons is known; only a person's own client tells their language."""
    called = {str(place): name for place, name in (rooms or {}).items()}
    voice = Voice(language=incoming.language or SOURCE, rooms=called)
    return Answer(ok=False, card=refusal_card(mishap, voice))
