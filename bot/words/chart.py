# SPDX-License-Identifier: AGPL-3.0-or-later
"""An outcome as a picture could show it: nothing that the outcome's words do not say."""

from collections.abc import Iterator

from bot.domain.views import PollView
from bot.words.cards import Bar, Card, Chart, Line
from bot.words.choices import label
from bot.words.emoji import emoji_of
from bot.words.people import closed, words
from bot.words.plaintext import plain_line
from bot.words.templates import joined, say, text_of
from bot.words.voice import Voice


def outcome_chart(view: PollView, heading: Line, voice: Voice) -> Chart | None:
    """The numbers of an outcome as bars, under its heading; None where nobody voted."""
    if not any(view.tally.values()):
        return None
    bars = tuple(_review(view, voice) if view.kind == "review" else _poll(view, voice))
    counts = [say(voice, "{name}: {n}", name=one.label, n=one.count) for one in bars]
    alt = say(
        voice,
        "Bar chart. {title} {counts}.",
        title=closed(heading),
        counts=joined(counts, "; "),
    )
    return Chart(text_of(heading), bars, plain_line(alt, Card((alt,))))


def _review(view: PollView, voice: Voice) -> Iterator[Bar]:
    excellent = view.tally.get("excellent", 0)
    sound = view.tally.get("sound", 0) + excellent
    yield _bar(voice, "sound", sound)
    if excellent:
        yield Bar(text_of(say(voice, "of these excellent")), excellent, emoji_of("excellent"))
    yield _bar(voice, "needs_work", view.tally.get("needs_work", 0))
    yield _bar(voice, "block", view.tally.get("block", 0))


def _poll(view: PollView, voice: Voice) -> Iterator[Bar]:
    for choice in view.choices:
        count = view.tally.get(choice, 0)
        if choice.isdecimal() and int(choice) <= len(view.options):
            option = text_of(words(voice, view.options[int(choice) - 1]))
            yield Bar(f"{choice}. {option}", count, emoji_of(choice))
        else:
            yield _bar(voice, choice, count)


def _bar(voice: Voice, choice: str, count: int) -> Bar:
    return Bar(text_of(label(voice, choice)), count, emoji_of(choice))
