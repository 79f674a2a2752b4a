# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: accounts that are linked make one member with one ballot; unlinked, they part again."""

from bot.domain import events as e
from bot.domain import notice_types as n
from bot.domain import people_notices as p
from bot.domain.closing import ballots
from bot.domain.people_refusals import AlreadyLinked, NotLinked, SameAccount
from bot.domain.reading import my_view
from bot.domain.refusals import (
    AuthorsDoNotVote,
)
from tests.domain.conftest import Garden
from tests.domain.linked import kinds, linked
from tests.domain.people import Person, words
from tests.domain.story import Story

# --- who is who -----------------------------------------------------------------------------------


def test_s9_two_that_did_nothing_yet_are_one_member(
    garden: Story, ana: Person, anna: Person
) -> None:
    answer = anna.links(ana)
    assert kinds(answer) == ["MemberArrived", "AccountsLinked"]
    assert ana.id == anna.id == 1
    assert garden.commons.members[ana.id].accounts == [ana.ref, anna.ref]


def test_s9_an_account_that_did_nothing_yet_joins(garden: Story, ana: Person, anna: Person) -> None:
    ana.knows("welding")
    assert linked(anna.links(ana)).merged is None
    assert anna.id == ana.id
    assert len(garden.commons.members) == 1


def test_s9_it_does_not_matter_which_of_them_types_the_code(ana: Person, anna: Person) -> None:
    ana.knows("welding")
    assert linked(ana.links(anna)).accounts == (anna.ref,)


def test_s9_the_older_member_goes_on(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    ana.knows("welding")
    garden.later("1d")
    anna.knows("baking")
    garden.later("1d")
    event = linked(ana.links(anna))
    assert (event.member, event.merged) == (1, 2)
    member = garden.commons.members[ana.id]
    assert member.skills == ("baking", "welding")
    assert member.last == garden.now
    assert [*garden.commons.members] == [1]
    bo.knows("reading")
    assert bo.id == 3, "a number is never given twice"


def test_s9_three_accounts(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    bo.knows("reading")
    ana.knows("welding")
    anna.links(ana)
    bo.links(anna)
    assert bo.id == ana.id == anna.id == 1
    bo.unlinks(anna)
    bo.unlinks()
    assert len({bo.id, ana.id, anna.id}) == 3


def test_s9_an_account_is_not_linked_with_itself(ana: Person) -> None:
    assert ana.links(ana) == SameAccount()


def test_s9_linked_accounts_are_not_linked_again(ana: Person, anna: Person) -> None:
    ana.links(anna)
    assert ana.links(anna) == AlreadyLinked()
    assert anna.links(ana) == AlreadyLinked()


def test_s9_only_ones_own_accounts_are_unlinked(ana: Person, anna: Person, bo: Person) -> None:
    assert ana.unlinks() == NotLinked()
    ana.knows("welding")
    assert ana.unlinks() == NotLinked()
    ana.links(anna)
    bo.knows("reading")
    assert bo.unlinks(ana) == NotLinked()
    assert ana.unlinks(bo) == NotLinked()


def test_s9_a_person_sees_their_accounts(garden: Story, ana: Person, anna: Person) -> None:
    ana.knows("welding")
    assert my_view(garden.commons, ana.ref).accounts == ()
    ana.links(anna)
    assert my_view(garden.commons, anna.ref).accounts == (ana.ref, anna.ref)


def test_s9_everything_of_both_is_of_one(founds: Garden) -> None:
    garden = founds(broadcast_limit="3")
    ana, anna, stella = garden.people("ana anna stella")
    ana.broadcasts()
    task, poll = anna.broadcasts(), anna.opens()
    stella.knows("guiding")
    stella.pauses()
    anna.links(ana)
    assert garden.task(task).by == garden.poll(poll).by == ana.id
    assert len(garden.commons.members[ana.id].broadcasts) == 2
    stella.links(ana)
    assert garden.commons.pauses[None].by == ana.id


# --- open polls -----------------------------------------------------------------------------------


def test_s9_the_latest_choice_wins_wherever_it_was_made(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    poll = bo.opens()
    anna.marks(poll, "no", "blue-card")
    garden.later("1m")
    ana.marks(poll, "yes")
    assert garden.poll(poll).ballots == 2
    event = linked(anna.links(ana))
    assert event.recounted == (poll,)
    assert garden.poll(poll).tally == {"yes": 1, "no": 0, "abstain": 0}
    anna.marks(poll, "abstain", "blue-card")
    assert garden.poll(poll).tally == {"yes": 0, "no": 0, "abstain": 1}
    ana.unmarks(poll, "yes")
    anna.unmarks(poll, "abstain", "blue-card")
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}, "the one uncovered"


def test_s9_the_rooms_are_told_of_doubles_and_nobody_is_named(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    doubled, single = bo.opens(), bo.opens()
    ana.says(doubled, "yes")
    anna.says(doubled, "yes")
    ana.says(single, "yes")
    garden.told.clear()
    anna.links(ana)
    assert garden.said(p.CountedAsOne) == [p.CountedAsOne(doubled)]
    assert garden.said(p.AccountLinkedSaid) == [p.AccountLinkedSaid(ana.ref, anna.ref)]
    assert garden.said(n.Board) == [n.Board(doubled), n.Board(single)]


def test_s9_of_two_typed_ballots_the_later_stays(garden: Story, ana: Person, anna: Person) -> None:
    poll = ana.opens()
    anna.says(poll, "no", words("reason"))
    garden.later("1m")
    ana.says(poll, "yes")
    anna.links(ana)
    assert len(garden.commons.polls[poll].marks) == 1
    assert garden.poll(poll).tally["yes"] == 1
    assert garden.poll(poll).reasons == ()


def test_s9_the_reason_stays_that_goes_with_the_ballot(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    poll = bo.opens()
    why = words("reason")
    ana.says(poll, "no", why)
    garden.later("1m")
    anna.says(poll, "yes", words("reason"))
    garden.later("1m")
    anna.marks(poll, "no")
    anna.links(ana)
    assert [(line.member, line.because) for line in garden.poll(poll).reasons] == [(ana.id, why)]


def test_s9_a_block_keeps_its_reason(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    work = bo.submits()
    ana.says(work, "block", words("reason"))
    anna.marks(work, "sound")
    garden.later("1m")
    anna.marks(work, "block")
    anna.links(ana)
    assert ballots(garden.commons.polls[work], garden.now, final=True) == {ana.id: ("block",)}


def test_s9_quorums_in_force_stay(founds: Garden) -> None:
    garden = founds(poll_quorum="5")
    people = garden.crowd(12)
    for person in people:
        person.knows("reading")
    poll = people[0].opens()
    quorum = garden.poll(poll).quorum
    for person in people[:6]:
        person.links(people[11 - people.index(person)])
    assert garden.poll(poll).quorum == quorum == 5


def test_s9_a_spent_mark_of_either_never_acts_again(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    poll = bo.opens()
    garden.later("1m")
    voted = garden.now
    garden.later("1m")
    anna.says(poll, "no")
    garden.later("1m")
    anna.unvotes(poll)
    ana.knows("welding")
    anna.links(ana)
    garden.later("1m")
    garden.reads(poll, anna.left("yes", voted))
    assert garden.poll(poll).ballots == 0
    ana.unlinks()
    garden.reads(poll, ana.left("yes", voted))
    assert garden.poll(poll).ballots == 0


# --- authors --------------------------------------------------------------------------------------


def test_s9_an_author_by_either_account_never_judges(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    work = ana.submits()
    anna.marks(work, "sound")
    bo.marks(work, "sound")
    garden.told.clear()
    answer = anna.links(ana)
    assert linked(answer).recounted == (work,)
    assert answer[-1] == e.MarksSpent(work, ana.id, "author")
    assert garden.poll(work).tally["sound"] == 1
    assert garden.said(p.CountedAsOne) == [p.CountedAsOne(work)]
    assert anna.says(work, "sound") == AuthorsDoNotVote(work)


def test_s9_the_younger_may_be_the_author(garden: Story, ana: Person, anna: Person) -> None:
    ana.knows("reading")
    work = anna.submits()
    ana.marks(work, "sound")
    anna.links(ana)
    assert garden.poll(work).authors == (ana.id,)
    assert garden.poll(work).ballots == 0


def test_s9_two_authors_are_one(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    work = ana.submits(None, anna, bo)
    anna.accepts(work)
    anna.links(ana)
    assert garden.poll(work).authors == (ana.id,)
    anna.unlinks()
    assert garden.poll(work).authors == (ana.id, anna.id)


def test_s9_nobody_accepts_a_credit_that_they_have(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    work = ana.submits(None, anna, bo)
    anna.links(ana)
    assert garden.poll(work).pending == (bo.ref,)
    again = ana.submits(None, anna, bo)
    assert garden.poll(again).pending == (bo.ref,)


def test_s9_a_credit_is_accepted_by_any_account(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    work = bo.submits(None, anna)
    anna.links(ana)
    ana.says(work, "sound")
    assert kinds(ana.accepts(work)) == ["CreditAccepted", "MarksSpent"]
    assert garden.poll(work).pending == ()
