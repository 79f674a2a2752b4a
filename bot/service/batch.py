# SPDX-License-Identifier: AGPL-3.0-or-later
"""One batch of a desk: what many requests come to, gathered to be written in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import __version__
from bot.domain.commands import Command, MemberCommand, ReadMarks
from bot.domain.events import (
    Event,
    MemberForgotten,
    PollClosed,
    PollOpened,
    PollWithdrawn,
    TaskBroadcast,
    WorkSubmitted,
)
from bot.domain.ids import Number
from bot.domain.notice_types import Board, Say
from bot.domain.notices import notices
from bot.domain.state import Commons
from bot.record.sealing import seal
from bot.service.directory import Directory
from bot.service.envelopes import pack_found, pack_verdict
from bot.service.outbox import Cause, Outbox
from bot.service.ports import (
    AccountRow,
    Append,
    BarredRow,
    BoardRow,
    EntryRow,
    InboxRow,
    SayRow,
    SkillRow,
    TextRow,
)
from bot.service.requests import Done, Request, Verdict

_ENDINGS = (PollClosed, PollWithdrawn)
_BEGINNINGS = (TaskBroadcast, WorkSubmitted, PollOpened)


def made(verdict: Verdict) -> int | None:
    """The number that came into being, if one did; of unasked work, the work's."""
    if isinstance(verdict, Done):
        for event in reversed(verdict.events):
            if isinstance(event, _BEGINNINGS):
                return event.number
    return None


@dataclass(frozen=True, slots=True)
class Committed:
    """What became durable with a batch, for those who act on it."""

    commons: str
    events: Sequence[tuple[int, Event]]
    """Each with the height of its entry."""
    says: Sequence[SayRow]
    boards: Sequence[BoardRow]


class Batch:
    """The rows of one transaction, growing request by request."""

    def __init__(
        self,
        tip: Commons,
        head: str,
        at: datetime,
        directory: Directory,
    ) -> None:
        self.at = at
        self.head = head
        self._tip = tip
        self._start = tip.height
        self._directory = directory
        self._outbox = Outbox(tip, directory)
        self.sources: set[str] = set()
        self.marks: list[tuple[str, int]] = []
        self.events: list[tuple[int, Event]] = []
        self._entries: list[EntryRow] = []
        self._texts: list[TextRow] = []
        self._rows: dict[str, AccountRow | SkillRow] = {}
        self._inbox: list[InboxRow] = []
        self._says: list[SayRow] = []
        self._wanted: dict[int, int] = {}
        self._barred: list[BarredRow] = []
        self._unbar: list[str] = []
        self._forget: list[str] = []
        self._erase: list[str] = []

    # --- growing ---------------------------------------------------------------------------

    def enter(self, request: Request, command: Command, events: tuple[Event, ...]) -> Done:
        """Seal what came of a command, and gather its notices."""
        self._directory.acted.note(request.ref)  # first: what it leads to is told there
        tip = self._tip
        height = tip.height
        sealed = seal(height, self.at, command, events, __version__, self.head)
        self.head = sealed.hash
        self._entries.append(EntryRow(height, sealed.prev, sealed.hash, sealed.body))
        for event in events:
            self.events.append((height, event))
        for index, notice in enumerate(notices(tip, events)):
            if isinstance(notice, Board):
                self._wanted[notice.number] = height
            else:
                self._say(notice, f"{height}.{index}", height, command, request)
        return Done(events, height)

    def _say(self, notice: Say, key: str, height: int, command: Command, request: Request) -> None:
        place = command.place if isinstance(command, (MemberCommand, ReadMarks)) else None
        cause = Cause(request.source, place, getattr(command, "number", None))
        self._says.extend(self._outbox.rows(notice, key, height, cause))

    def keep(self, request: Request, verdict: Verdict) -> None:
        """Gather the rows that go beside the record; a refusal leaves no words behind."""
        self._directory.acted.note(request.ref)
        if request.record:
            number = made(verdict) if request.number is None else request.number
            answer = pack_verdict(verdict)
            self._inbox.append(InboxRow(request.source, answer, request.ref, number, request.mark))
            self.sources.add(request.source)
            if request.mark is not None and number is not None:
                self.marks.append((request.mark, number))
        if request.accounts or request.skills:
            self._keep_rows(request)
        if isinstance(verdict, Done):
            self._keep_words(request)
            for event in verdict.events:
                if isinstance(event, MemberForgotten):
                    self._forgotten(event.accounts)

    def _keep_rows(self, request: Request) -> None:
        gone = self._directory.gone
        rows: tuple[AccountRow | SkillRow, ...] = (*request.accounts, *request.skills)
        self._rows.update((row.ref, row) for row in rows if row.ref not in gone)

    def _keep_words(self, request: Request) -> None:
        if request.texts:
            gone = self._directory.gone
            self._texts.extend(row for row in request.texts if row.owner not in gone)
        for found in request.found:
            row = InboxRow(
                found.source, pack_found(found.by, found.copy), None, request.number, found.mark
            )
            self._inbox.append(row)
            self.sources.add(found.source)
            if request.number is not None:
                self.marks.append((found.mark, request.number))
        if request.forget:
            self._forget.extend(request.forget)
        if request.erase_texts:
            self._erase.extend(request.erase_texts)
            if request.command is None and request.number is not None:
                # No entry tells of it, so the card waits for one above the newest.
                self._wanted.setdefault(request.number, self._tip.height + 1)

    def _forgotten(self, refs: Sequence[str]) -> None:
        """All accounts of a person, and a bar for each in the polls that are open now (§21)."""
        self._forget.extend(refs)
        live = [poll.number for poll in self._tip.polls.values() if poll.live]
        names = (self._directory.account(ref) for ref in refs)
        bars = [self._directory.bar(name, live) for name in names if name is not None]
        self._barred.extend(row for row in bars if row is not None)

    # --- done ------------------------------------------------------------------------------

    def append(self, commons: str) -> Append | None:
        """All of it as one transaction; None where nothing is to be written."""
        if not (self._entries or self._inbox or self._rows or self._forget or self._erase):
            return None
        self._unbar = self._spent_bars()
        rows = self._rows.values()
        return Append(
            commons=commons,
            head=self._start,
            entries=self._entries,
            texts=self._texts,
            accounts=[row for row in rows if isinstance(row, AccountRow)],
            skills=[row for row in rows if isinstance(row, SkillRow)],
            inbox=self._inbox,
            says=self._says,
            boards=self.boards(),
            barred=self._barred,
            unbar=self._unbar,
            forget=self._forget,
            erase_texts=self._erase,
        )

    def boards(self) -> list[BoardRow]:
        """Each card that was touched, once for each room."""
        return [
            BoardRow(number, place, height)
            for number, height in self._wanted.items()
            for place in self._tip.places
        ]

    def _spent_bars(self) -> list[str]:
        if not self._directory.barring or not any(
            isinstance(event, _ENDINGS) for _, event in self.events
        ):
            return []
        polls = self._tip.polls

        def is_open(number: int) -> bool:
            poll = polls.get(Number(number))
            return poll is not None and poll.live

        return self._directory.spent_bars(is_open)

    def settle(self, commons: str) -> Committed:
        """It is durable: tell the directory, and say what there is to act on."""
        directory = self._directory
        directory.kept(self._rows.values())
        directory.remember(self._texts)
        directory.note_marks(self.marks)
        for row in self._barred:
            directory.barring[row.digest] = row
        directory.unbar(self._unbar)
        if self._forget or self._erase:
            directory.forget(self._forget, self._erase)
        hashes = {row.height: row.hash for row in self._entries}
        for height, event in self.events:
            if isinstance(event, PollClosed):
                directory.hashes[height] = hashes[height][:8]
        return Committed(commons, self.events, self._says, self.boards())
