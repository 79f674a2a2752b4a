# SPDX-License-Identifier: AGPL-3.0-or-later
"""§2-5: what a reading brings, who withdraws a mark, and what means nothing."""

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.notice_types import VoteAgain
from bot.domain.refusals import NotAPoll, TooLate, UnknownChoice, UnknownNumber
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story


def test_s2_a_reading_never_touches_typed_choices(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.says(poll, "yes")
    assert garden.reads(poll) == ()
    assert garden.poll(poll).tally["yes"] == 1


def test_s2_of_several_new_marks_in_unknown_order_the_ballot_that_stood_stays(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    garden.sleeps("1h")
    assert garden.reads(poll, bo.left("yes"), bo.left("no"), bo.left("abstain")) == ()
    assert garden.poll(poll).tally["yes"] == 1


def test_s2_without_a_ballot_that_stood_they_are_asked_once_and_abstain(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    for _ in range(2):
        garden.reads(poll, bo.left("no"), bo.left("yes"))
    assert garden.said(VoteAgain) == [VoteAgain(poll, bo.id)]
    assert garden.poll(poll).ballots == 0
    bo.says(poll, "no")
    assert garden.poll(poll).tally["no"] == 1


def test_s2_if_the_earlier_ballot_is_gone_too_they_are_asked(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "abstain")
    gone = ((bo.mark("abstain"), None),)
    garden.reads(poll, bo.left("no"), bo.left("yes"), withdrawn=gone)
    assert garden.said(VoteAgain) == [VoteAgain(poll, bo.id)]
    assert garden.poll(poll).ballots == 0


def test_s2_one_new_mark_comes_after_what_stood_before(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    garden.sleeps("1h")
    garden.reads(poll, bo.left("yes"), bo.left("no"))
    assert garden.poll(poll).tally["no"] == 1


def test_s2_a_reading_older_than_a_withdrawal_does_not_bring_the_mark_back(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    bo.marks(poll, "yes")
    bo.raises_hand(task)
    began = garden.now
    garden.later("5s")
    bo.unmarks(poll, "yes")
    bo.lowers_hand(task)
    garden.later("5s")
    garden.reads(poll, bo.left("yes"), began=began)
    garden.reads(task, bo.left("claim"), began=began)
    assert garden.poll(poll).ballots == 0
    assert garden.task(task).claims == ()
    garden.reads(poll, bo.left("yes"))  # a newer reading: they set it again
    assert garden.poll(poll).ballots == 1


def test_s3_only_the_voter_withdraws(garden: Story, ana: Person, bo: Person, cy: Person) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    bo.marks(poll, "yes")
    bo.raises_hand(task)
    cy.knows()
    for number, choice in ((poll, "yes"), (task, "claim")):
        for thief in (cy, garden.people("stranger")[0]):
            answer = thief._does(c.RemoveMark, number=number, mark=bo.mark(choice))
            assert answer == ()
    assert garden.poll(poll).ballots == 1
    assert garden.task(task).claims[0][0] == bo.id


def test_s3_unknown_marks_and_numbers_are_nothing_to_take_away(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    bo.knows()
    assert bo.unmarks(poll, "yes") == ()
    assert bo.unmarks(task, "claim") == ()
    assert bo.unmarks(99, "yes") == ()


def test_s3_a_mark_that_somebody_else_removed_stands_whatever_later_readings_show(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    bo.marks(poll, "yes")
    bo.raises_hand(task)
    for number, choice in ((poll, "yes"), (task, "claim")):
        mark = bo.mark(choice)
        assert garden.reads(number, frozen=(mark, "never seen")) == (e.MarkFrozen(number, mark),)
        assert garden.reads(number, frozen=(mark,)) == ()
        assert garden.reads(number, withdrawn=((mark, None),)) == ()
    assert garden.poll(poll).ballots == 1
    assert garden.task(task).claims


def test_s3_what_somebody_cleared_away_stands_whatever_later_readings_show(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    bo.marks(poll, "yes")
    cy.marks(poll, "no")
    ana.marks(poll, "no", copy="blue-card")
    bo.raises_hand(task)
    yes = e.MarksFrozen(poll, "red-card", "yes")
    assert garden.does(c.FreezeMarks, number=poll, copy="red-card", choice="yes") == (yes,)
    assert garden.does(c.FreezeMarks, number=poll, copy="red-card", choice="yes") == ()
    assert garden.reads(poll, withdrawn=((bo.mark("yes"), None),)) == ()
    assert garden.does(c.FreezeMarks, number=poll, copy="red-card") == (
        e.MarksFrozen(poll, "red-card"),
    )
    assert garden.reads(poll, withdrawn=((cy.mark("no"), None),)) == ()
    assert garden.does(c.FreezeMarks, number=task, copy="red-card") == (
        e.MarksFrozen(task, "red-card"),
    )
    assert garden.poll(poll).tally == {"yes": 1, "no": 2, "abstain": 0}
    bo.marks(poll, "yes")  # on the same emoji again: a mark that can be taken away again
    bo.unmarks(poll, "yes")
    assert garden.poll(poll).tally["yes"] == 0
    assert garden.reads(poll, withdrawn=((ana.mark("no", "blue-card"), None),)) != ()


def test_s3_clearing_what_nobody_marked_or_what_is_over_changes_nothing(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    assert garden.does(c.FreezeMarks, number=poll, copy="green-card") == ()
    assert garden.does(c.FreezeMarks, number=99, copy="red-card") == ()
    garden.closes(poll)
    assert garden.does(c.FreezeMarks, number=poll, copy="red-card") == ()


def test_s3_its_own_sender_may_still_take_it_away(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    garden.reads(poll, frozen=(bo.mark("yes"),))
    bo.unmarks(poll, "yes")
    assert garden.poll(poll).ballots == 0


def test_s3_who_lost_a_vote_unread_is_asked_to_vote_again_once(
    garden: Story, ana: Person, bo: Person, cy: Person
) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    for _ in range(2):
        garden.reads(poll, unreadable=(bo.ref, cy.ref))
    assert garden.said(VoteAgain) == [VoteAgain(poll, bo.id), VoteAgain(poll, cy.id)]
    assert garden.reads(task, unreadable=(bo.ref,)) == ()


def test_s3_neither_an_author_nor_a_late_voter_is_asked(founds: Garden) -> None:
    garden = founds()
    ana, bo = garden.people("ana bo")
    review = ana.submits()
    poll = bo.opens(closes=garden.after("1h"))
    assert garden.reads(review, unreadable=(ana.ref,)) == ()
    garden.later("1h")
    assert garden.reads(poll, unreadable=(ana.ref,)) == ()


def test_s3_a_reading_of_nothing_we_know_is_nothing(garden: Story, bo: Person) -> None:
    assert garden.reads(77, bo.left("yes"), frozen=("x",), unreadable=(bo.ref,)) == ()


def test_s5_a_choice_that_means_nothing_here_is_refused_by_name(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll, task = ana.opens(options=2), ana.broadcasts()
    assert bo.says(poll, "yes") == UnknownChoice(poll, ("1", "2"))
    assert bo.says(task, "yes") == UnknownChoice(task, ("claim",))
    assert bo.says(99, "yes") == UnknownNumber(99)
    assert bo.unvotes(task) == NotAPoll(task)
    assert bo.unvotes(99) == UnknownNumber(99)


def test_s18_withdrawals_after_the_deadline_are_refused_in_words(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens(closes=garden.after("1h"))
    bo.marks(poll, "yes")
    garden.sleeps("1h")
    garden.sleeps("1s")
    late = TooLate(poll, garden.poll(poll).closes_at)
    assert bo.unmarks(poll, "yes") == late
    assert bo.unvotes(poll) == late
    garden.tick()
    assert bo.unmarks(poll, "yes") == late
    assert bo.unvotes(poll) == late
