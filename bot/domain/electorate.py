# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs to a poll, and how many must take part: fixed when it opens (§7, §10)."""

from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.ids import MemberId, Number, Place, TextRef
from bot.domain.measures import parse_quorum
from bot.domain.members import active
from bot.domain.state import Commons

FROZEN = {
    "review": (
        "review.window",
        "review.quorum",
        "review.threshold",
        "review.block_reason",
        "review.override",
    ),
    "poll": (
        "poll.window",
        "poll.quorum",
        "poll.threshold",
        "poll.of",
        "poll.early",
        "poll.early_after",
    ),
}
"""The rules of each kind that are frozen at opening; `SHARED` too."""

SHARED = (
    "poll.grace",
    "poll.outage",
    "poll.after_outage",
    "reminder.before",
    "electorate.tenure",
    "member.active",
)


def frozen_rules(commons: Commons, kind: str, stricter: dict[str, str]) -> dict[str, str]:
    """The rules a poll takes along, with the stricter values typed with it."""
    names = (*FROZEN[kind], *SHARED)
    return {name: commons.charter.value(name) for name in names} | stricter


def quorum_in_force(
    commons: Commons, rule: str, known: int | None, at: datetime, by: MemberId, *, review: bool
) -> int:
    """The number for this poll: at least 1, at most half (rounded up) of the known eligible.

    `known` is how many eligible people the rooms show; None: those who ever acted are taken.
    Who opens a poll acts by it, perhaps for the first time; in a review they are left out (§8).
    """
    if known is None:
        others = (member for member in commons.members.values() if member.id != by)
        known = sum(not member.forgotten for member in others) + (not review)
    number = parse_quorum(rule).of(active(commons, at, by, acting=not review))
    return max(1, min(number, (known + 1) // 2))


def opening(  # noqa: PLR0913 - one place that fixes everything a poll is opened with
    commons: Commons,
    at: datetime,
    *,
    number: Number,
    kind: e.PollKind,
    method: str,
    by: MemberId,
    others: int | None,
    all_known: bool = True,
    about: Number | None = None,
    question: TextRef | None = None,
    options: tuple[TextRef, ...] = (),
    closes_at: datetime | None = None,
    stricter: dict[str, str] | None = None,
) -> e.PollOpened:
    """The event that opens a poll. In a review the author is no part of the electorate (§8)."""
    rules = frozen_rules(commons, kind, stricter or {})
    review = kind == "review"
    known = others if others is None or review else others + 1
    return e.PollOpened(
        number=number,
        kind=kind,
        method=method,
        by=by,
        about=about,
        question=question,
        options=options,
        closes_at=closes_at or at + commons.charter.duration(f"{kind}.window"),
        quorum=quorum_in_force(commons, rules[f"{kind}.quorum"], known, at, by, review=review),
        cutoff=at - commons.charter.duration("electorate.tenure"),
        eligible=known if all_known else None,
        rules=rules,
    )


LAST_DAY = timedelta(days=1)
"""The part of a poll in which an outage of the bot matters (§19)."""


def missing_places(commons: Commons, live: tuple[Place, ...] | None) -> tuple[Place, ...]:
    """The places that must be read before a count: the board rooms the bot is in."""
    return tuple(place for place in commons.places if live is None or place in live)
