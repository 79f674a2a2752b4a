# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of tasks and polls, a line each."""

from collections.abc import Sequence

from bot.domain.views import PollView, TaskView
from bot.words.cards import Card, Line
from bot.words.catalogue import N_
from bot.words.choices import option
from bot.words.people import card, everybody, words
from bot.words.task_card import STATES, state
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

MOST = 30
"""More lines than this fit no phone; the rest is counted."""
TITLE_LIMIT = 120

RESULTS: dict[str, str] = {
    "open": N_("open"),
    "counting": N_("being counted"),
    "withdrawn": N_("withdrawn"),
    "accepted": N_("accepted"),
    "accepted_unopposed": N_("accepted unopposed"),
    "changes_asked": N_("changes asked"),
    "unreviewed": N_("unreviewed, can be put forward again"),
    "passed": N_("passed"),
    "failed": N_("not passed"),
    "tie": N_("tie, nothing decided"),
    "no_quorum": N_("no quorum"),
}
_KINDS: dict[str, str] = {
    "review": N_("Review"),
    "poll": N_("Poll"),
    "amendment": N_("Amendment"),
}


def task_list(views: Sequence[TaskView], voice: Voice) -> Card:
    """The tasks asked for, newest first or as given; an empty list says how to begin."""
    if not views:
        return card(voice, [say(voice, "No tasks. Post one with `task new` and a few words.")])
    heading = say_n(voice, "**{n} task**", "**{n} tasks**", len(views))
    return card(
        voice, [heading, *(task_line(view, voice) for view in views[:MOST]), _rest(views, voice)]
    )


def poll_list(views: Sequence[PollView], voice: Voice) -> Card:
    """The polls and reviews asked for."""
    if not views:
        return card(voice, [say(voice, "No polls or reviews of that kind.")])
    heading = say_n(voice, "**{n} poll or review**", "**{n} polls and reviews**", len(views))
    return card(
        voice, [heading, *(poll_line(view, voice) for view in views[:MOST]), _rest(views, voice)]
    )


def standing(view: PollView, voice: Voice) -> Line:
    """How a poll stands, in a word or two."""
    if view.result.isdecimal() and view.options:
        chosen = option(voice, view, view.result)
        return say(voice, "decided for {choice}", choice=chosen)
    return say(voice, RESULTS.get(view.result) or RESULTS[view.state])


def task_line(view: TaskView, voice: Voice) -> Line:
    """A task: number, state, title, by when, and who is on it."""
    parts = [
        say(
            voice,
            "#{number}, {state}: {title}",
            number=view.number,
            state=say(voice, STATES[state(view)]),
            title=words(voice, view.title, TITLE_LIMIT),
        )
    ]
    if view.due is not None:
        late = say(voice, "overdue since {due}", due=view.due)
        parts.append(late if view.overdue else say(voice, "wanted by {due}", due=view.due))
    if view.claims:
        names = everybody(voice, [member for member, _ in view.claims])
        parts.append(say(voice, "on it: {names}", names=names))
    return joined(parts, "; ")


def poll_line(view: PollView, voice: Voice) -> Line:
    """A poll or review: number, state, title, until when, and how many voted."""
    line = say(
        voice,
        "{kind} #{number}, {state}: {title}",
        kind=say(voice, _KINDS[view.kind]),
        number=view.number,
        state=standing(view, voice),
        title=words(voice, view.question, TITLE_LIMIT),
    )
    if view.state != "open":
        return line
    ballots = say_n(voice, "{n} ballot", "{n} ballots", view.ballots)
    return joined([line, say(voice, "until {closes}", closes=view.closes_at), ballots], "; ")


def _rest(views: Sequence[object], voice: Voice) -> Line:
    left = len(views) - MOST
    return say_n(voice, "And {n} more.", "And {n} more.", left) if left > 0 else ()
