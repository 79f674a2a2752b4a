# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person sees of themselves, and how they like to be spoken to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.ids import Number
from bot.domain.views import MyView
from bot.words.cards import Card, Line, Plain
from bot.words.catalogue import N_
from bot.words.choices import label
from bot.words.linking import accounts
from bot.words.people import card, listed, skills
from bot.words.taming import tame
from bot.words.task_card import work_line
from bot.words.templates import joined, say
from bot.words.voice import Voice

Item = TypeVar("Item")

_LANGUAGES: dict[str, str] = {"en": "English", "de": "Deutsch"}
"""A language is called what its speakers call it."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person likes to be spoken to."""

    language: str = "en"
    zone: str = "UTC"
    reminders: bool = False
    mentions: bool = False


def my_card(view: MyView, preferences: Preferences, voice: Voice) -> Card:
    """`my`: everything that is kept of the one who asks."""
    if view.since is None:
        return card(
            voice,
            [say(voice, "Nothing is kept of you here yet."), _preferences(preferences, voice)],
        )
    known = skills(voice, view.skills)
    return card(
        voice,
        [
            say(voice, "**You, as this commons knows you**, since {since}.", since=view.since),
            say(voice, "You are a steward.") if view.steward else (),
            say(voice, "Skills: {skills}.", skills=known)
            if known
            else say(voice, "You have named no skills; `my skills` and a few words changes that."),
            say(
                voice,
                "Your accounts: {accounts}. `my unlink` lets this one go.",
                accounts=accounts(voice, view.accounts),
            )
            if view.accounts
            else (),
            _listed(voice, N_("On it: {items}."), view.claims, _claim),
            _listed(voice, N_("Your tasks: {items}."), view.tasks, _number),
            _listed(voice, N_("Your works: {items}."), view.works, work_line),
            _listed(voice, N_("Your ballots in open polls: {items}."), view.ballots, _ballot),
            _preferences(preferences, voice),
            say(voice, "`my forget` erases your words and name."),
        ],
    )


def preference_card(name: str, preferences: Preferences, voice: Voice) -> Card:
    """That one preference is set now: language, zone, reminders or mentions."""
    return card(voice, [_PREFERENCES[name](voice, preferences)])


def language_name(code: str) -> str:
    """What speakers of a language call it."""
    return _LANGUAGES.get(code, code)


def _listed(
    voice: Voice, template: str, items: tuple[Item, ...], line: Callable[[Voice, Item], Line]
) -> Line:
    if not items:
        return ()
    return say(voice, template, items=listed(voice, [line(voice, item) for item in items]))


def _claim(voice: Voice, claim: tuple[Number, datetime | None]) -> Line:
    number, until = claim
    if until is None:
        return say(voice, "#{number} (work under review)", number=number)
    return say(voice, "#{number} until {until}", number=number, until=until)


def _number(voice: Voice, number: Number) -> Line:
    return say(voice, "#{number}", number=number)


def _ballot(voice: Voice, ballot: tuple[Number, str]) -> Line:
    number, choice = ballot
    if choice.isdecimal():
        return say(voice, "#{number} option {choice}", number=number, choice=int(choice))
    return say(voice, "#{number} {choice}", number=number, choice=label(voice, choice))


def _language(voice: Voice, now: Preferences) -> Line:
    return say(
        voice,
        "I speak {language} with you from now on.",
        language=Plain(language_name(now.language)),
    )


def _zone(voice: Voice, now: Preferences) -> Line:
    return say(voice, "Times are shown to you as in {zone}.", zone=Plain(tame(now.zone, 60)))


def _reminders(voice: Voice, now: Preferences) -> Line:
    if now.reminders:
        return say(voice, "I remind you privately, once, of each poll you have not voted in.")
    return say(voice, "I don't remind you any more.")


def _mentions(voice: Voice, now: Preferences) -> Line:
    if now.mentions:
        return say(voice, "I may mention you in the rooms when something concerns you.")
    return say(voice, "I don't mention you in the rooms any more.")


_PREFERENCES: dict[str, Callable[[Voice, Preferences], Line]] = {
    "language": _language,
    "zone": _zone,
    "reminders": _reminders,
    "mentions": _mentions,
}


def _preferences(preferences: Preferences, voice: Voice) -> Line:
    on, off = say(voice, "on"), say(voice, "off")
    return joined(
        [
            say(
                voice,
                "Language: {language}.",
                language=Plain(language_name(preferences.language)),
            ),
            say(voice, "Time zone: {zone}.", zone=Plain(tame(preferences.zone, 60))),
            say(voice, "Reminders: {state}.", state=on if preferences.reminders else off),
            say(voice, "Mentions: {state}.", state=on if preferences.mentions else off),
        ]
    )
