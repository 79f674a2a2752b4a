# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules that fit a community's size, each with its reason.

Quorums as roots grow with the commons and need no change for years. What differs by size is how
many peers there are to judge, how fast everybody sees a card, and how well people know each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.durations import parse_duration
from bot.domain.measures import parse_quorum

SMALL = 12
"""Up to so many everybody knows everybody."""

LARGE = 300
"""Beyond so many most are strangers to each other."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule with the value that is proposed for it (canonical), and why."""

    rule: str
    value: str
    reason: str


def proposed(people: int, age: timedelta | None = None) -> tuple[Proposal, ...]:
    """The rules for about so many people.

    `age` is how long the youngest board room has existed: nobody can have been there longer, so
    no longer stay may be asked for before voting.
    """
    return (*_working(people), *_judging(people), *_voting(people), _tenure(people, age))


def _tier(people: int) -> int:
    return (people > SMALL) + (people > LARGE)


def _working(people: int) -> Iterator[Proposal]:
    tier = _tier(people)
    yield Proposal(
        "claim.lease",
        ("14d", "7d", "5d")[tier],
        (
            "In a small group a task can wait for the one who took it up.",
            "A claim that nobody works on ends within a week, and the task is free again.",
            "Many others could take a task up, so a forgotten claim ends soon.",
        )[tier],
    )
    yield Proposal(
        "claim.limit",
        ("5", "3", "2")[tier],
        (
            "Few people share all the work, so each may hold several tasks.",
            "Enough to be busy with, few enough to finish.",
            "Tasks go round among many; two at a time leave some for others.",
        )[tier],
    )
    yield Proposal(
        "broadcast.limit",
        ("10", "5", "2")[tier],
        (
            "A few people can't flood a room, so they need hardly a limit.",
            "Five tasks a day and person keep the rooms readable.",
            f"{people} people with five tasks a day each would bury every room.",
        )[tier],
    )
    yield Proposal(
        "member.active",
        ("60d", "30d", "30d")[tier],
        (
            "In a small group some are quiet for weeks and still count.",
            "Who did something here within a month counts when a quorum is worked out.",
            "Quorums follow those who are around, not everybody who ever looked in.",
        )[tier],
    )


def _judging(people: int) -> Iterator[Proposal]:
    tier = _tier(people)
    yield Proposal(
        "review.quorum",
        ("2", "3", "5")[tier],
        (
            "Authors don't judge their own work, so in a small group two are many.",
            "Three peers see what one overlooks, and three can be found.",
            "Five, so that a few friends alone can't wave a work through.",
        )[tier],
    )
    yield Proposal(
        "review.window",
        ("5d", "3d", "3d")[tier],
        (
            "Long enough that everybody looks in once, a weekend away included.",
            "Three days reach most people; a review without enough marks is extended once.",
            "Among many somebody is always there; a review is extended once if not.",
        )[tier],
    )


def _voting(people: int) -> Iterator[Proposal]:
    tier = _tier(people)
    yield Proposal(
        "poll.window",
        ("5d", "7d", "10d")[tier],
        (
            "Everybody has heard of it within days.",
            "Who looks in once a week can vote in every poll.",
            "Who looks in once a week has time to read and to talk before voting.",
        )[tier],
    )
    yield Proposal(
        "poll.quorum",
        "1.5sqrt",
        f"A root grows slowly with the commons: {_needed('1.5sqrt', people)} when {people} are "
        f"active, {_growth('1.5sqrt', people)}.",
    )
    yield Proposal(
        "poll.early",
        ("true", "false", "false")[tier],
        (
            "When the votes that are missing can't change it any more, nobody needs to wait.",
            "Everybody may change their mind until the end.",
            "Everybody may change their mind until the end.",
        )[tier],
    )
    yield Proposal(
        "amendment.quorum",
        "3sqrt",
        f"To change a rule takes twice as many as a poll{_within('3sqrt', people)}: "
        f"{_needed('3sqrt', people)} when {people} are active.",
    )
    yield Proposal(
        "amendment.window",
        ("7d", "10d", "14d")[tier],
        "Rules change seldom, so there is time for everybody to notice.",
    )


def _tenure(people: int, age: timedelta | None) -> Proposal:
    tier = _tier(people)
    value = ("0s", "1d", "7d")[tier]
    if age is not None and age < parse_duration(value):
        return Proposal(
            "electorate.tenure",
            "0s",
            "Your room is new: to ask for a longer stay before voting would shut everybody out.",
        )
    return Proposal(
        "electorate.tenure",
        value,
        (
            "Whoever is in the room may vote in what is opened after they came.",
            "Who comes in only because of a vote does not sway it.",
            "A crowd that is sent in for a vote would have to be here a week before it opens.",
        )[tier],
    )


def _capped(quorum: str, people: int) -> bool:
    """Whether half of them is fewer than the root asks for."""
    return _needed(quorum, people) == -(-people // 2)


def _growth(quorum: str, people: int) -> str:
    if _capped(quorum, people):
        return "and never more than half of those who may vote"
    return "twice as many when four times as many are"


def _within(quorum: str, people: int) -> str:
    return ", but never more than half of those who may vote" if _capped(quorum, people) else ""


def _needed(quorum: str, people: int) -> int:
    """The quorum in force with so many active members, capped at half of them (rounded up)."""
    return max(1, min(parse_quorum(quorum).of(people), (people + 1) // 2))
