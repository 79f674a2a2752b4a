# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing that a person asks with words: who, where, and the few means to deal with it.

A chat handler gets an Asking and returns what should come of it: a Do, a Look, a Prefer, or why
not. People's words are put beside the record here, under a salt of their own, and only their
references go into commands (semantics §21).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any, TypedDict, TypeVar

from bot.domain.commands import Command
from bot.domain.ids import AccountRef, Number, Place, SkillRef, SourceId, TextKind, TextRef
from bot.domain.refusals import Refusal
from bot.domain.state import Commons
from bot.record.texts import refer
from bot.service.civil import Moment, read_moment
from bot.service.desk import Desk
from bot.service.directory import Directory
from bot.service.house import House
from bot.service.incoming import Incoming
from bot.service.peers import account_named
from bot.service.ports import AccountRow, Answer, SkillRow, TextRow
from bot.service.requests import Request
from bot.words.asides import ClockChange
from bot.words.cards import Card
from bot.words.mine import Preferences
from bot.words.mishaps import Mishap, UnknownPerson
from bot.words.table import ChatCommand
from bot.words.taming import tame
from bot.words.values import Value
from bot.words.voice import Voice

T = TypeVar("T")


class Base(TypedDict):
    """What every command of a member says; `**asking.base` fills it in."""

    source: SourceId
    by: AccountRef
    place: Place
    joined: datetime | None


@dataclass(frozen=True, slots=True)
class Do:
    """Ask the commons for a change. The rest goes along in the same transaction.

    Without a command only the rest is done.
    """

    command: Command | None
    texts: tuple[TextRow, ...] | None = None
    """Its own words, where one input asks for several things; None: all that were put down."""
    erase_texts: tuple[str, ...] = ()
    forget: tuple[str, ...] = ()
    """Accounts to forget besides those of a member who asks for it."""
    number: Number | None = None
    """The card that its own words go from, where no command touches one."""


Shown = Card | Answer | Refusal | Mishap | None


@dataclass(frozen=True, slots=True)
class Look:
    """Read something and show it; `show` gets what `read` made of the commons."""

    read: Callable[[Commons], Any]
    show: "Callable[[Any, Asking], Awaitable[Shown]]"
    inside: bool = False
    """Whether it shows what is in the rooms, which is for those who are in one."""


@dataclass(frozen=True, slots=True)
class Prefer:
    """Change what stands beside the record: how somebody likes to be spoken to."""

    row: AccountRow
    what: str
    """language, zone, reminders or mentions"""


Result = Do | Look | Prefer | Mishap | Refusal


@dataclass(frozen=True, slots=True)
class Language:
    """Whose ears an answer is for."""

    language: str
    zone: str


@dataclass(slots=True)
class Asking:
    """Who asks, where, and what was typed."""

    house: House
    incoming: Incoming
    desk: Desk
    directory: Directory
    ears: Language
    ref: AccountRef
    joined: datetime | None
    answered: Number | None = None
    """The card that the message answers."""
    commands: Sequence[ChatCommand] = ()
    """Every command there is, for help."""
    values: Mapping[str, Value] = field(default_factory=dict)
    texts: list[TextRow] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)
    skill_rows: list[SkillRow] = field(default_factory=list)
    notes: list[ClockChange] = field(default_factory=list)

    # --- what was typed --------------------------------------------------------------------

    @property
    def number(self) -> Number:
        """The number that was typed, or that of the card answered to."""
        value = self.values["number"]
        return Number(value) if isinstance(value, int) else Number(0)

    def word(self, name: str) -> str | None:
        """A text or word that was typed."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def count(self, name: str) -> int | None:
        """A whole number that was typed."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def items(self, name: str) -> tuple[str, ...] | None:
        """A list that was typed."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else None

    # --- who asks --------------------------------------------------------------------------

    @property
    def tip(self) -> Commons:
        """The commons as it stands now, for hints only: the desk decides."""
        return self.desk.commons

    @property
    def now(self) -> datetime:
        """The time."""
        return self.house.clock.now()

    @property
    def network(self) -> str:
        """The network that the message came by."""
        return self.incoming.account.partition(":")[0]

    @property
    def base(self) -> Base:
        """The part that all commands of a member share."""
        return {
            "source": SourceId(self.incoming.source_id),
            "by": self.ref,
            "place": Place(self.incoming.place),
            "joined": self.joined,
        }

    @property
    def profile(self) -> AccountRow:
        """The erasable side of the asker's account."""
        row = self.directory.profile(self.ref)
        return row or AccountRow(self.ref, b"", self.incoming.account)

    @property
    def preferences(self) -> Preferences:
        """How the asker likes to be spoken to."""
        row = self.profile
        return Preferences(self.ears.language, self.ears.zone, row.reminders, row.mentions)

    def prefer(self, row: AccountRow) -> None:
        """From now on speak as the asker's new preferences say."""
        self.ears = Language(row.language or self.ears.language, row.zone or self.ears.zone)

    @property
    def others(self) -> int | None:
        """How many eligible people besides the asker are known (§10)."""
        return self.house.census(self.desk.name, self.incoming.account)

    @property
    def all_known(self) -> bool:
        """Whether there are no others: only a finite electorate closes early (§17)."""
        return self.house.all_known(self.desk.name)

    @property
    def age(self) -> timedelta:
        """How long ago it was written, if that was while the bot was away."""
        sent = self.incoming.sent_at
        late = self.incoming.late and sent is not None
        return self.now - sent if late and sent else timedelta(0)

    # --- people's words, by reference --------------------------------------------------------

    def text(self, kind: TextKind, words: str) -> TextRef:
        """Put words beside the record, and hand back their reference."""
        body = words.strip() if tame(words) else ""  # what nobody can see is no text
        salt = token_bytes(16)
        ref = refer(body, kind, salt)
        self.texts.append(TextRow(ref.digest, salt, kind, self.ref, body))
        return ref

    def maybe_text(self, kind: TextKind, words: str | None) -> TextRef | None:
        """`text`, where there are words."""
        return None if words is None else self.text(kind, words)

    def skills(self, words: Iterable[str]) -> tuple[SkillRef, ...]:
        """The references of skill words."""
        return tuple(self._skill(word) for word in words)

    def _skill(self, word: str) -> SkillRef:
        ref, row = self.directory.skill(word)
        if row is not None:
            self.skill_rows.append(row)
        return ref

    def peers(self, names: Iterable[str]) -> tuple[AccountRef, ...] | UnknownPerson:
        """The accounts of people named by their address, by a mention, or as people call them."""
        found: list[AccountRef] = []
        for name in names:
            own = self.incoming.account
            account = account_named(name, own, self.directory, self._is_known)
            if account is None:
                return UnknownPerson(name)
            ref, row = self.directory.ref(account)
            if row is not None:
                self.accounts.append(row)
            found.append(ref)
        return tuple(found)

    def _is_known(self, account: str) -> bool:
        return (
            self.directory.known(account) is not None
            or self.house.joined(self.desk.name, account, None) is not None
        )

    # --- moments -----------------------------------------------------------------------------

    def moment(self, name: str) -> datetime | Mishap | None:
        """The instant that an option means, in the asker's zone; a note is kept for the answer."""
        said = self.word(name)
        if said is None:
            return None
        found = read_moment(said, self.ears.zone, self.now)
        if not isinstance(found, Moment):
            return found
        if found.note is not None:
            self.notes.append(ClockChange(found.note, said, found.at))
        return found.at

    # --- what goes to the desk ---------------------------------------------------------------

    def request(self, what: Do | Prefer | None, source: str | None = None) -> Request:
        """The request that carries a result, or only marks the input as handled.

        `source` is one of its own where a single input asks for several things.
        """
        done = what if isinstance(what, Do) else None
        command = done.command if done else None
        if command is not None and source is not None:
            command = replace(command, source=SourceId(source))
        rows = [*self.accounts, what.row] if isinstance(what, Prefer) else self.accounts
        return Request(
            source=source or self.incoming.source_id,
            command=command,
            texts=tuple(self.texts) if done is None or done.texts is None else done.texts,
            accounts=tuple(rows),
            skills=tuple(self.skill_rows),
            ref=self.ref,
            number=done.number if done else None,
            forget=done.forget if done else (),
            erase_texts=done.erase_texts if done else (),
        )

    async def voice(self, *objects: object) -> Voice:
        """The asker's voice, knowing what it needs to speak of these."""
        return await self.directory.voice(
            *objects, language=self.ears.language, zone=self.ears.zone, near=self.network
        )
