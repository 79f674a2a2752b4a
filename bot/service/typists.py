# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is at a command or a form that is not finished yet, and how they are spoken to.

Everything is a hint read from memory: nothing is kept or decided for what may never be sent.
"""

from dataclasses import dataclass

from bot.domain.ids import MemberId
from bot.domain.state import Commons
from bot.service.desk import Desk
from bot.service.directory import Directory
from bot.service.drafts import Draft
from bot.service.house import House
from bot.service.names import plain_name
from bot.words.catalogue import nearest_language


@dataclass(frozen=True, slots=True)
class Typist:
    """Who types, in which commons, in which language and zone."""

    draft: Draft
    house: House
    desk: Desk
    member: MemberId | None
    language: str
    zone: str

    @property
    def tip(self) -> Commons:
        """The commons as it stands now."""
        return self.desk.commons

    @property
    def directory(self) -> Directory:
        """The erasable side of the commons."""
        return self.desk.directory


def typist(house: House, draft: Draft) -> Typist | None:
    """Who types; None where that concerns no commons."""
    name = _commons(house, draft)
    if name is None:
        return None
    desk, home = house.desk(name), house.home(name, draft.place)
    ref = desk.directory.known(draft.account)
    row = desk.directory.profile(ref) if ref is not None else None
    own = nearest_language(draft.language) if draft.language else None
    return Typist(
        draft=draft,
        house=house,
        desk=desk,
        member=desk.commons.member_of.get(ref) if ref is not None else None,
        language=(row.language if row else None) or own or home.language,
        zone=(row.zone if row else None) or home.zone,
    )


def _commons(house: House, draft: Draft) -> str | None:
    """That of the room; at a private desk the one that was named, or the person's first."""
    facts = house.room(draft.place)
    if facts is not None:
        return facts.commons
    if not draft.private:
        return None
    names = [one for one in house.commons_of(draft.account) if not house.gone(one, draft.account)]
    named = draft.options.get("commons", "").casefold()
    found = next((name for name in names if plain_name(name).casefold() == named), None)
    return found or next(iter(names), None)
