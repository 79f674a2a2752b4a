# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody in a story: each thing that people do is one method."""

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import TYPED, AccountRef, MemberId, TextRef
from bot.domain.refusals import Refusal

if TYPE_CHECKING:  # a story has people and people have a story
    from tests.domain.story import Story

_words = count(1)


def words(kind: str = "words", length: int = 12) -> TextRef:
    """Some new text of that kind."""
    return TextRef(f"digest-{next(_words)}", length, kind)


def account(name: str) -> AccountRef:
    """The account of somebody by name."""
    return AccountRef(f"account-of-{name}")


class Person:
    """Somebody in the rooms of a commons."""

    def __init__(self, story: "Story", name: str, joined: datetime | None) -> None:
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

    def unmarks(self, number: int, choice: str, copy: str = "red-card", **fields: Any) -> Any:
        """Take a reaction away."""
        return self._does(c.RemoveMark, number=number, mark=self.mark(choice, copy), **fields)

    def says(self, number: int, choice: str, because: TextRef | None = None) -> Any:
        """Vote by words or button, maybe with a reason."""
        mark = f"typed:{self.name}:{next(_words)}"
        return self.marks(number, choice, TYPED, mark=mark, because=because)

    def left(
        self,
        choice: str,
        at: datetime | None = None,
        copy: str = "red-card",
        *,
        by_then: datetime | None = None,
    ) -> c.FoundMark:
        """A reaction of theirs that a reading finds; `by_then` an earlier one had found it."""
        return c.FoundMark(self.mark(choice, copy), self.ref, self.joined, choice, at, by_then)

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

    def links(self, other: "Person") -> Any:
        """`my link`, with the code that another account asked for."""
        return self._does(c.LinkAccounts, other=other.ref)

    def unlinks(self, other: "Person | None" = None) -> Any:
        """`my unlink`: this account, or another of one's own."""
        return self._does(c.UnlinkAccount, account=(other or self).ref)

    def rewrites(self, number: int, field: str, text: TextRef | None) -> Any:
        """Edit (or delete) the chat message behind a card's text."""
        return self._does(c.EditText, number=number, field=field, text=text)

    def pauses(self, room: str | None = None) -> Any:
        """A steward's act."""
        return self._does(c.Pause, room=room)

    def resumes(self, room: str | None = None) -> Any:
        """Lift a pause."""
        return self._does(c.Resume, room=room)
