# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daily summary: what came, what was decided, what closes soon, what waits for people.

An event ends each summary, and the next one begins where it ended. Whether there is one follows
from what had happened when it was due, however late it is made; it then tells of everything so far.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.closing import tally
from bot.domain.counting import METHODS
from bot.domain.ids import Number
from bot.domain.reading import poll_view, task_view
from bot.domain.state import Commons, Poll
from bot.domain.views import DigestView, Part

FIRST = timedelta(days=1)
"""How far back the first summary looks."""

MOST = 8
"""Lines of one part; a summary that nobody reads to its end is none."""


def decide_digest(commons: Commons, command: c.MakeDigest, at: datetime) -> list[e.Event]:
    """End a summary where it has anything to tell: a day without news leaves no trace."""
    since, due = commons.digested or command.due - FIRST, command.due
    if not since < due <= at < command.upto:
        return []
    if not (
        arrived(commons, since, due)
        or [one for one in settled(commons, since, at) if _was_news(commons.polls[one], due)]
        or closing(commons, due, command.upto)
    ):
        return []
    return [e.DigestMade(since, at, command.upto)]


def _was_news(poll: Poll, due: datetime) -> bool:
    """What closes just then is counted a moment later, and belongs to that day all the same."""
    return poll.closes_at <= due or (poll.closed_at is not None and poll.closed_at < due)


def unfinished(commons: Commons, due: datetime) -> bool:
    """Whether something has closed by then and is not counted yet."""
    return any(poll.live and poll.closes_at <= due for poll in commons.polls.values())


def evolve_digest(commons: Commons, event: e.DigestMade, _: datetime) -> None:
    """Told until then."""
    commons.digested = event.until


# --- what belongs to it ---------------------------------------------------------------------------


def arrived(commons: Commons, since: datetime, until: datetime) -> list[Number]:
    """New tasks, and what is newly open for judgement; newest first, tasks before votes.

    A task that only stands for a work, or is over again, is told of by its work.
    """
    tasks = (
        task.number
        for task in commons.tasks.values()
        if since <= task.opened_at < until and commons.state_of(task) in {"open", "claimed"}
    )
    polls = (poll for poll in _open(commons) if since <= poll.opened_at < until)
    return [*_newest(tasks), *_reviews_first(polls)]


def settled(commons: Commons, since: datetime, until: datetime) -> list[Number]:
    """What was decided, reviews before polls."""
    polls = commons.polls.values()
    return _reviews_first(
        poll for poll in polls if poll.closed_at is not None and since <= poll.closed_at < until
    )


def closing(commons: Commons, until: datetime, upto: datetime) -> list[Number]:
    """What was open already and closes before the next summary."""
    return _reviews_first(
        poll for poll in _open(commons) if poll.opened_at < until < poll.closes_at <= upto
    )


def waiting(commons: Commons, at: datetime) -> list[Number]:
    """Tasks that nobody is on, then reviews that are short of sound marks."""
    tasks = (task.number for task in commons.tasks.values() if commons.state_of(task) == "open")
    short = (
        poll
        for poll in _open(commons)
        if poll.kind == "review"
        and METHODS[poll.method].missing(tally(poll, at)[0], poll.quorum) > 0
    )
    return [*_newest(tasks), *_reviews_first(short)]


def _open(commons: Commons) -> Iterable[Poll]:
    return (poll for poll in commons.polls.values() if poll.state == "open")


def _newest(numbers: Iterable[Number]) -> list[Number]:
    return sorted(numbers, reverse=True)


def _reviews_first(polls: Iterable[Poll]) -> list[Number]:
    """Doing comes before voting: what was made before what is asked; newest first."""
    ordered = sorted(polls, key=lambda poll: (poll.kind != "review", -poll.number))
    return [poll.number for poll in ordered]


# --- the picture of it ----------------------------------------------------------------------------


def digest_view(commons: Commons, since: datetime, until: datetime, upto: datetime) -> DigestView:
    """The summary as things stand now; each number once, where it is of most use."""
    new = arrived(commons, since, until)
    soon = [number for number in closing(commons, until, upto) if number not in new]
    wanted = waiting(commons, commons.at or until)
    shown = {*new, *soon}
    return DigestView(
        since=since,
        new=_part(commons, new),
        waiting=_part(commons, [number for number in wanted if number not in shown]),
        closing=_part(commons, soon),
        decided=_part(commons, settled(commons, since, until)),
        places=commons.places,
    )


def _part(commons: Commons, numbers: list[Number]) -> Part:
    views = (task_view(commons, n) or poll_view(commons, n) for n in numbers[:MOST])
    return Part(tuple(view for view in views if view), max(0, len(numbers) - MOST))
