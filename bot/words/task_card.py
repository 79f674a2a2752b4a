# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live card of a task: what is wanted, who is on it, and how to join in."""

from datetime import datetime

from bot.domain.ids import MemberId
from bot.domain.views import TaskView, WorkLine
from bot.words.buttons import task_buttons
from bot.words.cards import Card, Line
from bot.words.catalogue import N_
from bot.words.emoji import emoji_of
from bot.words.people import card, everybody, listed, sentence, skills, who, words
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

_HEADINGS: dict[str, str] = {
    "open": N_("**#{number} Task, open: {title}**"),
    "claimed": N_("**#{number} Task, claimed: {title}**"),
    "review": N_("**#{number} Task, under review: {title}**"),
    "accepted": N_("**#{number} Task, accepted: {title}**"),
    "closed": N_("**#{number} Task, accepted and closed: {title}**"),
    "withdrawn": N_("**#{number} Task, withdrawn: {title}**"),
}
STATES: dict[str, str] = {
    "open": N_("open"),
    "claimed": N_("claimed"),
    "review": N_("under review"),
    "accepted": N_("accepted"),
    "closed": N_("accepted and closed"),
    "withdrawn": N_("withdrawn"),
}
_WORKS: dict[str, str] = {
    "open": N_("under review"),
    "counting": N_("being counted"),
    "accepted": N_("accepted"),
    "accepted_unopposed": N_("accepted unopposed"),
    "changes_asked": N_("changes asked"),
    "unreviewed": N_("unreviewed, can be put forward again"),
    "withdrawn": N_("withdrawn"),
}


def task_card(view: TaskView, voice: Voice) -> Card:
    """The card of a task as it stands."""
    heading = say(voice, _HEADINGS[state(view)], number=view.number, title=words(voice, view.title))
    lines = [heading, _wanted(view, voice), _people(view, voice), _works(view, voice)]
    return card(voice, [*lines, _call(view, voice)], _seeds(view), task_buttons(view, voice))


def state(view: TaskView) -> str:
    """The word for where a task stands: closed is a kind of accepted."""
    return "closed" if view.closed and view.state == "accepted" else view.state


def work_line(voice: Voice, line: WorkLine) -> Line:
    """One work, its authors and how its review stands."""
    stands = _WORKS.get(line.state) or _WORKS.get(line.result) or N_("reviewed")
    return say(
        voice,
        "#{number} by {authors} ({state})",
        number=line.number,
        authors=everybody(voice, line.by),
        state=say(voice, stands),
    )


def _wanted(view: TaskView, voice: Voice) -> Line:
    named = skills(voice, view.skills)
    count = sum(ref in voice.skills for ref in view.skills)
    parts = [
        sentence(voice, view.details) if view.details else (),
        say(voice, "Asked by {name}.", name=who(voice, view.by)),
        say_n(voice, "Skill: {skills}.", "Skills: {skills}.", count, skills=named) if named else (),
        _due(view, voice),
        _slots(view, voice),
        say(voice, "Licence: {licence}.", licence=view.licence),
    ]
    return joined(parts)


def _due(view: TaskView, voice: Voice) -> Line:
    if view.due is None:
        return ()
    if view.overdue:
        return say(voice, "Overdue: it was wanted by {due}.", due=view.due)
    return say(voice, "Wanted by {due}.", due=view.due)


def _slots(view: TaskView, voice: Voice) -> Line:
    if view.slots is None:
        return ()
    return say_n(
        voice, "Room for {n} claim at a time.", "Room for {n} claims at a time.", view.slots
    )


def _people(view: TaskView, voice: Voice) -> Line:
    over = view.state == "withdrawn" or view.closed
    parts: list[Line] = []
    if view.claims:
        on_it = listed(voice, [_claimant(voice, *claim) for claim in view.claims])
        parts.append(say(voice, "On it: {names}.", names=on_it))
    elif not over and view.state != "accepted":
        parts.append(say(voice, "Nobody is on it yet."))
    if view.queue:
        parts.append(say(voice, "Next in line: {names}.", names=everybody(voice, view.queue)))
    if view.claims and not over:
        full = view.slots is not None and len(view.claims) >= view.slots
        parts.append(
            say(voice, "All places are taken; a new claim waits in line. Works are always welcome.")
            if full
            else say(voice, "You can join too; a claim is a signal, not a lock.")
        )
    return joined(parts)


def _claimant(voice: Voice, member: MemberId, until: datetime | None) -> Line:
    name = who(voice, member)
    return name if until else say(voice, "{name} (work under review)", name=name)


def _works(view: TaskView, voice: Voice) -> Line:
    if not view.works:
        return ()
    works = listed(voice, [work_line(voice, line) for line in view.works])
    return say_n(voice, "Work: {works}.", "Works: {works}.", len(view.works), works=works)


def _call(view: TaskView, voice: Voice) -> Line:
    if view.state == "withdrawn":
        if view.claims or view.works:
            return say(voice, "Its opener took it back; claims and works on it stand.")
        return say(voice, "Its opener took it back.")
    if view.closed:
        return say(voice, "Its opener closed it to further tries.")
    if view.state == "accepted":
        return say(voice, 'Other tries are still welcome: reply "submit" and a link.')
    return say(voice, 'React ✋ or reply "claim". Already done? Reply "submit" and a link.')


def _seeds(view: TaskView) -> tuple[str, ...]:
    return (emoji_of("claim"),) if view.state in {"open", "claimed", "review"} else ()
