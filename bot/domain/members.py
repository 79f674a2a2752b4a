# SPDX-License-Identifier: AGPL-3.0-or-later
"""People: how they arrive, what they say they can do, and how they are forgotten (§7, §21)."""

from datetime import datetime, timedelta

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import AccountRef, MemberId, TextRef
from bot.domain.refusals import (
    NotAPoll,
    NotATask,
    NotTheOpener,
    Refusal,
    TextIsEmpty,
    TextIsFrozen,
    TextTooLong,
    UnknownNumber,
)
from bot.domain.state import Commons, Member, Poll, Task

LIMITS: dict[str, int] = {
    "title": 200,
    "details": 4000,
    "link": 2000,
    "words": 4000,
    "question": 300,
    "option": 100,
    "reason": 1000,
}
"""The longest texts, in characters: a card of all of them fits one Matrix event (64 KiB)."""


class Arrivals:
    """Gives refs their members; whoever is new arrives with an event of their own."""

    def __init__(self, commons: Commons) -> None:
        self._commons = commons
        self._new: dict[AccountRef, MemberId] = {}
        self.events: list[e.Event] = []

    def member(self, ref: AccountRef) -> MemberId:
        """The member behind an account; their arrival is noted if this is their first act."""
        known = self._commons.member_of.get(ref) or self._new.get(ref)
        if known is not None:
            return known
        made = MemberId(self._commons.arrived + len(self._new) + 1)
        self._new[ref] = made
        self.events.append(e.MemberArrived(made, ref))
        return made


def hands(commons: Commons, ref: AccountRef) -> tuple[MemberId, ...]:
    """Whose marks and words an account may have left: its member's, and whose it was before (§9).

    That it left them is for the network to say.
    """
    member = commons.member_of.get(ref)
    if member is None:
        return ()
    return (member, *commons.members[member].left)


def too_long(*texts: TextRef | None) -> Refusal | None:
    """The refusal for the first text beyond its limit."""
    for text in texts:
        if text is not None and text.length > LIMITS.get(text.kind, 100):
            return TextTooLong(text.kind, text.length, LIMITS.get(text.kind, 100))
    return None


def active(commons: Commons, at: datetime, by: MemberId, *, acting: bool) -> int:
    """How many members did something within `member.active` (§7).

    Of `by` only `acting` says whether they count, whatever they did before.
    """
    since = at - commons.charter.duration("member.active")
    others = (member for member in commons.members.values() if member.id != by)
    return acting + sum(member.last >= since and not member.forgotten for member in others)


# --- decide ---------------------------------------------------------------------------------------


def decide_skills(commons: Commons, command: c.NameSkills, _: datetime) -> list[e.Event]:
    """Replace what a member says they can do; the same again is nothing new."""
    arrivals = Arrivals(commons)
    member = arrivals.member(command.by)
    known = commons.members.get(member)
    skills = tuple(sorted(set(command.skills)))
    if known and known.skills == skills:
        return []
    return [*arrivals.events, e.SkillsNamed(member, skills)]


def decide_forget(commons: Commons, command: c.Forget, _: datetime) -> list[e.Event]:
    """Spend every mark that stands, free every claim, and forget (§21)."""
    member = commons.member_of.get(command.by)
    if member is None:
        return []
    found: list[e.Event] = []
    for task in commons.tasks.values():
        if task.marks.standing_of(member):
            found.append(e.MarksSpent(task.number, member, "forgotten"))
        if member in task.claims or member in task.queue:
            found.append(e.ClaimReleased(task.number, member))
    found += [
        e.MarksSpent(poll.number, member, "forgotten")
        for poll in commons.polls.values()
        if poll.live and poll.marks.standing_of(member)
    ]
    accounts = tuple(commons.members[member].accounts)
    return [*found, e.MemberForgotten(member, accounts)]


def decide_edit(commons: Commons, command: c.EditText, _: datetime) -> list[e.Event] | Refusal:
    """The sender edits or deletes the chat message that a card's text came from (§21)."""
    task, poll = commons.tasks.get(command.number), commons.polls.get(command.number)
    subject = task or poll
    if subject is None:
        return UnknownNumber(command.number)
    if subject.by not in hands(commons, command.by):
        return NotTheOpener(command.number, subject.by)
    held = texts_of(subject)
    if command.field not in held:
        return NotAPoll(command.number) if task else NotATask(command.number)
    if command.text == held[command.field]:
        return []
    if command.text is not None:
        if command.text.length == 0:
            return TextIsEmpty(command.text.kind)
        if refusal := too_long(command.text):
            return refusal
        if is_frozen(commons, command.number, command.field):
            return TextIsFrozen(command.number)
    return [e.TextEdited(command.number, command.field, command.text)]


def texts_of(subject: Task | Poll) -> dict[str, TextRef | None]:
    """The texts of a card by the names of their fields: `option:1` is the first option."""
    if isinstance(subject, Task):
        return {"title": subject.title, "details": subject.details}
    if subject.kind == "review":
        return {"work": subject.work}
    options = {f"option:{place}": text for place, text in enumerate(subject.options, 1)}
    return {"question": subject.question, **options}


def is_frozen(commons: Commons, number: int, field: str) -> bool:
    """Whether another's mark has judged this text: question, options, link and title (§21)."""
    for poll in commons.polls.values():
        judged = poll.number == number or (poll.about == number and field == "title")
        over = poll.state not in {"open", "counting", "withdrawn"}
        if judged and (over or _judged_by_others(poll)):
            return True
    return False


def _judged_by_others(poll: Poll) -> bool:
    own = {poll.voter(member) for member in (poll.by, *poll.authors)}
    return poll.marks.others_than(own, poll.counts_as)


# --- evolve ---------------------------------------------------------------------------------------


def evolve_arrived(commons: Commons, event: e.MemberArrived, at: datetime) -> None:
    """A new member, with one account."""
    commons.members[event.member] = Member(event.member, [event.account], at, at)
    commons.member_of[event.account] = event.member
    commons.arrived = event.member


def evolve_skills(commons: Commons, event: e.SkillsNamed, at: datetime) -> None:
    """The member's skills are these now."""
    member = commons.members[event.member]
    member.skills, member.last = event.skills, at


def evolve_forgotten(commons: Commons, event: e.MemberForgotten, _: datetime) -> None:
    """No account leads to this member any more; their number stays."""
    member = commons.members[event.member]
    for account in event.accounts:
        del commons.member_of[account]
    member.accounts, member.skills, member.forgotten = [], (), True
    member.brought = {}
    for poll in commons.polls.values():
        poll.reasons = {
            one: reason
            for one, reason in poll.reasons.items()
            if commons.person(one) != event.member
        }
        poll.pending = tuple(ref for ref in poll.pending if ref not in event.accounts)


def evolve_edited(commons: Commons, event: e.TextEdited, at: datetime) -> None:
    """A card's text is another one, or (None) blank."""
    name, _, which = event.field.partition(":")
    task, poll = commons.tasks.get(event.number), commons.polls.get(event.number)
    if task:
        commons.members[task.by].last = at
        if name == "title":
            task.title = event.text
        else:
            task.details = event.text
    if poll is None:
        return
    commons.members[poll.by].last = at
    if name == "option":
        options = list(poll.options)
        options[int(which) - 1] = event.text
        poll.options = tuple(options)
    elif name == "work":
        poll.work = event.text
    else:
        poll.question = event.text


def recent(broadcasts: list[datetime], at: datetime) -> list[datetime]:
    """Those within the last day."""
    return [one for one in broadcasts if at - one < timedelta(days=1)]
