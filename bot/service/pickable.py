# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which numbers a command can do something with, the likeliest first: for offering, not deciding.

Only the commons in memory is read. A long-lived commons has many tasks and polls that are over, so
nothing here goes through more than the newest ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from bot.domain.ids import MemberId, Number
from bot.domain.reading import poll_numbers
from bot.domain.state import Commons, Poll, Task

NEWEST = 1_000
"""How many of the newest tasks, and of the newest polls, are looked at."""

Pick = Callable[[Commons, MemberId | None], Iterable[Number]]


def pickable(commons: Commons, path: str, member: MemberId | None) -> Iterable[Number]:
    """The numbers that the command at `path` can act on; `member` is who asks, None: a stranger."""
    pick = _PICKS.get(path)
    return pick(commons, member) if pick else ()


def ballot_of(poll: Poll, member: MemberId | None) -> str | None:
    """What somebody has chosen in an open poll."""
    standing = poll.marks.standing_of(member) if member is not None and poll.live else []
    return standing[-1] if standing else None


def _tasks(commons: Commons) -> Iterator[Task]:
    return islice(reversed(commons.tasks.values()), NEWEST)


def _polls(commons: Commons) -> Iterator[Poll]:
    return islice(reversed(commons.polls.values()), NEWEST)


def _takes_more(task: Task) -> bool:
    return not (task.withdrawn or task.closed)


def _is_on(task: Task, member: MemberId | None) -> bool:
    return member in task.claims or member in task.queue


def _all_tasks(commons: Commons, _: MemberId | None) -> Iterable[Number]:
    """Those still to be done, then the others."""
    tasks = [(task.number, commons.state_of(task)) for task in _tasks(commons)]
    over = {"accepted", "withdrawn"}
    return chain(
        (number for number, state in tasks if state not in over),
        (number for number, state in tasks if state in over),
    )


def _claimable(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    return (
        task.number
        for task in _tasks(commons)
        if _takes_more(task)
        and commons.state_of(task) != "accepted"
        and not (member is not None and _is_on(task, member))
    )


def _extendable(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    return (task.number for task in _tasks(commons) if member in task.claims)


def _releasable(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    return (task.number for task in _tasks(commons) if _is_on(task, member))


def _own_tasks(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    return (task.number for task in _tasks(commons) if task.by == member and _takes_more(task))


def _submittable(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    """One's claims, one's works that can be put forward again, then every task that takes works."""
    tasks = [task for task in _tasks(commons) if _takes_more(task)]
    again = [
        number
        for number in reversed(poll_numbers(commons))
        if (poll := commons.polls[number]).result == "unreviewed" and member in poll.authors
    ]
    return chain(
        (task.number for task in tasks if member in task.claims),
        again,
        (task.number for task in tasks if member not in task.claims),
    )


def _all_polls(commons: Commons, _: MemberId | None) -> Iterable[Number]:
    """Those that are open, then the others."""
    polls = list(_polls(commons))
    return chain(
        (poll.number for poll in polls if poll.live),
        (poll.number for poll in polls if not poll.live),
    )


def _votable(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    """Those in which one has no ballot yet first; authors never judge their work (§8)."""
    polls = [
        poll for poll in _polls(commons) if poll.state == "open" and member not in poll.authors
    ]
    voted = {poll.number for poll in polls if ballot_of(poll, member) is not None}
    return chain(
        (poll.number for poll in polls if poll.number not in voted),
        (poll.number for poll in polls if poll.number in voted),
    )


def _voted(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    return (poll.number for poll in _polls(commons) if ballot_of(poll, member) is not None)


def _own_polls(commons: Commons, member: MemberId | None) -> Iterable[Number]:
    return (
        poll.number for poll in _polls(commons) if poll.live and member in (poll.by, *poll.authors)
    )


_PICKS: Mapping[str, Pick] = {
    "task show": _all_tasks,
    "task edit": _own_tasks,
    "task claim": _claimable,
    "task extend": _extendable,
    "task release": _releasable,
    "task withdraw": _own_tasks,
    "task submit": _submittable,
    "poll show": _all_polls,
    "poll vote": _votable,
    "poll unvote": _voted,
    "poll withdraw": _own_polls,
}
