# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replies to a card that are only a word: what they ask for (§6)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.commands import AcceptCredit, ClaimTask, ExtendClaim, ReleaseClaim
from bot.domain.ids import Number
from bot.domain.reading import choices_of, kind_of
from bot.domain.refusals import NotAPoll, UnknownNumber
from bot.service import queries
from bot.service.asking import Asking, Do, Prefer, Result
from bot.service.chat.poll import ballot
from bot.service.chat.task import submitted
from bot.words.mishaps import NothingChosen
from bot.words.replies import CHOICES, Said

_ON_TASK: Mapping[str, Callable[[Asking, Number], Result]] = {
    "claim": lambda asking, number: Do(ClaimTask(**asking.base, number=number)),
    "accept": lambda asking, number: Do(ClaimTask(**asking.base, number=number)),  # ✋ as a word
    "release": lambda asking, number: Do(ReleaseClaim(**asking.base, number=number)),
    "extend": lambda asking, number: Do(ExtendClaim(**asking.base, number=number)),
}


def meant(asking: Asking, number: Number, said: Said, words: str) -> Result | None:
    """What a one-word reply to the card of that number asks for; None: it is a conversation.

    `words` are the reply itself, to be quoted.
    """
    kind = kind_of(asking.tip, number)
    if kind is None:
        return None
    if said.code == "why":
        return queries.why(number)
    if kind == "task":
        return _on_task(asking, number, said)
    if said.code == "submit":
        return _better(asking, number, said)
    if said.code == "accept":
        review = kind == "review"
        return Do(AcceptCredit(**asking.base, number=number)) if review else None
    if said.code in choices_of(asking.tip, number) or said.code in CHOICES or said.code.isdecimal():
        # What is no choice here is refused with those that are.
        return ballot(asking, said, number, words)
    return None


def _on_task(asking: Asking, number: Number, said: Said) -> Result | None:
    if said.code == "submit":
        return submitted(asking, number, said.rest)
    make = _ON_TASK.get(said.code)
    return make(asking, number) if make else None


def _better(asking: Asking, number: Number, said: Said) -> Result | None:
    """`submit` under a review is another try at the same task."""
    poll = asking.tip.polls.get(number)
    return submitted(asking, poll.about, said.rest) if poll and poll.about is not None else None


def pressed(asking: Asking, number: Number, code: str, words: str) -> Result:
    """What a button of the card of that number asks for, with the words typed for it."""
    if code == "remind":
        return Prefer(replace(asking.profile, reminders=True), "reminders")
    if code == "reason":
        return _reasoned(asking, number, words)
    result = meant(asking, number, Said(code, words.strip()), words or code)
    return result or UnknownNumber(number)


def _reasoned(asking: Asking, number: Number, words: str) -> Result:
    """A reason for the ballot that stands; without one there is nothing to give reasons for."""
    poll, member = asking.tip.polls.get(number), asking.tip.member_of.get(asking.ref)
    if poll is None:
        return NotAPoll(number) if number in asking.tip.tasks else UnknownNumber(number)
    chosen = poll.chosen().get(poll.voter(member)) if member is not None else None
    return (
        NothingChosen(number)
        if chosen is None
        else ballot(asking, Said(chosen, words), number, words)
    )
