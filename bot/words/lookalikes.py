# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are called, and telling apart those who are called alike.

Two names are alike where a reader may take one for the other: letters of other alphabets that
look the same (Unicode's list of confusables), capitals, accents, spaces and signs make no
difference; digits do. Whoever is called like somebody else, like the bot, or like everybody, is
shown with the handle that nobody else has.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.words.catalogue import languages, translate
from bot.words.taming import tame

LONGEST = 60

CONFUSABLES = Path(__file__).parent / "confusables.txt"
"""Unicode's list, made by `python -m manuals`: the library that has it costs 17 MiB of memory."""

EVERYBODY = ("everyone", "everybody", "here", "room", "channel", "all", "admin", "system")
"""What nobody is called: it would be taken for a call to all, or for the room itself."""

_SOMEBODY = "somebody"
"""How cards call those who had themselves forgotten."""

_ALIKE = str.maketrans({"i": "l", "\u0131": "l"})
"""A capital I is an l to the eye; so must be what it is the capital of."""


@cache
def _confusables() -> dict[int, str]:
    """Each letter that looks like another, with the one (or ones) that it looks like."""
    lines = CONFUSABLES.read_text(encoding="ascii").splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return {int(one, 16): "".join(chr(int(each, 16)) for each in like) for one, *like in pairs}


def look(name: str) -> str:
    """Equal for names that a reader may take for each other."""
    if name.isascii():  # most are, and a vote must not wait for what they look like
        plain = name.translate(_ascii())
        return "".join(filter(str.isalnum, plain)) or "".join(plain.split())
    plain = _plain(name)
    kept = "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")
    return kept or "".join(plain.split())


def looks_of(name: str) -> frozenset[str]:
    """How a name looks: whole, and without what stands in brackets behind it, as a handle would."""
    before = name.rpartition("(")[0].rstrip() if name.endswith(")") else ""
    return frozenset((look(name), look(before or name)))


def _plain(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).translate(_confusables()).casefold()
    return unicodedata.normalize("NFKD", plain).translate(_confusables()).translate(_ALIKE)


@cache
def _ascii() -> dict[int, str]:
    """The same for each letter of ASCII, none of which depends on its neighbours."""
    return {code: _plain(chr(code)) for code in range(128)}


@cache
def nobody() -> frozenset[str]:
    """How the names look that nobody can have for themselves alone."""
    called = {translate(language, _SOMEBODY) for language in languages()}
    return frozenset(look(name) for name in (*EVERYBODY, *called))


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody, as they call themselves and as they are shown.

    `looks`: of the whole name, and of the name without what stands in brackets behind it; `claims`:
    what must be nobody else's handle. `doubtful`: nobody may be called so, whoever else is there.
    """

    called: str | None
    handle: str
    name: str
    looks: tuple[str, ...]
    claims: tuple[str, ...]
    doubtful: bool


def _known(called: str | None, handle: str, account: str) -> _Known:
    name = (tame(called, LONGEST) if called else "") or tame(handle, LONGEST) or account
    looks = looks_of(name)
    within = name.rpartition("(")[2] if name.endswith(")") else ""
    claims = looks | ({look(within)} if within else set())
    doubtful = name.startswith("@") or not nobody().isdisjoint(looks)
    return _Known(called, handle, name, tuple(looks), tuple(claims), doubtful)


class Names:
    """The display names on one network.

    `_alike` counts, for each way a name looks, the handles of those who are called so; `_handles`
    does the same for the handles themselves. A flood of people with one name must cost no more
    than any other people. `limit`: so many people are known at most; who was not heard of for the
    longest time is dropped first.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._known: dict[str, _Known] = {}
        self._kept: set[str] = set()
        self._alike: dict[str, Counter[str]] = {}
        self._handles: dict[str, Counter[str]] = {}

    def learn(self, account: str, called: str | None, handle: str, *, keep: bool = False) -> None:
        """Somebody is called so from now on. `handle`: what tells them from the others.

        `keep`: they stay known, whatever the limit says; so should the bot itself.
        """
        known = self._known.get(account)
        if known is not None and (known.called, known.handle) == (called, handle):
            self._known[account] = self._known.pop(account)
            return
        self.forget(account)
        self._known[account] = known = _known(called, handle, account)
        for one in known.looks:
            self._alike.setdefault(one, Counter())[handle] += 1
        self._handles.setdefault(look(handle), Counter())[handle] += 1
        if keep:
            self._kept.add(account)
        if self._limit is not None and len(self._known) > self._limit:
            self.forget(next(one for one in self._known if one not in self._kept))

    def forget(self, account: str) -> None:
        """Somebody is not known any more."""
        known = self._known.pop(account, None)
        if known is None:
            return
        for one in known.looks:
            _take(self._alike, one, known.handle)
        _take(self._handles, look(known.handle), known.handle)

    def plain(self, account: str) -> str | None:
        """The name alone, also where others are called alike."""
        known = self._known.get(account)
        return known.name if known else None

    def display(self, account: str) -> str | None:
        """The name; with the handle or whole account added where it could be another's."""
        known = self._known.get(account)
        if known is None:
            return None
        name, handle, doubtful = known.name, known.handle, known.doubtful
        for one in known.looks:
            alike = self._alike[one]
            if alike[handle] > 1:  # the handle does not tell them apart either
                return f"{name} ({account})"
            doubtful = doubtful or len(alike) > 1
        for one in known.claims:
            counts = self._handles.get(one)
            doubtful = doubtful or (counts is not None and len(counts) > (handle in counts))
        if not doubtful:
            return name
        return f"{name} ({handle})" if name != handle else account


def _take(counts: dict[str, Counter[str]], key: str, handle: str) -> None:
    """One less of these."""
    counts[key][handle] -= 1
    if not counts[key][handle]:
        del counts[key][handle]
    if not counts[key]:
        del counts[key]
