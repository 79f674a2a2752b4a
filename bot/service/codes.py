# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes by which a person shows that two accounts are theirs: asked by one, typed by the other.

They are kept in memory only: a restart forgets them, and no store, record or log ever sees one.
Whoever types a code becomes one person with whoever asked for it, so a code is short-lived, works
once, and can't be found by trying.
"""

import secrets
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.words.code_mishaps import TooManyCodes, TooManyTries, UnknownCode

ALPHABET = "BCDFGHJKMNPRTWXYZ"
"""Without vowels, so that no code is a word, and without letters that look like another sign."""

LETTERS = 8
LIFETIME = timedelta(minutes=10)
WITHIN = timedelta(hours=1)
MOST_TRIES = 5
"""Wrong codes that one account may type within an hour."""

MOST_CODES = 10
"""Codes that one account may ask for within an hour."""


@dataclass(slots=True)
class Given:
    """A code, who asked for it, in which commons, and until when it works."""

    code: str = field(repr=False)
    commons: str
    account: str
    until: datetime
    taken: str = ""
    """The input that typed it: handed in again after a failed write, it still fits."""


class Codes:
    """All codes of one process."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], Given] = {}
        self._asked = Pace(MOST_CODES)
        self._wrong = Pace(MOST_TRIES)

    def ask(self, commons: str, account: str, now: datetime) -> Given | TooManyCodes:
        """A new code; the one that the account asked for before works no longer."""
        again = self._asked.full(account, now)
        if again is not None:
            return TooManyCodes(MOST_CODES, again)
        self._asked.note(account, now)
        self._given = {
            key: one
            for key, one in self._given.items()
            if one.until > now and (one.commons, one.account) != (commons, account)
        }
        code = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
        given = self._given[commons, code] = Given(code, commons, account, now + LIFETIME)
        return given

    def take(
        self, commons: str, typed: str, account: str, source: str, now: datetime
    ) -> Given | UnknownCode | TooManyTries:
        """The code that somebody typed, if it works; from now on it works for nobody else.

        Typed by the account that asked for it, it stays as it is.
        """
        again = self._wrong.full(account, now)
        if again is not None:
            return TooManyTries(MOST_TRIES, again)
        given = self._given.get((commons, plain(typed)))
        if given is None or given.until <= now or given.taken not in {"", source}:
            self._wrong.note(account, now)
            return UnknownCode(typed)
        if given.account != account:
            given.taken = source
        return given

    def overhear(self, text: str) -> None:
        """These words stand where all can read them: a code among them works no longer."""
        if self._given:
            said = plain(text)
            self._given = {key: one for key, one in self._given.items() if one.code not in said}

    def drop(self, account: str) -> None:
        """An account is forgotten, and what it asked for with it."""
        self._given = {key: one for key, one in self._given.items() if one.account != account}


class Pace:
    """How often each account did something within an hour, up to a limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def full(self, account: str, now: datetime) -> datetime | None:
        """When it may be done again, if the limit is reached."""
        for one in [*self._times]:
            times = self._times[one]
            while times and times[0] <= now - WITHIN:
                times.popleft()
            if not times:
                del self._times[one]
        times = self._times.get(account, deque())
        return times[0] + WITHIN if len(times) >= self._most else None

    def note(self, account: str, now: datetime) -> None:
        """It was done now."""
        self._times[account].append(now)


def plain(typed: str) -> str:
    """A code as it was given: people add dashes and blanks, and let go of the shift key."""
    return "".join(char for char in typed.upper() if char.isalnum())
