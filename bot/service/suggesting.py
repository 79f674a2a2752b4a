# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person can be offered while they type a command: numbers with titles, choices, rules.

Everything is read from memory, at every letter that somebody types. Only titles may have left it;
the store is given a moment to bring them, and what it has not brought by then goes without.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.domain.ids import Number, TextRef
from bot.domain.measures import parse_quorum, parse_threshold
from bot.domain.reading import choices_of
from bot.domain.state import Commons
from bot.service.civil import Moment, read_moment, zone_names
from bot.service.directory import Directory
from bot.service.drafts import Draft, Suggestion
from bot.service.house import House
from bot.service.names import plain_name
from bot.service.pickable import ballot_of, pickable
from bot.service.typists import Typist, typist
from bot.service.voices import called
from bot.words.catalogue import languages, nearest_language
from bot.words.help import topics
from bot.words.linking import network_name
from bot.words.nearness import nearest
from bot.words.offers import (
    choice_label,
    language_label,
    moment_label,
    number_label,
    quorum_label,
    rule_label,
    threshold_label,
    topic_label,
)
from bot.words.table import ChatCommand
from bot.words.taming import tame
from bot.words.values import number_of

MOST = 25
"""Suggestions at a time: no network shows more."""

LOOKED_AT = 200
"""Numbers whose titles are compared with what was typed."""

PATIENCE = 0.3
"""Seconds that the store has to bring titles that are not in memory."""

_QUORUMS = ("3", "5", "10", "20", "50", "20%", "50%")
_THRESHOLDS = (">1/2", ">=2/3", ">=3/4", ">=1/1")
_WAITS = ("1d", "3d", "7d", "14d")


class Suggesting:
    """Answers drafts. `commands` are all commands there are, for help."""

    def __init__(self, house: House, commands: Sequence[ChatCommand]) -> None:
        self._house = house
        self._commands = commands
        self._fetching: set[asyncio.Task[dict[str, str]]] = set()

    def language(self, account: str, place: str, own: str | None = None) -> str:
        """The language in which somebody is spoken to privately; `own` is that of their client."""
        who = typist(self._house, Draft(account, place, "", "", language=own, private=True))
        return who.language if who else nearest_language(own or "") or "en"

    async def suggest(self, draft: Draft) -> Sequence[Suggestion]:
        """What can be put into the option, the likeliest first; nothing where nothing is known."""
        if draft.option == "commons":
            names = [plain_name(name) for name in self._house.commons_of(draft.account)]
            return _matching(draft.typed, (Suggestion(name, name) for name in names))
        who = typist(self._house, draft)
        if who is None:
            return ()
        if draft.option == "number":
            return await self._numbers(who)
        if draft.option == "choice":
            return await self._choices(who)
        if draft.option == "topic":
            offered: Iterable[Suggestion] = _topics(who, self._commands)
        else:
            offer = _OFFERS.get(draft.option)
            offered = offer(who) if offer else ()
        return _matching("" if draft.option in _SIFTED else draft.typed, offered)

    # --- numbers and choices -----------------------------------------------------------------

    async def _numbers(self, who: Typist) -> Sequence[Suggestion]:
        typed = who.draft.typed
        number = number_of(typed) if typed.strip() else None
        offered = pickable(who.tip, who.draft.path, who.member)
        if number is not None:
            wanted = str(number)
            near = (one for one in offered if str(one).startswith(wanted))
            numbers = sorted(islice(near, MOST), key=lambda one: one != number)
        else:
            numbers = list(islice(offered, LOOKED_AT))
        titles = {one: _title(who.tip, one) for one in numbers}
        texts = await self._texts(who.directory, titles.values())
        labelled = (_labelled(who, one, _words(texts, titles[one])) for one in numbers)
        return tuple(islice(labelled, MOST)) if number is not None else _matching(typed, labelled)

    async def _choices(self, who: Typist) -> Sequence[Suggestion]:
        number = Number(number_of(who.draft.options.get("number", "")) or 0)
        poll = who.tip.polls.get(number)
        if poll is None or poll.state != "open":
            return ()
        texts = await self._texts(who.directory, poll.options)
        options = [_words(texts, ref) for ref in poll.options]
        choices = [one for one in choices_of(who.tip, number) if one != "accept"]
        return _matching(
            who.draft.typed,
            (Suggestion(one, choice_label(who.language, one, options)) for one in choices),
        )

    async def _texts(
        self, directory: Directory, refs: Iterable[TextRef | None]
    ) -> Mapping[str, str]:
        digests = {ref.digest for ref in refs if ref is not None}
        if not digests <= directory.words.keys():
            fetching = asyncio.create_task(directory.texts(digests))
            self._fetching.add(fetching)
            fetching.add_done_callback(self._fetched)
            await asyncio.wait({fetching}, timeout=PATIENCE)
        return directory.words

    def _fetched(self, task: "asyncio.Task[dict[str, str]]") -> None:
        """Whatever came of it: a title that could not be read is only left out."""
        self._fetching.discard(task)
        if not task.cancelled():
            task.exception()


def _title(tip: Commons, number: Number) -> TextRef | None:
    task, poll = tip.tasks.get(number), tip.polls.get(number)
    if poll is not None and poll.about is not None:
        task = tip.tasks.get(poll.about)
    return task.title if task else poll.question if poll else None


def _words(texts: Mapping[str, str], ref: TextRef | None) -> str | None:
    return texts.get(ref.digest) if ref is not None else None


def _labelled(who: Typist, number: Number, title: str | None) -> Suggestion:
    poll = who.tip.polls.get(number)
    label = number_label(
        who.language,
        number,
        title,
        review=poll is not None and poll.kind == "review",
        ballot=ballot_of(poll, who.member) if poll is not None else None,
    )
    return Suggestion(str(number), label)


# --- words ----------------------------------------------------------------------------------------


def _topics(who: Typist, commands: Sequence[ChatCommand]) -> Iterator[Suggestion]:
    for topic in topics(commands):
        yield Suggestion(topic, topic_label(who.language, topic, commands))


def _skills(who: Typist) -> Iterator[Suggestion]:
    """The last item of a list; what stands before it stays as it is."""
    before, comma, last = who.draft.typed.rpartition(",")
    kept = f"{before}{comma} " if comma else ""
    taken = {word.strip().casefold() for word in before.split(",")}
    words = sorted(who.directory.skill_words())
    for word in words:
        if word not in taken and last.strip().casefold() in word:
            yield Suggestion(f"{kept}{tame(word)}", tame(f"{kept}{word}"))


def _skill(who: Typist) -> Iterator[Suggestion]:
    return (Suggestion(word, tame(word)) for word in sorted(who.directory.skill_words()))


def _rules(who: Typist) -> Iterator[Suggestion]:
    for name in sorted(who.tip.charter.values):
        yield Suggestion(name, rule_label(who.language, name))


def _licences(who: Typist) -> Iterator[Suggestion]:
    if "licences" in who.tip.charter.values:
        for one in who.tip.charter.licences():
            yield Suggestion(one, one)


def _zones(who: Typist) -> Iterator[Suggestion]:
    """The zones by the names of their cities; one's own comes first."""
    said = "_".join(who.draft.typed.casefold().split())
    names = [who.zone, *(name for name in zone_names().values() if name != who.zone)]
    found = [name for name in names if said in name.casefold()]
    meant = None if found else nearest(said, zone_names())
    for name in [*found, *([zone_names()[meant]] if meant else [])]:
        yield Suggestion(name, name)


def _languages(_: Typist) -> Iterator[Suggestion]:
    for code in languages():
        yield Suggestion(code, language_label(code))


def _rooms(who: Typist) -> Iterator[Suggestion]:
    """The board rooms by the names that people use, the one at hand first."""
    here = who.draft.place
    for place in sorted(who.tip.places, key=lambda one: one != here):
        yield Suggestion(place, tame(who.directory.around.room(place)))


def _accounts(who: Typist) -> Iterator[Suggestion]:
    """One's own accounts, where there are several."""
    refs = who.tip.members[who.member].accounts if who.member is not None else []
    for ref in refs if len(refs) > 1 else []:
        row = who.directory.profile(ref)
        if row is not None:
            name = called(row, who.directory.around)[1]
            network = network_name(row.name.partition(":")[0])
            yield Suggestion(row.name, tame(f"{name}, {network}"))


def _moments(who: Typist) -> Iterator[Suggestion]:
    """What was typed, read as a moment or a duration; or a few durations to choose from."""
    typed, now = who.draft.typed.strip(), who.house.clock.now()
    for said in dict.fromkeys((typed, *_WAITS) if typed else _WAITS):
        found = read_moment(said, who.zone, now)
        if isinstance(found, Moment) and found.at > now:
            label = moment_label(who.language, said, found.at, who.zone, now)
            yield Suggestion(said, label)


def _quorums(who: Typist) -> Iterator[Suggestion]:
    """What was typed, or a few numbers; whether it is strict enough shows once it is sent."""
    for said in _measures(who.draft.typed, parse_quorum, _QUORUMS):
        yield Suggestion(said, quorum_label(who.language, said))


def _thresholds(who: Typist) -> Iterator[Suggestion]:
    """Those that are no looser than the charter's."""
    charter = who.tip.charter.values.get("poll.threshold")
    least = parse_threshold(charter) if charter else None
    for said in _measures(who.draft.typed, parse_threshold, _THRESHOLDS):
        if least is not None and not parse_threshold(said).looser_than(least):
            yield Suggestion(said, threshold_label(who.language, said))


def _measures(typed: str, parse: Callable[[str], object], usual: Sequence[str]) -> Iterable[str]:
    try:
        return dict.fromkeys((str(parse(typed)), *usual))
    except ValueError:
        return usual


_OFFERS: Mapping[str, Callable[[Typist], Iterable[Suggestion]]] = {
    "skills": _skills,
    "skill": _skill,
    "rule": _rules,
    "licence": _licences,
    "zone": _zones,
    "language": _languages,
    "room": _rooms,
    "account": _accounts,
    "due": _moments,
    "closes": _moments,
    "quorum": _quorums,
    "threshold": _thresholds,
}
"""By the name of the option."""

OFFERED = frozenset({"number", "choice", "topic", "commons", *_OFFERS})
"""Every option for which there is something to offer."""

_SIFTED = frozenset({"zone", "quorum", "threshold"})
"""Options whose offers went by what was typed already, slips and all."""


def _matching(typed: str, offered: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Those that hold every word that was typed; what begins with it comes first."""
    words = typed.casefold().split()
    found = [one for one in offered if _holds(one, words)]
    found.sort(key=lambda one: not one.label.casefold().startswith(typed.strip().casefold()))
    return tuple(found[:MOST])


def _holds(one: Suggestion, words: Sequence[str]) -> bool:
    read = f"{one.label} {one.value}".casefold()
    return all(word in read for word in words)
