# SPDX-License-Identifier: AGPL-3.0-or-later
"""The live card of a poll: the question, how to vote, and how it stands."""

from bot.domain.views import PollView
from bot.words.buttons import poll_buttons
from bot.words.cards import Card, Line, Plain
from bot.words.catalogue import N_
from bot.words.choices import seeds
from bot.words.emoji import emoji_of
from bot.words.people import card, who, words
from bot.words.reasons import reason_lines
from bot.words.tallies import needed, tally
from bot.words.templates import joined, say
from bot.words.voice import Voice

_OPEN: dict[str, str] = {
    "poll": N_("**#{number} Poll, open until {closes}: {question}**"),
    "amendment": N_("**#{number} Amendment, open until {closes}: {question}**"),
}
_COUNTING: dict[str, str] = {
    "poll": N_("**#{number} Poll, counting: {question}**"),
    "amendment": N_("**#{number} Amendment, counting: {question}**"),
}
_WITHDRAWN: dict[str, str] = {
    "poll": N_("**#{number} Poll, withdrawn: {question}**"),
    "amendment": N_("**#{number} Amendment, withdrawn: {question}**"),
}
_HEADINGS = {"open": _OPEN, "counting": _COUNTING, "withdrawn": _WITHDRAWN}


def poll_card(view: PollView, voice: Voice) -> Card:
    """The card of a poll that is open, being counted or withdrawn."""
    kind = "amendment" if view.kind == "amendment" else "poll"
    heading = say(
        voice,
        _HEADINGS[view.state][kind],
        number=view.number,
        closes=view.closes_at,
        question=words(voice, view.question),
    )
    lines = [heading, say(voice, "Opened by {name}.", name=who(voice, view.by))]
    lines += option_lines(view, voice)
    if view.state == "open":
        lines.append(_call(view, voice))
    if view.state == "withdrawn":
        lines.append(say(voice, "Its opener took it back."))
    else:
        lines += [_so_far(view, voice), *reason_lines(voice, view)]
    return card(voice, lines, seeds(view), poll_buttons(view, voice))


def option_lines(view: PollView, voice: Voice) -> list[Line]:
    """One line for each option: its emoji, its number as text, its words."""
    return [
        (Plain(f"{emoji_of(str(number))} {number}. "), *words(voice, option))
        for number, option in enumerate(view.options, start=1)
    ]


def _call(view: PollView, voice: Voice) -> Line:
    if view.options:
        return say(
            voice,
            "React with one number, or reply with it and your reason. Change it until closing.",
        )
    return say(
        voice,
        "👍 yes, 👎 no, 🤷 abstain. React, or reply with the word and your reason. "
        "Change it until closing.",
    )


def _so_far(view: PollView, voice: Voice) -> Line:
    parts = [
        say(voice, "So far: {counts}.", counts=tally(view, voice)),
        say(voice, "Needed: {needed}.", needed=needed(view, voice)),
        say(voice, "Extended once.") if view.extended else (),
    ]
    return joined(parts)
