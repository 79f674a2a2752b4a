# SPDX-License-Identifier: AGPL-3.0-or-later
"""Edits and deletions of the messages that cards came from (§21).

What a message caused is read from the record, so only the message that made a card can change
its words. An edit is read by the same grammar as the message was; it changes texts, never a poll,
and a duration in it is not counted anew.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.commands import EditTask, EditText
from bot.domain.ids import Number, TextKind, TextRef
from bot.domain.refusals import NothingToChange, Refusal
from bot.record.sealing import open_entry
from bot.service.asking import Asking, Do, Result
from bot.service.batch import made
from bot.service.chat import GRAMMAR
from bot.service.chat.poll import ballot
from bot.service.chat.task import kind_of_work, replaced, title_of_work
from bot.service.civil import is_civil
from bot.service.envelopes import unpack_verdict
from bot.service.finishing import Finishing, refusal_answer
from bot.service.incoming import Edited
from bot.service.ports import SILENCE, Answer
from bot.service.reactions import silence
from bot.service.requests import Done, Verdict
from bot.words.grammar import strip_prefix
from bot.words.mishaps import EditTooLate, Mishap
from bot.words.replies import Said, read_choice, read_reply
from bot.words.table import Typed

_PATHS = {"BroadcastTask": "task new", "OpenPoll": "poll new", "SubmitWork": "task submit"}
"""The command type in the record -> how it is typed."""


@dataclass(frozen=True, slots=True)
class Caused:
    """What a message caused: the type of its command, and the number that it made or marked."""

    command: str
    number: Number
    unasked: bool = False
    """A work that made its own task, whose title is the work's first line."""
    reason: str | None = None
    """The digest of the reason that was given with a ballot."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a card, and what the message says there now (None: nothing any more)."""

    number: Number
    field: str
    kind: TextKind
    old: TextRef | None
    words: str | None


class Edits:
    """Takes edits and deletions in."""

    def __init__(self, finishing: Finishing) -> None:
        self._finishing = finishing

    async def taken(self, asking: Asking, content: Edited, prefix: str) -> "asyncio.Future[Answer]":
        """An edit or deletion; of chatter, and of what made no card, it is silence."""
        caused = await _caused(asking, content, prefix)
        if caused is None:
            return silence()
        if content.text is None:
            return self._blanked(asking, caused)
        text = strip_prefix(content.text, prefix, addressed=True) or ""
        if caused.command == "PlaceMark":
            result = _reasoned(asking, caused.number, text)
            return self._finishing.answer(asking, result) if result else silence()
        typed = _typed(text, _PATHS[caused.command])
        if isinstance(typed, Mishap):
            return self._finishing.answer(asking, typed)
        if typed is None:
            return self._finishing.answer(asking, EditTooLate(caused.number))
        return await self._reworded(asking, caused, typed)

    def _blanked(self, asking: Asking, caused: Caused) -> "asyncio.Future[Answer]":
        """The message is gone: its words go from the card, and from where they were kept."""
        if caused.command == "PlaceMark":
            if caused.reason is None:
                return silence()
            gone = Do(None, erase_texts=(caused.reason,), number=caused.number)
            return self._ask(asking, [gone])
        pieces = _pieces(asking, caused, None)
        return self._ask(asking, [_edit(asking, piece) for piece in pieces if piece.old])

    async def _reworded(
        self, asking: Asking, caused: Caused, typed: Typed
    ) -> "asyncio.Future[Answer]":
        pieces = list(_pieces(asking, caused, typed))
        poll = asking.tip.polls.get(caused.number)
        options = typed.values.get("options", ())
        if poll and isinstance(options, tuple) and len(options) != len(poll.options):
            return self._finishing.answer(asking, EditTooLate(caused.number))
        known = await asking.directory.texts(piece.old.digest for piece in pieces if piece.old)
        changed = [
            piece
            for piece in pieces
            if (known.get(piece.old.digest) if piece.old else None) != piece.words
        ]
        if caused.command == "BroadcastTask":
            return self._ask(asking, _task_edits(asking, caused.number, changed, typed))
        return self._ask(asking, [_edit(asking, piece) for piece in changed])

    def _ask(self, asking: Asking, edits: Sequence[Do]) -> "asyncio.Future[Answer]":
        """Post all edits at once, each under a source of its own."""
        asked = []
        for index, edit in enumerate(edits):
            source = f"{asking.incoming.source_id}#{index}" if index else None
            asked.append(asking.desk.ask(asking.request(edit, source)))
        return self._finishing.run(_together(asking, asked)) if asked else silence()


async def _together(asking: Asking, asked: "Sequence[asyncio.Future[Verdict]]") -> Answer:
    for verdict in await asyncio.gather(*asked):
        if isinstance(verdict, Refusal) and not isinstance(verdict, NothingToChange):
            return await refusal_answer(asking, verdict)
    return SILENCE  # the card itself shows the new words


# --- what the message caused --------------------------------------------------------------------


async def _caused(asking: Asking, content: Edited, prefix: str) -> Caused | None:
    store, name = asking.house.store, asking.desk.name
    answer = await store.answer(content.message)
    if answer is None and content.text and strip_prefix(content.text, prefix, addressed=False):
        await asking.desk.read(lambda _: None)  # it may have been typed this very moment
        answer = await store.answer(content.message)
    verdict = unpack_verdict(answer) if answer is not None else None
    if not isinstance(verdict, Done) or verdict.height is None:
        return None
    row = await store.entry(name, verdict.height)
    entry = open_entry(row.body) if row else None
    if entry is None or entry.cause.get("source") != content.message:
        return None
    if entry.cause.get("by") != asking.ref:
        return None
    command = str(entry.cause["type"])
    if command == "PlaceMark":
        because = entry.cause.get("because")
        reason = because.get("digest") if isinstance(because, dict) else None
        return Caused(command, Number(entry.cause["number"]), reason=reason)
    number = made(Done(entry.events, verdict.height))
    if command not in _PATHS or number is None:
        return None
    unasked = command == "SubmitWork" and entry.cause.get("number") is None
    return Caused(command, Number(number), unasked)


def _typed(text: str, path: str) -> Typed | Mishap | None:
    """The command as it is typed now; None if it has become another one, or none."""
    said = read_reply(text) if path == "task submit" else None
    if said is not None and said.code == "submit":
        return Typed(path, {"work": said.rest})
    typed = GRAMMAR.parse(text)
    return None if isinstance(typed, Typed) and typed.path != path else typed


# --- what it says now ---------------------------------------------------------------------------


def _pieces(asking: Asking, caused: Caused, typed: Typed | None) -> Iterator[Piece]:
    """Every text of the card with its new words; without a command, with none."""
    number = caused.number
    if task := asking.tip.tasks.get(number):
        yield Piece(number, "title", "title", task.title, _word(typed, "title"))
        yield Piece(number, "details", "details", task.details, _word(typed, "details"))
        return
    poll = asking.tip.polls.get(number)
    if poll is None:
        return
    if poll.kind == "review":
        words = _word(typed, "work")
        yield Piece(number, "work", kind_of_work(words or ""), poll.work, words)
        own = asking.tip.tasks.get(poll.about) if caused.unasked and poll.about else None
        if own is not None:
            title = title_of_work(words) if words else None
            yield Piece(own.number, "title", "title", own.title, title)
        return
    yield Piece(number, "question", "question", poll.question, _word(typed, "question"))
    said = typed.values.get("options") if typed else None
    options = said if isinstance(said, tuple) else (None,) * len(poll.options)
    for place, (old, words) in enumerate(zip(poll.options, options, strict=False), start=1):
        yield Piece(number, f"option:{place}", "option", old, words)


def _word(typed: Typed | None, name: str) -> str | None:
    value = typed.values.get(name) if typed else None
    return value if isinstance(value, str) else None


def _edit(asking: Asking, piece: Piece) -> Do:
    before = len(asking.texts)
    text = asking.maybe_text(piece.kind, piece.words)
    own = tuple(asking.texts[before:])
    old = (piece.old.digest,) if piece.old else ()
    command = EditText(**asking.base, number=piece.number, field=piece.field, text=text)
    return Do(command, texts=own, erase_texts=old)


def _task_edits(asking: Asking, number: Number, changed: Sequence[Piece], typed: Typed) -> list[Do]:
    """A task may change in all its fields; what is no longer said stays, but for the details."""
    asking.values = typed.values
    words = {piece.field: piece.words for piece in changed}
    due = asking.moment("due") if is_civil(asking.word("due") or "") else None
    skills = asking.items("skills")
    command = EditTask(
        **asking.base,
        number=number,
        title=asking.maybe_text("title", words.get("title")),
        details=asking.maybe_text("details", words.get("details")),
        skills=None if skills is None else asking.skills(skills),
        due=None if isinstance(due, Mishap) else due,
        slots=asking.count("slots"),
        licence=asking.word("licence"),
    )
    edit = Do(command, texts=tuple(asking.texts), erase_texts=replaced(asking, command))
    gone = [_edit(asking, piece) for piece in changed if piece.old and piece.words is None]
    return [edit, *gone]


def _reasoned(asking: Asking, number: Number, text: str) -> Result | None:
    """A reason may be put in other words; a ballot is changed by voting, not by editing."""
    said = read_reply(text)
    if said is None:
        typed = GRAMMAR.parse(text, number=number)
        if isinstance(typed, Typed) and typed.path == "poll vote":
            said = read_choice(_word(typed, "choice") or "")
            because = _word(typed, "because")
            said = Said(said.code, because) if said and because else said
    poll, member = asking.tip.polls.get(number), asking.tip.member_of.get(asking.ref)
    stands = poll.chosen().get(poll.voter(member)) if poll and member else None
    if said is None or said.code != stands:
        return EditTooLate(number)
    return ballot(asking, said, number, text) if said.rest else None
