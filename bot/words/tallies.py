# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tallies in prose, and what it takes to pass."""

from bot.domain.views import PollView
from bot.words.cards import Line
from bot.words.catalogue import N_
from bot.words.choices import label
from bot.words.figures import share
from bot.words.people import words
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice


def marks(view: PollView, voice: Voice) -> Line:
    """The numbers in prose, where sound includes excellent: "4 sound (1 excellent), …"."""
    excellent = view.tally.get("excellent", 0)
    sound = view.tally.get("sound", 0) + excellent
    parts = [
        say_n(voice, "{n} sound", "{n} sound", sound),
        say_n(voice, "{n} needs work", "{n} needs work", view.tally.get("needs_work", 0)),
        say_n(voice, "{n} block", "{n} blocks", view.tally.get("block", 0)),
    ]
    if excellent:
        parts[0] += say(voice, " ({n} excellent)", n=excellent)
    return joined(parts, ", ")


def needed(view: PollView, voice: Voice) -> Line:
    """What it takes to pass, in the numbers frozen at opening."""
    threshold = view.rules.get("amendment.threshold" if view.kind == "amendment" else "")
    part = share(voice, threshold or view.rules.get("poll.threshold", ""))
    ballots = say_n(voice, "{n} ballot", "{n} ballots", view.quorum)
    if view.rules.get("poll.of") == "electorate":
        template = N_("{ballots} and {share} of all who may vote")
    elif view.options:
        template = N_("{ballots} and {share} of them for one option")
    else:
        template = N_("{ballots} and {share} of yes and no together")
    return say(voice, template, ballots=ballots, share=part)


def tally(view: PollView, voice: Voice) -> Line:
    """The numbers by choice: "5 yes, 2 no, 1 abstain"; options by their number and words."""
    parts: list[Line] = []
    for choice in view.choices:
        count = view.tally.get(choice, 0)
        index = int(choice) - 1 if choice.isdecimal() else -1
        if 0 <= index < len(view.options):
            name = words(voice, view.options[index])
            parts.append(say(voice, "{name}: {n}", name=name, n=count))
        else:
            parts.append(say(voice, "{n} {choice}", n=count, choice=label(voice, choice)))
    return joined(parts, "; " if view.options else ", ")
