# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose ears a card is for: language, zone, and the people's words it may need."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything outside the view that rendering needs, looked up beforehand by the service.

    `names`: member id -> (account, display name); `accounts`: account ref -> (account, display
    name); `texts`: digest -> words; `skills`: skill ref -> word; `rooms`: place -> what people call
    it. What was forgotten is missing from these, and rendered as "somebody" or "(text removed)".
    `entries`: height -> first eight characters of the entry's hash.
    `may_mention`: accounts that this message may ping. `rehearsal`: everything is only tried out,
    and each card says so (bot.words.people.card).
    """

    language: str = "en"
    zone: str = "UTC"
    commons: str = ""
    names: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    accounts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[int, str] = field(default_factory=dict)
    may_mention: frozenset[str] = frozenset()
    rehearsal: bool = False
