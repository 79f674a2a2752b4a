# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do on the console, in words: who, how, and what they typed or tapped."""

from adapters.console.steps import (
    Action,
    Deletes,
    Edits,
    Joins,
    Leaves,
    Reacts,
    Says,
    Unreacts,
)


def deed(action: Action) -> tuple[str, str, str]:
    """The name, the words between, and the person's own words; empty where nobody acts."""
    name, between, words = "", "", ""
    match action:
        case Says(name, words, room, reply_to, private):
            where = " (privately)" if private else _in(room)
            between = f"{where} answers #{reply_to}: " if reply_to is not None else f"{where}: "
        case Reacts(name, emoji, number, room):
            between, words = f"{_in(room)} reacts ", f"{emoji} on #{number}"
        case Unreacts(name, emoji, number, room):
            between, words = f"{_in(room)} takes back ", f"{emoji} on #{number}"
        case Edits(name, words):
            between = " edits: "
        case Deletes(name):
            between = " deletes the message"
        case Joins(name, room):
            between = f" comes into {room or 'every room'}"
        case Leaves(name, room):
            between = f" leaves {room or 'every room'}"
        case _:
            pass
    return name, between, words


def _in(room: str | None) -> str:
    return f" in {room}" if room else ""
