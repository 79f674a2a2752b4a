# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commons to tell stories about: people by name, a virtual time, and everything that happened.

    garden = Story()
    ana, bo = garden.people("ana bo")
    door = ana.broadcasts()
    bo.claims(door)
    garden.later("8d")

What a person does answers with its events or with a Refusal; what opens something answers with
its number instead. Rules are given by their names, with an underscore for the dot.
"""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.charter import founding
from bot.domain.commons import Commons, next_deadline, replay
from bot.domain.decide import perform
from bot.domain.durations import parse_duration
from bot.domain.ids import TYPED, AccountRef, MemberId, TextRef
from bot.domain.notices import notices
from bot.domain.reading import poll_view, task_view
from bot.domain.refusals import Refusal

DAWN = datetime(2026, 3, 1, 8, tzinfo=UTC)
LONG_AGO = DAWN - timedelta(days=400)

_words = count(1)


def words(kind: str = "words", length: int = 12) -> TextRef:
    """Some new text of that kind."""
    return TextRef(f"digest-{next(_words)}", length, kind)


class Story:
    """A commons, its time, its log and what people were told."""

    def __init__(
        self, *places: str, stewards: tuple[str, ...] = ("stella",), without: str = "", **rules: str
    ) -> None:
        self.commons = Commons()
        self.now = DAWN
        self.log: list[tuple[datetime, tuple[e.Event, ...]]] = []
        self.told: list[Any] = []
        self._sources = count(1)
        self.places = places or ("red",)
        values = founding({name.replace("_", ".", 1): value for name, value in rules.items()})
        values.pop(without, None)
        self.does(
            c.FoundCommons,
            name="garden",
            engine="1",
            rules=values,
            places=self.places,
            stewards=tuple(map(account, stewards)),
        )

    def people(self, names: str, joined: datetime | None = LONG_AGO) -> list["Person"]:
        """Some people, all in the rooms since then."""
        return [Person(self, name, joined) for name in names.split()]

    def crowd(self, size: int) -> list["Person"]:
        """Many people."""
        return [Person(self, f"p{number}", LONG_AGO) for number in range(1, size + 1)]

    def does(self, command: type[c.Command], **fields: Any) -> Any:
        """Perform a command now."""
        given = command(source=f"source-{next(self._sources)}", **fields)
        answer = perform(self.commons, given, self.now)
        if isinstance(answer, Refusal):
            return answer
        if answer:
            self.log.append((self.now, answer))
            self.told += notices(self.commons, answer)
        return answer

    def replayed(self) -> Commons:
        """The commons that the log tells of."""
        made = Commons()
        for at, events in self.log:
            replay(made, events, at)
        return made

    def copy(self) -> Commons:
        """The state as it is, to compare with later."""
        return deepcopy(self.commons)

    # --- time and the bot -----------------------------------------------------------------------

    def after(self, duration: str) -> datetime:
        """A moment ahead (or with a minus, behind)."""
        sign = -1 if duration.startswith("-") else 1
        return self.now + sign * parse_duration(duration.removeprefix("-"))

    def later(self, duration: str) -> None:
        """Time passes, and the bot sees to every deadline on its way."""
        end = self.after(duration)
        while (moment := next_deadline(self.commons)) is not None and moment <= end:
            self.now = max(self.now, moment)
            self.tick()
        self.now = end

    def sleeps(self, duration: str) -> None:
        """Time passes, and nobody ticks."""
        self.now = self.after(duration)

    def tick(self, *live: str) -> Any:
        """Everything due is done; without arguments the bot is in every place."""
        return self.does(c.Tick, live=live or None)

    def deaf(self) -> Any:
        """A tick while the bot is in no place at all."""
        return self.does(c.Tick, live=())

    def reads(self, number: int, *found: c.FoundMark, place: str = "red", **more: Any) -> Any:
        """The bot reads the card's copy in a place."""
        more.setdefault("began", self.now)
        more.setdefault("copy", f"{place}-{number}")
        return self.does(c.ReadMarks, number=number, place=place, found=found, **more)

    def away(self, since: datetime, until: datetime) -> Any:
        """The bot tells when it was away."""
        return self.does(c.ReportAbsence, places=self.places, since=since, until=until)

    def closes(self, number: int) -> Any:
        """Time passes to the deadline; every place is read; the view of the poll then."""
        poll = self.commons.polls[number]
        if poll.state == "open":
            self.later_to(poll.closes_at)
        for place in poll.awaiting:
            self.reads(number, place=place, closing=True)
        return self.poll(number)

    def later_to(self, moment: datetime) -> None:
        """Time passes to a moment."""
        while (first := next_deadline(self.commons)) is not None and first <= moment:
            self.now = max(self.now, first)
            self.tick()
        self.now = moment

    # --- looking --------------------------------------------------------------------------------

    def task(self, number: int) -> Any:
        """The picture of a task."""
        return task_view(self.commons, number)

    def poll(self, number: int) -> Any:
        """The picture of a poll or review."""
        return poll_view(self.commons, number)

    def said(self, kind: type) -> list[Any]:
        """What of that kind people were told so far."""
        return [notice for notice in self.told if isinstance(notice, kind)]

    def happened(self, kind: type) -> list[Any]:
        """The events of that kind so far."""
        return [event for _, events in self.log for event in events if isinstance(event, kind)]


def account(name: str) -> AccountRef:
    """The account of somebody by name."""
    return AccountRef(f"account-of-{name}")


class Person:
    """Somebody in the rooms of a commons."""

    def __init__(self, story: Story, name: str, joined: datetime | None) -> None:
        self.story, self.name, self.joined = story, name, joined
        self.ref = account(name)
        self.place = story.places[0]

    @property
    def id(self) -> MemberId:
        """Their number, once they did something."""
        return self.story.commons.member_of[self.ref]

    @property
    def last(self) -> datetime:
        """When they last did something."""
        return self.story.commons.members[self.id].last

    def _does(self, command: type[c.Command], **fields: Any) -> Any:
        return self.story.does(command, by=self.ref, place=self.place, joined=self.joined, **fields)

    def _opens(self, command: type[c.Command], **fields: Any) -> Any:
        answer = self._does(command, **fields)
        if isinstance(answer, Refusal):
            return answer
        made = (e.TaskBroadcast, e.PollOpened)
        return [event.number for event in answer if isinstance(event, made)][-1]

    # --- tasks ----------------------------------------------------------------------------------

    def broadcasts(self, **fields: Any) -> Any:
        """Post a task; answers with its number."""
        fields.setdefault("title", words("title"))
        return self._opens(c.BroadcastTask, **fields)

    def edits(self, number: int, **fields: Any) -> Any:
        """Change a task."""
        return self._does(c.EditTask, number=number, **fields)

    def claims(self, number: int) -> Any:
        """Claim by words."""
        return self._does(c.ClaimTask, number=number)

    def raises_hand(self, number: int, copy: str = "red-card") -> Any:
        """✋ on a copy of a card."""
        return self.marks(number, "claim", copy=copy)

    def lowers_hand(self, number: int, copy: str = "red-card") -> Any:
        """Take one's ✋ away."""
        return self.unmarks(number, "claim", copy=copy)

    def extends(self, number: int) -> Any:
        """A full lease from now."""
        return self._does(c.ExtendClaim, number=number)

    def releases(self, number: int) -> Any:
        """Give a claim back."""
        return self._does(c.ReleaseClaim, number=number)

    def submits(self, number: int | None = None, *peers: "Person", **fields: Any) -> Any:
        """Put a work forward; answers with the number of its review."""
        fields.setdefault("work", words("link"))
        named = tuple(peer.ref for peer in peers)
        return self._opens(c.SubmitWork, number=number, peers=named, **fields)

    def accepts(self, number: int) -> Any:
        """Accept being a co-author, by word."""
        return self._does(c.AcceptCredit, number=number)

    def resubmits(self, number: int, **fields: Any) -> Any:
        """Put an unreviewed work forward again; answers with the number of its review."""
        return self._opens(c.ResubmitWork, number=number, **fields)

    def withdraws(self, number: int) -> Any:
        """Take a task, poll or work back."""
        is_task = number in self.story.commons.tasks
        return self._does(c.WithdrawTask if is_task else c.WithdrawPoll, number=number)

    # --- polls and marks ------------------------------------------------------------------------

    def opens(self, options: int = 0, **fields: Any) -> Any:
        """Ask a question; answers with its number."""
        fields.setdefault("question", words("question"))
        choices = tuple(words("option") for _ in range(options))
        return self._opens(c.OpenPoll, options=choices, **fields)

    def mark(self, choice: str, copy: str = "red-card") -> str:
        """The identity of a reaction: as on Discord the same again for the same emoji."""
        return f"{self.name}/{copy}/{choice}"

    def marks(self, number: int, choice: str, copy: str = "red-card", **fields: Any) -> Any:
        """React on a copy of a card."""
        fields.setdefault("mark", self.mark(choice, copy))
        return self._does(c.PlaceMark, number=number, choice=choice, copy=copy, **fields)

    def unmarks(self, number: int, choice: str, copy: str = "red-card") -> Any:
        """Take a reaction away."""
        return self._does(c.RemoveMark, number=number, mark=self.mark(choice, copy))

    def says(self, number: int, choice: str, because: TextRef | None = None) -> Any:
        """Vote by words or button, maybe with a reason."""
        mark = f"typed:{self.name}:{next(_words)}"
        return self.marks(number, choice, TYPED, mark=mark, because=because)

    def left(self, choice: str, at: datetime | None = None, copy: str = "red-card") -> c.FoundMark:
        """A reaction of theirs that a reading finds."""
        return c.FoundMark(self.mark(choice, copy), self.ref, self.joined, choice, at)

    def unvotes(self, number: int) -> Any:
        """Take one's vote back by words."""
        return self._does(c.ClearMarks, number=number)

    # --- the rest -------------------------------------------------------------------------------

    def knows(self, *skills: str) -> Any:
        """Name one's skills."""
        return self._does(c.NameSkills, skills=skills)

    def forgets(self) -> Any:
        """`my forget`."""
        return self._does(c.Forget)

    def rewrites(self, number: int, field: str, text: TextRef | None) -> Any:
        """Edit (or delete) the chat message behind a card's text."""
        return self._does(c.EditText, number=number, field=field, text=text)

    def pauses(self, room: str | None = None) -> Any:
        """A steward's act."""
        return self._does(c.Pause, room=room)

    def resumes(self, room: str | None = None) -> Any:
        """Lift a pause."""
        return self._does(c.Resume, room=room)
