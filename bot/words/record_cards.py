# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record for readers: its head, whether it verifies, and what it holds."""

from dataclasses import dataclass
from datetime import datetime

from bot.words.cards import Card, Code, Line, People
from bot.words.people import card
from bot.words.taming import tame
from bot.words.templates import Value, say, say_n
from bot.words.voice import Voice


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a record."""

    height: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What a record holds."""

    since: datetime
    head: Head
    members: int
    tasks: int
    polls: int


def head_card(head: Head, voice: Voice) -> Card:
    """`record head`: height, time and the whole hash."""
    return card(
        voice,
        [
            say(
                voice,
                "**The record stands at {height}**, written {at}.",
                height=head.height,
                at=head.at,
            ),
            say(voice, "Hash: {hash}", hash=Code(head.hash, command=False)),
            say(
                voice,
                "Note it somewhere else: nobody can change an earlier entry without changing this.",
            ),
        ],
    )


def verified_card(head: Head, voice: Voice) -> Card:
    """`record verify` found everything in order."""
    return card(
        voice,
        [
            say_n(
                voice,
                "**The record is whole.** {n} entry was hashed again, and it fits.",
                "**The record is whole.** All {n} entries were hashed again, and each fits the "
                "one before.",
                head.height + 1,
            ),
            say(
                voice,
                "Head {height}: {hash}",
                height=head.height,
                hash=Code(head.hash, command=False),
            ),
            _limits(voice),
        ],
    )


def broken_card(height: int, why: str, voice: Voice) -> Card:
    """`record verify` found an entry that does not fit; `why` is one plain sentence."""
    return card(
        voice,
        [
            say(voice, "**The record is broken at entry {height}.**", height=height),
            (People(tame(why)),),
            say(
                voice,
                "Tell the commons, and compare with an export that somebody kept: "
                "up to the entry before, the record still stands.",
            ),
        ],
    )


def summary_card(summary: Summary, voice: Voice) -> Card:
    """What the record holds, in numbers."""
    counts: dict[str, Value] = {
        "entries": summary.head.height + 1,
        "members": summary.members,
        "tasks": summary.tasks,
        "polls": summary.polls,
    }
    return card(
        voice,
        [
            say(
                voice,
                "**The record of this commons**, since {since}, now at {height}.",
                since=summary.since,
                height=summary.head.height,
            ),
            say(
                voice,
                "Entries: {entries}. Members: {members}. Tasks: {tasks}. "
                "Polls and reviews: {polls}.",
                **counts,
            ),
            say(
                voice,
                "`record export` hands you the whole of it: anybody may take it along and found "
                "the commons anew.",
            ),
        ],
    )


def export_card(name: str, voice: Voice) -> Card:
    """What goes along with an exported file."""
    return card(
        voice,
        [
            say(
                voice,
                "Here is the whole record, as {name}. On your own machine {verify} checks it; "
                "with it anybody may found the commons anew.",
                name=Code(name, command=False),
                verify=Code(f"folkmoot record verify {name}", command=False),
            ),
            _limits(voice),
        ],
    )


def _limits(voice: Voice) -> Line:
    return say(
        voice,
        "An audit shows what was recorded. It can't show what was refused, or votes that never "
        "arrived.",
    )
