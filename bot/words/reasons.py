# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reviewers and voters said with their ballots, with their names."""

from bot.domain.views import PollView, ReasonLine
from bot.words.cards import Line
from bot.words.choices import option
from bot.words.people import who, words
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

MOST = 12
"""More reasons than this would bury the numbers; the rest is counted."""


def reasons(voice: Voice, view: PollView) -> Line:
    """Every reason in the order given, after its giver and choice."""
    return joined(reason_lines(voice, view), "; ")


def reason_lines(voice: Voice, view: PollView) -> list[Line]:
    """The same, one line each: where authors are asked to act on them."""
    lines = [_reason(voice, view, reason) for reason in view.reasons[:MOST]]
    left = len(view.reasons) - len(lines)
    if left:
        lines.append(say_n(voice, "And {n} more reason.", "And {n} more reasons.", left))
    return lines


def _reason(voice: Voice, view: PollView, reason: ReasonLine) -> Line:
    return say(
        voice,
        '{name}, {choice}: "{words}"',
        name=who(voice, reason.member),
        choice=option(voice, view, reason.choice),
        words=words(voice, reason.because),
    )
