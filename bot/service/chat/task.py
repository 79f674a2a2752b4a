# SPDX-License-Identifier: AGPL-3.0-or-later
"""`task …`: work is broadcast, claimed, put forward, taken back."""

from bot.domain.commands import (
    BroadcastTask,
    ClaimTask,
    EditTask,
    ExtendClaim,
    ReleaseClaim,
    ResubmitWork,
    SubmitWork,
    WithdrawTask,
)
from bot.domain.ids import Number, TextKind, TextRef
from bot.service import queries
from bot.service.asking import Asking, Do, Result
from bot.service.chat.shape import DETAILS, DUE, LICENCE, NUMBER, SKILLS, SLOTS, chat
from bot.words.catalogue import N_
from bot.words.grammar import example
from bot.words.mishaps import Mishap, MissingOption
from bot.words.table import Kind, Option

STATES = ("open", "claimed", "review", "accepted", "withdrawn")
TITLE_LIMIT = 200


@chat(
    "task new",
    N_("Post a task in every room."),
    Option("title", Kind.TEXT, N_("What is to be done."), free=True, required=True),
    DETAILS,
    SKILLS,
    DUE,
    SLOTS,
    LICENCE,
    where="room",
)
async def new(asking: Asking) -> Result:
    """Broadcast a task."""
    due = asking.moment("due")
    if isinstance(due, Mishap):
        return due
    return Do(
        BroadcastTask(
            **asking.base,
            title=asking.text("title", asking.word("title") or ""),
            details=asking.maybe_text("details", asking.word("details")),
            skills=asking.skills(asking.items("skills") or ()),
            due=due,
            slots=asking.count("slots"),
            licence=asking.word("licence"),
        )
    )


@chat(
    "task list",
    N_("List the tasks that are to be done."),
    Option("skill", Kind.TEXT, N_("Only those that ask for this skill.")),
    Option("state", Kind.WORD, N_("Only those in this state."), choices=STATES),
)
async def list_(asking: Asking) -> Result:
    """The tasks, newest first."""
    return queries.task_list(asking.directory, asking.word("state"), asking.word("skill"))


@chat("task show", N_("Show a task and everything about it."), NUMBER)
async def show(asking: Asking) -> Result:
    """The card of a task."""
    return queries.task_shown(asking.number)


@chat(
    "task edit",
    N_("Change what a task of yours says."),
    NUMBER,
    Option("title", Kind.TEXT, N_("The new title."), free=True),
    DETAILS,
    SKILLS,
    DUE,
    SLOTS,
    LICENCE,
    where="room",
)
async def edit(asking: Asking) -> Result:
    """Change some of a task's fields."""
    due = asking.moment("due")
    if isinstance(due, Mishap):
        return due
    skills = asking.items("skills")
    command = EditTask(
        **asking.base,
        number=asking.number,
        title=asking.maybe_text("title", asking.word("title")),
        details=asking.maybe_text("details", asking.word("details")),
        skills=None if skills is None else asking.skills(skills),
        due=due,
        slots=asking.count("slots"),
        licence=asking.word("licence"),
    )
    return Do(command, erase_texts=replaced(asking, command))


def replaced(asking: Asking, command: EditTask) -> tuple[str, ...]:
    """The digests of the texts that an edit puts other words for: they are kept no longer."""
    task = asking.tip.tasks.get(command.number)
    if task is None:
        return ()
    pairs: tuple[tuple[TextRef | None, TextRef | None], ...] = (
        (task.title, command.title),
        (task.details, command.details),
    )
    return tuple(old.digest for old, fresh in pairs if old and fresh and old.digest)


@chat(
    "task claim",
    N_("Say that you work on a task; a signal, not a lock."),
    NUMBER,
    where="room",
)
async def claim(asking: Asking) -> Result:
    """Claim a task."""
    return Do(ClaimTask(**asking.base, number=asking.number))


@chat("task extend", N_("Renew your claim on a task."), NUMBER, where="room")
async def extend(asking: Asking) -> Result:
    """Renew a claim."""
    return Do(ExtendClaim(**asking.base, number=asking.number))


@chat("task release", N_("Give your claim on a task back."), NUMBER, where="room")
async def release(asking: Asking) -> Result:
    """Give a claim back."""
    return Do(ReleaseClaim(**asking.base, number=asking.number))


@chat("task withdraw", N_("Take a task of yours back, or close it."), NUMBER, where="room")
async def withdraw(asking: Asking) -> Result:
    """Take a task back."""
    return Do(WithdrawTask(**asking.base, number=asking.number))


@chat(
    "task submit",
    N_("Put a work forward for review, asked for or not."),
    Option(
        "number",
        Kind.NUMBER,
        N_("The task it is for; leave it out for work that nobody asked for."),
        free=True,
    ),
    Option("work", Kind.TEXT, N_("A link to it, or words."), free=True),
    LICENCE,
    Option("with", Kind.PEERS, N_("Those who made it with you.")),
    where="room",
)
async def submit(asking: Asking) -> Result:
    """Put a work forward; a number alone puts an unreviewed one forward again."""
    words = asking.word("work")
    if words is None:
        return _again(asking)
    return submitted(asking, asking.values.get("number"), words)


def submitted(asking: Asking, number: object, words: str) -> Result:
    """The work in `words`, for a task or (no number) for one of its own."""
    peers = asking.peers(asking.items("with") or ())
    if isinstance(peers, Mishap):
        return peers
    task = Number(number) if isinstance(number, int) else None
    review = asking.tip.polls.get(task) if task is not None else None
    if review is not None and review.about is not None:
        task = review.about  # a new try, named by the review of an earlier one
    return Do(
        SubmitWork(
            **asking.base,
            number=task,
            work=asking.text(kind_of_work(words), words),
            title=asking.text("title", title_of_work(words)) if task is None else None,
            licence=asking.word("licence"),
            peers=peers,
            others=asking.others,
        )
    )


def kind_of_work(words: str) -> TextKind:
    """A link, or words."""
    return "link" if words.casefold().startswith(("https://", "http://")) else "words"


def title_of_work(words: str) -> str:
    """The title of the task that unasked work makes: its first line."""
    first = words.strip().splitlines()[0] if words.strip() else ""
    return first if len(first) <= TITLE_LIMIT else first[: TITLE_LIMIT - 1] + "…"


def _again(asking: Asking) -> Result:
    number = asking.values.get("number")
    poll = asking.tip.polls.get(Number(number)) if isinstance(number, int) else None
    if poll is not None and poll.kind == "review":
        return Do(ResubmitWork(**asking.base, number=poll.number, others=asking.others))
    work = submit.shape.options[1]
    return MissingOption(submit.shape.path, work.name, example(submit.shape, work))


COMMANDS = (new, list_, show, edit, claim, extend, release, submit, withdraw)
