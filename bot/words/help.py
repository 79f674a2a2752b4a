# SPDX-License-Identifier: AGPL-3.0-or-later
"""Help, made from the commands themselves; it puts doing before voting."""

from collections.abc import Iterable, Sequence

from bot.words.cards import Card, Code, Line, Strong
from bot.words.catalogue import N_
from bot.words.people import card, listed
from bot.words.table import ChatCommand, Kind, Option
from bot.words.templates import joined, say
from bot.words.voice import Voice

TOPICS: dict[str, str] = {
    "doing": N_("Doing: tasks and works"),
    "deciding": N_("Deciding: reviews and polls"),
    "rules": N_("The rules"),
    "you": N_("You"),
    "stewards": N_("For stewards"),
    "record": N_("The record"),
    "help": N_("Help"),
}
"""The headings in their order: doing before voting. `ChatCommand.topic` is one of these."""

_ROOTS = {
    "task": "doing",
    "poll": "deciding",
    "rule": "rules",
    "my": "you",
    "steward": "stewards",
    "record": "record",
    "help": "help",
}
_PLACEHOLDERS: dict[Kind, str] = {
    Kind.NUMBER: "#",
    Kind.LIST: "a,b",
    Kind.OPTIONS: "a|b|c",
    Kind.PEERS: "@a,@b",
}


def help_card(commands: Sequence[ChatCommand], voice: Voice) -> Card:
    """Every command under its heading, a line each."""
    lines = [
        say(
            voice,
            "**Here a community governs itself.** Begin by doing: take up a task, or post one. "
            "Then judge what others made, and decide together.",
        ),
        say(
            voice,
            'Type these in a room, or reply to a card with one word: "claim", "submit", "sound", '
            '"needs work", "yes", "why".',
        ),
    ]
    for topic in _topics(commands):
        lines.append((Strong(say(voice, TOPICS.get(topic, topic))),))
        lines += [_line(command, voice) for command in commands if topic_of(command) == topic]
    lines.append(say(voice, "`help` and a word of these, such as `help task new`, tells more."))
    return card(voice, lines)


def help_topic(commands: Sequence[ChatCommand], topic: str, voice: Voice) -> Card | None:
    """One command with its options, or all of a root word or heading; None: nothing is known."""
    asked = " ".join(topic.casefold().split())
    exact = [command for command in commands if command.path == asked]
    if exact:
        return card(voice, _whole(exact[0], voice))
    known = [
        command for command in commands if asked in {topic_of(command), command.path.split()[0]}
    ]
    if not known:
        return None
    heading = TOPICS.get(topic_of(known[0]), topic_of(known[0]))
    lines = [(Strong(say(voice, heading)),)]
    return card(voice, [*lines, *(_line(command, voice) for command in known)])


def topics(commands: Iterable[ChatCommand]) -> list[str]:
    """Everything that `help_topic` knows something of."""
    paths = [command.path for command in commands]
    return list(dict.fromkeys([*(path.split()[0] for path in paths), *paths]))


def usage(command: ChatCommand) -> str:
    """How a command is written: `task claim <#>`, `task new <title> [details:]`."""
    return " ".join([command.path, *(_written(option) for option in command.options)])


def topic_of(command: ChatCommand) -> str:
    """The heading of a command; where it names none, that of its root word."""
    return command.topic or _ROOTS.get(command.path.split()[0], "help")


def _topics(commands: Iterable[ChatCommand]) -> list[str]:
    used = dict.fromkeys(topic_of(command) for command in commands)
    return [topic for topic in TOPICS if topic in used] + [
        topic for topic in used if topic not in TOPICS
    ]


def _line(command: ChatCommand, voice: Voice) -> Line:
    free = [_written(option) for option in command.options if option.free]
    written = Code(" ".join([command.path, *free]))
    return joined([(written,), say(voice, command.summary)])


def _whole(command: ChatCommand, voice: Voice) -> list[Line]:
    lines = [
        (Strong((Code(usage(command)),)),),
        say(voice, command.summary),
    ]
    lines += [_option(option, voice) for option in command.options]
    if command.where == "room":
        lines.append(say(voice, "For the rooms, where all can see it."))
    if command.where == "private":
        lines.append(say(voice, "For you alone: type it in a private room with me."))
    return lines


def _option(option: Option, voice: Voice) -> Line:
    name = option.name if option.free else f"{option.name}:"
    parts = [joined([(Code(name, command=False),), say(voice, option.summary)])]
    if option.choices:
        words: list[Line] = [(Code(choice, command=False),) for choice in option.choices]
        parts.append(say(voice, "One of {words}.", words=listed(voice, words)))
    if not option.required:
        parts.append(say(voice, "Can be left out."))
    return joined(parts)


def _written(option: Option) -> str:
    if not option.free:
        return f"{option.name}:" if option.required else f"[{option.name}:]"
    shown = _PLACEHOLDERS.get(option.kind, option.name)
    if option.choices and len(option.choices) <= 3:
        shown = "|".join(option.choices)
    return f"<{shown}>" if option.required else f"[{shown}]"
