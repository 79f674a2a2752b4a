# SPDX-License-Identifier: AGPL-3.0-or-later
"""One-line labels of what can be offered while a command is typed: plain text, already tamed."""

from collections.abc import Sequence
from datetime import datetime

from babel import Locale

from bot.words.catalogue import N_, translate
from bot.words.choices import LABELS
from bot.words.civil import duration_text, moment_text
from bot.words.emoji import emoji_of
from bot.words.figures import ballots, quorum, share
from bot.words.rule_texts import EXPLANATIONS
from bot.words.table import ChatCommand
from bot.words.taming import tame
from bot.words.templates import text_of
from bot.words.voice import Voice

_MINE = N_("{what} (your ballot: {choice})")
_REVIEW = N_("{what} (review)")
_AFTER = N_("after {duration}: {moment}")


def number_label(
    language: str,
    number: int,
    title: str | None,
    *,
    review: bool = False,
    ballot: str | None = None,
) -> str:
    """`#14 Greenhouse door (review)`; an unknown title is left out."""
    label = f"#{number} {tame(title)}" if title else f"#{number}"
    if review:
        label = translate(language, _REVIEW).format(what=label)
    if ballot is not None:
        said = choice_word(language, ballot)
        label = translate(language, _MINE).format(what=label, choice=said)
    return label


def choice_word(language: str, choice: str) -> str:
    """What a choice is called; the number of an option is its own word."""
    return translate(language, LABELS[choice]) if choice in LABELS else choice


def choice_label(language: str, choice: str, options: Sequence[str | None]) -> str:
    """`✅ sound`, or an option's number and words."""
    if choice.isdecimal():
        option = tame(options[int(choice) - 1] or "") or translate(language, "(text removed)")
        return f"{choice}. {option}"
    return f"{emoji_of(choice)} {choice_word(language, choice)}".strip()


def moment_label(language: str, typed: str, at: datetime, zone: str, now: datetime) -> str:
    """What a moment or a duration that was typed comes to."""
    moment = moment_text(at, zone, language, now)
    duration = duration_text(typed.strip().casefold(), language)
    if duration == typed.strip().casefold():
        return moment
    return translate(language, _AFTER).format(duration=duration, moment=moment)


def quorum_label(language: str, value: str) -> str:
    """`5: 5 ballots`, `20%: 20% of the active members`."""
    voice = Voice(language=language)
    said = ballots(voice, int(value)) if value.isdecimal() else quorum(voice, value)
    return f"{value}: {text_of(said)}"


def threshold_label(language: str, value: str) -> str:
    """`>=2/3: two thirds`."""
    return f"{value}: {text_of(share(Voice(language=language), value))}"


def rule_label(language: str, name: str) -> str:
    """A rule's name and what it means."""
    explained = EXPLANATIONS.get(name)
    return f"{name}: {translate(language, explained)}" if explained else name


def topic_label(language: str, topic: str, commands: Sequence[ChatCommand]) -> str:
    """A word that help knows something of; a whole command with what it does."""
    found = next((command for command in commands if command.path == topic), None)
    return f"{topic}: {translate(language, found.summary)}" if found else topic


def language_label(code: str) -> str:
    """A language's name in itself, and its code."""
    named = Locale.parse(code).get_display_name(code) or code
    return f"{named[:1].upper()}{named[1:]} ({code})"
