# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replies to a card that are only a word: everything an emoji does, a typed word does (§6).

Every language's words are understood in every room: nobody has to know which language the bot
takes a room to speak. The words are the ones that the cards show; add a language by adding a
column here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.words.emoji import choice_of, normalise
from bot.words.splitting import plain_spaces, unquote

CHOICES: Mapping[str, tuple[str, ...]] = {
    "sound": ("sound", "solide", "stimmig", "in ordnung"),
    "excellent": ("excellent", "hervorragend", "ausgezeichnet", "exzellent"),
    "needs_work": (
        "needs work",
        "need work",
        "needs_work",
        "braucht arbeit",
        "braucht noch arbeit",
        "muss überarbeitet werden",
        "nacharbeiten",
    ),
    "block": (
        "block",
        "must not go in",
        "darf nicht hinein",
        "darf nicht rein",
        "nicht aufnehmen",
        "blockieren",
    ),
    "yes": ("yes", "ja"),
    "no": ("no", "nein"),
    "abstain": ("abstain", "enthaltung", "enthalten", "ich enthalte mich"),
}
"""Choice -> the words for it."""

DEEDS: Mapping[str, tuple[str, ...]] = {
    "claim": ("claim", "übernehmen", "übernehme", "ich übernehme"),
    "release": ("release", "freigeben", "abgeben", "zurückgeben"),
    "extend": ("extend", "verlängern"),
    "accept": ("accept", "annehmen", "nehme an", "ich nehme an"),
    "why": ("why", "warum", "wieso"),
}
"""What else a bare word can ask of a card."""

SUBMIT: tuple[str, ...] = ("submit", "einreichen", "reiche ein", "eingereicht")
"""Words that need something behind them: the work."""


@dataclass(frozen=True, slots=True)
class Said:
    """A choice or deed by its code, and the reason (or work) that was said with it."""

    code: str
    rest: str = ""


def _any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"[\s_-]+") for phrase in longest_first)


def _codes(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {_fold(p): code for table in tables for code, phrases in table.items() for p in phrases}


def _fold(phrase: str) -> str:
    return re.sub(r"[\s_-]+", " ", phrase).casefold()


_CHOICE_CODES = _codes(CHOICES)
_DEED_CODES = _codes(DEEDS)
_BECAUSE = r"(?:because|weil|denn)[:：]?\s+|(?:because|grund|reason)\s*[:：]\s*"
_END = r"[.!?…]*\s*"
_CHOICE = re.compile(
    rf"(?P<phrase>{_any_of(_CHOICE_CODES)}|[#＃]?\d{{1,2}})"
    rf"(?:{_END}|(?P<plain>[.)]?\s*[:：]\s*|\s+[-–—]\s+|[.!]?\s*\n\s*|[,，]?\s+(?:{_BECAUSE}))"
    r"(?P<rest>.+))",
    re.IGNORECASE | re.DOTALL,
)
_LOOSE = re.compile(
    rf"(?P<phrase>{_any_of(_CHOICE_CODES)}|[#＃]?\d{{1,2}})(?:[\s,;:：.–—-]+(?P<rest>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_DEED = re.compile(rf"(?P<phrase>{_any_of(_DEED_CODES)}){_END}", re.IGNORECASE)
_SUBMIT = re.compile(rf"(?:{_any_of(SUBMIT)})\s*[:：]?\s+(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL)
_MARKS = ("review", "poll", "task")


def read_reply(text: str) -> Said | None:
    """What a reply to a card says, if it is only the word (and a reason); else None: a chat."""
    said = unquote(plain_spaces(text).strip())  # the cards quote the words, so people do too
    deed = _DEED.fullmatch(said)
    if deed:
        return Said(_DEED_CODES[_fold(deed["phrase"])])
    work = _SUBMIT.fullmatch(said)
    if work:
        return Said("submit", work["rest"].strip())
    return _as_choice(_CHOICE.fullmatch(said)) or _emoji(said)


def read_choice(text: str) -> Said | None:
    """The choice typed after `poll vote 12`, and a reason behind it in any form."""
    said = plain_spaces(text).strip()
    strict = _as_choice(_CHOICE.fullmatch(said))
    return strict or _as_choice(_LOOSE.fullmatch(said)) or _emoji(said)


def _as_choice(found: "re.Match[str] | None") -> Said | None:
    if found is None:
        return None
    phrase = found["phrase"]
    code = _CHOICE_CODES.get(_fold(phrase)) or str(int(phrase.lstrip("#＃")))
    return Said(code, (found["rest"] or "").strip())


def _emoji(said: str) -> Said | None:
    """An emoji typed as text; its reason may follow it."""
    first, _, rest = said.partition(" ")
    if not first or len(normalise(first)) > 2:
        return None
    for kind in _MARKS:
        choice = choice_of(first, kind)
        if choice:
            return Said(choice, rest.lstrip(" :：–—-"))
    return None
