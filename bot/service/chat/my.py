# SPDX-License-Identifier: AGPL-3.0-or-later
"""`my …`: what is kept of oneself, how one likes to be spoken to, and being forgotten."""

from dataclasses import replace

from bot.domain.commands import Forget, NameSkills
from bot.service import queries
from bot.service.asking import Asking, Do, Prefer, Result
from bot.service.chat import linking
from bot.service.chat.shape import chat
from bot.service.civil import zone_names
from bot.words.catalogue import N_, languages, nearest_language
from bot.words.mishaps import UnknownLanguage, UnknownZone
from bot.words.nearness import nearest
from bot.words.table import Kind, Option

_SWITCH = Option(
    "switch", Kind.WORD, N_("On or off."), free=True, required=True, choices=("on", "off")
)
_NONE = {"none", "-", "keine"}


@chat("my", N_("Show what is kept of you."))
async def mine(asking: Asking) -> Result:
    """Oneself, as the commons knows one."""
    return queries.mine(asking.ref)


@chat(
    "my skills",
    N_("Say what you can do; “none” takes it back."),
    Option("skills", Kind.LIST, N_("Your skills, with commas between."), free=True, required=True),
)
async def skills(asking: Asking) -> Result:
    """Name one's skills."""
    words = asking.items("skills") or ()
    if len(words) == 1 and words[0].casefold() in _NONE:
        words = ()
    return Do(NameSkills(**asking.base, skills=asking.skills(words)))


@chat(
    "my zone",
    N_("Set the time zone that you type and read times in."),
    Option("zone", Kind.TEXT, N_("Its name, such as Europe/Lisbon."), free=True, required=True),
)
async def zone(asking: Asking) -> Result:
    """Set one's time zone."""
    said = asking.word("zone") or ""
    names = zone_names()
    folded = said.strip().replace(" ", "_").casefold()
    found = names.get(folded)
    if found is None:
        cities = {name.rpartition("/")[2]: name for name in names}
        meant = nearest(folded, names) or cities.get(nearest(folded, cities, 0.8) or "")
        return UnknownZone(said, names[meant] if meant else None)
    row = replace(asking.profile, zone=found)
    return Prefer(row, "zone")


@chat(
    "my language",
    N_("Set the language I speak with you."),
    Option("language", Kind.WORD, N_("Its code, such as en or de."), free=True, required=True),
)
async def language(asking: Asking) -> Result:
    """Set one's language."""
    said = asking.word("language") or ""
    found = nearest_language(said)
    if found is None:
        return UnknownLanguage(said, languages())
    row = replace(asking.profile, language=found)
    return Prefer(row, "language")


@chat("my reminders", N_("Be reminded, privately, of polls you have not voted in."), _SWITCH)
async def reminders(asking: Asking) -> Result:
    """Turn reminders on or off."""
    on = asking.word("switch") == "on"
    row = replace(asking.profile, reminders=on)
    return Prefer(row, "reminders")


@chat("my mentions", N_("Be mentioned when a task asks for your skills."), _SWITCH)
async def mentions(asking: Asking) -> Result:
    """Turn mentions on or off."""
    on = asking.word("switch") == "on"
    row = replace(asking.profile, mentions=on)
    return Prefer(row, "mentions")


@chat("my forget", N_("Erase your words and name; numbers stay in the record."))
async def forget(asking: Asking) -> Result:
    """Be forgotten."""
    asking.house.codes.drop(asking.incoming.account)
    return Do(Forget(**asking.base), forget=(asking.ref,))


COMMANDS = (mine, skills, zone, language, reminders, mentions, *linking.COMMANDS, forget)
