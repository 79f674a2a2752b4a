# SPDX-License-Identifier: AGPL-3.0-or-later
"""People, their words, skills and rooms as spans, looked up in the voice.

What somebody had forgotten, or took back, is missing there: they are "somebody" then, and their
words "(text removed)".
"""

from collections.abc import Iterable, Sequence
from functools import cache

from bot.domain.ids import AccountRef, MemberId, Place, SkillRef, TextRef
from bot.words.cards import Button, Card, Line, Link, Mention, People, Plain, Span, Strong
from bot.words.catalogue import SOURCE, nearest_language
from bot.words.taming import ended, tame
from bot.words.templates import fill, joined, say, text_of
from bot.words.voice import Voice

NAME_LIMIT = 60
MOST_MENTIONS = 5


def who(voice: Voice, member: MemberId) -> Line:
    """A member by name; pinged only where the voice allows it."""
    return _named(voice, voice.names.get(member))


def whose(voice: Voice, account: AccountRef) -> Line:
    """The person behind an account ref, who may not be a member yet."""
    return _named(voice, voice.accounts.get(account))


def everybody(voice: Voice, members: Iterable[MemberId]) -> Line:
    """Several members: "Ana, Bo and Cy"."""
    return listed(voice, [who(voice, member) for member in members]) or say(voice, "somebody")


def listed(voice: Voice, items: Sequence[Line]) -> Line:
    """Lines as a list in the voice's language: "a, b and c"."""
    return _list(voice, "standard", items)


def either(voice: Voice, items: Sequence[Line]) -> Line:
    """Lines as a choice in the voice's language: "a, b or c"."""
    return _list(voice, "or", items)


def words(voice: Voice, ref: TextRef | None, limit: int | None = None) -> Line:
    """What somebody wrote, on one line."""
    text = tame(voice.texts.get(ref.digest, ""), limit) if ref else ""
    return (People(text),) if text else say(voice, "(text removed)")


def sentence(voice: Voice, ref: TextRef | None) -> Line:
    """What somebody wrote, closed by a full stop where they set none."""
    return closed(words(voice, ref))


def closed(line: Line) -> Line:
    """A line with a full stop, unless it ends a sentence already."""
    return line if ended(text_of(line)) else (*line, Plain("."))


def work(voice: Voice, ref: TextRef | None) -> Line:
    """A work: its web address as a link, and whatever was written after it."""
    line = words(voice, ref)
    first, _, rest = text_of(line).partition(" ")
    if ref is None or not first.casefold().startswith(("https://", "http://")):
        return line
    return (Link(first), *((Plain(" "), People(rest)) if rest else ()))


def skills(voice: Voice, refs: Iterable[SkillRef]) -> Line:
    """Skill words by the alphabet, comma by comma; forgotten ones are left out."""
    known = sorted(tame(voice.skills[ref], NAME_LIMIT) for ref in refs if ref in voice.skills)
    line: list[Span] = []
    for word in known:
        line += [Plain(", "), People(word)] if line else [People(word)]
    return tuple(line)


def room(voice: Voice, place: Place | str) -> Line:
    """A room by the name that people use for it."""
    return (People(tame(voice.rooms.get(place, place), NAME_LIMIT)),)


def card(
    voice: Voice,
    lines: Iterable[Line],
    seeds: Sequence[str] = (),
    buttons: tuple[Button, ...] = (),
) -> Card:
    """A card of these lines, without the empty ones; it may ping whom its lines mention."""
    kept = marked(voice, tuple(line for line in lines if line))
    pinged = dict.fromkeys(
        span.account for line in kept for span in _flat(line) if isinstance(span, Mention)
    )
    return Card(
        kept, voice.zone, voice.language, tuple(seeds), tuple(pinged)[:MOST_MENTIONS], buttons
    )


def marked(voice: Voice, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """In a rehearsal the first line of whatever is said tells so; here, and nowhere else."""
    if not voice.rehearsal or not lines:
        return lines
    mark = say(voice, "**Rehearsal, nothing is kept:**")
    return (joined([mark, lines[0]]), *lines[1:])


def _named(voice: Voice, found: tuple[str, str] | None) -> Line:
    if found is None:
        return say(voice, "somebody")
    account, display = found
    name = tame(display, NAME_LIMIT) or tame(account, NAME_LIMIT)
    return (Mention(account, name),) if account in voice.may_mention else (People(name),)


def _flat(line: Line) -> Iterable[Span]:
    for span in line:
        if isinstance(span, Strong):
            yield from _flat(span.spans)
        else:
            yield span


def _list(voice: Voice, style: str, items: Sequence[Line]) -> Line:
    if len(items) < 2:
        return items[0] if items else ()
    pattern = _patterns(voice.language, style)
    if len(items) == 2:
        return fill(pattern["2"], {"0": items[0], "1": items[1]})
    line = fill(pattern["end"], {"0": items[-2], "1": items[-1]})
    for item in reversed(items[1:-2]):
        line = fill(pattern["middle"], {"0": item, "1": line})
    return fill(pattern["start"], {"0": items[0], "1": line})


@cache
def _patterns(language: str, style: str) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - late, for a quick --help

    locale = Locale.parse(nearest_language(language) or SOURCE)
    # The comma before the last item is American; our English is not.
    return {
        part: pattern.replace(", and ", " and ").replace(", or ", " or ")
        for part, pattern in locale.list_patterns[style].items()
    }
