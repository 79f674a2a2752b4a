# SPDX-License-Identifier: AGPL-3.0-or-later
"""A command that somebody is still typing, and what can be offered to end it with."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Draft:
    """An option that is being filled in: who types where, and what stands in it so far.

    `account` and `place` carry their network; `private`: a room with only this person and the bot.
    `options` are the command's other options, as typed so far. `language`: of the person's own
    client, where the network tells.
    """

    account: str
    place: str
    path: str
    option: str
    typed: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What can be put into the option: `value` is what is meant, `label` is what people read.

    Labels are harmless (bot.words.taming), one line, and as long as the words in them are.
    """

    value: str
    label: str
