# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daily summary: short, a line for each number, doing before voting."""

from collections.abc import Sequence

from bot.domain.views import DigestView, Part, PollView, TaskView
from bot.words.cards import Line, Plain
from bot.words.catalogue import N_
from bot.words.lists import poll_line, task_line
from bot.words.people import listed, room
from bot.words.tallies import marks, tally
from bot.words.telling import Telling
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

_NEW = N_("**New**")
_WAITING = N_("**Waits for somebody**")
_CLOSING = N_("**Closes within a day**")
_DECIDED = N_("**Decided**")


def digest(told: Telling) -> list[Line]:
    """Every part that has something; what to do comes before what is over."""
    view, voice = told.view, told.voice
    if not isinstance(view, DigestView):
        return [say(voice, "`task list` and `poll list` show what there is.")]
    parts = [
        _part(voice, _NEW, view.new),
        _part(voice, _WAITING, view.waiting),
        _part(voice, _CLOSING, view.closing),
        _part(voice, _DECIDED, view.decided),
    ]
    lines = [line for part in parts for line in part]
    if not lines:
        return []
    return [
        say(voice, "**{commons}, since {since}**", commons=voice.commons, since=view.since),
        *lines,
        _where(voice, view.places),
    ]


def _part(voice: Voice, heading: str, part: Part) -> list[Line]:
    if not part.views:
        return []
    lines = [say(voice, heading), *(_line(voice, view) for view in part.views)]
    if part.more:
        lines.append(
            say_n(
                voice,
                "And {n} more; `task list` and `poll list` show them.",
                "And {n} more; `task list` and `poll list` show them.",
                part.more,
            )
        )
    return lines


def _line(voice: Voice, view: TaskView | PollView) -> Line:
    if isinstance(view, TaskView):
        return say(voice, "Task {line}", line=task_line(view, voice))
    line = poll_line(view, voice)
    if view.state == "open":
        return joined([line, _missing(voice, view)], "; ")
    counted = marks(view, voice) if view.kind == "review" else tally(view, voice)
    return joined([line, (*counted, Plain("."))], "; ")


def _missing(voice: Voice, view: PollView) -> Line:
    """What a review is short of."""
    sound = view.tally.get("sound", 0) + view.tally.get("excellent", 0)
    if view.kind != "review" or sound >= view.quorum:
        return ()
    return say_n(
        voice,
        "{n} more sound mark needed",
        "{n} more sound marks needed",
        view.quorum - sound,
    )


def _where(voice: Voice, places: Sequence[str]) -> Line:
    """Where the cards are; nothing where no room has any."""
    rooms = listed(voice, [room(voice, place) for place in places])
    return say(voice, "The cards are in {rooms}; take part there.", rooms=rooms) if rooms else ()
