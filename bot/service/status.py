# SPDX-License-Identifier: AGPL-3.0-or-later
"""`status --json`: how each commons stands, read from the store beside a running bot or without.

Others build on these keys; docs/contract.md lists them. More may come, none goes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.domain.ids import MemberId, TextRef
from bot.domain.reading import tally_of
from bot.domain.state import Commons, Poll, Task
from bot.service.directory import Directory
from bot.service.loading import restore
from bot.service.names import is_rehearsal, plain_name
from bot.service.ports import Store
from bot.service.troubles import NETWORKS, position_of, read_noted


async def status(store: Store, names: Iterable[str]) -> dict[str, Any]:
    """The whole object, one commons after another, each by the name under which it is kept.

    Raises StoreUnusableError.
    """
    kept = [await store.position(position_of(network)) for network in NETWORKS]
    return {
        "commons": [await status_of(store, name) for name in names],
        "troubles": [one.sentence for noted in kept for one in read_noted(noted)],
    }


async def status_of(store: Store, name: str) -> dict[str, Any]:
    """One commons, from its newest snapshot and the entries after it; nothing is written."""
    restored = await restore(store, name)
    commons = restored.commons
    directory = Directory(name, store, restored.loaded)
    refs = [task.title for task in commons.tasks.values()]
    refs += [poll.question for poll in commons.polls.values()]
    titles = await store.texts(name, [ref.digest for ref in refs if ref is not None])
    founded = commons.height >= 0
    return {
        "name": plain_name(name),
        "rehearsal": is_rehearsal(name),
        "head": {"height": commons.height, "hash": restored.head} if founded else None,
        "members": sum(not member.forgotten for member in commons.members.values()),
        "tasks": [_task(commons, task, directory, titles) for task in commons.tasks.values()],
        "polls": [_poll(commons, poll, titles) for poll in commons.polls.values()],
    }


def _task(
    commons: Commons, task: Task, directory: Directory, titles: dict[str, str]
) -> dict[str, Any]:
    state = commons.state_of(task)
    return {
        "number": task.number,
        "title": _text(task.title, titles),
        "state": state,
        "overdue": task.overdue and state not in {"accepted", "withdrawn"},
        "claims": [_account(commons, member, directory) for member in task.claims],
    }


def _poll(commons: Commons, poll: Poll, titles: dict[str, str]) -> dict[str, Any]:
    tally, ballots = tally_of(commons, poll)
    task = commons.tasks.get(poll.about) if poll.about is not None else None
    return {
        "number": poll.number,
        "kind": poll.kind,
        "about": poll.about,
        "title": _text(task.title if task is not None else poll.question, titles),
        "method": poll.method,
        "state": poll.state,
        "result": poll.result or None,
        "opened_at": _moment(poll.opened_at),
        "closes_at": _moment(poll.closes_at),
        "quorum": poll.quorum,
        "ballots": ballots,
        "tally": tally,
    }


def _text(ref: TextRef | None, titles: dict[str, str]) -> str | None:
    return titles.get(ref.digest) if ref is not None else None


def _account(commons: Commons, member: MemberId, directory: Directory) -> str | None:
    """The first account of a member; None for one who was forgotten."""
    names = (directory.account(ref) for ref in commons.members[member].accounts)
    return next((name for name in names if name is not None), None)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
