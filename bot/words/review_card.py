# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live card of a review: the work, how to judge it, and what peers said so far."""

from bot.domain.views import PollView
from bot.words.buttons import poll_buttons
from bot.words.cards import Card, Line
from bot.words.catalogue import N_
from bot.words.choices import seeds
from bot.words.people import card, closed, everybody, listed, whose, words, work
from bot.words.reasons import reason_lines
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

_STATES: dict[str, str] = {
    "counting": N_("**#{number} Review, counting: {title}, by {authors}**"),
    "withdrawn": N_("**#{number} Review, withdrawn: {title}, by {authors}**"),
}


def review_card(view: PollView, voice: Voice) -> Card:
    """The card of a review that is open, being counted or withdrawn."""
    lines = [_heading(view, voice), _work(view, voice)]
    if view.state == "open":
        lines.append(
            say(
                voice,
                "✅ sound, 🌟 excellent, 🔧 needs work, ⛔ must not go in (say why). "
                "React, or reply with the word and your reason. Change it until closing.",
            )
        )
    if view.state == "withdrawn":
        lines.append(say(voice, "Its author took it back."))
    else:
        lines += [_so_far(view, voice), *reason_lines(voice, view)]
    return card(voice, lines, seeds(view), poll_buttons(view, voice))


def _heading(view: PollView, voice: Voice) -> Line:
    title = words(voice, view.question)
    authors = everybody(voice, view.authors)
    template = _STATES.get(view.state)
    if template:
        return say(voice, template, number=view.number, title=title, authors=authors)
    return say(
        voice,
        "**#{number} Review, open until {closes}: {title}, by {authors}**",
        number=view.number,
        closes=view.closes_at,
        title=title,
        authors=authors,
    )


def _work(view: PollView, voice: Voice) -> Line:
    parts = [say(voice, "See the work: {work}", work=closed(work(voice, view.work)))]
    if view.about is not None:
        parts.append(say(voice, "Made for #{task}.", task=view.about))
    if view.licence:
        parts.append(say(voice, "Licence: {licence}.", licence=view.licence))
    if view.pending:
        peers = listed(voice, [whose(voice, ref) for ref in view.pending])
        parts.append(
            say(
                voice,
                "Named as co-authors: {names}. "
                'They count as such once they react ✋ or reply "accept".',
                names=peers,
            )
        )
    return joined(parts)


def _sound(voice: Voice, sound: int, quorum: int) -> Line:
    if sound > quorum:
        return say_n(
            voice,
            "{sound} sound marks where {n} is needed",
            "{sound} sound marks where {n} are needed",
            quorum,
            sound=sound,
        )
    return say_n(
        voice,
        "{sound} of {n} sound mark needed",
        "{sound} of {n} sound marks needed",
        quorum,
        sound=sound,
    )


def _so_far(view: PollView, voice: Voice) -> Line:
    excellent = view.tally.get("excellent", 0)
    sound = view.tally.get("sound", 0) + excellent
    blocks = view.tally.get("block", 0)
    counts = _sound(voice, sound, view.quorum)
    if excellent:
        counts += say(voice, " ({n} excellent)", n=excellent)
    parts = [
        counts,
        say_n(voice, "{n} needs work", "{n} needs work", view.tally.get("needs_work", 0)),
        say_n(voice, "{n} block", "{n} blocks", blocks) if blocks else (),
    ]
    sentences = [
        say(voice, "So far: {counts}.", counts=joined(parts, ", ")),
        say(voice, "Authors don't vote."),
        say(voice, "Extended once.") if view.extended else (),
    ]
    return joined(sentences)
