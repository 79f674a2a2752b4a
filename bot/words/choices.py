# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the choices of a card are called, and the emoji that stand beside the words."""

from bot.domain.views import PollView
from bot.words.cards import Line, People
from bot.words.catalogue import N_
from bot.words.emoji import emoji_of
from bot.words.people import words
from bot.words.templates import say
from bot.words.voice import Voice

LABELS: dict[str, str] = {
    "sound": N_("sound"),
    "excellent": N_("excellent"),
    "needs_work": N_("needs work"),
    "block": N_("must not go in"),
    "yes": N_("yes"),
    "no": N_("no"),
    "abstain": N_("abstain"),
    "claim": N_("claim"),
    "accept": N_("accept"),
}


def label(voice: Voice, choice: str) -> Line:
    """The word for a choice; the number of an option is its own word."""
    known = LABELS.get(choice)
    return say(voice, known) if known else (People(choice),)


def option(voice: Voice, view: PollView, choice: str) -> Line:
    """A choice as people know it: for an option its number and words."""
    index = int(choice) - 1 if choice.isdecimal() else -1
    if not 0 <= index < len(view.options):
        return label(voice, choice)
    return say(
        voice, "{number}, {words}", number=index + 1, words=words(voice, view.options[index])
    )


def seeds(view: PollView) -> tuple[str, ...]:
    """The emoji that the bot puts on an open card so that they can be tapped."""
    if view.state != "open":
        return ()
    return tuple(emoji_of(choice) for choice in view.choices if emoji_of(choice))
