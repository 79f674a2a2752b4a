# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions about the community: its name, language and zone, stewards, size and rules."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.cli.starting import reading
from bot.cli.starting.asking import Asker, NotThisError, Question
from bot.cli.starting.before import Before, texts
from bot.cli.starting.plan import RoomPlan
from bot.cli.starting.proposals import Proposal, proposed
from bot.domain.charter import RULES, allowed
from bot.service.scouts import SeenRoom
from bot.words.cards import Plain
from bot.words.catalogue import languages
from bot.words.figures import rule_value
from bot.words.rule_texts import EXPLANATIONS
from bot.words.voice import Voice

TITLE_MORE = (
    "What people call your community, in any words: “The garden”. It stands in sentences and can "
    "be changed later."
)
NAME_MORE = (
    "One word that people type to name it, as in commons:garden, and under which the record is "
    "kept. Keep it for good."
)
SIZE_MORE = (
    "How many people will see the cards, about. What fits five people does not fit three thousand: "
    "the rules that are proposed next depend on it. Nothing is limited by it."
)
STEWARDS_MORE = (
    "Stewards are moderators who may pause new tasks and polls for a while. What they do is public "
    "and temporary. Give accounts with commas between, such as @ana:example.org or, from Discord, "
    "the number of a person (right-click, Copy User ID, in developer mode); or none."
)
ZONE_MORE = (
    "The time zone in which your people mean their times, as in Europe/Lisbon or America/Lima. "
    "Everybody can set their own later."
)
LANGUAGE_MORE = "The language of the cards in its rooms. Everybody can set their own for answers."
REHEARSAL = Question(
    "rehearsal",
    "Begin with a rehearsal, to try it out",
    "In a rehearsal everything works as usual and says that it is only tried out. It ends when you "
    "take `rehearsal = true` out of the configuration and start the bot anew: then all of it is "
    "erased, and numbers begin anew. Once founded, a commons can't be rehearsed any more.",
)
RULES_AGAIN = Question(
    "new-rules",
    "Go through the rules again",
    "Rules in the configuration found a commons. Until the first start they can be changed here.",
)


def ask_title(asker: Asker, old: Mapping[str, Any], rooms: Sequence[SeenRoom]) -> str:
    """What the commons is called."""
    default = old.get("title") or (rooms[0].home or rooms[0].name if rooms else None)
    question = Question("title", "What is your community called", TITLE_MORE, _safe(default))
    return asker.ask(question, reading.title)


def ask_name(asker: Asker, old: Mapping[str, Any], title: str) -> str:
    """The word that names the commons."""
    if old.get("name") and asker.given("name") is None:
        return str(old["name"])
    default = reading.name_of(title)
    return str(
        asker.ask(
            Question("name", "A word that names it in commands", NAME_MORE, default), reading.name
        )
    )


def ask_tongue(asker: Asker, old: Mapping[str, Any]) -> tuple[str, str]:
    """The language and the time zone."""
    known = sorted(languages())
    spoken = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2]
    default = str(old.get("language") or (spoken if spoken in known else "en"))
    language = asker.ask(
        Question("language", f"Its language ({', '.join(known)})", LANGUAGE_MORE, default, known),
        reading.language,
    )
    zone = asker.ask(
        Question(
            "timezone", "Its time zone", ZONE_MORE, str(old.get("timezone") or _zone()), _zones()
        ),
        reading.time_zone,
    )
    return str(language), str(zone)


def ask_stewards(
    asker: Asker, old: Mapping[str, Any], rooms: Sequence[SeenRoom]
) -> tuple[str, ...]:
    """Who moderates at first; those who run the rooms are proposed."""
    given = asker.given("steward")
    if given is not None:
        return tuple(dict.fromkeys(one for said in given for one in _accounts(asker, str(said))))
    keepers = dict.fromkeys(one.account for room in rooms for one in room.keepers)
    default = texts(old.get("stewards")) if "stewards" in old else tuple(keepers)
    question = Question(
        "steward",
        "Who are its stewards, the moderators",
        STEWARDS_MORE,
        ", ".join(default) or "none",
    )
    return asker.ask(question, reading.accounts)


def ask_rules(
    asker: Asker, before: Before, old: Mapping[str, Any], rooms: Sequence[SeenRoom]
) -> tuple[Proposal, ...] | None:
    """The rules to begin with; None leaves those of the file as they are."""
    chosen = _given_rules(asker)
    if old and asker.given("size") is None:
        if founded(before, old) or not asker.interactive:
            return tuple(chosen.values()) or None
        if not asker.confirm(RULES_AGAIN, default="charter" not in old):
            return tuple(chosen.values()) or None
    most = max((room.people or 0 for room in rooms), default=0)
    size = asker.ask(
        Question("size", "About how many people are you", SIZE_MORE, str(most or 50)),
        reading.people,
    )
    rules = {one.rule: one for one in proposed(size, _age(rooms))} | chosen
    asker.say()
    asker.say(f"For about {size} people I propose these rules; all others keep their defaults.")
    for one in rules.values():
        asker.say(f"  {one.rule}: {in_words(one)}")
        asker.say(one.reason, indent="      ")
    if asker.interactive:
        _change(asker, rules)
    return tuple(rules.values())


def ask_rehearsal(asker: Asker, before: Before, old: Mapping[str, Any]) -> bool:
    """Whether all is only tried out at first; never asked once the commons is founded."""
    if founded(before, old):
        return asker.given("rehearsal") is True
    return asker.confirm(REHEARSAL, default=old.get("rehearsal") is True)


def founded(before: Before, old: Mapping[str, Any]) -> bool:
    """Whether this commons has a record already, as far as the files tell."""
    return bool(old) and old.get("rehearsal") is not True and before.founded()


def in_words(proposal: Proposal) -> str:
    """A rule's value as a reader would say it, with how it is written where that differs."""
    voice = Voice("en", "UTC")
    said = rule_value(voice, RULES[proposal.rule].form, proposal.value)
    words = "".join(span.text for span in said if isinstance(span, Plain))
    return proposal.value if words in {"", proposal.value} else f"{words} ({proposal.value})"


def _change(asker: Asker, rules: dict[str, Proposal]) -> None:
    """Let single rules be changed until the person goes on."""
    more = "Type the name of a rule, such as review.quorum, to give it another value."
    while True:
        which = Question("rules", "Enter takes them; a rule's name changes it", more, "", [*RULES])
        name = asker.ask(which, lambda said: reading.rule(said) if said else "")
        if not name:
            return
        asker.say(f"{EXPLANATIONS[name]} It takes {allowed(name)}.", indent="  ")
        before = rules.get(name)
        value = asker.ask(
            Question("rules", f"  {name}", EXPLANATIONS[name], before.value if before else None),
            partial(reading.rule_value, name),
        )
        if before is None or before.value != value:
            rules[name] = Proposal(name, value, EXPLANATIONS[name])


def _given_rules(asker: Asker) -> dict[str, Proposal]:
    rules = {}
    for said in asker.given("rule") or ():
        name, equals, value = str(said).partition("=")
        try:
            rule = reading.rule(name if equals else f"{said} (write review.quorum=2)")
            rules[rule] = Proposal(rule, reading.rule_value(rule, value), EXPLANATIONS[rule])
        except NotThisError as error:
            asker.refuse("rule", error)
    return rules


def inviters(old: tuple[str, ...], stewards: Sequence[str], user: str | None) -> tuple[str, ...]:
    """Whose invitations the bot follows on Matrix: its stewards', or else its own server's."""
    if old or user is None:
        return old
    mine = tuple(one.removeprefix("matrix:") for one in stewards if one.startswith("matrix:"))
    return mine or (f"@*:{user.partition(':')[2]}",)


def ignored(old: Mapping[str, Any], rooms: Sequence[SeenRoom]) -> tuple[str, ...]:
    """Patterns of accounts that are not counted: those of before, and ghosts that were seen."""
    seen = (pattern for room in rooms for pattern in room.ghosts)
    return tuple(dict.fromkeys([*texts(old.get("ignore")), *seen]))


def bridged(rooms: Sequence[RoomPlan]) -> tuple[RoomPlan, ...]:
    """Rooms of which a bridge makes one, each pair named once."""
    named: set[str] = set()
    plans = []
    for room in rooms:
        twin = None if room.place in named else room.bridged_with
        named |= {twin} if twin else set()
        plans.append(replace(room, bridged_with=twin))
    return tuple(plans)


def _accounts(asker: Asker, said: str) -> tuple[str, ...]:
    try:
        return reading.accounts(said)
    except NotThisError as error:
        asker.refuse("steward", error)


def _safe(default: Any) -> str | None:
    """A room's name as a default, as far as it can be one."""
    try:
        return reading.title(str(default)) if default else None
    except NotThisError:
        return None


def _age(rooms: Sequence[SeenRoom]) -> timedelta | None:
    """How long the youngest of the rooms has existed."""
    made = [room.since for room in rooms if room.since is not None]
    return datetime.now(UTC) - max(made) if made else None


def _zone() -> str:
    import tzlocal  # noqa: PLC0415 - only here

    try:
        name = tzlocal.get_localzone_name() or "UTC"
    except Exception:  # noqa: BLE001 - a machine whose zone is set up oddly
        return "UTC"
    plain = name.removeprefix("Etc/")
    return plain if plain in _zones() else "UTC"


def _zones() -> set[str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - only here

    return available_timezones()
