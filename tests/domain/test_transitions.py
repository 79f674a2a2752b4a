# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every row of the tables of transitions is taken, and nothing happens that is no row."""

from typing import Any

from bot.domain import transitions
from bot.domain.claims import claim_state
from bot.domain.commons import Commons, evolve
from tests.domain.story import Story

Rows = set[tuple[str, str, type, str]]


def rows_taken(story: Story) -> Rows:
    """Replay the story event by event, and see which claims and polls moved with each."""
    commons, rows = Commons(), set()
    for at, events in story.log:
        for event in events:
            before = snapshot(commons)
            evolve(commons, event, at)
            after = snapshot(commons)
            touched = {key for key in before.keys() | after.keys() if about(key, event, commons)}
            for key in touched:
                was, now = before.get(key, "none"), after.get(key, "none")
                rows.add((key[0], was, type(event), now))
        commons.height += 1
    return rows


def snapshot(commons: Commons) -> dict[tuple[Any, ...], str]:
    states: dict[tuple[Any, ...], str] = {
        ("poll", poll.number): poll.state for poll in commons.polls.values()
    }
    for task in commons.tasks.values():
        for member in commons.members:
            states["claim", task.number, member] = claim_state(task, member)
    return states


def about(key: tuple[Any, ...], event: Any, commons: Commons) -> bool:
    """Whether an event speaks of this poll, or of this member's claim."""
    number = getattr(event, "number", None)
    if type(event).__name__ == "AccountsLinked":
        return key[0] == "claim" and key[2] in {event.member, event.merged}
    if key[0] == "poll":
        return number == key[1]
    poll = commons.polls.get(number)
    on_task = number == key[1] or (poll is not None and poll.about == key[1])
    if poll is not None and type(event).__name__ in {"PollClosed", "PollWithdrawn"}:
        return on_task and key[2] in poll.authors
    return on_task and key[2] in {getattr(event, "member", None), getattr(event, "by", None)}


def everything() -> Story:
    """A long day in which everything happens that may happen to polls and claims."""
    garden = Story(review_quorum="1", claim_lease="4d", review_window="1d", reminder_before="1h")
    ana, bo, cy, dee = garden.people("ana bo cy dee")
    task = ana.broadcasts(slots=1)
    bo.claims(task)
    cy.claims(task)
    dee.claims(task)
    dee.releases(task)  # out of the line
    bo.extends(task)
    garden.later("5d")  # Bo is nudged and lapses, Cy is promoted
    first, second = cy.submits(task), cy.submits(task)
    cy.withdraws(second)
    cy.withdraws(first)
    for verdict in ("needs_work", "sound"):
        work = cy.submits(task)
        dee.says(work, verdict)
        garden.closes(work)
    side = ana.broadcasts()
    for person in (bo, cy, dee):
        person.claims(side)
    bo.releases(side)
    shared, again = cy.submits(side, dee), cy.submits(side, dee)
    dee.accepts(shared)
    dee.accepts(again)
    cy.releases(side)  # gives a resting claim back
    garden.closes(shared)
    garden.closes(shared)  # extended, then unreviewed
    poll = ana.opens(closes=garden.after("1h"))
    ana.says(poll, "no")
    garden.away(garden.now, garden.after("1h"))
    garden.closes(poll)
    gone, counted = ana.opens(), ana.opens(closes=garden.after("1h"))
    ana.withdraws(gone)
    garden.later("1h")
    ana.withdraws(counted)
    return garden


def both_claim(older: str, younger: str) -> Story:
    """Two accounts of one person, each somewhere on the same task, are linked."""
    garden = Story()
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("welding")
    anna.knows("welding")
    states = {ana: older, anna: younger}
    task = bo.broadcasts(slots=None if "queued" not in states.values() else 1)
    for person in sorted(states, key=lambda one: states[one] == "queued"):
        if states[person] != "none":
            if states[person] == "queued" and not garden.task(task).claims:
                bo.claims(task)
            person.claims(task)
        if states[person] == "resting":
            person.submits(task)
    anna.links(ana)
    return garden


BOTH = [
    ("none", "queued"),
    ("none", "running"),
    ("none", "resting"),
    ("queued", "running"),
    ("queued", "resting"),
    ("running", "resting"),
    ("resting", "running"),
]


def test_every_row_is_taken_and_no_other() -> None:
    stories = [everything(), *(both_claim(*both) for both in BOTH)]
    taken = set().union(*map(rows_taken, stories))
    for what, table in (("poll", transitions.POLL), ("claim", transitions.CLAIM)):
        listed = {(was, event, now) for (was, event), to in table.items() for now in to}
        happened = {row[1:] for row in taken if row[0] == what}
        moved = {row for row in happened if row[0] != row[2] and row[2] != "open"}
        opened = {("none", "open")} if what == "poll" else set()
        assert {row for row in moved if (row[0], row[2]) not in opened} <= listed
        assert listed <= happened, listed - happened
