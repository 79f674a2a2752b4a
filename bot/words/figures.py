# SPDX-License-Identifier: AGPL-3.0-or-later
"""The values of rules in words: durations, quorums, thresholds."""

import re

from bot.words.cards import Line, People, Plain
from bot.words.catalogue import N_
from bot.words.civil import duration_text
from bot.words.templates import say, say_n
from bot.words.voice import Voice

_SHARES: dict[str, str] = {
    ">1/2": N_("more than half"),
    ">=1/2": N_("half"),
    ">=2/3": N_("two thirds"),
    ">2/3": N_("more than two thirds"),
    ">=3/4": N_("three quarters"),
    ">3/4": N_("more than three quarters"),
    ">=1/1": N_("all"),
    ">=1": N_("all"),
}
_SHARE = re.compile(r"(>=|>)(\d+)(?:/(\d+)|%)")
_WORDS: dict[str, str] = {
    "true": N_("yes"),
    "false": N_("no"),
    "cast": N_("of the votes cast"),
    "electorate": N_("of all who may vote"),
}
FORMS: dict[str, str] = {
    "duration": N_("a duration such as 90s, 15m, 12h, 3d, 2w or 1d12h"),
    "count": N_("a whole number"),
    "quorum": N_(
        "a number such as 3, a share of the active such as 20%, or a root such as 1.5sqrt"
    ),
    "threshold": N_('a share such as ">=2/3" or ">1/2"'),
    "flag": N_("true or false"),
    "base": N_("cast or electorate"),
    "licences": N_("free licences by their SPDX names, with commas between"),
}


def share(voice: Voice, value: str) -> Line:
    """A threshold such as ">=2/3" as "two thirds"."""
    known = _SHARES.get(value)
    if known:
        return say(voice, known)
    parsed = _SHARE.fullmatch(value)
    if parsed is None:
        return (Plain(value or "?"),)
    part = f"{parsed[2]}/{parsed[3]}" if parsed[3] else f"{parsed[2]} %"
    if parsed[1] == ">":
        return say(voice, "more than {share}", share=(Plain(part),))
    return say(voice, "at least {share}", share=(Plain(part),))


def quorum(voice: Voice, value: str) -> Line:
    """A quorum such as "1.5sqrt" in words."""
    if value.isdecimal():
        return (Plain(value),)
    if value.endswith("%"):
        return say(voice, "{share} of the active members", share=(Plain(value),))
    if value.endswith("sqrt"):
        factor = (Plain(value.removesuffix("sqrt")),)
        return say(
            voice, "{factor} times the square root of the number of active members", factor=factor
        )
    return (Plain(value),)


def rule_value(voice: Voice, form: str, value: str) -> Line:
    """A rule's canonical value as a reader would say it."""
    match form:
        case "duration":
            return (Plain(duration_text(value, voice.language)),)
        case "threshold":
            return share(voice, value)
        case "quorum":
            return quorum(voice, value)
        case "flag" | "base":
            return say(voice, _WORDS[value]) if value in _WORDS else (Plain(value),)
        case _:
            return (Plain(value),)


def form(voice: Voice, name: str) -> Line:
    """What values of a form look like; a name that is no form is shown as it is."""
    known = FORMS.get(name)
    return say(voice, known) if known else (People(name),)


def ballots(voice: Voice, n: int) -> Line:
    """So many ballots."""
    return say_n(voice, "{n} ballot", "{n} ballots", n)


def numeral(voice: Voice, n: int) -> Line:
    """A number at the beginning of a sentence: as a word while it is small."""
    return say(voice, _NUMERALS[n - 1]) if 1 <= n <= len(_NUMERALS) else (Plain(str(n)),)


_NUMERALS = (
    N_("One"),
    N_("Two"),
    N_("Three"),
    N_("Four"),
    N_("Five"),
    N_("Six"),
    N_("Seven"),
    N_("Eight"),
    N_("Nine"),
    N_("Ten"),
)
