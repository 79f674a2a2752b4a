# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are called, and telling apart those who are called alike."""

import unicodedata
from collections import Counter

from bot.words.taming import tame

LONGEST = 60


def folded(name: str) -> str:
    """Equal for names that look alike."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LNPS")


def localpart(user_id: str) -> str:
    """The part of a user id before its server."""
    return user_id.removeprefix("@").split(":", 1)[0]


class Names:
    """The display names in all rooms of the bot.

    `_alike` counts, for each way a name looks, the local parts of those who are called so. A
    flood of people with one name must cost no more than any other people.
    """

    def __init__(self) -> None:
        self._names: dict[str, tuple[str, str]] = {}
        self._alike: dict[str, Counter[str]] = {}

    def learn(self, user_id: str, name: str | None) -> None:
        """Somebody is called so from now on."""
        local = localpart(user_id)
        wanted = (tame(name, LONGEST) if name else "") or local
        known = self._names.get(user_id)
        if known is not None:
            if known[0] == wanted:
                return
            alike = self._alike[known[1]]
            alike[local] -= 1
            if not alike[local]:
                del alike[local]
        look = folded(wanted)
        self._names[user_id] = (wanted, look)
        self._alike.setdefault(look, Counter())[local] += 1

    def display(self, user_id: str) -> str | None:
        """The name; with the local part or whole id added where another is called alike."""
        known = self._names.get(user_id)
        if known is None:
            return None
        name, look = known
        alike = self._alike[look]
        if len(alike) == 1 and not name.startswith("@"):
            (sharers,) = alike.values()
            return name if sharers == 1 else f"{name} ({user_id})"
        local = localpart(user_id)
        if alike[local] > 1:
            return f"{name} ({user_id})"
        return f"{name} ({local})" if name != local else user_id
