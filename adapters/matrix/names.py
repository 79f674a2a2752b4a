# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are called, and telling apart those who are called alike."""

import unicodedata

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
    """The display names in all rooms of the bot."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._alike: dict[str, set[str]] = {}

    def learn(self, user_id: str, name: str | None) -> None:
        """Somebody is called so from now on."""
        wanted = tame(name, LONGEST) if name else ""
        wanted = wanted or localpart(user_id)
        old = self._names.get(user_id)
        if old == wanted:
            return
        if old is not None:
            self._alike[folded(old)].discard(user_id)
        self._names[user_id] = wanted
        self._alike.setdefault(folded(wanted), set()).add(user_id)

    def display(self, user_id: str) -> str | None:
        """The name; with the local part or whole id added where another is called alike."""
        name = self._names.get(user_id)
        if name is None:
            return None
        others = self._alike[folded(name)]
        if len(others) == 1 and not name.startswith("@"):
            return name
        local = localpart(user_id)
        if any(localpart(other) == local for other in others if other != user_id):
            return f"{name} ({user_id})"
        return f"{name} ({local})" if name != local else user_id
