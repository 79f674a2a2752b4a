# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be pressed under a live card: the same that can be tapped as an emoji or typed (§6)."""

from bot.domain.views import PollView, TaskView
from bot.words.cards import Button
from bot.words.catalogue import N_, translate
from bot.words.choices import LABELS
from bot.words.emoji import emoji_of
from bot.words.people import words
from bot.words.taming import tame
from bot.words.templates import text_of
from bot.words.voice import Voice

LABEL_LIMIT = 60
"""Letters of an option that a button shows; the card has all of them."""

REASON = "reason"
"""The code of the button that asks for the reason of the ballot one has cast."""

REMIND = "remind"
"""The code of the button that turns one's own reminders on."""

_ASKS_WORK = N_("A link to the work, or words")
_ASKS_REASON = N_("Your reason, for all to read")
ASKS: dict[str, str] = {"submit": _ASKS_WORK, "block": _ASKS_REASON, REASON: _ASKS_REASON}
"""By the codes of buttons that need words: which ones."""

_REASON = N_("Say why")
_REMIND = N_("Remind me")


def task_buttons(view: TaskView, voice: Voice) -> tuple[Button, ...]:
    """Claim, release, extend and submit, for as long as that is possible."""
    if view.state == "withdrawn" or view.closed:
        return ()
    submit = _button(voice, "submit", N_("Submit"))
    if view.state == "accepted":
        return (submit,)
    made = [_button(voice, "claim", N_("Claim"), emoji_of("claim"))]
    if view.claims or view.queue:
        made.append(_button(voice, "release", N_("Release")))
    if any(until is not None for _, until in view.claims):
        made.append(_button(voice, "extend", N_("Extend")))
    return (*made, submit)


def poll_buttons(view: PollView, voice: Voice) -> tuple[Button, ...]:
    """Every choice, a reason, and a reminder, while it is open."""
    if view.state != "open":
        return ()
    made = [_choice(view, voice, choice) for choice in view.choices]
    if view.pending:
        made.append(_button(voice, "accept", N_("Accept the credit"), emoji_of("accept")))
    made.append(_button(voice, REASON, _REASON))
    made.append(_button(voice, REMIND, _REMIND))
    return tuple(made)


def _choice(view: PollView, voice: Voice, choice: str) -> Button:
    if choice.isdecimal():
        option = text_of(words(voice, view.options[int(choice) - 1]))
        label = f"{choice}. {tame(option, LABEL_LIMIT)}"
        return Button(choice, label)
    return _button(voice, choice, LABELS[choice], emoji_of(choice))


def _button(voice: Voice, code: str, label: str, emoji: str = "") -> Button:
    said = translate(voice.language, label)
    asks = translate(voice.language, ASKS.get(code, ""))
    return Button(code, said[:1].upper() + said[1:], emoji, asks)
