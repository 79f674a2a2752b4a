# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of tasks, claims and credit."""

from bot.domain.views import TaskView
from bot.words.cards import Line
from bot.words.catalogue import N_
from bot.words.people import everybody, listed, skills, who, whose
from bot.words.telling import Telling
from bot.words.templates import say


def task_withdrawn(told: Telling) -> list[Line]:
    """A task was taken back, or closed to further tries."""
    by = who(told.voice, told.notice.by)
    view = told.view
    if isinstance(view, TaskView) and view.state != "withdrawn":
        return [told.say(N_("{name} closed #{number} to further tries: {title}"), name=by)]
    lines = [told.say(N_("{name} took #{number} back: {title}"), name=by)]
    if isinstance(view, TaskView) and (view.claims or view.works):
        lines.append(say(told.voice, "Claims and works on it stand."))
    return lines


def nudged(told: Telling) -> list[Line]:
    """A claim ends soon; whoever holds it knows who is meant (§27)."""
    return [
        told.say(
            N_("How is #{number} going? A claim on it runs until {until}."),
            until=told.notice.until,
        ),
        told.say(
            N_(
                "More time: `task extend {number}`. Not for you after all: "
                "`task release {number}`. Done: `task submit {number}` and a link."
            )
        ),
    ]


def lapsed(told: Telling) -> list[Line]:
    """A claim ran out."""
    name = who(told.voice, told.notice.member)
    return [
        told.say(
            N_(
                "The claim of {name} on #{number} ran out, so it is free again: {sentence} "
                'Take it up with ✋ or "claim"; {name} is welcome to as well.'
            ),
            name=name,
        )
    ]


def promoted(told: Telling) -> list[Line]:
    """The next in line has a place."""
    return [
        told.say(
            N_(
                "{name}, a place on #{number} is free and yours until {until}. "
                "If it no longer suits you: `task release {number}`."
            ),
            name=who(told.voice, told.notice.member),
            until=told.notice.until,
        )
    ]


def skills_wanted(told: Telling) -> list[Line]:
    """A task asks for what these members can do."""
    names = everybody(told.voice, told.notice.members)
    wanted = skills(told.voice, told.view.skills) if isinstance(told.view, TaskView) else ()
    if not wanted:
        return [told.say(N_("{names}, #{number} may be something for you: {title}"), names=names)]
    return [
        told.say(
            N_("{names}, #{number} asks for something you named ({skills}): {title}"),
            names=names,
            skills=wanted,
        )
    ]


def credit_offered(told: Telling) -> list[Line]:
    """Peers are named as co-authors."""
    peers = listed(told.voice, [whose(told.voice, ref) for ref in told.notice.peers])
    return [
        told.say(
            N_(
                "{author} names {peers} as having made #{number} too: {sentence} "
                'If so, accept with ✋ on the card or by replying "accept". You are then credited, '
                "and no longer judge it."
            ),
            author=who(told.voice, told.notice.by),
            peers=peers,
        )
    ]
