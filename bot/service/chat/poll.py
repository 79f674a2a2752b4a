# SPDX-License-Identifier: AGPL-3.0-or-later
"""`poll …`: the community asks itself, and everybody answers once."""

from bot.domain.commands import ClearMarks, OpenPoll, PlaceMark, WithdrawPoll
from bot.domain.ids import TYPED, MarkId, Number
from bot.domain.reading import choices_of, kind_of
from bot.domain.refusals import NotAPoll, UnknownNumber, WasForgotten
from bot.service import queries
from bot.service.asking import Asking, Do, Result
from bot.service.chat.shape import NUMBER, chat
from bot.service.incoming import made_at
from bot.words.catalogue import N_
from bot.words.mishaps import Mishap, NoSuchChoice
from bot.words.replies import Said, read_choice
from bot.words.table import Kind, Option


@chat(
    "poll new",
    N_("Ask everybody a question."),
    Option("question", Kind.TEXT, N_("What you ask."), free=True, required=True),
    Option("options", Kind.OPTIONS, N_("Two to ten options: a|b|c. Without them it is yes or no.")),
    Option("closes", Kind.WHEN, N_("When it closes: a moment or a duration.")),
    Option("quorum", Kind.WORD, N_("More ballots than the charter asks for.")),
    Option("threshold", Kind.WORD, N_("A greater share than the charter asks for.")),
    where="room",
)
async def new(asking: Asking) -> Result:
    """Open a poll."""
    closes = asking.moment("closes")
    if isinstance(closes, Mishap):
        return closes
    return Do(
        OpenPoll(
            **asking.base,
            question=asking.text("question", asking.word("question") or ""),
            options=tuple(asking.text("option", one) for one in asking.items("options") or ()),
            closes=closes,
            quorum=asking.word("quorum"),
            threshold=asking.word("threshold"),
            others=asking.others,
            all_known=asking.all_known,
        )
    )


@chat(
    "poll list",
    N_("List open polls and reviews."),
    Option(
        "which", Kind.WORD, N_("Only yours, or those that are over."), free=True,
        choices=("mine", "closed"),
    ),
)  # fmt: skip
async def list_(asking: Asking) -> Result:
    """The polls, newest first."""
    return queries.poll_list(asking.ref, asking.word("which"))


@chat("poll show", N_("Show a poll or review and how it stands."), NUMBER)
async def show(asking: Asking) -> Result:
    """The card of a poll."""
    return queries.poll_shown(asking.number)


@chat(
    "poll vote",
    N_("Vote in a poll, or judge a work."),
    NUMBER,
    Option("choice", Kind.TEXT, N_("The word or number on the card."), free=True, required=True),
    Option("because", Kind.TEXT, N_("Your reason, for all to read.")),
)
async def vote(asking: Asking) -> Result:
    """Cast a ballot by words."""
    if kind_of(asking.tip, asking.number) == "task":
        return NotAPoll(asking.number)
    words = asking.word("choice") or ""
    said = read_choice(words)
    allowed = choices_of(asking.tip, asking.number)
    if said is None or said.rest or said.code not in allowed:
        said = await _named(asking, words) or said  # "2 euros" may be what option 1 is called
    if not allowed:
        return UnknownNumber(asking.number)
    if said is None or _is_torn(said, allowed):
        return NoSuchChoice(words, asking.number, _shown(allowed))
    because = asking.word("because")
    said = said if because is None else Said(said.code, because)
    return ballot(asking, said, asking.number, words)


def ballot(asking: Asking, said: Said, number: Number, words: str) -> Result:
    """The typed ballot, with its reason; `words` are what was typed for it."""
    poll = asking.tip.polls.get(number)
    allowed = choices_of(asking.tip, number)
    if poll is not None and poll.state == "open" and said.code not in allowed:
        return NoSuchChoice(words, number, _shown(allowed))
    if poll is not None and asking.directory.barred(asking.incoming.account, number):
        return WasForgotten(number)
    return Do(
        PlaceMark(
            **asking.base,
            number=number,
            mark=MarkId(f"typed:{asking.incoming.source_id}"),
            copy=TYPED,
            choice=said.code,
            because=asking.text("reason", said.rest) if said.rest else None,
            made=made_at(asking.incoming),
        )
    )


def _is_torn(said: Said, allowed: tuple[str, ...]) -> bool:
    """Two choices in one breath: "yes no" is neither."""
    then = read_choice(said.rest) if said.rest else None
    return then is not None and not then.rest and {said.code, then.code} <= {*allowed}


def _shown(allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The choices of a voter: to accept a credit is for those who were named."""
    return tuple(choice for choice in allowed if choice != "accept")


async def _named(asking: Asking, words: str) -> Said | None:
    """The option that is called so, for those who type its words and not its number."""
    poll = asking.tip.polls.get(asking.number)
    refs = poll.options if poll else ()
    texts = await asking.directory.texts(ref.digest for ref in refs if ref)
    for place, ref in enumerate(refs, start=1):
        if ref and _folded(texts.get(ref.digest, "")) == _folded(words):
            return Said(str(place))
    return None


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


@chat("poll unvote", N_("Take your ballot back."), NUMBER)
async def unvote(asking: Asking) -> Result:
    """Spend all marks of the asker on it."""
    return Do(ClearMarks(**asking.base, number=asking.number))


@chat("poll withdraw", N_("Take a poll or work of yours back."), NUMBER, where="room")
async def withdraw(asking: Asking) -> Result:
    """Take a poll back."""
    return Do(WithdrawPoll(**asking.base, number=asking.number))


COMMANDS = (new, list_, show, vote, unvote, withdraw)
