# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told to newcomers and to whole rooms."""

from bot.words.cards import Code, Line, Plain
from bot.words.people import listed, who
from bot.words.taming import tame
from bot.words.telling import Telling
from bot.words.templates import joined, say


def welcome(told: Telling) -> list[Line]:
    """What is kept, what is public, and how to be forgotten."""
    if told.voice.rehearsal:
        return [
            say(
                told.voice,
                "Welcome. This is said once: tasks, works, ballots and their reasons are public "
                "here. When the rehearsal ends, all of it is erased. `my` shows what is kept of "
                "you until then, `my forget` erases your words and name at once.",
            )
        ]
    return [
        say(
            told.voice,
            "Welcome. This is said once: tasks, works, ballots and their reasons are public here, "
            "and the record keeps them for good, with numbers in place of names. Your words and "
            "your name are kept apart from it: `my` shows them, `my forget` erases them.",
        )
    ]


def absence(told: Telling) -> list[Line]:
    """When the bot was away."""
    return [
        say(
            told.voice,
            "I was away from {since} to {until}. Marks made meanwhile count, "
            "and what was typed meanwhile is handled now, unless it is too old.",
            since=told.notice.since,
            until=told.notice.until,
        )
    ]


def paused(told: Telling) -> list[Line]:
    """A steward paused something."""
    return [
        say(
            told.voice,
            "{name}, a steward, paused new tasks, claims and polls here, until {until} at the "
            "latest. Ballots, submissions and closings go on. The record says so too.",
            name=who(told.voice, told.notice.by),
            until=told.notice.until,
        )
    ]


def resumed(told: Telling) -> list[Line]:
    """A pause ended."""
    again = say(told.voice, "New tasks, claims and polls are possible again.")
    by = told.notice.by
    if by is None:
        ended = say(told.voice, "The pause has reached its limit.")
    else:
        ended = say(told.voice, "{name}, a steward, ended the pause.", name=who(told.voice, by))
    return [joined([ended, again])]


def rules_adopted(told: Telling) -> list[Line]:
    """A new version brought rules."""
    rules = listed(told.voice, [(Code(name, command=False),) for name in told.notice.rules])
    return [
        say(
            told.voice,
            "I run a new version now, {engine}. It brings these rules: {rules}. "
            "`rule list` shows their values, and each can be changed.",
            engine=(Plain(tame(told.notice.engine, 60)),),
            rules=rules,
        )
    ]


def rehearsal_over(told: Telling) -> list[Line]:
    """What was tried out is gone; now it counts."""
    return [
        say(told.voice, "**The rehearsal is over. From now on everything counts.**"),
        say(
            told.voice,
            "Nothing of the rehearsal is kept, and numbers begin anew. Its cards mean nothing "
            "any more.",
        ),
    ]


def card_retired(told: Telling) -> list[Line]:
    """What is left of a card."""
    return [
        say(told.voice, "**The rehearsal is over, and so is this card.**"),
        say(told.voice, "Nothing of it is kept; what is tapped or answered here means nothing."),
    ]
